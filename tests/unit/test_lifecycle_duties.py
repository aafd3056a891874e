"""From which state each act on a duties ledger is allowed, and where it leads. Typed by hand."""

import pytest

from models.states import STATES, is_final
from models.vocabulary import Stage
from tests.unit.golden_files import STAYS
from tests.unit.moments import before
from tests.unit.scenes import allowed, attempt
from tests.unit.test_lifecycle_golden import taken_on_the_file

DUTIES_ACTS = {
    "duties.assign": {"kept": STAYS, "ended": "wrong_state"},
    "duties.record_evidence": {"kept": STAYS, "ended": "wrong_state"},
    "duties.file_self_inspection": {"kept": STAYS, "ended": "wrong_state"},
    "duties.file_plan": {"kept": STAYS, "ended": "wrong_state"},
    "duties.answer": {"kept": STAYS, "ended": "wrong_state"},
    "duties.set_period": {"kept": STAYS, "ended": "wrong_state"},
    "duties.open_link": {"kept": STAYS, "ended": "wrong_state"},
    "duties.revoke_link": {"kept": STAYS, "ended": "wrong_state"},
    "duties.close": {"kept": "ended", "ended": "wrong_state"},
}


def test_a_ledger_ends_in_one_state() -> None:
    assert {x for x in STATES[Stage.DUTIES] if is_final(Stage.DUTIES, x)} == {"ended"}


@pytest.mark.parametrize(("act", "state"), [(act, state) for act, states in DUTIES_ACTS.items() for state in states])
def test_acts_on_a_duties_ledger(act: str, state: str) -> None:
    taken_on_the_file(act, state, DUTIES_ACTS[act][state])


def test_a_duties_ledger_is_opened_once() -> None:
    scene = before("duties.open")
    assert allowed(attempt(scene.facts, "duties.open", scene.badge, scene.today)).openings[0].state == "kept"
    assert attempt(before("duties.close").facts, "duties.open", scene.badge, scene.today) == "wrong_state"
