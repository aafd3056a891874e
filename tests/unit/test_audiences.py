"""Who is told of each act, typed by hand. Internal acts never reach the unit; nobody outside hears by accident."""

import json
from datetime import date

import pytest

from models.decide import Decision
from models.facts import Facts
from models.lifecycle import LIFECYCLE
from models.vocabulary import Audience
from tests.unit import heard_of_files
from tests.unit.moments import before
from tests.unit.scenes import attempt, notified, on, requested, running_order, unserved_order
from tests.unit.scenes_cooperation import agreed_joint, announced_joint
from tests.unit.scenes_technical import drawn_technical, notified_technical
from tests.unit.worlds import ANN, COUNTY_HEAD

HEARD_BY = {
    "case.open": "handler head",
    "case.assign": "handler",
    "case.classify": "handler head",
    "case.recuse": "handler head",
    "case.relate": "handler",
    "case.consent": "handler unit",
    "case.correct": "handler head",
    # Whoever was told of what is corrected or annulled is told of that too: `recalls`, not the table.
    "case.confirm_correction": "handler head",
    "case.reject_correction": "handler",
    "case.annul": "handler head",
    "case.decide_resting": "handler head",
    "case.stay": "handler head unit",
    "case.lift_stay": "handler head unit",
    "case.refer_criminal": "handler",
    "case.end_reference": "handler",
    "case.note_penalty": "handler",
    "case.close": "handler head unit",
    "case.reopen": "handler head",
    "case.request_correction": "handler head unit",
    "case.decline_correction": "handler unit",
    "case.open_link": "handler unit",
    "case.revoke_link": "handler unit",
    "activity.plan": "handler unit",
    "activity.hold": "handler",
    "activity.cancel": "handler unit",
    "guidance.plan": "handler unit",
    "guidance.hold": "handler",
    "guidance.issue": "handler unit",
    "guidance.acknowledge": "handler",
    "guidance.complete": "handler unit",
    "guidance.withdraw": "handler unit",
    "inspection.request": "handler approver",
    "inspection.approve": "handler",
    "inspection.refuse": "handler",
    "inspection.draw_up": "handler",
    "inspection.notify": "handler unit",
    # The unit hears of what was found: it may comment.
    "inspection.record": "handler head unit",
    "inspection.comment": "handler unit",
    "inspection.conclude": "handler unit",
    "inspection.cancel": "handler approver unit",
    "technical.request": "handler approver",
    "technical.approve": "handler",
    "technical.refuse": "handler",
    "technical.draw_up": "handler",
    "technical.notify": "handler unit",
    "technical.record": "handler head unit",
    "technical.comment": "handler unit",
    "technical.order_measure": "handler approver head unit",
    "technical.ratify_measure": "handler unit",
    "technical.review_measure": "handler",
    "technical.lift_measure": "handler head unit",
    "technical.conclude": "handler unit",
    "technical.cancel": "handler approver unit",
    "rectification.propose": "handler approver",
    "rectification.approve": "handler",
    "rectification.refuse": "handler",
    "rectification.draw_up": "handler",
    "rectification.serve": "handler unit",
    # What the unit files is answered with a receipt at once.
    "rectification.progress": "handler unit",
    "rectification.request_extension": "handler approver unit",
    "rectification.decide_extension": "handler unit",
    "rectification.suspend": "handler unit",
    "rectification.resume": "handler unit",
    "rectification.object": "handler approver unit",
    "rectification.answer_objection": "handler unit",
    "rectification.report": "handler head unit",
    "rectification.return_for_completion": "handler unit",
    "rectification.reinspect": "handler head unit",
    "rectification.comment": "handler unit",
    "rectification.draw_up_opinion": "handler unit",
    "rectification.renew": "handler approver",
    "rectification.conclude": "handler unit",
    "rectification.withdraw": "handler head unit",
    "interview.propose": "handler approver",
    "interview.approve": "handler",
    "interview.refuse": "handler",
    "interview.draw_up": "handler",
    "interview.summon": "handler unit",
    "interview.hold": "handler head",
    "interview.absent": "handler head",
    "interview.propose_notice": "handler approver",
    "interview.approve_notice": "handler",
    "interview.refuse_notice": "handler",
    "interview.draw_up_letter": "handler",
    "interview.notify_superior": "handler unit superior",
    "interview.follow_up": "handler",
    "interview.conclude": "handler unit",
    "interview.cancel": "handler approver unit",
    "transfer.propose": "handler approver",
    "transfer.approve": "handler",
    "transfer.refuse": "handler",
    "transfer.draw_up": "handler",
    "transfer.send": "handler head receiver",
    "transfer.accept": "handler head",
    "transfer.return": "handler head",
    "transfer.withdraw": "handler head",
    "transfer.feedback": "handler head",
    "consultation.ask": "handler department",
    "consultation.answer": "handler",
    "consultation.lapse": "handler",
    "consultation.withdraw": "handler department",
    "joint.propose": "handler department",
    "joint.agree": "handler",
    "joint.decline": "handler",
    "joint.lapse": "handler",
    # The unit hears of it beforehand.
    "joint.announce": "handler unit department",
    "joint.hold": "handler head",
    "joint.conclude": "handler unit",
    "joint.cancel": "handler unit department",
    "exchange.propose": "handler approver",
    "exchange.approve": "handler",
    "exchange.refuse": "handler",
    "exchange.disclose": "handler head department",
    "exchange.receipt": "handler head",
    # Who was given the information hears that it is taken back: `recalls`.
    "exchange.withdraw": "handler head",
    **heard_of_files.HEARD_BY,
}
INTERNAL = """
case.open case.assign case.classify case.recuse case.relate case.correct case.confirm_correction case.reject_correction
case.annul case.decide_resting case.refer_criminal case.end_reference case.reopen
commendation.propose commendation.start commendation.join commendation.approve commendation.refuse
commendation.withdraw commendation.assign
listing.propose listing.assign listing.consult listing.record_opinion listing.approve listing.refuse listing.draw_up
listing.propose_removal listing.approve_removal listing.refuse_removal listing.draw_up_removal listing.withdraw
case.annul case.decide_resting case.refer_criminal case.end_reference case.reopen case.note_penalty
inspection.request inspection.approve inspection.refuse inspection.draw_up
technical.request technical.approve technical.refuse technical.draw_up technical.review_measure
rectification.propose rectification.approve rectification.refuse rectification.draw_up rectification.renew
interview.propose interview.approve interview.refuse interview.draw_up interview.propose_notice
interview.approve_notice interview.refuse_notice interview.draw_up_letter
transfer.propose transfer.approve transfer.refuse transfer.draw_up transfer.send transfer.withdraw
consultation.ask consultation.answer consultation.lapse consultation.withdraw
joint.propose joint.agree joint.decline joint.lapse joint.hold
exchange.propose exchange.approve exchange.refuse exchange.disclose exchange.receipt exchange.withdraw
"""
TABLE = {t.full_name: t for t in LIFECYCLE}
TO_THE_UNIT = [name for name, heard in HEARD_BY.items() if "unit" in heard.split()]
OUTSIDE = {Audience.UNIT, Audience.SUPERIOR, Audience.RECEIVER, Audience.DEPARTMENT}


def decision(act: str) -> Decision:
    scene = before(act)
    answer = attempt(scene.facts, act, scene.badge, scene.today)
    assert isinstance(answer, Decision), answer
    return answer


def test_each_act_is_heard_by_these_and_nobody_else() -> None:
    assert {name: set(t.audience) for name, t in TABLE.items()} == {n: set(h.split()) for n, h in HEARD_BY.items()}


def test_nobody_is_told_twice() -> None:
    assert [name for name, t in TABLE.items() if len(set(t.audience)) != len(t.audience)] == []


@pytest.mark.parametrize("act", INTERNAL.split())
def test_an_internal_act_never_reaches_the_unit(act: str) -> None:
    assert Audience.UNIT not in decision(act).audience


@pytest.mark.parametrize(
    ("audience", "act"),
    [(Audience.SUPERIOR, "interview.notify_superior"), (Audience.RECEIVER, "transfer.send")],
)
def test_a_body_outside_hears_of_one_act_only(audience: Audience, act: str) -> None:
    assert [name for name, t in TABLE.items() if audience in t.audience] == [act]


def test_a_department_hears_of_what_is_addressed_to_it_only() -> None:
    assert [name for name, t in TABLE.items() if Audience.DEPARTMENT in t.audience] == [
        "listing.consult", "consultation.ask", "consultation.withdraw", "joint.propose", "joint.announce",
        "joint.cancel", "exchange.disclose",
    ]  # fmt: skip


def cancelled(scene: Facts, act: str, day: date, badge: str = ANN) -> set[Audience]:
    """Who hears of an act that ends what this scene holds."""
    found = attempt(scene, act, badge, day)
    assert isinstance(found, Decision)
    return set(found.audience)


def test_what_ends_before_the_unit_knew_of_it_is_not_told_to_the_unit() -> None:
    unit = Audience.UNIT
    assert unit not in cancelled(requested(), "inspection.cancel", on(3, 5))
    assert unit in cancelled(notified(), "inspection.cancel", on(3, 6))
    assert unit not in cancelled(drawn_technical(), "technical.cancel", on(3, 12))
    assert unit in cancelled(notified_technical(), "technical.cancel", on(3, 12))
    assert unit not in cancelled(unserved_order(), "rectification.withdraw", on(3, 13), COUNTY_HEAD)
    assert unit in cancelled(running_order(), "rectification.withdraw", on(3, 16), COUNTY_HEAD)
    assert unit not in cancelled(agreed_joint(), "joint.cancel", on(3, 9))
    assert unit in cancelled(announced_joint(), "joint.cancel", on(3, 9))


NOTED = ("case.confirm_correction", "case.annul", "complaint.receive", "complaint.forward")


@pytest.mark.parametrize("act", HEARD_BY)
def test_the_supervising_organ_hears_of_what_stands_on_its_list_and_of_nothing_else(act: str) -> None:
    assert (Audience.SUPERVISOR in decision(act).audience) == (act in NOTED)


def test_every_act_reaches_the_handler() -> None:
    assert [name for name, t in TABLE.items() if Audience.HANDLER not in t.audience] == []


@pytest.mark.parametrize("act", TO_THE_UNIT)
def test_the_unit_never_reads_that_somebody_reported_it(act: str) -> None:
    """Every inspection of these walks was asked for on a report of clues."""
    told = decision(act)
    written = [dict(m.entry) for m in told.moves] + [dict(o.entry) for o in told.openings] + [dict(told.sealed)]
    text = json.dumps([written, told.transition.name.en, told.transition.name.zh], ensure_ascii=False)
    for word in ("report of clues", "clue", "Somebody called", "举报"):
        assert word not in text


def test_the_ground_of_an_inspection_is_kept_where_the_unit_does_not_look() -> None:
    asked = decision("inspection.request")
    assert asked.openings[0].entry["ground"] == "report of clues received"
    assert OUTSIDE & set(asked.audience) == set()
