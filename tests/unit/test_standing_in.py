"""Who is told in place of an officer who is away; None is the head of the organ."""

import pytest

from models.standing_in import Standing

CASES = {
    "nobody is away": ({}, "A", "A"),
    "a substitute": ({"A": "B"}, "A", "B"),
    "somebody else is away": ({"A": "B"}, "C", "C"),
    "the substitute is away too": ({"A": "B", "B": "C"}, "A", "C"),
    "three in a row": ({"A": "B", "B": "C", "C": "D"}, "A", "D"),
    "four in a row are too many": ({"A": "B", "B": "C", "C": "D", "D": "E"}, "A", None),
    "each stands in for the other": ({"A": "B", "B": "A"}, "A", None),
    "a longer ring": ({"A": "B", "B": "C", "C": "B"}, "A", None),
    "a substitute who may not": ({"A": None}, "A", None),
    "the second may not": ({"A": "B", "B": None}, "A", None),
}


@pytest.mark.parametrize(("away", "asked", "told"), CASES.values(), ids=CASES)
def test_who_is_told(away: dict[str, str | None], asked: str, told: str | None) -> None:
    assert Standing(away).instead_of(asked) == told


def test_a_substitute_who_stands_aside_in_the_case_hears_nothing_of_it() -> None:
    away = Standing({"A": "B", "B": "C"})
    assert away.instead_of("A", {"B"}) is None
    assert away.instead_of("A", {"C"}) is None
    assert away.instead_of("A", {"A"}) == "C"
