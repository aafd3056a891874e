"""Targets that depend on what the act states, which instance an act means, and what a renewed order holds."""

import pytest

from models.facts import Facts
from models.lifecycle import LIFECYCLE, next_acts
from tests.unit.golden_files import (
    COMMENDATION_ACTS,
    COMPLAINT_ACTS,
    LISTING_ACTS,
    PROTECTION_ACTS,
    REPORT_ACTS,
    REQUIREMENT_ACTS,
)
from tests.unit.scenes import (
    allowed,
    attempt,
    closed,
    concluded,
    go,
    not_met_order,
    notified,
    on,
    opened,
    proposed_order,
    reported_order,
    returned_order,
    running_order,
)
from tests.unit.scenes_remedy import annulled, correction_proposed, link_opened, planned_activity, referred, stayed
from tests.unit.scenes_technical import measured
from tests.unit.test_lifecycle_duties import DUTIES_ACTS
from tests.unit.test_lifecycle_education import EDUCATION_ACTS
from tests.unit.test_lifecycle_golden import ACTIVITY_ACTS, CASE_ACTS, CONTINUES, OPENS
from tests.unit.worlds import ANN, BO, CASE, CITY_HEAD, COUNTY_HEAD, MANY_UNITS, NOTHING, the_case, the_stage


def test_the_table_holds_these_acts_and_no_other() -> None:
    on_files = {"case.open", "activity.plan", "requirement.record", "report.receive", "protection.request"}
    on_files |= {*CASE_ACTS, *ACTIVITY_ACTS, *REQUIREMENT_ACTS, *REPORT_ACTS, *PROTECTION_ACTS}
    on_files |= {"duties.open", *DUTIES_ACTS, "listing.propose", *LISTING_ACTS}
    on_files |= {"complaint.receive", *COMPLAINT_ACTS}
    on_files |= {"commendation.propose", *COMMENDATION_ACTS}
    on_files |= {"education.draft", *EDUCATION_ACTS}
    assert {t.full_name for t in LIFECYCLE} == {*on_files, *OPENS, *CONTINUES}


@pytest.mark.parametrize(
    ("met", "state"),
    [((True, True), "accepted"), ((True, False), "not_met"), ((False, True), "not_met"), ((False, False), "not_met")],
)
def test_a_reinspection_accepts_only_when_every_item_is_met(met: tuple[bool, bool], state: str) -> None:
    results = [{"item": 1, "met": met[0]}, {"item": 2, "met": met[1]}]
    answer = attempt(reported_order(), "rectification.reinspect", ANN, on(4, 15), results=results)
    assert allowed(answer).state == state


def test_a_renewed_order_is_a_new_instance_with_the_items_not_met() -> None:
    facts = go(not_met_order(), "rectification.renew", ANN, on(4, 16))
    first, second = the_stage(facts, "R1"), the_stage(facts, "R2")
    assert (first.state, second.state, second.ground) == ("renewed", "proposed", "R1")
    proposed = second.last("propose")
    assert proposed is not None
    assert [(i["ref"], i["duty"]) for i in proposed["order_items"]] == [("I1/2", "reg-9-8")]
    assert (proposed["limit_length"], proposed["limit_unit"]) == (10, "day")


def test_a_renewed_order_has_its_own_approval_and_service() -> None:
    facts = go(not_met_order(), "rectification.renew", ANN, on(4, 16))
    assert attempt(facts, "rectification.serve", ANN, on(4, 17), stage="R2") == "wrong_state"
    facts = go(facts, "rectification.approve", CITY_HEAD, on(4, 17), stage="R2")
    assert attempt(facts, "rectification.serve", ANN, on(4, 20), stage="R2") == "instrument_missing"
    facts = go(facts, "rectification.draw_up", ANN, on(4, 17), stage="R2")
    facts = go(facts, "rectification.serve", ANN, on(4, 20), stage="R2")
    assert the_stage(facts, "R2").state == "running"


def test_a_report_returned_for_completion_stays_reported_and_may_come_again() -> None:
    assert attempt(reported_order(), "rectification.report", ANN, on(4, 13)) == "completion_not_requested"
    assert the_stage(returned_order(), "R1").state == "reported"
    facts = go(returned_order(), "rectification.report", ANN, on(4, 16))
    assert the_stage(facts, "R1").state == "reported"
    assert attempt(facts, "rectification.report", ANN, on(4, 17)) == "completion_not_requested"


def test_an_annulment_ends_the_stage_and_no_other() -> None:
    assert [(s.label, s.state) for s in annulled().stages] == [("I1", "annulled"), ("R1", "running")]
    facts = go(annulled(), "case.decide_resting", COUNTY_HEAD, on(3, 17))
    assert [s.state for s in facts.stages] == ["annulled", "annulled"]
    facts = go(annulled(), "case.decide_resting", COUNTY_HEAD, on(3, 17), decision="stands on grounds of its own")
    assert [s.state for s in facts.stages] == ["annulled", "running"]


def test_a_closed_case_stays_closed_where_nothing_rests_on_what_is_annulled() -> None:
    facts = go(go(concluded(), "case.close", ANN, on(3, 10)), "case.annul", COUNTY_HEAD, on(3, 11))
    assert (the_case(facts).state, the_stage(facts, "I1").state) == ("closed", "annulled")


def two_orders() -> Facts:
    facts = go(concluded(), "rectification.propose", ANN, on(3, 10), items=[1])
    return go(facts, "rectification.propose", ANN, on(3, 10), items=[2])


def test_several_open_instances_must_be_told_apart() -> None:
    assert allowed(attempt(proposed_order(), "rectification.approve", CITY_HEAD, on(3, 11))).label == "R1"
    assert attempt(two_orders(), "rectification.approve", CITY_HEAD, on(3, 11)) == "stage_ambiguous"
    answer = attempt(two_orders(), "rectification.approve", CITY_HEAD, on(3, 11), stage="R2")
    assert allowed(answer).label == "R2"


@pytest.mark.parametrize("stage", ["R2", "R1", f"{CASE}/R2"])
def test_an_instance_is_named_by_its_short_or_its_full_number(stage: str) -> None:
    answer = attempt(two_orders(), "rectification.approve", CITY_HEAD, on(3, 11), stage=stage)
    assert allowed(answer).label == stage[-2:]


@pytest.mark.parametrize("stage", ["R3", "I1", "NM-2026-000009/R1"])
def test_an_instance_of_another_kind_or_another_case_is_unknown(stage: str) -> None:
    assert attempt(two_orders(), "rectification.approve", CITY_HEAD, on(3, 11), stage=stage) == "stage_unknown"


def test_an_act_without_any_instance_to_continue() -> None:
    assert attempt(opened(), "rectification.approve", CITY_HEAD, on(3, 11)) == "stage_unknown"
    assert attempt(NOTHING, "rectification.approve", CITY_HEAD, on(3, 11)) == "not_a_working_case"


def test_several_transfers_and_guidances_stand_side_by_side() -> None:
    facts = go(two_orders(), "guidance.plan", ANN, on(3, 10))
    facts = go(facts, "guidance.plan", BO, on(3, 10))
    assert [s.label for s in facts.stages] == ["I1", "R1", "R2", "G1", "G2"]


OPENING = {
    "guidance.plan", "guidance.issue", "inspection.request", "technical.request", "rectification.propose",
    "interview.propose", "transfer.propose", "consultation.ask", "joint.propose", "exchange.propose",
}  # fmt: skip
EVEN_CLOSED = {"case.classify", "case.correct", "case.annul", "case.note_penalty"}
ON_THE_CASE = EVEN_CLOSED | {
    "case.assign", "case.recuse", "case.relate", "case.consent", "case.stay", "case.refer_criminal", "case.close",
    "case.open_link", "case.request_correction",
}  # fmt: skip


def offered(facts: Facts) -> set[str]:
    return {t.full_name for t, _ in next_acts(facts)}


def test_a_link_is_revoked_where_one_was_opened() -> None:
    assert "case.revoke_link" not in offered(running_order())
    assert "case.revoke_link" in offered(link_opened())
    assert "case.revoke_link" not in offered(go(link_opened(), "case.revoke_link", ANN, on(3, 17)))


def test_the_next_acts_offered() -> None:
    assert offered(NOTHING) == offered(MANY_UNITS) == set()
    assert offered(opened()) == OPENING | ON_THE_CASE
    assert offered(closed()) == {"case.reopen"} | EVEN_CLOSED
    assert offered(planned_activity()) == {"activity.hold", "activity.cancel"}
    assert offered(notified()) - OPENING - ON_THE_CASE == {
        "inspection.draw_up", "inspection.notify", "inspection.record", "inspection.cancel",
    }  # fmt: skip
    assert offered(measured()) - OPENING - ON_THE_CASE == {
        "technical.draw_up", "technical.notify", "technical.record", "technical.order_measure",
        "technical.ratify_measure", "technical.review_measure", "technical.lift_measure", "technical.cancel",
    }  # fmt: skip
    assert offered(running_order()) - OPENING - ON_THE_CASE == {
        "rectification.progress", "rectification.request_extension", "rectification.decide_extension",
        "rectification.suspend", "rectification.resume", "rectification.object", "rectification.answer_objection",
        "rectification.report", "rectification.withdraw",
    }  # fmt: skip


REMEDIES = {
    "case.correct", "case.confirm_correction", "case.reject_correction", "case.decide_resting", "case.stay",
    "case.lift_stay", "case.refer_criminal", "case.end_reference",
}  # fmt: skip
BEGINS = {"case.correct", "case.stay", "case.refer_criminal"}


@pytest.mark.parametrize(
    ("facts", "gone", "added"),
    [
        (opened(), set(), set()),
        (correction_proposed(), {"case.correct"}, {"case.confirm_correction", "case.reject_correction"}),
        (annulled(), set(), {"case.decide_resting"}),
        (stayed(), {"case.stay"}, {"case.lift_stay"}),
        (referred(), {"case.refer_criminal"}, {"case.end_reference"}),
    ],
)
def test_a_remedy_is_offered_when_there_is_something_to_mend(facts: Facts, gone: set[str], added: set[str]) -> None:
    assert offered(facts) & REMEDIES == BEGINS - gone | added
