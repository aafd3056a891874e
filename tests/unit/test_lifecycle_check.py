"""The check of the graph refuses each kind of bad table; every word people read is there in both languages."""

import re
from dataclasses import replace

import pytest
from pydantic import create_model

from models.acts.form import Part
from models.clocks import CLOCKS
from models.errors import DefinitionError
from models.guards.authority import officer_known
from models.law.refusals import reasons
from models.lifecycle import LIFECYCLE, check
from models.periods import Clock
from models.situation import Situation
from models.states import STATES
from models.transition import Outcome, Transition
from models.vocabulary import STAGE_NAMES, Name, Stage

CHINESE = re.compile(r"[\u4e00-\u9fff]")
T = {t.full_name: t for t in LIFECYCLE}


def swapped(name: str, **changed: object) -> list[Transition]:
    """The table with one transition changed."""
    return [replace(t, **changed) if t.full_name == name else t for t in LIFECYCLE]  # type: ignore[arg-type]


def without(*names: str) -> list[Transition]:
    return [t for t in LIFECYCLE if t.full_name not in names]


def nowhere(_: Situation) -> str:
    return "nowhere"


def asking(field: str) -> type[Part]:
    """A form with a field of this name."""
    return create_model("Asking", __base__=Part, **{field: (str, ...)})  # type: ignore[no-any-return,call-overload]


BAD = {
    "its form has a field named by": swapped("transfer.send", form=asking("by")),
    "its form has a field named on": swapped("transfer.send", form=asking("on")),
    "its form has a field named seq": swapped("transfer.send", form=asking("seq")),
    "its form has a field named corrected": swapped("transfer.send", form=asking("corrected")),
    "declared twice": [*LIFECYCLE, T["transfer.send"]],
    "unknown state nowhere": swapped("transfer.send", sources=("nowhere",)),
    "send: unknown state": swapped("transfer.send", target="nowhere"),
    "reinspect: unknown state": swapped("rectification.reinspect", target=Outcome(nowhere, ("accepted", "nowhere"))),
    "renew: unknown state": swapped("rectification.renew", opens_next="nowhere"),
    "leaves a final state": swapped("transfer.feedback", sources=("accepted", "returned")),
    "needs one target": swapped("transfer.propose", target=None),
    "opens an instance": swapped("transfer.propose", target=Outcome(nowhere, ("proposed", "approved"))),
    "needs basis": swapped("transfer.send", basis=()),
    "basis, authority": swapped("transfer.send", who=()),
    "authority and audience": swapped("transfer.send", audience=()),
    "no article cel-999": swapped("transfer.send", basis=("cel-999",)),
    "no act leads to returned": without("transfer.return"),
    "no act leads to accepted": without("transfer.accept", "transfer.feedback"),
    "cannot end from accepted": swapped("transfer.feedback", sources=("sent",)),
    "case: no act leads to closed": without("case.close"),
    "duties: no act leads to ended": without("duties.close"),
    "activity: no act leads to held": without("activity.hold"),
    "listing: cannot end from listed": swapped("listing.propose_removal", sources=("proposed",)),
}


@pytest.mark.parametrize(("why", "table"), BAD.items())
def test_a_table_that_contradicts_itself_is_refused(why: str, table: list[Transition]) -> None:
    with pytest.raises(DefinitionError, match=why):
        check(table)


def test_our_own_table_is_sound() -> None:
    assert len(check(LIFECYCLE)) == len(LIFECYCLE)


def test_annulled_is_a_state_no_act_of_the_stage_leads_to() -> None:
    assert [t.full_name for t in LIFECYCLE if "annulled" in (*t.sources, *t.targets, t.opens_next)] == []
    without = {stage.value for stage in Stage if "annulled" not in STATES[stage]}
    assert without == {
        "case", "activity", "commendation", "requirement", "duties", "report", "protection", "education", "listing",
        "complaint",
    }  # fmt: skip


def test_a_transition_says_what_it_opens_and_where_it_may_lead() -> None:
    assert T["transfer.propose"].opens and not T["transfer.send"].opens
    assert T["rectification.reinspect"].targets == ("accepted", "not_met")
    assert T["rectification.progress"].targets == ()
    lone = Transition(Stage.CASE, "x", Part, Name("x", "某"), ("reg-3",), (officer_known,))
    assert lone.full_name == "case.x"


def bilingual(name: Name) -> bool:
    return bool(re.search("[a-z]", name.en) and not CHINESE.search(name.en) and CHINESE.search(name.zh))


def test_everything_has_a_name_in_both_languages() -> None:
    names = {t.full_name: t.name for t in LIFECYCLE}
    names |= {f"{stage}/{state}": found.name for stage, states in STATES.items() for state, found in states.items()}
    names |= {stage.value: STAGE_NAMES[stage] for stage in Stage}
    names |= {clock.value: CLOCKS[clock].name for clock in Clock}
    names |= {f"{code}!": entry.message for code, entry in reasons().items()}
    names |= {f"{code}>": entry.next for code, entry in reasons().items()}
    assert [key for key, name in names.items() if not bilingual(name)] == []


def test_no_two_acts_or_states_of_a_stage_share_a_name() -> None:
    for stage in Stage:
        acts = [t.name for t in LIFECYCLE if t.stage is stage]
        states = [s.name for s in STATES[stage].values()]
        for names in (acts, states):
            assert len({n.en for n in names}) == len({n.zh for n in names}) == len(names)
