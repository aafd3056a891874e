"""`casework receive`: a receiving organ's service, and what its people decide on what came."""

import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid5

import typer

from deployments.cli.exits import Failed
from deployments.cli.options import Badge, Code, Json, Timeout
from deployments.cli.output import answer, facts, listing, told
from deployments.cli.written import write
from models.acts.choices import TransferOutcome
from models.errors import BadInput
from models.register_rows import PUBLIC_KEY
from models.store.settings import store_settings
from models.vocabulary import Stage

receive = typer.Typer(add_completion=False, invoke_without_command=True)
commands = {"receive": receive}

Folder = Annotated[Path, typer.Option(help="Where received packages are kept.")]
Receipt = Annotated[str, typer.Argument(metavar="RECEIPT")]
SHOWN = ("receipt", "sender", "letter", "unit", "breach", "received_at", "state", "number")
OPENED = UUID("5d0c7a52-4b1e-5f60-9c3d-8a7e2b41d9f0")
"""Namespace for turning a receipt into the id of the request that opens its case."""

CONTENT = ("facts", "consequence_facts", "suggestion", "statement", "in_favour")


@receive.callback()
def serve(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Option(help="Where received packages are kept.")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on the loopback address; 0: a free one.")] = 8080,
    url: Annotated[
        str | None, typer.Option(help="The address senders have, where something stands before this service.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Be a receiving organ: take signed packages of clues, answer each with a signed receipt. Ctrl-C ends it.

    It signs with the key of CASEWORK_TRANSFER_KEY_FILE. Whom it trusts, `casework receive trust` says.
    """
    if context.invoked_subcommand is not None:
        return
    if folder is None:
        raise typer.BadParameter("--folder is needed")
    from deployments.cli.running import until_told

    ended = until_told()
    from notifications.receive import Receiver

    with _usable():
        receiver = Receiver(folder, port, key_file=store_settings().transfer_key, url=url)
    with receiver as running:
        shown = {"url": running.url, "public_key": running.public_key.hex()}
        answer(shown, as_json, told("receive_ready", url=running.url))
        sys.stdout.flush()
        ended.wait()


@receive.command("trust")
def trust(
    name: Annotated[str, typer.Argument(help="Who sends.")],
    public_key: Annotated[str, typer.Argument(help="Its public key, as `casework transfer key` shows it there.")],
    folder: Folder,
    as_json: Json = False,
) -> None:
    """Take packages signed with this key; a new key for a known name replaces the old one."""
    if not PUBLIC_KEY.fullmatch(public_key) or not name.isprintable() or not 0 < len(name) <= 100:
        raise BadInput("a name in one line, and a key of 64 hexadecimal digits")
    with _ledger(folder, make=True) as ledger:
        key_id = ledger.trust(name, bytes.fromhex(public_key))
    answer({"name": name, "key_id": key_id}, as_json, told("receive_trusted", name=name, key_id=key_id))


@receive.command("list")
def list_received(folder: Folder, as_json: Json = False) -> None:
    """List what came, oldest first; never its content."""
    with _ledger(folder) as ledger:
        found = ledger.all()
    rows = [tuple(one[name] for name in SHOWN) for one in found]
    answer({"transfers": found}, as_json, listing(None, SHOWN, rows))


@receive.command("show")
def show(receipt: Receipt, folder: Folder, as_json: Json = False) -> None:
    """Show number of the letter, unit and articles; the content once it is accepted."""
    with _ledger(folder) as ledger:
        found, package = ledger.one(receipt)
    head = facts({name: found[name] for name in SHOWN})
    if package is None:
        answer(found, as_json, head, told("receive_before_acceptance"))
        return
    clue = _clue(package)
    answer({**found, "clue": clue}, as_json, head, facts({name: clue[name] for name in CONTENT}), clue["remark"])


@receive.command("package")
def package(
    receipt: Receipt,
    folder: Folder,
    to: Annotated[Path, typer.Option(metavar="FILE", help="Where to write it, readable by its owner only.")],
    as_json: Json = False,
) -> None:
    """Write the package of an accepted transfer, a bag in a ZIP file."""
    with _ledger(folder) as ledger:
        _, content = ledger.one(receipt)
    if content is None:
        raise Failed("not_accepted", told("receive_before_acceptance"))
    shown = write(to, content)
    answer({"receipt": receipt, **shown}, as_json, told("transfer_package_written", **shown))


@receive.command("accept")
def accept(receipt: Receipt, folder: Folder, as_json: Json = False) -> None:
    """Accept: it gets a number in the register here. Exit 4 where it was withdrawn or decided before."""
    with _ledger(folder) as ledger:
        number = ledger.accept(receipt)
    line = told("receive_accepted", number=number)
    answer({"receipt": receipt, "state": "accepted", "number": number}, as_json, line)


@receive.command("open")
def open_case(
    receipt: Receipt,
    folder: Folder,
    badge: Badge = None,
    handler: Annotated[str | None, typer.Option(help="Badge number of the officer in charge of the case.")] = None,
    code: Code = None,
    timeout: Timeout = 60.0,
    as_json: Json = False,
) -> None:
    """Open a case here on an accepted transfer, about the unit it names. Said again, it answers with the same case."""
    from deployments.cli import acting, filled
    from models.acts.form import NARRATIVE

    with _ledger(folder) as ledger:
        found, content = ledger.one(receipt)
    if content is None:
        raise Failed("not_accepted", told("receive_before_acceptance"))
    ground = told("receive_ground", number=found["number"], letter=found["letter"], sender=found["sender"])
    stated = {"unit": found["unit"], "reason": f"{ground}\n\n{_clue(content)['facts']}"[:NARRATIVE]}
    if handler is not None:
        stated["handler"] = handler
    form = filled.fill(Stage.CASE, "open", stated, None, ())
    acting.take(form, Stage.CASE, badge, code, str(uuid5(OPENED, receipt)), timeout, as_json)


@receive.command("return")
def give_back(
    receipt: Receipt, folder: Folder, reason: Annotated[str, typer.Option(help="Why.")], as_json: Json = False
) -> None:
    """Send it back, with a reason. Exit 4 where it was withdrawn or decided before."""
    with _ledger(folder) as ledger:
        ledger.give_back(receipt, _text(reason))
    answer({"receipt": receipt, "state": "returned"}, as_json, told("receive_returned"))


@receive.command("feedback")
def feedback(
    receipt: Receipt,
    folder: Folder,
    outcome: Annotated[TransferOutcome, typer.Option(help="What came of it.")],
    content: Annotated[str, typer.Option(help="What is told to the sender.")],
    as_json: Json = False,
) -> None:
    """Say what came of an accepted transfer; it is concluded."""
    with _ledger(folder) as ledger:
        ledger.conclude(receipt, outcome.value, _text(content))
    answer({"receipt": receipt, "state": "concluded"}, as_json, told("receive_concluded"))


@contextmanager
def _ledger(folder: Path, *, make: bool = False) -> Iterator[Any]:
    from models.store import transfer_key
    from notifications.receive import FILE
    from notifications.received import Ledger

    with _usable():
        if not make and not (folder / FILE).exists():
            raise Failed("nothing_received", told("receive_no_ledger"))
        yield Ledger(folder / FILE, transfer_key.secret(store_settings().transfer_key))


@contextmanager
def _usable() -> Iterator[None]:
    try:
        yield
    except (OSError, OverflowError) as error:
        raise Failed("file", told("file_unusable", what=getattr(error, "strerror", None) or "?")) from None
    except sqlite3.Error as error:
        raise Failed("file", told("file_unusable", what=type(error).__name__)) from None


def _clue(package: bytes) -> dict[str, Any]:
    from notifications.bag import unpack
    from notifications.receive import LARGEST_PACKAGE

    clue: dict[str, Any] = json.loads(unpack(package, 2 * LARGEST_PACKAGE).payload["clue.json"])
    return {**dict.fromkeys((*CONTENT, "remark"), ""), **clue}


def _text(text: str) -> str:
    if not text.strip() or len(text) > 4000:
        raise BadInput("a text of 1 to 4000 characters is needed")
    return text
