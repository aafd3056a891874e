"""From which state each act on a file of its own kind is allowed, and where it leads; the lists are typed by hand."""

import pytest

from models.states import is_final
from models.vocabulary import Stage
from tests.unit.golden_files import (
    COMMENDATION_ACTS,
    COMPLAINT_ACTS,
    FILES,
    LISTING_ACTS,
    PROTECTION_ACTS,
    REPORT_ACTS,
    REQUIREMENT_ACTS,
    WRONG,
)
from tests.unit.moments import before
from tests.unit.scenes import allowed, attempt
from tests.unit.test_lifecycle_golden import taken_on_the_file
from tests.unit.worlds import ANN


@pytest.mark.parametrize("act", COMMENDATION_ACTS)
def test_acts_on_a_commendation(act: str) -> None:
    for state in FILES["commendation"]:
        taken_on_the_file(act, state, COMMENDATION_ACTS[act].get(state, "wrong_state"))


def test_a_commendation_is_proposed_once() -> None:
    scene = before("commendation.propose")
    answer = allowed(attempt(scene.facts, "commendation.propose", scene.badge, scene.today))
    assert answer.openings[0].state == "proposed"
    scene = before("commendation.start")
    assert attempt(scene.facts, "commendation.propose", ANN, scene.today) == "wrong_state"


@pytest.mark.parametrize(("act", "state"), [(act, state) for act in LISTING_ACTS for state in FILES["listing"]])
def test_acts_on_a_listing(act: str, state: str) -> None:
    taken_on_the_file(act, state, LISTING_ACTS[act].get(state, "wrong_state"))


@pytest.mark.parametrize(("act", "state"), [(act, state) for act in REQUIREMENT_ACTS for state in FILES["requirement"]])
def test_acts_on_a_requirement(act: str, state: str) -> None:
    taken_on_the_file(act, state, REQUIREMENT_ACTS[act][state])


@pytest.mark.parametrize(("act", "state"), [(act, state) for act in PROTECTION_ACTS for state in FILES["protection"]])
def test_acts_on_a_protection(act: str, state: str) -> None:
    taken_on_the_file(act, state, PROTECTION_ACTS[act].get(state, "wrong_state"))


@pytest.mark.parametrize(("act", "state"), [(act, state) for act in REPORT_ACTS for state in FILES["report"]])
def test_acts_on_a_report(act: str, state: str) -> None:
    taken_on_the_file(act, state, REPORT_ACTS[act].get(state, WRONG))


def test_a_report_ends_concluded_or_passed() -> None:
    assert {x for x in FILES["report"] if is_final(Stage.REPORT, x)} == {"concluded", "passed"}


@pytest.mark.parametrize(("act", "state"), [(act, state) for act in COMPLAINT_ACTS for state in FILES["complaint"]])
def test_acts_on_a_complaint(act: str, state: str) -> None:
    taken_on_the_file(act, state, COMPLAINT_ACTS[act].get(state, WRONG))


def test_a_complaint_ends_told_or_withdrawn() -> None:
    assert {x for x in FILES["complaint"] if is_final(Stage.COMPLAINT, x)} == {"told", "withdrawn"}


def test_a_report_is_registered_once() -> None:
    scene = before("report.receive")
    assert allowed(attempt(scene.facts, "report.receive", scene.badge, scene.today)).openings[0].state == "received"
    assert attempt(before("report.answer").facts, "report.receive", scene.badge, scene.today) == WRONG


@pytest.mark.parametrize("act", LISTING_ACTS)
def test_an_act_on_a_listing_is_none_on_a_case(act: str) -> None:
    assert attempt(before("case.close").facts, act, before(act).badge, before(act).today) == "not_a_working_case"


def test_a_listing_is_proposed_once() -> None:
    scene = before("listing.propose")
    opening = allowed(attempt(scene.facts, "listing.propose", scene.badge, scene.today)).openings[0]
    assert (opening.label, opening.state) == (None, "proposed")
    assert attempt(before("listing.consult").facts, "listing.propose", scene.badge, scene.today) == "wrong_state"
