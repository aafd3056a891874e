"""From which state each act is allowed, and where it leads. Typed by hand."""

from dataclasses import replace

import pytest

from models.states import STATES, is_final
from models.vocabulary import Stage
from tests.unit.golden_files import (
    FILES,
    REQUIREMENT_ACTS,
    STAYS,
)
from tests.unit.moments import LABELS, before
from tests.unit.scenes import allowed, attempt, returned_order
from tests.unit.worlds import with_stage

STAGES: dict[str, tuple[str, ...]] = {
    "guidance": ("planned", "held", "issued", "acknowledged", "completed", "withdrawn", "annulled"),
    "inspection": ("requested", "approved", "notified", "recorded", "concluded", "refused", "cancelled", "annulled"),
    "technical": ("requested", "approved", "notified", "recorded", "concluded", "refused", "cancelled", "annulled"),
    "rectification": (
        "proposed", "ordered", "running", "reported", "accepted", "not_met", "renewed", "concluded", "refused",
        "withdrawn", "annulled",
    ),
    "interview": (
        "proposed", "approved", "summoned", "held", "absent", "concluded", "refused", "cancelled", "annulled",
    ),
    "transfer": (
        "proposed", "approved", "sent", "accepted", "returned", "concluded", "refused", "withdrawn", "annulled",
    ),
    "consultation": ("asked", "answered", "lapsed", "withdrawn", "annulled"),
    "joint": (
        "proposed", "agreed", "announced", "held", "concluded", "declined", "lapsed", "cancelled", "annulled",
    ),
    "exchange": ("proposed", "approved", "disclosed", "acknowledged", "refused", "withdrawn", "annulled"),
}  # fmt: skip
FILES["commendation"] = (
    "proposed", "started", "decided", "told", "claimed", "granted", "to_return", "revoked", "waived", "lapsed",
    "concluded", "refused", "withdrawn",
)  # fmt: skip
FINAL = {
    "guidance": {"held", "completed", "withdrawn", "annulled"},
    "inspection": {"concluded", "refused", "cancelled", "annulled"},
    "technical": {"concluded", "refused", "cancelled", "annulled"},
    "rectification": {"accepted", "renewed", "concluded", "refused", "withdrawn", "annulled"},
    "interview": {"concluded", "refused", "cancelled", "annulled"},
    "transfer": {"returned", "concluded", "refused", "withdrawn", "annulled"},
    "consultation": {"answered", "lapsed", "withdrawn", "annulled"},
    "joint": {"concluded", "declined", "lapsed", "cancelled", "annulled"},
    "exchange": {"acknowledged", "refused", "withdrawn", "annulled"},
}

OPENS = {
    "guidance.plan": "planned",
    "guidance.issue": "issued",
    "inspection.request": "requested",
    "technical.request": "requested",
    "rectification.propose": "proposed",
    "interview.propose": "proposed",
    "transfer.propose": "proposed",
    "consultation.ask": "asked",
    "joint.propose": "proposed",
    "exchange.propose": "proposed",
}

CONTINUES: dict[str, dict[str, str]] = {
    "guidance.hold": {"planned": "held"},
    "guidance.acknowledge": {"issued": "acknowledged"},
    "guidance.complete": {"issued": "completed", "acknowledged": "completed"},
    "guidance.withdraw": {"planned": "withdrawn", "issued": "withdrawn", "acknowledged": "withdrawn"},
    # Both `notify` and `record` may repeat before the conclusion, so a new notice may be drawn up.
    "inspection.approve": {"requested": "approved"},
    "inspection.refuse": {"requested": "refused"},
    "inspection.draw_up": {"approved": STAYS, "notified": STAYS, "recorded": STAYS},
    "inspection.notify": {"approved": "notified", "notified": STAYS, "recorded": "notified"},
    "inspection.record": {"notified": "recorded", "recorded": STAYS},
    "inspection.comment": {"recorded": STAYS},
    "inspection.conclude": {"recorded": "concluded"},
    "inspection.cancel": {
        "requested": "cancelled", "approved": "cancelled", "notified": "cancelled", "recorded": "cancelled",
    },
    "technical.approve": {"requested": "approved"},
    "technical.refuse": {"requested": "refused"},
    "technical.draw_up": {"approved": STAYS, "notified": STAYS, "recorded": STAYS},
    "technical.notify": {"approved": "notified", "notified": STAYS, "recorded": "notified"},
    "technical.record": {"notified": "recorded", "recorded": STAYS},
    "technical.comment": {"recorded": STAYS},
    # Measures stand from the notice until the end, never longer.
    "technical.order_measure": {"notified": STAYS, "recorded": STAYS},
    "technical.ratify_measure": {"notified": STAYS, "recorded": STAYS},
    "technical.review_measure": {"notified": STAYS, "recorded": STAYS},
    "technical.lift_measure": {"notified": STAYS, "recorded": STAYS},
    "technical.conclude": {"recorded": "concluded"},
    "technical.cancel": {
        "requested": "cancelled", "approved": "cancelled", "notified": "cancelled", "recorded": "cancelled",
    },
    "rectification.approve": {"proposed": "ordered"},
    "rectification.refuse": {"proposed": "refused"},
    "rectification.draw_up": {"ordered": STAYS},
    "rectification.serve": {"ordered": "running"},
    "rectification.progress": {"running": STAYS},
    "rectification.request_extension": {"running": STAYS},
    "rectification.decide_extension": {"running": STAYS, "reported": STAYS, "not_met": STAYS},
    "rectification.suspend": {"running": STAYS},
    "rectification.resume": {"running": STAYS},
    "rectification.object": {"ordered": STAYS, "running": STAYS, "reported": STAYS, "not_met": STAYS},
    "rectification.answer_objection": {
        "ordered": STAYS,
        "running": STAYS,
        "reported": STAYS,
        "not_met": STAYS,
        "accepted": STAYS,
    },
    "rectification.report": {"running": "reported", "reported": STAYS},
    "rectification.return_for_completion": {"reported": STAYS},
    "rectification.reinspect": {"reported": "not_met"},
    "rectification.comment": {"not_met": STAYS},
    "rectification.draw_up_opinion": {"accepted": STAYS, "not_met": STAYS},
    "rectification.renew": {"not_met": "renewed"},
    "rectification.conclude": {"not_met": "concluded"},
    "rectification.withdraw": {
        "proposed": "withdrawn", "ordered": "withdrawn", "running": "withdrawn", "reported": "withdrawn",
        "not_met": "withdrawn",
    },
    "interview.approve": {"proposed": "approved"},
    "interview.refuse": {"proposed": "refused"},
    "interview.draw_up": {"approved": STAYS, "absent": STAYS},
    "interview.summon": {"approved": "summoned", "absent": "summoned"},
    "interview.hold": {"summoned": "held"},
    "interview.absent": {"summoned": "absent"},
    "interview.propose_notice": {"held": STAYS},
    "interview.approve_notice": {"held": STAYS},
    "interview.refuse_notice": {"held": STAYS},
    "interview.draw_up_letter": {"held": STAYS},
    "interview.notify_superior": {"held": STAYS},
    "interview.follow_up": {"held": STAYS},
    "interview.conclude": {"held": "concluded", "absent": "concluded"},
    "interview.cancel": {
        "proposed": "cancelled", "approved": "cancelled", "summoned": "cancelled", "absent": "cancelled",
    },
    "transfer.approve": {"proposed": "approved"},
    "transfer.refuse": {"proposed": "refused"},
    "transfer.draw_up": {"approved": STAYS},
    "transfer.send": {"approved": "sent"},
    "transfer.accept": {"sent": "accepted"},
    "transfer.return": {"sent": "returned"},
    "transfer.withdraw": {"proposed": "withdrawn", "approved": "withdrawn", "sent": "withdrawn"},
    "transfer.feedback": {"accepted": "concluded"},
    "consultation.answer": {"asked": "answered"},
    "consultation.lapse": {"asked": "lapsed"},
    "consultation.withdraw": {"asked": "withdrawn"},
    "joint.agree": {"proposed": "agreed"},
    "joint.decline": {"proposed": "declined"},
    "joint.lapse": {"proposed": "lapsed"},
    # The unit may be told of another day.
    "joint.announce": {"agreed": "announced", "announced": STAYS},
    "joint.hold": {"announced": "held"},
    "joint.conclude": {"held": "concluded"},
    "joint.cancel": {"proposed": "cancelled", "agreed": "cancelled", "announced": "cancelled"},
    "exchange.approve": {"proposed": "approved"},
    "exchange.refuse": {"proposed": "refused"},
    "exchange.disclose": {"approved": "disclosed"},
    "exchange.receipt": {"disclosed": "acknowledged"},
    "exchange.withdraw": {"proposed": "withdrawn", "approved": "withdrawn", "disclosed": "withdrawn"},
}  # fmt: skip

CASE_ACTS = {
    "case.assign": {"open": STAYS, "closed": "case_closed"},
    "case.recuse": {"open": STAYS, "closed": "case_closed"},
    "case.relate": {"open": STAYS, "closed": "case_closed"},
    "case.consent": {"open": STAYS, "closed": "case_closed"},
    "case.classify": {"open": STAYS, "closed": STAYS},
    # A mistake is mended, and a remedy carried out, in a closed case too.
    "case.correct": {"open": STAYS, "closed": STAYS},
    "case.confirm_correction": {"open": STAYS, "closed": STAYS},
    "case.reject_correction": {"open": STAYS, "closed": STAYS},
    # In this walk an order rests on the inspection annulled: there is something to undo.
    "case.annul": {"open": STAYS, "closed": "open"},
    "case.decide_resting": {"open": STAYS, "closed": "case_closed"},
    "case.stay": {"open": STAYS, "closed": "case_closed"},
    "case.lift_stay": {"open": STAYS, "closed": "case_closed"},
    "case.refer_criminal": {"open": STAYS, "closed": "case_closed"},
    "case.end_reference": {"open": STAYS, "closed": "case_closed"},
    "case.request_correction": {"open": STAYS, "closed": "case_closed"},
    "case.decline_correction": {"open": STAYS, "closed": "case_closed"},
    "case.note_penalty": {"open": STAYS, "closed": STAYS},
    "case.open_link": {"open": STAYS, "closed": "case_closed"},
    "case.revoke_link": {"open": STAYS, "closed": STAYS},
    "case.close": {"open": "closed", "closed": "case_closed"},
    "case.reopen": {"open": "wrong_state", "closed": "open"},
}

ACTIVITY_ACTS = {
    "activity.hold": {"planned": "held", "held": "wrong_state", "cancelled": "wrong_state"},
    "activity.cancel": {"planned": "cancelled", "held": "wrong_state", "cancelled": "wrong_state"},
}


HISTORY = {("rectification.report", "reported"): returned_order()}
"""Where an allowed cell needs more than the act's usual moment before."""


def test_these_are_the_states_and_the_final_ones() -> None:
    assert {s.value: tuple(names) for s, names in STATES.items()} == FILES | STAGES
    assert {s: {x for x in names if is_final(Stage(s), x)} for s, names in STAGES.items()} == FINAL
    assert {x for x in FILES["activity"] if is_final(Stage.ACTIVITY, x)} == {"held", "cancelled"}
    ended = {x for x in FILES["commendation"] if is_final(Stage.COMMENDATION, x)}
    assert ended == {"revoked", "waived", "lapsed", "concluded", "refused", "withdrawn"}
    assert {x for x in FILES["listing"] if is_final(Stage.LISTING, x)} == {"removed", "refused", "withdrawn"}
    assert {x for x in FILES["requirement"] if is_final(Stage.REQUIREMENT, x)} == {"ended"}
    assert {x for x in FILES["protection"] if is_final(Stage.PROTECTION, x)} == {"ended"}


def outcome(act: str, state: str) -> str:
    """Where the act leads from this state, or the code of the refusal."""
    scene, label = before(act), LABELS[act.split(".")[0]]
    facts = with_stage(HISTORY.get((act, state), scene.facts), label, state=state)
    answer = attempt(facts, act, scene.badge, scene.today, stage=label)
    if isinstance(answer, str):
        return answer
    move = answer.moves[0]
    assert (move.label, move.source) == (label, state)
    return STAYS if move.target == state else move.target


@pytest.mark.parametrize("act", CONTINUES)
def test_from_each_state_the_act_leads_there_or_nowhere(act: str) -> None:
    states = STAGES[act.split(".")[0]]
    assert {x: outcome(act, x) for x in states} == {x: CONTINUES[act].get(x, "wrong_state") for x in states}


@pytest.mark.parametrize(("act", "target"), OPENS.items())
def test_this_act_opens_an_instance_in_that_state(act: str, target: str) -> None:
    scene = before(act)
    opening = allowed(attempt(scene.facts, act, scene.badge, scene.today)).openings[0]
    assert (opening.label, opening.state) == (LABELS[act.split(".")[0]], target)


def taken_on_the_file(act: str, state: str, expected: str) -> None:
    """The act is tried on the file in this state; it leads there, or is refused with that code."""
    scene = before(act)
    assert scene.facts.case is not None
    facts = replace(scene.facts, case=replace(scene.facts.case, state=state))
    answer = attempt(facts, act, scene.badge, scene.today)
    if expected in ("case_closed", "wrong_state", "complaint_forward_first"):
        assert answer == expected
        return
    move = allowed(answer).moves[0]
    assert (move.label, move.source, move.target) == (None, state, state if expected == STAYS else expected)


@pytest.mark.parametrize(("act", "state"), [(act, state) for act in CASE_ACTS for state in FILES["case"]])
def test_acts_on_the_case_itself(act: str, state: str) -> None:
    taken_on_the_file(act, state, CASE_ACTS[act][state])


@pytest.mark.parametrize(("act", "state"), [(act, state) for act in ACTIVITY_ACTS for state in FILES["activity"]])
def test_acts_on_an_activity(act: str, state: str) -> None:
    taken_on_the_file(act, state, ACTIVITY_ACTS[act][state])


@pytest.mark.parametrize("act", [*OPENS, *CONTINUES])
def test_no_stage_act_is_taken_in_a_closed_case(act: str) -> None:
    scene = before(act)
    assert scene.facts.case is not None
    facts = replace(scene.facts, case=replace(scene.facts.case, state="closed"))
    assert attempt(facts, act, scene.badge, scene.today) == "case_closed"


def test_an_activity_is_planned_once() -> None:
    scene = before("activity.plan")
    assert allowed(attempt(scene.facts, "activity.plan", scene.badge, scene.today)).openings[0].state == "planned"
    assert attempt(before("activity.hold").facts, "activity.plan", scene.badge, scene.today) == "wrong_state"


@pytest.mark.parametrize("act", [*CASE_ACTS, *OPENS, *CONTINUES])
def test_an_act_on_a_case_is_none_on_an_activity(act: str) -> None:
    scene = before(act)
    assert attempt(before("activity.hold").facts, act, scene.badge, scene.today) == "not_a_working_case"


@pytest.mark.parametrize("act", [*ACTIVITY_ACTS, *REQUIREMENT_ACTS])
def test_an_act_on_an_activity_is_none_on_a_case(act: str) -> None:
    assert attempt(before("case.close").facts, act, before(act).badge, before(act).today) == "not_a_working_case"


def test_a_case_is_opened_once() -> None:
    scene = before("case.open")
    assert allowed(attempt(scene.facts, "case.open", scene.badge, scene.today)).openings[0].state == "open"
    assert attempt(before("case.close").facts, "case.open", scene.badge, scene.today) == "wrong_state"
