"""Loading the facts of a case, inside the transaction that will record the decision."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, select

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
from models.store import complaining, industries, informant_rows, officers, questions, yearly
from models.store.files import known
from models.store.handles import CASE_FILE, OFFICER, UNIT
from models.store.prepared import Prepared, trip
from models.vocabulary import File, Stage

IN_ONE_SELECT = 500
"""Codes to a select: databases bound the number of parameters."""

_OPEN_FILES = Prepared(
    select(CASE_FILE.c.no, CASE_FILE.c.organ).where(
        CASE_FILE.c.unit == bindparam("unit", None),
        CASE_FILE.c.kind == bindparam("kind", None),
        CASE_FILE.c.closed_on.is_(None),
    )
)


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
    answers: questions.Answers | None = None,
) -> Facts:
    """The snapshot one act is decided on. For the act that opens a file, `unit` or `units` name whom it is about, or
    `industry` the units of an industry; `files` are the stored files the form names, `opening` is the kind of its own
    that the new file is of, and `year` the one the form names. `answers` are those to `questions.ask` about the same,
    where they are there already."""
    if answers is None:
        with trip(connection):
            answers = questions.ask(connection, case_no, badge, tuple(named), unit)
    case = answers.case.first()
    people = officers.of(answers.people.all(), {badge, *named})
    actor = people.get(badge)
    organ_code = case.organ if case else (actor.organ if actor else None)
    if case and case.kind is File.REQUIREMENT:
        industry = case.acts[0]["industry"]
    open_files = _open_files(connection, opening, unit) if opening is not None and unit is not None else ()
    return Facts(
        case=CaseFacts(case.no, case.state, case.version, case.handler, tuple(case.acts), case.kind) if case else None,
        unit=_unit(answers.unit.all()),
        organ=_organ(answers.line.all(), organ_code),
        actor=actor,
        officers=people,
        departments=_departments(answers.departments.all()),
        units=industries.units_of(connection, industry) if industry else _units(connection, units),
        documents=known(connection, case_no, files) if case_no and files else {},
        stages=_stages(answers.stages.all()),
        deadlines=_with_ledgers(answers.deadlines.all()),
        undelivered=case.undelivered if case else 0,
        other_case_exists=other_case is not None and case_exists(connection, other_case),
        complained=_complained(connection, complaining.about(case, about)),
        running=next((no for no, organ in open_files if organ == organ_code), None),
        same_year=opening is not None and year is not None and yearly.taken(connection, organ_code, opening, year),
        activities=yearly.activities(connection, case, other_case) if case else {},
        same_kind_open=bool(open_files),
        alias_known=alias is not None and informant_rows.entered(connection, alias),
        other_kind=kind_of(connection, report) if report is not None else None,
    )


def _complained(connection: Connection, about: complaining.About | None) -> ComplainedFacts | None:
    if about is None:
        return None
    code, number = about
    known = number is None or case_exists(connection, number)
    line = questions.LINE.ask(connection, code=code).all()
    return ComplainedFacts(_organ(line, code), known, *complaining.parts(connection, number))


def _open_files(connection: Connection, kind: File, unit: str) -> list[tuple[str, str]]:
    """Number and organ of each file of this kind about the unit that is not closed."""
    return [(row.no, row.organ) for row in _OPEN_FILES.ask(connection, kind=kind, unit=unit).all()]


def kind_of(connection: Connection, number: str) -> File | None:
    """The kind of the file of this number, if there is one."""
    kind: File | None = connection.execute(select(CASE_FILE.c.kind).where(CASE_FILE.c.no == number)).scalar()
    return kind


def case_exists(connection: Connection, case_no: str) -> bool:
    """Whether there is such a case; an activity is none."""
    found = select(CASE_FILE.c.no).where(CASE_FILE.c.no == case_no, CASE_FILE.c.kind == File.CASE)
    return connection.execute(found).first() is not None


def unit_of(connection: Connection, code: str | None) -> UnitFacts | None:
    """The unit with its statuses; None where it is not registered."""
    return _unit(questions.UNIT_WITH_STATUSES.ask(connection, no=None, unit=code).all())


def _unit(rows: Sequence[Any]) -> UnitFacts | None:
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


def _organ(rows: Sequence[Any], code: str | None) -> OrganFacts | None:
    organs = {row.code: row for row in rows}
    if code not in organs:
        return None
    line: list[str] = []
    above = code
    while above is not None and above not in line and above in organs:
        line.append(above)
        above = organs[above].parent
    own = organs[code]
    return OrganFacts(own.code, own.region, own.prefix, tuple(line), tuple(organs[c].level for c in line))


def _departments(rows: Sequence[Any]) -> dict[str, DepartmentFacts]:
    return {r.code: DepartmentFacts(r.code, r.kind, bool(r.endpoint), bool(r.email)) for r in rows}


def _stages(rows: Sequence[Any]) -> tuple[StageFacts, ...]:
    return tuple(StageFacts(r.label, Stage(r.kind), r.state, r.ground, tuple(r.acts)) for r in rows)


def deadlines(connection: Connection, where: ColumnElement[bool]) -> tuple[DeadlineFacts, ...]:
    """Deadlines with their ledgers, in the order they were armed."""
    return _with_ledgers(connection.execute(questions.DEADLINES.where(where)))


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
