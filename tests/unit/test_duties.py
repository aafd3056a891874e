"""Which duties bind when: Art. 8 always, Art. 9 and 10 from the day after service."""

from datetime import date

import pytest

from models.law import articles
from models.law.duties import DutyItem, Spell, binding
from models.vocabulary import UnitStatus

GENERAL = {"reg-8-1", "reg-8-2", "reg-8-3", "reg-8-4", "reg-8-5", "reg-8-6"}
KEY = {f"reg-9-{n}" for n in range(1, 10)}
CII = {"reg-10-1", "reg-10-2", "reg-10-3"}
LISTED = Spell(UnitStatus.KEY_UNIT, served_on=date(2026, 3, 2))
OPERATOR = Spell(UnitStatus.CII_OPERATOR, served_on=date(2026, 1, 5))
RUN = [
    (date(2026, 3, 1), GENERAL),
    (date(2026, 3, 2), GENERAL),
    (date(2026, 3, 3), GENERAL | KEY),
    (date(2026, 6, 30), GENERAL | KEY),
    (date(2026, 7, 1), GENERAL),
]


def test_every_duty_is_an_item_of_article_8_9_or_10() -> None:
    assert set(DutyItem) == GENERAL | KEY | CII
    assert set(DutyItem) <= articles().keys()


def test_without_status_only_article_8_binds() -> None:
    assert binding(date(2026, 3, 1), []) == GENERAL


@pytest.mark.parametrize(("on", "expected"), RUN)
def test_key_unit_from_the_day_after_service_to_the_last_day(on: date, expected: set[str]) -> None:
    spell = Spell(UnitStatus.KEY_UNIT, served_on=date(2026, 3, 2), ended_on=date(2026, 6, 30))
    assert binding(on, [spell]) == expected


def test_operator_alone_owes_nothing_of_article_9() -> None:
    assert binding(date(2026, 3, 3), [OPERATOR]) == GENERAL | CII


def test_operator_on_the_list_owes_all_three() -> None:
    assert binding(date(2026, 3, 2), [OPERATOR, LISTED]) == GENERAL | CII
    assert binding(date(2026, 3, 3), [OPERATOR, LISTED]) == GENERAL | KEY | CII


def test_delisted_and_listed_again_leaves_the_gap_free() -> None:
    first = Spell(UnitStatus.KEY_UNIT, served_on=date(2025, 1, 6), ended_on=date(2025, 12, 31))
    assert binding(date(2025, 12, 31), [first, LISTED]) == GENERAL | KEY
    assert binding(date(2026, 1, 1), [first, LISTED]) == GENERAL
    assert binding(date(2026, 3, 3), [first, LISTED]) == GENERAL | KEY


def test_nothing_binds_before_the_regulations() -> None:
    assert binding(date(2021, 4, 25), []) == set()
    assert binding(date(2021, 4, 26), []) == GENERAL
