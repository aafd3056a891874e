"""Loading the facts of a case: six plain selects inside the transaction that will record the decision."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, select

from models.facts import (
    CaseFacts,
    ComplainedFacts,
    DeadlineFacts,
    DepartmentFacts,
    Facts,
    OrganFacts,
    StageFacts,
    UnitFacts,
)
from models.law.duties import Spell
from models.periods import LedgerKind
from models.store import complaining, industries, informant_rows, officers, yearly
from models.store.files import known
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
from models.vocabulary import Audience, File, MessageState, Stage

WAITING = (MessageState.READY, MessageState.LEASED, MessageState.DEAD, MessageState.NO_RECIPIENT)


IN_ONE_SELECT = 500
"""Codes to a select: databases bound the number of parameters."""

# Each act asks these: a statement that is built once is also compiled once.
_WAITING = (
    select(func.count())
    .select_from(OUTBOX)
    .where(
        OUTBOX.c.case_no == bindparam("no"),
        OUTBOX.c.statutory,
        OUTBOX.c.state.in_(WAITING),
        OUTBOX.c.audience.in_((Audience.UNIT, Audience.SUPERIOR, Audience.RECEIVER, Audience.DEPARTMENT)),
    )
    .scalar_subquery()
)
_CASE = select(CASE_FILE, _WAITING.label("undelivered")).where(CASE_FILE.c.no == bindparam("no"))
_ORGANS = select(*ORGAN.c["code", "region", "prefix", "parent", "level"])
_UNIT = (
    select(UNIT, *UNIT_STATUS.c["status", "served_on", "ended_on", "listing"])
    .select_from(UNIT.outerjoin(UNIT_STATUS, UNIT_STATUS.c.unit == UNIT.c.code))
    .where(UNIT.c.code == bindparam("code"))
    .order_by(UNIT_STATUS.c.id)
)
_DEPARTMENTS = select(*DEPARTMENT.c["code", "kind", "email", "endpoint"])
_STAGES = (
    select(STAGE)
    .where(STAGE.c.case_no == bindparam("no"))
    .order_by(STAGE.c.kind, func.length(STAGE.c.label), STAGE.c.label)
)
_DEADLINES = (
    select(DEADLINE, LEDGER.c.kind, LEDGER.c.on_date, LEDGER.c.length.label("more"))
    .select_from(DEADLINE.outerjoin(LEDGER, LEDGER.c.deadline_id == DEADLINE.c.id))
    .order_by(DEADLINE.c.case_no, DEADLINE.c.id, LEDGER.c.id)
)
_DEADLINES_OF_CASE = _DEADLINES.where(DEADLINE.c.case_no == bindparam("no"))


def lock(
    connection: Connection, case_no: str | None, badges: Iterable[str], unit: str | None, opening: File | None = None
) -> None:
    """Take the locks an act needs, people and unit by id first, then the case (PostgreSQL; SQLite has locked all).

    Whoever lent a mandate to one of them is locked too. While a file of the kind `opening` is opened its unit is held
    for itself: a unit has one of the kind, and two who open it at once meet here.
    """
    if connection.dialect.name != "postgresql":
        return
    if case_no is not None:
        unit = connection.execute(select(CASE_FILE.c.unit).where(CASE_FILE.c.no == case_no)).scalar()
    acting = set(badges)
    lenders = select(MANDATE.c.delegated_by).where(MANDATE.c.badge.in_(acting), MANDATE.c.delegated_by.is_not(None))
    named = sorted(acting.union(connection.scalars(lenders)))
    connection.execute(
        select(OFFICER.c.badge).where(OFFICER.c.badge.in_(named)).order_by(OFFICER.c.badge).with_for_update(read=True)
    )
    connection.execute(
        select(MANDATE.c.id).where(MANDATE.c.badge.in_(named)).order_by(MANDATE.c.id).with_for_update(read=True)
    )
    connection.execute(select(UNIT.c.code).where(UNIT.c.code == unit).with_for_update(read=opening is None))
    if case_no is not None:
        connection.execute(select(CASE_FILE.c.no).where(CASE_FILE.c.no == case_no).with_for_update())


def load(
    connection: Connection,
    case_no: str | None,
    badge: str,
    *,
    named: Iterable[str] = (),
    unit: str | None = None,
    units: Iterable[str] = (),
    files: Collection[str] = (),
    other_case: str | None = None,
    about: tuple[str, str | None] | None = None,
    industry: str | None = None,
    opening: File | None = None,
    alias: str | None = None,
    report: str | None = None,
    year: int | None = None,
) -> Facts:
    """The snapshot one act is decided on. For the act that opens a file, `unit` or `units` name whom it is about, or
    `industry` the units of an industry; `files` are the stored files the form names, `opening` is the kind of its own
    that the new file is of, and `year` the one the form names."""
    case = _case(connection, case_no) if case_no else None
    unit_code = case.unit if case else unit
    people = officers.found(connection, {badge, *named})
    actor = people.get(badge)
    organ_code = case.organ if case else (actor.organ if actor else None)
    organs = {o.code: o for o in connection.execute(_ORGANS)}
    if case and case.kind is File.REQUIREMENT:
        industry = case.acts[0]["industry"]
    return Facts(
        case=CaseFacts(case.no, case.state, case.version, case.handler, tuple(case.acts), case.kind) if case else None,
        unit=unit_of(connection, unit_code),
        organ=_organ(organs, organ_code),
        actor=actor,
        officers=people,
        departments=_departments(connection),
        units=industries.units_of(connection, industry) if industry else _units(connection, units),
        documents=known(connection, case_no, files) if case_no and files else {},
        stages=_stages(connection, case_no) if case else (),
        deadlines=_with_ledgers(connection.execute(_DEADLINES_OF_CASE, {"no": case_no})) if case else (),
        undelivered=case.undelivered if case else 0,
        other_case_exists=other_case is not None and case_exists(connection, other_case),
        complained=_complained(connection, organs, complaining.about(case, about)),
        running=_running(connection, opening, unit, organ_code) if opening is not None and unit is not None else None,
        same_year=opening is not None and year is not None and yearly.taken(connection, organ_code, opening, year),
        activities=yearly.activities(connection, case, other_case) if case else {},
        same_kind_open=opening is not None and unit is not None and _open_of(connection, opening, unit),
        alias_known=alias is not None and informant_rows.entered(connection, alias),
        other_kind=kind_of(connection, report) if report is not None else None,
    )


def _complained(
    connection: Connection, organs: dict[str, Any], about: complaining.About | None
) -> ComplainedFacts | None:
    if about is None:
        return None
    code, number = about
    known = number is None or case_exists(connection, number)
    return ComplainedFacts(_organ(organs, code), known, *complaining.parts(connection, number))


def _running(connection: Connection, kind: File, unit: str, organ: str | None) -> str | None:
    """The file of this kind about the unit that the organ has not closed."""
    own = (CASE_FILE.c.unit == unit, CASE_FILE.c.kind == kind, CASE_FILE.c.closed_on.is_(None))
    number: str | None = connection.execute(select(CASE_FILE.c.no).where(*own, CASE_FILE.c.organ == organ)).scalar()
    return number


def _open_of(connection: Connection, kind: File, unit: str) -> bool:
    """Whether the unit has an open file of this kind."""
    own = (CASE_FILE.c.unit == unit, CASE_FILE.c.kind == kind, CASE_FILE.c.closed_on.is_(None))
    return connection.execute(select(CASE_FILE.c.no).where(*own)).first() is not None


def kind_of(connection: Connection, number: str) -> File | None:
    """The kind of the file of this number, if there is one."""
    kind: File | None = connection.execute(select(CASE_FILE.c.kind).where(CASE_FILE.c.no == number)).scalar()
    return kind


def case_exists(connection: Connection, case_no: str) -> bool:
    """Whether there is such a case; an activity is none."""
    found = select(CASE_FILE.c.no).where(CASE_FILE.c.no == case_no, CASE_FILE.c.kind == File.CASE)
    return connection.execute(found).first() is not None


def _case(connection: Connection, case_no: str) -> Any:
    return connection.execute(_CASE, {"no": case_no}).first()


def unit_of(connection: Connection, code: str | None) -> UnitFacts | None:
    """The unit with its statuses; None where it is not registered."""
    rows = connection.execute(_UNIT, {"code": code}).all() if code is not None else ()
    if not rows:
        return None
    spells = tuple(Spell(r.status, r.served_on, r.ended_on, r.listing) for r in rows if r.status is not None)
    return UnitFacts(rows[0].code, rows[0].region, rows[0].superior, spells)


def _units(connection: Connection, codes: Iterable[str]) -> dict[str, UnitFacts]:
    """Units an activity is for, without their statuses: it puts no duty on anybody."""
    found: dict[str, UnitFacts] = {}
    named = sorted(set(codes))
    for at in range(0, len(named), IN_ONE_SELECT):
        wanted = select(UNIT.c.code, UNIT.c.region, UNIT.c.superior).where(
            UNIT.c.code.in_(named[at : at + IN_ONE_SELECT])
        )
        found |= {r.code: UnitFacts(r.code, r.region, r.superior) for r in connection.execute(wanted)}
    return found


def _organ(organs: dict[str, Any], code: str | None) -> OrganFacts | None:
    if code not in organs:
        return None
    line: list[str] = []
    above = code
    while above is not None and above not in line and above in organs:
        line.append(above)
        above = organs[above].parent
    own = organs[code]
    return OrganFacts(own.code, own.region, own.prefix, tuple(line), tuple(organs[c].level for c in line))


def _departments(connection: Connection) -> dict[str, DepartmentFacts]:
    rows = connection.execute(_DEPARTMENTS).all()
    return {r.code: DepartmentFacts(r.code, r.kind, bool(r.endpoint), bool(r.email)) for r in rows}


def _stages(connection: Connection, case_no: str | None) -> tuple[StageFacts, ...]:
    rows = connection.execute(_STAGES, {"no": case_no})
    return tuple(StageFacts(r.label, Stage(r.kind), r.state, r.ground, tuple(r.acts)) for r in rows)


def deadlines(connection: Connection, where: ColumnElement[bool]) -> tuple[DeadlineFacts, ...]:
    """Deadlines with their ledgers, in the order they were armed."""
    return _with_ledgers(connection.execute(_DEADLINES.where(where)))


def _with_ledgers(rows: Iterable[Any]) -> tuple[DeadlineFacts, ...]:
    found: dict[int, DeadlineFacts] = {}
    for r in rows:
        before = found.get(r.id)
        extension = before.extension if before else 0
        spans = before.suspensions if before else ()
        if r.kind is LedgerKind.EXTEND:
            extension += r.more
        elif r.kind is LedgerKind.SUSPEND:
            spans = (*spans, (r.on_date, None))
        elif r.kind is LedgerKind.RESUME:
            spans = (*spans[:-1], (spans[-1][0], r.on_date))
        found[r.id] = DeadlineFacts(
            r.id, r.stage, r.clock, r.holder, r.length, r.unit, r.roll, r.anchor_on, r.state, r.due_on, r.provisional,
            r.armed_seq, r.item, r.settled_on, extension, spans,
        )  # fmt: skip
    return tuple(found.values())


def known_case(connection: Connection, stated: object) -> str | None:
    """The case number, if there is such a case; its row is locked."""
    if not isinstance(stated, str):
        return None
    found = select(CASE_FILE.c.no).where(CASE_FILE.c.no == stated).with_for_update()
    number: str | None = connection.execute(found).scalar()
    return number


def known_badge(connection: Connection, stated: str | None) -> str | None:
    """The badge, if there is such an officer."""
    badge: str | None = connection.execute(select(OFFICER.c.badge).where(OFFICER.c.badge == stated)).scalar()
    return badge
