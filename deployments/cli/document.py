"""`casework document`: evidence stored on the server itself, fetched and verified; instruments drawn up."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Connection, select

from deployments.cli import database
from deployments.cli.exits import Exit, Failed
from deployments.cli.options import OPERATOR, Badge, Code, Json, RequestId, Timeout
from deployments.cli.output import answer, facts, listing, told
from flows.settings import flow_settings
from models.errors import BadInput, TransitionRefused, Unknown
from models.situation import no
from models.store import casebook, files
from models.store.handles import DOCUMENT, OFFICER
from models.store.media import MIB, extension_of, recognised
from models.store.settings import store_settings
from models.store.vault import Erased, Sealed
from models.vocabulary import Evidence, Instrument
from models.wording import LOCALES

app = typer.Typer(
    add_completion=False, help="Keep files as evidence, list, fetch and verify them; draw up instruments."
)
commands = {"document": app}

Case = Annotated[str, typer.Option(help="Case number.")]
SHOWN = ("digest", "kind", "number", "locale", "media", "size", "added_by", "added_at", "seq")
SHORT = 12
PART = re.compile(rf"[0-9a-f]{{{SHORT},64}}")


@app.command("add")
def add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file; its type must be one of those allowed.")],
    case: Case,
    kind: Annotated[Evidence, typer.Option(help="What the file is.")],
    badge: Annotated[str, typer.Option(help="Badge number of who brings it; an operator needs none.")] = OPERATOR,
    as_json: Json = False,
) -> None:
    """Store a file as evidence; acts then name it by the digest printed."""
    store = database.opened()
    content = _content(file)
    media = recognised(file.name, content)
    with store.read() as connection:
        casebook.require(connection, case)
        if badge != OPERATOR:
            _known(connection, badge)
        try:
            kept = files.keep(connection, case, kind.value, file.name, content, media=media)
        except Erased:
            raise TransitionRefused(no("case_erased")) from None
    # The write lock is taken for the row alone.
    with store.write() as connection:
        files.enter(connection, kept, added_by=badge, at=datetime.now(UTC))
    shown = {"digest": kept.digest, "sha256": kept.sha256, "size": kept.size, "kind": kept.kind}
    answer({"case": case, **shown, "media": media}, as_json, facts(shown))


@app.command("list")
def list_documents(case: Case, as_json: Json = False) -> None:
    """List the files of a case; never their names or content."""
    wanted = select(*DOCUMENT.c[SHOWN]).where(DOCUMENT.c.case_no == case).order_by(DOCUMENT.c.added_at)
    with database.reading() as connection:
        casebook.require(connection, case)
        found = [dict(row) for row in connection.execute(wanted).mappings()]
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
    locale: Annotated[str | None, typer.Option(metavar="zh|en", help="Language of an instrument.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    as_json: Json = False,
) -> None:
    """Write the opened file."""
    if locale not in (None, *LOCALES):
        raise BadInput("locale: zh or en")
    with database.reading() as connection:
        digest = _found(connection, wanted, locale)
        try:
            found = files.fetch(connection, digest)
        except files.FileMissing:
            raise Failed("document_missing", told("document_lost", what=digest[:SHORT])) from None
        except Erased:
            raise TransitionRefused(no("case_erased")) from None
        except Sealed:
            raise Failed("document_unopened", told("document_unopened", what=digest[:SHORT])) from None
    _write(to, found.content, force=force)
    shown = {"digest": digest, "sha256": found.sha256, "size": len(found.content), "kind": found.kind}
    answer({"case": found.case_no, **shown, "media": found.media}, as_json, facts(shown))


@app.command("verify")
def verify(
    case: Annotated[str | None, typer.Option(help="One case instead of all.")] = None, as_json: Json = False
) -> None:
    """Open every file and compare it with what was given; exit 1 where one is missing, altered or cannot be opened.

    Of a case whose key was destroyed the ciphertext is compared, since nobody can open it.
    """
    wanted = select(*DOCUMENT.c["case_no", "digest", "kind"]).order_by(DOCUMENT.c.case_no, DOCUMENT.c.added_at)
    if case is not None:
        wanted = wanted.where(DOCUMENT.c.case_no == case)
    with database.reading() as connection:
        if case is not None:
            casebook.require(connection, case)
        rows = connection.execute(wanted).all()
    looked = [(row, _state(row.digest)) for row in rows]
    found = [{"case": row.case_no, "digest": row.digest, "kind": row.kind, "state": s} for row, s in looked if s]
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
    badge: Badge,
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
    from deployments.cli import taking

    taking.take(form, drawing.stage, badge, code, request_id, timeout, as_json)


def _known(connection: Connection, badge: str) -> None:
    active = connection.execute(select(OFFICER.c.active).where(OFFICER.c.badge == badge)).scalar()
    if not active:
        raise TransitionRefused(no("officer_unknown" if active is None else "officer_inactive"))


def _content(file: Path) -> bytes:
    """At most one byte more than is allowed."""
    with _quietly(), file.open("rb") as opened:
        return opened.read(store_settings().file_limit_mb * MIB + 1)


def _found(connection: Connection, wanted: str, locale: str | None) -> str:
    """The digest meant. Of an instrument in two languages the one asked for, else the installation's."""
    named = DOCUMENT.c.digest.startswith(wanted) if PART.fullmatch(wanted) else DOCUMENT.c.number == wanted
    rows: list[Any] = list(connection.execute(select(DOCUMENT.c.digest, DOCUMENT.c.locale).where(named)).all())
    if locale is not None or len(rows) > 1:
        rows = [row for row in rows if row.locale == (locale or flow_settings().locale)]
    if len(rows) != 1:
        raise Unknown(wanted)
    return str(rows[0].digest)


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


def _state(digest: str) -> str | None:
    """How the file is; None where it was swept meanwhile. A transaction of its own, so that no writer waits long."""
    try:
        with database.reading() as connection:
            files.fetch(connection, digest)
    except Unknown:
        return None
    except files.FileMissing:
        return "missing"
    except Erased:
        return "altered" if files.state(digest) else "erased"
    except Sealed:
        return "altered" if files.state(digest) else "unopened"
    return "ok"
