"""Acts taken jointly with departments: with whom, whom an objection or complaint is directed at, who must be heard."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from models.facts import ComplainedFacts, Facts
from tests.unit.scenes import concluded, go, on, opened, proposed_order, refusal, why
from tests.unit.scenes_complaint import COMPLAINED
from tests.unit.worlds import ANN, BO, CITY_HEAD, INDUSTRY, ORGAN, SUPERIOR, the_stage

BOTH = [SUPERIOR, INDUSTRY]
OPENING: dict[str, Callable[[], Facts]] = {
    "inspection.request": opened,
    "guidance.plan": opened,
    "guidance.issue": opened,
    "technical.request": concluded,
    "rectification.propose": concluded,
}


@pytest.mark.parametrize("name", OPENING)
@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ([], ()),
        (BOTH, ()),
        ([SUPERIOR, "D-404"], ("department_unknown", "D-404")),
        ([SUPERIOR, SUPERIOR], ("department_twice",)),
    ],
)
def test_an_act_is_taken_with_departments_of_the_register_each_named_once(
    name: str, named: list[str], expected: tuple[str, ...]
) -> None:
    assert why(OPENING[name](), name, ANN, on(3, 10), jointly_with=named) == expected


def joint_order() -> Facts:
    """The order made with two departments, served on 12 March."""
    facts = go(concluded(), "rectification.propose", ANN, on(3, 10), jointly_with=BOTH)
    facts = go(facts, "rectification.approve", CITY_HEAD, on(3, 11))
    return go(go(facts, "rectification.draw_up", ANN, on(3, 11)), "rectification.serve", ANN, on(3, 12))


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ([], ()),
        ([INDUSTRY], ()),
        (["D-404"], ("not_taken_jointly", "D-404")),
        ([INDUSTRY, INDUSTRY], ("department_twice",)),
    ],
)
def test_an_objection_is_directed_at_departments_that_made_the_order_too(
    named: list[str], expected: tuple[str, ...]
) -> None:
    assert why(joint_order(), "rectification.object", ANN, on(3, 16), also_to=named) == expected


def test_an_objection_to_an_order_of_the_organ_alone_is_directed_at_no_department() -> None:
    alone = go(proposed_order(), "rectification.approve", CITY_HEAD, on(3, 11))
    assert refusal(alone, "rectification.object", ANN, on(3, 16), also_to=[INDUSTRY]) == "not_taken_jointly"


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ([INDUSTRY], ()),
        (BOTH, ()),
        ([], ("department_unheard", INDUSTRY)),
        ([SUPERIOR], ("department_unheard", INDUSTRY)),
        ([INDUSTRY, "D-404"], ("not_taken_jointly", "D-404")),
        ([INDUSTRY, INDUSTRY], ("department_twice",)),
    ],
)
def test_an_objection_is_answered_when_the_department_it_names_was_heard(
    heard: list[str], expected: tuple[str, ...]
) -> None:
    facts = go(joint_order(), "rectification.object", ANN, on(3, 16), also_to=[INDUSTRY])
    assert why(facts, "rectification.answer_objection", CITY_HEAD, on(3, 18), heard=heard) == expected


def test_a_renewed_order_is_made_with_the_same_departments() -> None:
    facts = go(joint_order(), "rectification.report", ANN, on(4, 10))
    facts = go(facts, "rectification.reinspect", ANN, on(4, 15))
    facts = go(go(facts, "rectification.comment", ANN, on(4, 15)), "rectification.renew", ANN, on(4, 16))
    assert the_stage(facts, "R2").acts[0]["jointly_with"] == BOTH


def complained(*together: str) -> Facts:
    """Where a complaint begins, about a case in which acts were taken with these departments."""
    return replace(COMPLAINED, complained=ComplainedFacts(ORGAN, True, frozenset(), frozenset(together)))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"also_to": [SUPERIOR]}, ()),
        ({"also_to": [INDUSTRY]}, ("not_taken_jointly", INDUSTRY)),
        ({"also_to": ["D-404"]}, ("department_unknown", "D-404")),
        ({"also_to": [SUPERIOR, SUPERIOR]}, ("department_twice",)),
        # Without a case nobody can tell who acted; the register knows the department.
        ({"also_to": [INDUSTRY], "about_case": None}, ()),
        ({"also_to": ["D-404"], "about_case": None}, ("department_unknown", "D-404")),
    ],
)
def test_a_complaint_is_directed_at_departments_that_acted_in_the_case(
    given: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert why(complained(SUPERIOR), "complaint.receive", ANN, on(3, 3), **given) == expected


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ([SUPERIOR], ()),
        ([], ("department_unheard", SUPERIOR)),
        ([SUPERIOR, INDUSTRY], ("not_taken_jointly", INDUSTRY)),
        ([SUPERIOR, SUPERIOR], ("department_twice",)),
    ],
)
def test_a_complaint_is_decided_when_the_department_it_names_was_heard(
    heard: list[str], expected: tuple[str, ...]
) -> None:
    facts = go(complained(SUPERIOR), "complaint.receive", ANN, on(3, 3), also_to=[SUPERIOR])
    facts = go(go(facts, "complaint.forward", BO, on(3, 4)), "complaint.accept", CITY_HEAD, on(3, 5))
    assert why(facts, "complaint.decide", CITY_HEAD, on(3, 10), heard=heard) == expected
