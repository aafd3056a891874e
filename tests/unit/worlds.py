"""A small made-up world for pure tests: three organs in one line, one beside it, their officers, a unit, a calendar."""

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

import chinese_calendar

from models.acts.form import Part
from models.after import after
from models.calendars import Calendar
from models.classification import Classification
from models.decide import Decision, decide
from models.errors import TransitionRefused
from models.facts import (
    CaseFacts,
    DeadlineFacts,
    DepartmentFacts,
    Facts,
    MandateFacts,
    OfficerFacts,
    OrganFacts,
    StageFacts,
    UnitFacts,
)
from models.law.duties import Spell
from models.periods import Clock
from models.rules import Rules
from models.vocabulary import DepartmentKind, Instrument, Level, Role, Stage, UnitStatus

CASE = "NM-2026-000001"
RULES = Rules()
LONG_AGO = date(2020, 1, 1)

# Badges. NM is the county organ in charge, GY the city above it, GZ the province, ZY another city beside.
ANN, BO, CAI = "NM-11", "NM-12", "NM-13"
COUNTY_HEAD, ADMIN, AUDITOR, GONE = "NM-01", "NM-90", "NM-91", "NM-99"
CITY_INSPECTOR, CITY_HEAD, CITY_DEPUTY = "GY-11", "GY-01", "GY-02"
EXPIRED, NARROW = "GY-03", "GY-04"
OTHER_CITY_HEAD, PROVINCE_HEAD = "ZY-01", "GZ-01"
OTHER_CITY_INSPECTOR, PROVINCE_INSPECTOR = "ZY-11", "GZ-11"
NEIGHBOUR_HEAD, NEIGHBOUR = "YY-01", "YY-11"
"""Of the county organ beside, under the same city."""
COUNTY_BOTH, CITY_BOTH = "NM-92", "GY-92"
"""Administrators who hold a mandate as responsible person too."""

SUPERIOR, OTHER_SUPERIOR, INDUSTRY = "EDU-GY", "TAX-GY", "IND-GY"
RECEIVER, SECOND_RECEIVER, UNREACHABLE = "SUP-GY", "SUP-GZ", "SUP-XX"


def announced(first: int, last: int) -> Calendar:
    """The calendar with the holidays of these years announced."""
    start, days = date(first, 1, 1), {}
    for n in range((date(last, 12, 31) - start).days + 1):
        day = start + timedelta(days=n)
        if chinese_calendar.is_workday(day) != (day.weekday() < 5):
            days[day] = chinese_calendar.is_holiday(day)
    return Calendar(1, frozenset(range(first, last + 1)), days)


CALENDAR = announced(2025, 2026)


def officer(badge: str, level: Level, role: Role, act: str = "*", until: date | None = None) -> OfficerFacts:
    """An officer of the organ its badge begins with, holding one mandate."""
    return OfficerFacts(
        badge, badge[:2], level, True, (MandateFacts(role, act, LONG_AGO, until),), Classification.PERSONAL
    )


def both(badge: str, level: Level) -> OfficerFacts:
    """An administrator who is a responsible person as well."""
    plain = officer(badge, level, Role.ADMINISTRATOR)
    return replace(plain, mandates=(*plain.mandates, MandateFacts(Role.RESPONSIBLE, "*", LONG_AGO, None)))


_COUNTY, _CITY, _PROVINCE = Level.COUNTY, Level.CITY, Level.PROVINCE
OFFICERS = {
    o.badge: o
    for o in (
        officer(ANN, _COUNTY, Role.INSPECTOR),
        officer(BO, _COUNTY, Role.INSPECTOR),
        officer(CAI, _COUNTY, Role.INSPECTOR),
        officer(COUNTY_HEAD, _COUNTY, Role.RESPONSIBLE),
        officer(ADMIN, _COUNTY, Role.ADMINISTRATOR),
        officer(AUDITOR, _COUNTY, Role.AUDITOR),
        replace(officer(GONE, _COUNTY, Role.INSPECTOR), active=False),
        officer(CITY_INSPECTOR, _CITY, Role.INSPECTOR),
        officer(CITY_HEAD, _CITY, Role.RESPONSIBLE),
        officer(CITY_DEPUTY, _CITY, Role.RESPONSIBLE),
        officer(EXPIRED, _CITY, Role.RESPONSIBLE, until=date(2026, 1, 31)),
        officer(NARROW, _CITY, Role.RESPONSIBLE, act="guidance.plan"),
        officer(OTHER_CITY_HEAD, _CITY, Role.RESPONSIBLE),
        officer(PROVINCE_HEAD, _PROVINCE, Role.RESPONSIBLE),
        officer(OTHER_CITY_INSPECTOR, _CITY, Role.INSPECTOR),
        officer(PROVINCE_INSPECTOR, _PROVINCE, Role.INSPECTOR),
        officer(NEIGHBOUR_HEAD, _COUNTY, Role.RESPONSIBLE),
        officer(NEIGHBOUR, _COUNTY, Role.INSPECTOR),
        both(COUNTY_BOTH, _COUNTY),
        both(CITY_BOTH, _CITY),
    )
}

ORGAN = OrganFacts("NM", "520102", "NM", ("NM", "GY", "GZ"), (_COUNTY, _CITY, _PROVINCE))
KEY_SINCE = Spell(UnitStatus.KEY_UNIT, served_on=date(2026, 1, 12))
UNIT = UnitFacts("91520102MA6DEMO00X", "520102", SUPERIOR, (KEY_SINCE,))
DEPARTMENTS = {
    d.code: d
    for d in (
        DepartmentFacts(SUPERIOR, DepartmentKind.SUPERIOR, True),
        DepartmentFacts(OTHER_SUPERIOR, DepartmentKind.SUPERIOR, True),
        DepartmentFacts(INDUSTRY, DepartmentKind.INDUSTRY, True),
        DepartmentFacts(RECEIVER, DepartmentKind.RECEIVER, True),
        DepartmentFacts(SECOND_RECEIVER, DepartmentKind.RECEIVER, True),
        DepartmentFacts(UNREACHABLE, DepartmentKind.RECEIVER, False),
    )
}

# Files kept with the case, by digest.
PROOF, RECORDING, REPORT, CONSENT, RULING, PHOTOGRAPH = (letter * 64 for letter in "abcdef")
UNKNOWN_FILE = "0" * 64
DOCUMENTS = {
    PROOF: "proof of service",
    RECORDING: "recording",
    REPORT: "report of the unit",
    CONSENT: "consent of the unit",
    RULING: "decision of another body",
    PHOTOGRAPH: "photograph",
}
NOTHING = Facts(
    case=None,
    unit=UNIT,
    organ=ORGAN,
    actor=None,
    officers=OFFICERS,
    departments=DEPARTMENTS,
    documents=DOCUMENTS,
    other_case_exists=True,
)
SECOND_UNIT = UnitFacts("91520103MA6DEMO10X", "520102", SUPERIOR)
MANY_UNITS = replace(NOTHING, unit=None, units={u.code: u for u in (UNIT, SECOND_UNIT)})
"""Where an activity of guidance begins: no unit is the one it is about, several are invited."""

LETTERS = {
    Instrument.INSPECTION_NOTICE: "IN",
    Instrument.TECHNICAL_NOTICE: "TN",
    Instrument.RECTIFICATION_ORDER: "RO",
    Instrument.REINSPECTION_OPINION: "RP",
    Instrument.INTERVIEW_NOTICE: "IV",
    Instrument.SUPERIOR_NOTICE: "SN",
    Instrument.TRANSFER_LETTER: "TL",
    Instrument.KEY_UNIT_NOTICE: "KN",
    Instrument.KEY_UNIT_REMOVAL: "KR",
    Instrument.SERVICE_RECEIPT: "SR",
}


def decided(
    facts: Facts,
    stage: Stage,
    form: Part,
    badge: str,
    today: date,
    *,
    rules: Rules = RULES,
    calendar: Calendar = CALENDAR,
) -> Decision:
    """The decision on one act; TransitionRefused where it is refused."""
    return decide(replace(facts, actor=facts.officers.get(badge)), stage, form, today, calendar, rules)


def try_act(
    facts: Facts,
    stage: Stage,
    form: Part,
    badge: str,
    today: date,
    *,
    rules: Rules = RULES,
    calendar: Calendar = CALENDAR,
) -> Decision | str:
    """The decision, or the code of the refusal."""
    try:
        return decided(facts, stage, form, badge, today, rules=rules, calendar=calendar)
    except TransitionRefused as refused:
        return refused.refusal.code


def grown(facts: Facts, decision: Decision) -> Facts:
    """The facts after the decision; acts are numbered by the case's version."""
    return after(facts, drawn(facts, decision), CASE, facts.case.version + 1 if facts.case else 1)


def drawn(facts: Facts, decision: Decision) -> Decision:
    """The decision with the instruments its act draws up, numbered as the organ would; their files stand for files."""
    if not decision.transition.draws:
        return decision
    documents = []
    for kind in decision.transition.draws:
        had = [d for s in facts.stages for e in s.acts for d in e.get("documents", ()) if d["kind"] == kind.value]
        number = f"NM-{LETTERS[kind]}-2026-{len(had) + 1:04d}"
        files = {locale: sha256(f"{number}.{locale}".encode()).hexdigest() for locale in ("zh", "en")}
        documents.append({"kind": kind.value, "number": number, "files": files})
    move, *others = decision.moves
    return replace(decision, moves=(replace(move, entry={**move.entry, "documents": documents}), *others))


def take(
    facts: Facts,
    stage: Stage,
    form: Part,
    badge: str,
    today: date,
    *,
    rules: Rules = RULES,
    calendar: Calendar = CALENDAR,
) -> Facts:
    """The facts after an act that must be allowed."""
    return grown(facts, decided(facts, stage, form, badge, today, rules=rules, calendar=calendar))


def the_case(facts: Facts) -> CaseFacts:
    """The case, which must be there."""
    assert facts.case is not None
    return facts.case


def the_stage(facts: Facts, label: str) -> StageFacts:
    """The stage instance, which must be there."""
    found = facts.stage(label)
    assert found is not None
    return found


def the_deadline(facts: Facts, clock: Clock, label: str | None) -> DeadlineFacts:
    """The newest deadline of this kind, which must be there."""
    found = facts.deadline(clock, label)
    assert found is not None
    return found


def with_stage(facts: Facts, label: str, **changed: object) -> Facts:
    """The facts with one stage instance changed by hand."""
    return replace(
        facts,
        stages=tuple(replace(s, **changed) if s.label == label else s for s in facts.stages),  # type: ignore[arg-type]
    )


def with_deadline(facts: Facts, clock: Clock, **changed: object) -> Facts:
    """The facts with every deadline of one kind changed by hand."""
    return replace(
        facts,
        deadlines=tuple(
            replace(d, **changed) if d.clock is clock else d  # type: ignore[arg-type]
            for d in facts.deadlines
        ),
    )
