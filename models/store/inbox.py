"""What waits for one officer: cases in hand, acts to approve in the organs in line, deadlines past their day, notices
to acknowledge."""

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, or_, select

from models.clocks import OPPORTUNITIES
from models.errors import Unknown
from models.facts import OfficerFacts
from models.need_to_know import allowed, reader
from models.rules import Rules
from models.store import acknowledging, offers, reading, snapshot
from models.store.handles import CASE_FILE, CASE_OFFICER, DEADLINE, EVENT, OUTBOX, STAGE, SUPERVISION
from models.store.offers import ANSWERED_BY, APPROVED_BY
from models.store.rungs import RUNNING
from models.transition import ON_FILE
from models.vocabulary import File, Role, Stage

LISTED = 200


_RUNNING = (
    select(
        CASE_FILE.c.no.label("case"), CASE_FILE.c.kind, DEADLINE.c.due_on.label("due"),
        *DEADLINE.c["id", "stage", "clock", "holder", "provisional"],
    )
    .join_from(DEADLINE, CASE_FILE)
    .where(RUNNING, DEADLINE.c.clock.not_in(OPPORTUNITIES))
    .order_by(DEADLINE.c.due_on, DEADLINE.c.id)
)  # fmt: skip
"""Running deadlines, the earliest first."""


@dataclass(frozen=True)
class Inbox:
    """Rows fit for JSON. What is to be approved is an offer: only the guards decide, when the act is taken."""

    handling: list[dict[str, Any]]
    to_approve: list[dict[str, Any]]
    overdue: list[dict[str, Any]]
    supervised: list[dict[str, Any]]
    to_acknowledge: list[dict[str, Any]] = field(default_factory=list)


def of(connection: Connection, badge: str, today: date, rules: Rules) -> Inbox:
    """Raises Unknown for a badge nobody has."""
    officer = snapshot.load(connection, None, badge).actor
    if officer is None:
        raise Unknown(badge)
    below = reading.below(connection, officer.organ)
    seen = reading.visible(reader(officer, below, today))
    handled, ours = CASE_FILE.c.handler == badge, CASE_FILE.c.organ.in_(sorted(below))
    handling = (
        select(CASE_FILE.c.no.label("case"), *CASE_FILE.c["kind", "unit", "opened_on"])
        .where(handled, CASE_FILE.c.closed_on.is_(None), seen)
        .order_by(CASE_FILE.c.no)
    )
    heads = any(m.role is Role.RESPONSIBLE and m.delegator is None for m in officer.mandates)
    running = _RUNNING.where(seen)
    answering = running.where(ours, DEADLINE.c.clock.in_(list(ANSWERED_BY)))
    asked = [
        {"case": c["case"], "stage": c["stage"], "act": offers.answer(c["kind"], c["clock"]), "due": c["due"]}
        for c in connection.execute(answering).mappings()
    ]
    answers_for = or_(handled, ours) if heads else handled
    late = running.where(answers_for, DEADLINE.c.due_on < today, ~DEADLINE.c.provisional)
    return Inbox(
        handling=[dict(row) for row in connection.execute(handling).mappings()],
        to_approve=[
            item
            for item in (
                *_proposed(connection, badge, below, seen),
                *_files(connection, badge, below, seen),
                *offers.remedies(connection, badge, below, seen),
                *asked,
            )
            if offers.may(officer, item["act"], today, rules)
        ]
        + offers.complaints(connection, officer, below, today, seen),
        supervised=_supervised(connection, officer.organ, seen) if heads else [],
        to_acknowledge=[
            {name: getattr(row, name) for name in ("id", "case", "stage", "clock", "due", "since")}
            for row in _to_acknowledge(connection, officer, seen, today)
        ],
        overdue=[
            {k: c[k] for k in ("id", "case", "stage", "clock", "holder", "due", "provisional")}
            for c in connection.execute(late.limit(LISTED)).mappings()
        ],
    )


def to_acknowledge(connection: Connection, badge: str, today: date) -> list[Row[Any]]:
    """The rows of `acknowledging.waiting_for` that wait for this officer. Raises Unknown for a badge nobody has."""
    officer = snapshot.load(connection, None, badge).actor
    if officer is None:
        raise Unknown(badge)
    seen = reading.visible(reader(officer, reading.below(connection, officer.organ), today))
    return _to_acknowledge(connection, officer, seen, today)


def _to_acknowledge(
    connection: Connection, officer: OfficerFacts, seen: ColumnElement[bool], today: date
) -> list[Row[Any]]:
    """Told by badge, as a substitute too, who may not read the case; told as the head of the organ. Both cleared."""
    if not officer.active:
        return []
    heads = any(m.role is Role.RESPONSIBLE and m.delegator is None and m.runs(today) for m in officer.mandates)
    mine = and_(CASE_OFFICER.c.case_no == CASE_FILE.c.no, CASE_OFFICER.c.badge == officer.badge)
    aside = exists().where(mine, CASE_OFFICER.c.recused)
    wanted = acknowledging.waiting_for([officer.badge, *([officer.organ] if heads else [])])
    reached = CASE_FILE.c.classification.in_(allowed(officer.clearance))
    return list(connection.execute(wanted.where(or_(OUTBOX.c.target == officer.badge, seen), reached, ~aside)))


def _supervised(connection: Connection, organ: str, seen: ColumnElement[bool]) -> list[dict[str, Any]]:
    """What acts of supervised organs put on the list, the newest first."""
    wanted = SUPERVISION.c["case_no", "seq", "noted", "noted_on"]
    listed = (
        select(*wanted, EVENT.c.act, EVENT.c.stage, EVENT.c.actor)
        .join_from(SUPERVISION, EVENT, and_(EVENT.c.chain == SUPERVISION.c.case_no, EVENT.c.seq == SUPERVISION.c.seq))
        .join(CASE_FILE, CASE_FILE.c.no == SUPERVISION.c.case_no)
        .where(SUPERVISION.c.organ == organ, seen)
        .order_by(SUPERVISION.c.noted_on.desc(), SUPERVISION.c.case_no, SUPERVISION.c.seq.desc())
        .limit(LISTED)
    )
    rows = connection.execute(listed).mappings()
    return [
        {"case": r["case_no"], **{k: r[k] for k in ("seq", "stage", "act", "noted", "noted_on", "actor")}} for r in rows
    ]


def _proposed(connection: Connection, badge: str, below: Set[str], seen: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Stages that wait for approval and notices proposed, except what the officer proposed."""
    waiting = [and_(STAGE.c.kind == kind, STAGE.c.state == state) for kind, state in APPROVED_BY]
    noticed = and_(STAGE.c.kind == Stage.INTERVIEW, STAGE.c.state == "held")
    rows = connection.execute(
        select(STAGE.c.case_no, STAGE.c.label, STAGE.c.kind, STAGE.c.state, STAGE.c.acts)
        .join_from(STAGE, CASE_FILE)
        .where(CASE_FILE.c.state == "open", CASE_FILE.c.organ.in_(sorted(below)), or_(noticed, *waiting), seen)
        .order_by(STAGE.c.case_no, STAGE.c.id)
    )
    found = []
    for row in rows:
        act, last = APPROVED_BY.get((row.kind, row.state)), row.acts[-1]
        if act is None:
            notices = [e for e in row.acts if e["act"] in ("propose_notice", "approve_notice", "refuse_notice")]
            if not notices or notices[-1]["act"] != "propose_notice":
                continue
            act, last = "interview.approve_notice", notices[-1]
        if last["by"] != badge:
            found.append({"case": row.case_no, "stage": row.label, "act": act, "since": last["on"]})
    return found


def _files(connection: Connection, badge: str, below: Set[str], seen: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Files that wait for approval as a whole, except where the officer took the last act."""
    of_files = [(kind, state) for kind, state in APPROVED_BY if kind in ON_FILE]
    waiting = [and_(CASE_FILE.c.kind == File(kind.value), CASE_FILE.c.state == state) for kind, state in of_files]
    if not waiting:
        return []
    rows = connection.execute(
        select(*CASE_FILE.c["no", "kind", "state", "acts"])
        .where(CASE_FILE.c.organ.in_(sorted(below)), or_(*waiting), seen)
        .order_by(CASE_FILE.c.no)
    )
    return [
        {"case": r.no, "stage": None, "act": APPROVED_BY[r.kind.stage, r.state], "since": r.acts[-1]["on"]}
        for r in rows
        if r.acts[-1]["by"] != badge
    ]
