"""A standard world for tests: organs, officers, one unit, departments; acts taken one by one, and walks to a state."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import uuid4

from sqlalchemy import Connection

from models import documents, lifecycle
from models.acts import approval, case, inspection, rectification, transfer
from models.acts.choices import (
    Arrival,
    Competence,
    Conclusion,
    Consequence,
    InspectionGround,
    Method,
    Service,
    Signing,
)
from models.acts.finding import Finding
from models.acts.form import Part
from models.acts.from_unit import Comment
from models.calendars import Calendar
from models.decide import Decision, decide
from models.facts import Facts
from models.law.duties import DutyItem
from models.rules import Rules
from models.store import calendars, instruments, journal, questions, snapshot, surroundings
from models.store.engine import Store
from models.store.files import put
from models.store.journal import Answer, Request
from models.store.surroundings import Surroundings
from models.vocabulary import Evidence, Stage
from tests.registered import OFFICERS as OFFICERS
from tests.registered import OPENED as OPENED
from tests.registered import ORGANS as ORGANS
from tests.registered import RECEIVER as RECEIVER
from tests.registered import SUPERIOR as SUPERIOR
from tests.registered import UNIT_CODE as UNIT_CODE
from tests.registered import registers as registers

SECRET = "张三的陈述"  # what must never stand in clear anywhere in the database
PROOF = "0" * 64
"""Stands in a form for the proof of service: `take_in` stores one and names it."""


def take(store: Store, stage: Stage, form: Part, badge: str, today: date, *, request_id: str | None = None) -> Answer:
    """Lock, load, decide and record one act, without notices. Raises TransitionRefused."""
    with store.write() as connection:
        return take_in(connection, stage, form, badge, today, request(request_id))


def take_in(
    connection: Connection,
    stage: Stage,
    form: Part,
    badge: str,
    today: date,
    asked: Request,
    calendar: Calendar | None = None,
) -> Answer:
    """The same within a transaction that is open already; `calendar` spares loading it again.

    A proof left to us is stored first; instruments are drawn up without their text.
    """
    stated: str | None = getattr(form, "case", None)
    form = _proven(connection, form, badge)
    unit: str | None = getattr(form, "unit", None)
    named = {getattr(form, "handler", None), getattr(form, "officer", None)}
    people = {p for p in (*named, *getattr(form, "team", ()), *getattr(form, "present", ())) if p}
    opens = lifecycle.opening(stage, form.act)  # type: ignore[attr-defined]  # every act form has it
    questions.lock(connection, stated, {badge, *people}, unit, alone=opens is not None)
    other: str | None = getattr(form, "other", None)
    units, files = getattr(form, "units", ()), documents.named(vars(form))
    facts = snapshot.load(
        connection, stated, badge, named=people, unit=unit, units=units, files=files, other_case=other, opening=opens
    )
    if calendar is None:
        calendar = calendars.load(connection, facts.organ.region if facts.organ else "")
    decision = decide(facts, stage, form, today, calendar, Rules())
    prefix = facts.organ.prefix if facts.organ else ""
    number = stated or journal.reserve_number(connection, prefix, today.year)
    around = surrounded(connection, facts, badge, asked)
    return journal.record(connection, facts, _drawn_up(connection, decision, number), number, (), asked, around)


def surrounded(connection: Connection, facts: Facts, badge: str, asked: Request) -> Surroundings:
    """What an act on these facts is taken in."""
    case = facts.case.no if facts.case else None
    answers = questions.ask(connection, case, badge, (), None)
    found = surroundings.ask(connection, case, badge, asked.received_at)
    return surroundings.of(connection, found, answers, facts.organ.region if facts.organ else "", asked.received_at)


def _proven(connection: Connection, form: Part, badge: str) -> Part:
    if getattr(form, "proof", None) != PROOF:
        return form
    case_no: str = form.case  # type: ignore[attr-defined]
    return form.model_copy(update={"proof": stored(connection, case_no, Evidence.SERVICE_PROOF, badge)})


def stored(connection: Connection, case_no: str, kind: Evidence, badge: str = "N001") -> str:
    """A small file kept in the case; returns its digest."""
    return _kept(connection, case_no, kind.value, badge)


def _kept(connection: Connection, case_no: str, kind: str, badge: str, **more: str) -> str:
    content = SECRET.encode()
    at = datetime.now(UTC)
    return put(connection, case_no, kind, "a.pdf", content, media="application/pdf", added_by=badge, at=at, **more)


def _drawn_up(connection: Connection, decision: Decision, case_no: str) -> Decision:
    drawn = []
    for kind in decision.transition.draws:
        number = instruments.reserve(connection, "GZ-GY-NM", kind, decision.effective_on.year)
        named = {
            locale: _kept(connection, case_no, kind.value, decision.actor, number=number, locale=locale)
            for locale in ("zh", "en")
        }
        drawn.append({"kind": kind.value, "number": number, "files": named})
    if not drawn:
        return decision
    move, *others = decision.moves
    return replace(decision, moves=(replace(move, entry={**move.entry, "documents": drawn}), *others))


def request(request_id: str | None = None) -> Request:
    """A request of our own, received now."""
    return Request(request_id or str(uuid4()), "digest", datetime.now(UTC))


@dataclass(frozen=True)
class Step:
    """One act of the walk; `form` is told the case number."""

    reaches: str
    stage: Stage
    form: Callable[[str], Part]
    badge: str
    today: date


def opening(number: str = "") -> case.Open:
    return case.Open(unit=UNIT_CODE, handler="N001", reason=SECRET)


def findings() -> list[Finding]:
    spans = ((DutyItem.ART_8_1, date(2026, 2, 2)), (DutyItem.ART_9_2, date(2026, 2, 3)))
    return [Finding(duty=duty, since=since, until=date(2026, 3, 5), facts=SECRET) for duty, since in spans]


def inspection_request(number: str) -> inspection.Request:
    return inspection.Request(
        case=number, ground=InspectionGround.RISK, reason=SECRET, methods=[Method.ENTRY, Method.DOCUMENTS],
        places=[SECRET], starts_on=date(2026, 3, 4), ends_on=date(2026, 3, 13), team=["N001", "N002"],
    )  # fmt: skip


def notification(number: str) -> inspection.Notify:
    served = date(2026, 3, 4)
    return inspection.Notify(case=number, method=Service.IN_PERSON, served_on=served, recipient=SECRET, proof=PROOF)


def inspection_record(number: str) -> inspection.Record:
    return inspection.Record(
        case=number, occurred_on=date(2026, 3, 5), present=["N001", "N002"], methods=[Method.ENTRY], places=[1],
        findings=findings(), statement=SECRET, signing=Signing.SIGNED,
    )  # fmt: skip


def inspection_conclusion(number: str) -> inspection.Conclude:
    return inspection.Conclude(case=number, result=Conclusion.RECTIFY, opinion=SECRET)


def order(number: str) -> rectification.Propose:
    return rectification.Propose(case=number, ground="I1", required=SECRET, limit_length=15)


def approve(number: str) -> approval.Approve:
    return approval.Approve(case=number)


def service(number: str) -> rectification.Serve:
    return rectification.Serve(
        case=number, method=Service.IN_PERSON, served_on=date(2026, 3, 10), proof=PROOF, recipient=SECRET,
    )  # fmt: skip


def report(number: str) -> rectification.Report:
    return rectification.Report(case=number, received_on=date(2026, 3, 24), arrival=Arrival.POST, content=SECRET)


def objection(number: str, received_on: date = date(2026, 3, 27)) -> rectification.Object:
    return rectification.Object(case=number, received_on=received_on, content=SECRET)


def reinspection(number: str, *, met: bool = False) -> rectification.Reinspect:
    results = [rectification.ItemResult(item=n, met=met or n == 1) for n in (1, 2)]
    return rectification.Reinspect(
        case=number, occurred_on=date(2026, 3, 27), present=["N001", "N002"], results=results, statement=SECRET,
        signing=Signing.SIGNED,
    )  # fmt: skip


def clues(number: str) -> transfer.Propose:
    return transfer.Propose(
        case=number, receiver=RECEIVER, competence=Competence.INDUSTRY, ground="R1",
        consequence=Consequence.ADVERSE_INFLUENCE, consequence_facts=SECRET, facts=SECRET, suggestion=SECRET,
        statement=SECRET, in_favour=SECRET,
    )  # fmt: skip


def sending(number: str) -> transfer.Send:
    return transfer.Send(case=number)


def draw_up(number: str) -> approval.DrawUp:
    return approval.DrawUp(case=number)


def comment(number: str) -> Comment:
    return Comment(case=number, received_on=date(2026, 3, 6), content=SECRET)


def second_comment(number: str) -> Comment:
    return Comment(case=number, received_on=date(2026, 3, 30), content=SECRET)


INSPECTION, ORDER, TRANSFER = Stage.INSPECTION, Stage.RECTIFICATION, Stage.TRANSFER
WALK = (
    Step("case open", Stage.CASE, opening, "N001", OPENED),
    Step("inspection requested", INSPECTION, inspection_request, "N001", OPENED),
    Step("inspection approved", INSPECTION, approve, "C100", date(2026, 3, 3)),
    Step("inspection notice drawn up", INSPECTION, draw_up, "N001", date(2026, 3, 4)),
    Step("inspection notified", INSPECTION, notification, "N001", date(2026, 3, 4)),
    Step("inspection recorded", INSPECTION, inspection_record, "N002", date(2026, 3, 5)),
    Step("inspection commented", INSPECTION, comment, "N001", date(2026, 3, 6)),
    Step("inspection concluded", INSPECTION, inspection_conclusion, "N001", date(2026, 3, 6)),
    Step("rectification proposed", ORDER, order, "N001", date(2026, 3, 6)),
    Step("rectification ordered", ORDER, approve, "C100", date(2026, 3, 9)),
    Step("order drawn up", ORDER, draw_up, "N001", date(2026, 3, 10)),
    Step("rectification running", ORDER, service, "N001", date(2026, 3, 10)),
    Step("rectification reported", ORDER, report, "N002", date(2026, 3, 24)),
    Step("rectification not_met", ORDER, reinspection, "N001", date(2026, 3, 27)),
    Step("rectification commented", ORDER, second_comment, "N001", date(2026, 3, 30)),
    Step("transfer proposed", TRANSFER, clues, "N001", date(2026, 3, 30)),
    Step("transfer approved", TRANSFER, approve, "C100", date(2026, 3, 31)),
    Step("letter drawn up", TRANSFER, draw_up, "N001", date(2026, 4, 1)),
    Step("transfer sent", TRANSFER, sending, "N001", date(2026, 4, 1)),
)


def walk_to(store: Store, place: str) -> str:
    """Open a case and take the acts of WALK until `place` ("rectification running"); returns the case number.

    One transaction holds the whole walk, for speed.
    """
    if place not in (step.reaches for step in WALK):
        raise ValueError(place)
    number = ""
    with store.write() as connection:
        calendar = calendars.load(connection)
        for step in WALK:
            asked = request()
            answer = take_in(connection, step.stage, step.form(number), step.badge, step.today, asked, calendar)
            number = str(answer.body["case"])
            if step.reaches == place:
                break
    return number
