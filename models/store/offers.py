"""What waits for a decision of a responsible person, and which act decides it; `inbox` offers it to who may."""

from collections.abc import Mapping, Set
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Text, cast, or_, select

from models.facts import CaseFacts, Entry, Facts, OfficerFacts, StageFacts
from models.guards import authority, remedy
from models.lifecycle import LIFECYCLE, find
from models.periods import Clock
from models.rules import Rules
from models.store import snapshot
from models.store.handles import CASE_FILE, STAGE
from models.transition import Transition
from models.vocabulary import File, Level, Role, Stage

APPROVED_BY: Mapping[tuple[Stage, str], str] = {
    (t.stage, source): t.full_name
    for t in LIFECYCLE
    if t.act.startswith("approve") and t.target
    for source in t.sources
}
"""The states that wait for approval, each with the act that gives it."""

ANSWERED_BY = {
    Clock.ASSIGNMENT: "case.assign",
    Clock.CORRECTION_ANSWER: "case.decline_correction",
    Clock.EXTENSION_DECISION: "rectification.decide_extension",
    Clock.OBJECTION_ANSWER: "rectification.answer_objection",
    Clock.MEASURE_RATIFICATION: "technical.ratify_measure",
    Clock.REPORT_REVIEW: "report.decide_review",
    Clock.RETALIATION_ANSWER: "protection.answer_retaliation",
    Clock.REWARD_START: "commendation.start",
}
"""While one of these clocks runs, a request or an objection of the unit, or a measure, waits for an answer."""

COMPLAINT_DECIDED_BY = {
    "received": "complaint.accept",
    "forwarded": "complaint.accept",
    "accepted": "complaint.decide",
}
"""The states of a complaint that wait for the organ above the one complained of."""


def answer(kind: File, clock: Clock) -> str:
    """The act that answers; in a file that is one procedure of its own it is that procedure's."""
    act = ANSWERED_BY[clock]
    return act if kind is File.CASE else f"{kind.stage}.{act.split('.')[1]}"


def may(officer: OfficerFacts, act: str, today: date, rules: Rules) -> bool:
    """Whether the officer is responsible for it, of the level that its guard asks for; independence comes later."""
    stage, _, word = act.partition(".")
    transition = find(Stage(stage), word)
    decides = officer.holds(Role.RESPONSIBLE, act, today) or bool(officer.delegators(act, today))
    return decides and transition is not None and officer.level.rank >= _needed(transition, rules)


def _needed(transition: Transition, rules: Rules) -> int:
    """The rank asked for; who only stands in line decides at any level."""
    if authority.approver not in transition.who:
        return 0
    if transition.stage in authority.FIXED:
        return Level.CITY.rank
    return rules.approval_level.get(transition.full_name, Level.CITY).rank


def complaints(
    connection: Connection, officer: OfficerFacts, below: Set[str], today: date, seen: ColumnElement[bool]
) -> list[dict[str, Any]]:
    """Complaints that reached the officer's organ, of which it is right above the one complained of, except where the
    officer had a part; nobody decides one for somebody else."""
    rows = connection.execute(
        _files(below, seen).where(CASE_FILE.c.kind == File.COMPLAINT, CASE_FILE.c.state.in_(list(COMPLAINT_DECIDED_BY)))
    )
    return [
        _offer(row, act, row.acts[-1])
        for row in rows
        if officer.holds(Role.RESPONSIBLE, act := COMPLAINT_DECIDED_BY[row.state], today)
        and _decides(snapshot.load(connection, row.no, officer.badge), officer)
    ]


def _decides(facts: Facts, officer: OfficerFacts) -> bool:
    """Whether it lies with the officer's organ, and the officer had no part in what is complained of."""
    file, about = facts.case, facts.complained.organ if facts.complained else None
    if file is None or about is None or facts.organ is None or about.supervisor != officer.organ:
        return False
    forwarded = file.state != "received" or facts.organ.code == officer.organ
    involved = {*facts.complained.hands, file.handler, file.acts[0]["by"]} if facts.complained else set()
    return forwarded and officer.badge not in involved


def remedies(connection: Connection, badge: str, below: Set[str], seen: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Corrections proposed by somebody else, and stages that rest on an annulled one."""
    acts = cast(CASE_FILE.c.acts, Text)
    wanted = _files(below, seen).where(
        CASE_FILE.c.kind == File.CASE, or_(acts.contains('"act":"correct"'), acts.contains('"act":"annul"'))
    )
    found = []
    for row in connection.execute(wanted).all():
        facts = _with_stages(connection, row)
        last = facts.case.last("correct") if facts.case else None
        if last is not None and remedy.correction_open(facts) and last["by"] != badge:
            found.append(_offer(row, "case.confirm_correction", last))
        if row.state == "open" and remedy.undecided(facts):
            found.append(_offer(row, "case.decide_resting", row.acts[-1]))
    return found


def _with_stages(connection: Connection, row: Row[Any]) -> Facts:
    """As much of the case as tells what is undecided."""
    case = CaseFacts(row.no, row.state, 0, None, tuple(row.acts), row.kind)
    wanted = select(*STAGE.c["label", "kind", "state", "acts"]).where(STAGE.c.case_no == row.no)
    stages = [StageFacts(s.label, s.kind, s.state, None, tuple(s.acts)) for s in connection.execute(wanted)]
    return Facts(case, None, None, None, stages=tuple(stages))


def _files(below: Set[str], seen: ColumnElement[bool]) -> Any:
    wanted = select(*CASE_FILE.c["no", "kind", "state", "acts"])
    return wanted.where(CASE_FILE.c.organ.in_(sorted(below)), seen).order_by(CASE_FILE.c.no)


def _offer(row: Row[Any], act: str, since: Entry) -> dict[str, Any]:
    return {"case": row.no, "stage": None, "act": act, "since": since["on"]}
