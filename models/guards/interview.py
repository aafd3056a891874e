"""Preconditions of an interview (CEL 56; RULES 15; the Ministry's summary) and of the notice to the superior."""

from models.acts.choices import InterviewGround
from models.documents import drawn_by
from models.errors import Refusal
from models.facts import StageFacts, day
from models.guards import findings, rights
from models.periods import Clock, DeadlineState
from models.situation import Situation, no
from models.states import ANNULLED, is_final
from models.terms import LONGEST, earliest_day
from models.vocabulary import DepartmentKind, Instrument, Stage


def stated(s: Situation, name: str) -> str | None:
    """A field of the proposal: of this form when proposing, of the recorded proposal afterwards."""
    if s.stage is None:
        value = s.get(name)
        return value.value if isinstance(value, InterviewGround) else value
    proposed = s.stage.last("propose")
    found: str | None = proposed.get(name) if proposed else None
    return found


def ground_stands(s: Situation) -> Refusal | None:
    """Checked when proposing, approving and summoning."""
    if stated(s, "ground") == InterviewGround.DUTY_PROBLEM.value:
        return _duty_problem(s)
    order = rights.order_named(s)
    return no("order_required") if order is None else _rectification_failed(s, order)


def _duty_problem(s: Situation) -> Refusal | None:
    """The Ministry's summary: order or interview; organs on the stricter ladder of CEL 56 switch this off."""
    if not s.rules.interview_without_order:
        return no("interview_without_order_off")
    where = s.facts.stage(stated(s, "finding_in"))
    if where is not None and where.state in findings.GONE:
        return no("ground_annulled", where.label)
    if where is None or where.kind not in findings.CARRY_FINDINGS or not findings.of(where):
        return no("findings_required")
    return rights.none_open_in(s, where)


def _rectification_failed(s: Situation, order: StageFacts) -> Refusal | None:
    """The order was served, stands, and failed: limit passed with no report, or re-inspected and not met."""
    if order.state == "ordered":
        return no("service_unproven", order.label)
    if order.state == "not_met":
        return rights.none_open(s)
    limit = s.facts.deadline(Clock.RECTIFICATION_LIMIT, order.label)
    if order.state == "reported" and limit is not None and limit.state is DeadlineState.LATE:
        return no("reinspect_first", order.label)
    if order.state != "running" or limit is None:
        return no("no_interview_ground", order.label)
    blocked = rights.none_open(s)
    if blocked is not None:
        return blocked
    return None if s.today > limit.due_on else no("no_interview_ground", order.label, limit.due_on.isoformat())


def one_per_order(s: Situation) -> Refusal | None:
    """One interview stands open for an order."""
    order = rights.order_named(s)
    for stage in s.facts.stages:
        same = stage.kind is Stage.INTERVIEW and stage.ground == (order.label if order else None)
        if same and not is_final(stage.kind, stage.state):
            return no("stage_already_open", stage.label)
    return None


def notice_ahead(s: Situation) -> Refusal | None:
    """'3 working days ahead': the third working day after service is the earliest day."""
    earliest = earliest_day(s.get("served_on"), s.rules.interview_notice_working_days, s.calendar)
    notice = drawn_by(s.here, Instrument.INTERVIEW_NOTICE)
    ahead = notice is not None and day(notice, "meeting_on") >= earliest
    return None if ahead else no("notice_too_short", earliest.isoformat())


def on_or_after_the_day(s: Situation) -> Refusal | None:
    """The interview is held (or nobody comes) on the day of the summons or later."""
    summons = s.here.last("summon")
    if summons is None or s.get("occurred_on").isoformat() < summons["meeting_on"]:
        return no("before_notice", *((summons["meeting_on"],) if summons else ()))
    return None


def rests_on_order(s: Situation) -> Refusal | None:
    """The notice to the superior belongs to a failed order, never to a duty problem alone."""
    problem = stated(s, "ground") == InterviewGround.DUTY_PROBLEM.value
    return no("duty_problem_no_superior_notice") if problem else None


def superior_known(s: Situation) -> Refusal | None:
    """The department is the superior one of this unit, and of no other."""
    found = s.facts.departments.get(s.get("department"))
    superior = s.facts.unit.superior if s.facts.unit else None
    fits = found is not None and found.kind is DepartmentKind.SUPERIOR and found.code == superior
    return None if fits else no("superior_unknown")


def notice_proposed(s: Situation) -> Refusal | None:
    """A proposal waits for its answer; what was approved may still be refused while it is not sent."""
    waiting = ("propose_notice", "approve_notice") if s.act == "interview.refuse_notice" else ("propose_notice",)
    return None if _notice_stands_at(s) in waiting else no("notice_not_approved")


def notice_approved(s: Situation) -> Refusal | None:
    return None if _notice_stands_at(s) == "approve_notice" else no("notice_not_approved")


def no_notice_pending(s: Situation) -> Refusal | None:
    """A notice proposed or approved is sent or refused before the interview is concluded."""
    pending = _notice_stands_at(s) in ("propose_notice", "approve_notice")
    return no("notice_not_approved") if pending else None


def _notice_stands_at(s: Situation) -> str | None:
    newest = s.here.last("propose_notice", "approve_notice", "refuse_notice", "notify_superior")
    return newest["act"] if newest else None


def order_stands(s: Situation) -> Refusal | None:
    """The order the notice rests on has not been withdrawn or accepted since."""
    order = rights.order_named(s)
    gone = order is not None and order.state in ("withdrawn", "accepted", ANNULLED)
    return no("no_interview_ground", order.label) if order is not None and gone else None


def meeting_ahead(s: Situation) -> Refusal | None:
    """A notice is drawn up for a day to come."""
    return no("notice_too_short", s.today.isoformat()) if s.get("meeting_on") <= s.today else None


def commitments_dated(s: Situation) -> Refusal | None:
    """A commitment is due on the day of the interview or later, within ten years."""
    held = s.get("occurred_on")
    wrong = [str(n) for n, c in enumerate(s.get("commitments"), 1) if not 0 <= (c.due_on - held).days <= LONGEST]
    return no("commitment_date", *wrong) if wrong else None


def commitment_known(s: Situation) -> Refusal | None:
    """A commitment is named by its number in the record of the interview."""
    held = s.here.last("hold")
    promised = len(held.get("commitments", ())) if held else 0
    named = s.get("commitment")
    return None if named is None or named <= promised else no("number_unknown", "commitment", f"1-{promised}")
