"""The files of cases as the server has them: kept, listed, opened, looked through."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from deployments.cli import database
from deployments.cli.exits import Failed
from deployments.cli.named_files import SHORT, by_digest, the_one
from deployments.cli.options import OPERATOR
from deployments.cli.output import told
from models.errors import TransitionRefused, Unknown
from models.situation import no
from models.store import casebook, files
from models.store.files import Fetched, Kept
from models.store.handles import DOCUMENT, OFFICER
from models.store.vault import Erased, Sealed

SHOWN = ("digest", "kind", "number", "locale", "media", "size", "added_by", "added_at", "seq")


def keep(case: str, kind: str, name: str, content: bytes, media: str, badge: str) -> Kept:
    """Store a file. Raises Unknown, TransitionRefused for an officer not in service and for a case erased."""
    store = database.opened()
    with store.read() as connection:
        casebook.require(connection, case)
        if badge != OPERATOR:
            _known(connection, badge)
        try:
            kept = files.keep(connection, case, kind, name, content, media=media)
        except Erased:
            raise TransitionRefused(no("case_erased")) from None
    # The write lock is taken for the row alone.
    with store.write() as connection:
        files.enter(connection, kept, added_by=badge, at=datetime.now(UTC))
    return kept


def listed(case: str) -> list[dict[str, Any]]:
    """The files of a case, the oldest first."""
    wanted = select(*DOCUMENT.c[SHOWN]).where(DOCUMENT.c.case_no == case).order_by(DOCUMENT.c.added_at)
    with database.reading() as connection:
        casebook.require(connection, case)
        return [dict(row) for row in connection.execute(wanted).mappings()]


def opened(wanted: str, case: str | None, locale: str | None) -> tuple[str, Fetched]:
    """The digest meant, and the file opened."""
    with database.reading() as connection:
        digest = _found(connection, wanted, case, locale)
        try:
            return digest, files.fetch(connection, digest)
        except files.FileMissing:
            raise Failed("document_missing", told("document_lost", what=digest[:SHORT])) from None
        except Erased:
            raise TransitionRefused(no("case_erased")) from None
        except Sealed:
            raise Failed("document_unopened", told("document_unopened", what=digest[:SHORT])) from None


def looked_through(case: str | None) -> list[dict[str, Any]]:
    """Every file, or those of one case, and how it is; without those swept meanwhile."""
    wanted = select(*DOCUMENT.c["case_no", "digest", "kind"]).order_by(DOCUMENT.c.case_no, DOCUMENT.c.added_at)
    if case is not None:
        wanted = wanted.where(DOCUMENT.c.case_no == case)
    with database.reading() as connection:
        if case is not None:
            casebook.require(connection, case)
        rows = connection.execute(wanted).all()
    looked = [(row, _state(row.digest)) for row in rows]
    return [{"case": row.case_no, "digest": row.digest, "kind": row.kind, "state": s} for row, s in looked if s]


def _known(connection: Connection, badge: str) -> None:
    active = connection.execute(select(OFFICER.c.active).where(OFFICER.c.badge == badge)).scalar()
    if not active:
        raise TransitionRefused(no("officer_unknown" if active is None else "officer_inactive"))


def _found(connection: Connection, wanted: str, case: str | None, locale: str | None) -> str:
    named = DOCUMENT.c.digest.startswith(wanted) if by_digest(wanted) else DOCUMENT.c.number == wanted
    asked = select(DOCUMENT.c.digest, DOCUMENT.c.locale).where(named)
    if case is not None:
        asked = asked.where(DOCUMENT.c.case_no == case)
    return str(the_one([dict(row) for row in connection.execute(asked).mappings()], wanted, locale)["digest"])


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
