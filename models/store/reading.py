"""Need to know, asked of the database: who the reader is, and which cases that officer may see at all."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select

from models.errors import Refusal, TransitionRefused
from models.need_to_know import Guarded, Reader, allowed, may_read, may_read_notices, reader
from models.situation import no
from models.store import chain, journal, snapshot
from models.store.engine import Store
from models.store.handles import CASE_FILE, CASE_OFFICER, ORGAN


def reader_of(connection: Connection, badge: str, today: date) -> Reader:
    """The officer as a reader. Raises TransitionRefused for a badge nobody has, or one no longer in service."""
    officer = snapshot.load(connection, None, badge).actor
    if officer is None or not officer.active:
        raise TransitionRefused(no("officer_unknown" if officer is None else "officer_inactive"))
    return reader(officer, below(connection, officer.organ), today)


def refusal(connection: Connection, who: Reader, case_no: str) -> Refusal | None:
    """Why this reader may not see the case; None where nothing speaks against it."""
    return may_read(who, _guarded(connection, case_no))


def notices_refusal(connection: Connection, who: Reader, case_no: str) -> Refusal | None:
    """Why this reader may not see what was sent in the case, word for word."""
    return may_read_notices(who, _guarded(connection, case_no))


def note(store: Store, badge: str, case_no: str | None, what: str, refusal: Refusal, today: date) -> None:
    """The event of a refused read, in the case's chain, else in the system's."""
    with store.write() as connection:
        known = snapshot.known_case(connection, case_no) if case_no else None
        journal.note_refusal(connection, known, badge, f"read.{what}", refusal, today, chain.now(connection))


def visible(who: Reader) -> ColumnElement[bool]:
    """The condition on `case_file` under which the reader sees a case; the same rule as `refusal`, for many at once."""
    if not who.active:
        return false()
    # Named from the officer's side: an officer is on hundreds of cases, not on each of a million.
    mine = select(CASE_OFFICER.c.case_no).where(CASE_OFFICER.c.badge == who.badge)
    on = CASE_FILE.c.no.in_(mine.where(~CASE_OFFICER.c.recused))
    aside = CASE_FILE.c.no.in_(mine.where(CASE_OFFICER.c.recused))
    reached = or_(on, CASE_FILE.c.organ.in_(sorted(who.supervises))) if who.supervises else on
    return and_(CASE_FILE.c.classification.in_(allowed(who.clearance)), reached, ~aside)


def below(connection: Connection, organ: str) -> frozenset[str]:
    """The organ and all that stand under it."""
    parents = {r.code: r.parent for r in connection.execute(select(ORGAN.c.code, ORGAN.c.parent))}
    found = {organ}
    while more := {code for code, parent in parents.items() if parent in found} - found:
        found |= more
    return frozenset(found)


def _guarded(connection: Connection, case_no: str) -> Guarded | None:
    case: Any = connection.execute(select(CASE_FILE).where(CASE_FILE.c.no == case_no)).first()
    if case is None:
        return None
    rows = connection.execute(select(CASE_OFFICER).where(CASE_OFFICER.c.case_no == case_no)).all()
    officers = frozenset(r.badge for r in rows)
    aside = frozenset(r.badge for r in rows if r.recused)
    return Guarded(case.organ, case.classification, officers, aside, case.handler)
