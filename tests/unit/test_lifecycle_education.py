"""From which state each act on an education plan is allowed, and where it leads. Typed by hand."""

import pytest

from models.states import STATES, is_final
from models.vocabulary import Stage
from tests.unit.golden_files import STAYS
from tests.unit.moments import before
from tests.unit.scenes import allowed, attempt
from tests.unit.test_lifecycle_golden import taken_on_the_file

EDUCATION_ACTS = {
    "education.approve": {"drafted": "adopted"},
    "education.refuse": {"drafted": "refused"},
    "education.amend": {"adopted": STAYS},
    "education.add_activity": {"adopted": STAYS},
    "education.hold": {"adopted": STAYS},
    "education.move_activity": {"adopted": STAYS},
    "education.cancel_activity": {"adopted": STAYS},
    "education.media_contribution": {"adopted": STAYS},
    "education.report_year": {"adopted": "reported"},
}


def test_a_plan_ends_reported_on_or_refused() -> None:
    assert {x for x in STATES[Stage.EDUCATION] if is_final(Stage.EDUCATION, x)} == {"reported", "refused"}


@pytest.mark.parametrize(
    ("act", "state"), [(act, state) for act in EDUCATION_ACTS for state in STATES[Stage.EDUCATION]]
)
def test_acts_on_an_education_plan(act: str, state: str) -> None:
    taken_on_the_file(act, state, EDUCATION_ACTS[act].get(state, "wrong_state"))


def test_a_plan_is_drafted_once() -> None:
    scene = before("education.draft")
    assert allowed(attempt(scene.facts, "education.draft", scene.badge, scene.today)).openings[0].state == "drafted"
    assert attempt(before("education.hold").facts, "education.draft", scene.badge, scene.today) == "wrong_state"
