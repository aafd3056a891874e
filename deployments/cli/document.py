"""`casework document`: evidence stored on the server itself, fetched and verified; instruments drawn up."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from deployments.cli.exits import Exit, Failed
from deployments.cli.named_files import SHORT
from deployments.cli.options import OPERATOR, Badge, Code, Json, RequestId, Timeout
from deployments.cli.output import answer, facts, listing, told
from deployments.settings import desk_url
from models.errors import BadInput
from models.store.media import MIB, extension_of, recognised
from models.store.settings import store_settings
from models.vocabulary import Evidence, Instrument
from models.wording import LOCALES

app = typer.Typer(
    add_completion=False, help="Keep files as evidence, list, fetch and verify them; draw up instruments."
)
commands = {"document": app}

Case = Annotated[str, typer.Option(help="Case number.")]


@app.command("add")
def add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file; its type must be one of those allowed.")],
    case: Case,
    kind: Annotated[Evidence, typer.Option(help="What the file is.")],
    badge: Annotated[str, typer.Option(help="Badge number of who brings it; an operator needs none.")] = OPERATOR,
    as_json: Json = False,
) -> None:
    """Store a file as evidence; acts then name it by the digest printed."""
    content = _content(file)
    media = recognised(file.name, content)
    if desk_url() is not None:
        from deployments.cli import remote_reading

        kept = remote_reading.keep(case, kind.value, file.name, content, None if badge == OPERATOR else badge)
    else:
        from deployments.cli import evidence

        kept = asdict(evidence.keep(case, kind.value, file.name, content, media, badge))
    shown = {name: kept[name] for name in ("digest", "sha256", "size", "kind")}
    answer({"case": case, **shown, "media": media}, as_json, facts(shown))


@app.command("list")
def list_documents(case: Case, as_json: Json = False) -> None:
    """List the files of a case; never their names or content."""
    if desk_url() is not None:
        from deployments.cli import remote_reading

        found = remote_reading.documents(case)
    else:
        from deployments.cli import evidence

        found = evidence.listed(case)
    heads = ("digest", "kind", "number", "locale", "media", "size", "added_at", "seq")
    rows = [
        (d["digest"][:SHORT], d["kind"], d["number"], d["locale"], extension_of(d["media"]), d["size"], d["added_at"],
         d["seq"])
        for d in found
    ]  # fmt: skip
    answer({"case": case, "documents": found}, as_json, listing(None, heads, rows))


@app.command("fetch")
def fetch(
    wanted: Annotated[str, typer.Argument(metavar="DIGEST_OR_NUMBER", help="Digest (12 digits do), or number.")],
    to: Annotated[Path, typer.Option(metavar="FILE", help="Where to write it, readable by its owner only.")],
    case: Annotated[str | None, typer.Option(help="Case number; a desk needs it.")] = None,
    locale: Annotated[str | None, typer.Option(metavar="zh|en", help="Language of an instrument.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    as_json: Json = False,
) -> None:
    """Write the opened file."""
    if locale not in (None, *LOCALES):
        raise BadInput("locale: zh or en")
    if desk_url() is not None:
        from deployments.cli import remote_reading

        if case is None:
            raise BadInput(told("desk_case_needed"))
        shown, content = remote_reading.fetch(case, wanted, locale)
    else:
        from deployments.cli import evidence

        digest, found = evidence.opened(wanted, case, locale)
        content = found.content
        shown = {
            "case": found.case_no, "digest": digest, "sha256": found.sha256, "size": len(content), "kind": found.kind,
            "media": found.media,
        }  # fmt: skip
    _write(to, content, force=force)
    answer(shown, as_json, facts({name: shown[name] for name in ("digest", "sha256", "size", "kind")}))


@app.command("verify")
def verify(
    case: Annotated[str | None, typer.Option(help="One case instead of all.")] = None, as_json: Json = False
) -> None:
    """Open every file and compare it with what was given; exit 1 where one is missing, altered or cannot be opened.

    Of a case whose key was destroyed the ciphertext is compared, since nobody can open it.
    """
    from deployments.cli import evidence

    found = evidence.looked_through(case)
    bad = [d for d in found if d["state"] not in ("ok", "erased")]
    line = told("documents_broken", bad=len(bad), count=len(found)) if bad else told("documents_ok", count=len(found))
    shown = [(d["case"], d["digest"][:SHORT], d["kind"], told(f"document_is_{d['state']}")) for d in bad]
    table = [listing(None, ("case", "digest", "kind", "state"), shown)] if bad else []
    answer({"ok": not bad, "documents": found}, as_json, line, *table)
    if bad:
        raise typer.Exit(Exit.FAILED)


@app.command("make")
def make(
    kind: Annotated[Instrument, typer.Argument(help="The instrument.")],
    case: Case,
    badge: Badge = None,
    fields: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="Fields of the form.")] = None,
    stage: Annotated[str | None, typer.Option(help="Stage instance, such as R1.")] = None,
    code: Code = None,
    request_id: RequestId = None,
    timeout: Timeout = 60.0,
    as_json: Json = False,
) -> None:
    """Take the act that draws up an instrument, and show its receipt."""
    from deployments.cli import filled
    from models.lifecycle import LIFECYCLE

    if kind is Instrument.SERVICE_RECEIPT:
        raise BadInput(told("receipt_with_others"))
    drawing = next((t for t in LIFECYCLE if kind in t.draws), None)
    if drawing is None:
        raise BadInput(told("instrument_undrawn", what=kind.value))
    stated = {"case": case} if stage is None else {"case": case, "stage": stage}
    form = filled.fill(drawing.stage, drawing.act, stated, None, fields or ())
    from deployments.cli import acting

    acting.take(form, drawing.stage, badge, code, request_id, timeout, as_json)


def _content(file: Path) -> bytes:
    """At most one byte more than is allowed."""
    with _quietly(), file.open("rb") as opened:
        return opened.read(store_settings().file_limit_mb * MIB + 1)


def _write(to: Path, content: bytes, *, force: bool) -> None:
    how = os.O_CREAT | os.O_WRONLY | (os.O_TRUNC if force else os.O_EXCL)
    with _quietly(), os.fdopen(os.open(to, how, 0o600), "wb") as file:
        os.fchmod(file.fileno(), 0o600)  # a file written over may have been readable by others
        file.write(content)


@contextmanager
def _quietly() -> Iterator[None]:
    """A file's name may be a person's: say what is wrong with it, not which file it is."""
    try:
        yield
    except FileExistsError:
        raise BadInput(told("file_is_there")) from None
    except OSError as error:
        raise Failed("file", told("file_unusable", what=error.strerror)) from None
