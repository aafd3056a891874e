"""What an act asks of the database, each a statement whose text never changes; all of one act go there together."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, func, select

from models.store.handles import (
    CASE_FILE,
    DEADLINE,
    DEPARTMENT,
    LEDGER,
    MANDATE,
    OFFICER,
    ORGAN,
    OUTBOX,
    STAGE,
    UNIT,
    UNIT_STATUS,
)
from models.store.prepared import Asked, Prepared, among
from models.vocabulary import Audience, MessageState

WAITING = (MessageState.READY, MessageState.LEASED, MessageState.DEAD, MessageState.NO_RECIPIENT)
_NO: BindParameter[str] = bindparam("no", None)
_BADGE: BindParameter[str] = bindparam("badge", None)
_UNIT_STATED: BindParameter[str] = bindparam("unit", None)
_OWN = CASE_FILE.c.no == _NO

ORGAN_OF_ACT = func.coalesce(
    select(CASE_FILE.c.organ).where(_OWN).scalar_subquery(),
    select(OFFICER.c.organ).where(OFFICER.c.badge == _BADGE).scalar_subquery(),
)
"""The organ of the case, else of who opens it: under the names `no` and `badge`."""

_undelivered = (
    select(func.count())
    .select_from(OUTBOX)
    .where(
        OUTBOX.c.case_no == _NO,
        OUTBOX.c.statutory,
        OUTBOX.c.state.in_(WAITING),
        OUTBOX.c.audience.in_((Audience.UNIT, Audience.SUPERIOR, Audience.RECEIVER, Audience.DEPARTMENT)),
    )
    .scalar_subquery()
)
_CASE = Prepared(select(CASE_FILE, _undelivered.label("undelivered")).where(_OWN))

# A mandate that was lent comes with its lender, and the lender's own mandates.
_LENT = MANDATE.alias("lent")
_lenders = select(_LENT.c.delegated_by).where(among(_LENT.c.badge, "badges"), _LENT.c.delegated_by.is_not(None))
_NAMED = among(OFFICER.c.badge, "badges", _lenders)
PEOPLE = Prepared(
    select(
        *OFFICER.c["badge", "organ", "active", "clearance"],
        ORGAN.c.level,
        *MANDATE.c["role", "act", "valid_from", "valid_until", "revoked_on", "delegated_by"],
    )
    .select_from(OFFICER.join(ORGAN).outerjoin(MANDATE, MANDATE.c.badge == OFFICER.c.badge))
    .where(_NAMED)
    .order_by(OFFICER.c.badge, MANDATE.c.id)
)

_stated = ORGAN.c["code", "region", "prefix", "parent", "level"]


def _line(start: Any) -> Prepared:
    """An organ and those above it."""
    line = select(*_stated).where(ORGAN.c.code == start).cte("line", recursive=True)
    above = select(*_stated).join(line, ORGAN.c.code == line.c.parent)
    return Prepared(select(*line.union(above).c))


_LINE_OF_ACT, LINE = _line(ORGAN_OF_ACT), _line(bindparam("code", None))

_ABOUT = UNIT.c.code == func.coalesce(select(CASE_FILE.c.unit).where(_OWN).scalar_subquery(), _UNIT_STATED)
UNIT_WITH_STATUSES = Prepared(
    select(*UNIT.c["code", "region", "superior"], *UNIT_STATUS.c["status", "served_on", "ended_on", "listing"])
    .select_from(UNIT.outerjoin(UNIT_STATUS, UNIT_STATUS.c.unit == UNIT.c.code))
    .where(_ABOUT)
    .order_by(UNIT_STATUS.c.id)
)
_DEPARTMENTS = Prepared(select(*DEPARTMENT.c["code", "kind", "email", "endpoint"]))
_STAGES = Prepared(
    select(*STAGE.c["label", "kind", "state", "ground", "acts"])
    .where(STAGE.c.case_no == _NO)
    .order_by(STAGE.c.kind, func.length(STAGE.c.label), STAGE.c.label)
)
DEADLINES = (
    select(DEADLINE, LEDGER.c.kind, LEDGER.c.on_date, LEDGER.c.length.label("more"))
    .select_from(DEADLINE.outerjoin(LEDGER, LEDGER.c.deadline_id == DEADLINE.c.id))
    .order_by(DEADLINE.c.case_no, DEADLINE.c.id, LEDGER.c.id)
)
_DEADLINES_OF_CASE = Prepared(DEADLINES.where(DEADLINE.c.case_no == _NO))


@dataclass(frozen=True)
class Answers:
    """What the database said of a case, who acts on it and whom it is about; None where there was nothing to ask."""

    case: Asked
    people: Asked
    line: Asked
    unit: Asked
    departments: Asked
    stages: Asked
    deadlines: Asked


def ask(connection: Connection, case_no: str | None, badge: str, named: Collection[str], unit: str | None) -> Answers:
    """Ask for what every act is decided on; `unit` is whom a file that is being opened is about."""
    return Answers(
        case=_CASE.ask(connection, no=case_no),
        people=PEOPLE.ask(connection, badges=sorted({badge, *named})),
        line=_LINE_OF_ACT.ask(connection, no=case_no, badge=badge),
        unit=UNIT_WITH_STATUSES.ask(connection, no=case_no, unit=unit),
        departments=_DEPARTMENTS.ask(connection),
        stages=_STAGES.ask(connection, no=case_no),
        deadlines=_DEADLINES_OF_CASE.ask(connection, no=case_no),
    )


# Whoever lent a mandate to one of the officers is locked too.
_LOCK_PEOPLE = Prepared(select(OFFICER.c.badge).where(_NAMED).order_by(OFFICER.c.badge).with_for_update(read=True))
_LOCK_MANDATES = Prepared(
    select(MANDATE.c.id)
    .where(among(MANDATE.c.badge, "badges", _lenders))
    .order_by(MANDATE.c.id)
    .with_for_update(read=True)
)
_LOCK_UNIT = {
    alone: Prepared(select(UNIT.c.code).where(_ABOUT).with_for_update(read=not alone)) for alone in (False, True)
}
_LOCK_CASE = Prepared(select(CASE_FILE.c.no).where(_OWN).with_for_update())


def lock(
    connection: Connection,
    case_no: str | None,
    badges: Collection[str],
    unit: str | None = None,
    *,
    alone: bool = False,
) -> None:
    """Take the locks an act needs, people and unit by id first, then the case (PostgreSQL; SQLite has locked all).

    `alone`: a unit has one file of the kind that is being opened, and two who open it at once meet here.
    """
    if connection.dialect.name != "postgresql":
        return
    _LOCK_PEOPLE.ask(connection, badges=sorted(badges))
    _LOCK_MANDATES.ask(connection, badges=sorted(badges))
    _LOCK_UNIT[alone].ask(connection, no=case_no, unit=unit)
    _LOCK_CASE.ask(connection, no=case_no)
