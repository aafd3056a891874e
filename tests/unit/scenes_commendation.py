"""Walks through a commendation of a unit and a reward for an informant, each day typed by hand.

The report was dealt with on Monday 2 March; 30 working days end on Tuesday 14 April (the 6th is off).
"""

from dataclasses import replace
from functools import cache
from typing import Any

from models.facts import Facts
from tests.unit.scenes import go, on
from tests.unit.worlds import ANN, BO, CITY_DEPUTY, CITY_HEAD, NOTHING, SECOND_UNIT

ALIAS = "A-7KQ2M9XH"
NOBODY_YET = replace(NOTHING, unit=None, alias_known=True, units={SECOND_UNIT.code: SECOND_UNIT})
"""Where a reward begins: the file is about no unit, and the vault holds the alias."""
A_UNIT = replace(NOTHING, units={SECOND_UNIT.code: SECOND_UNIT})

COMMENDATION: dict[str, Any] = {
    "honour": "commendation",
    "unit": "91520102MA6DEMO00X",
    "alias": None,
    "merits": ["removed a major risk in the unit in time and on its own initiative"],
    "rests_on": None,
    "conditions": [],
    "verified_on": None,
    "dealt_with_on": None,
}
MONEY: dict[str, Any] = {"award": "money", "band": "10,000 to 30,000 yuan", "amount": 20000}


@cache
def reward_proposed() -> Facts:
    """Bo has recorded what the department says."""
    facts = go(NOBODY_YET, "commendation.propose", ANN, on(3, 4))
    return go(facts, "commendation.join", BO, on(3, 6))


@cache
def reward_started() -> Facts:
    return go(reward_proposed(), "commendation.start", CITY_HEAD, on(3, 9))


@cache
def reward_decided() -> Facts:
    """The reward is to be told within 10 working days of Wednesday 11 March: until the 25th."""
    return go(reward_started(), "commendation.approve", CITY_HEAD, on(3, 11), **MONEY)


@cache
def reward_told() -> Facts:
    """Told on Friday 13 March: it is to be claimed until Sunday 13 September, which rolls to Monday the 14th."""
    return go(reward_decided(), "commendation.tell", ANN, on(3, 13))


@cache
def extension_requested() -> Facts:
    return go(reward_told(), "commendation.request_extension", ANN, on(8, 3))


@cache
def reward_claimed() -> Facts:
    return go(reward_told(), "commendation.claim", ANN, on(4, 1))


@cache
def reward_granted() -> Facts:
    return go(reward_claimed(), "commendation.hand_over", ANN, on(4, 2))


@cache
def reward_consented() -> Facts:
    return go(reward_granted(), "commendation.consent_publicity", ANN, on(4, 3))


@cache
def reward_revoked() -> Facts:
    """30 working days from Wednesday 8 April end on Friday 22 May: 1 to 5 May are off, Saturday 9 May is worked."""
    return go(reward_granted(), "commendation.revoke", CITY_DEPUTY, on(4, 8))


@cache
def unit_proposed() -> Facts:
    return go(A_UNIT, "commendation.propose", ANN, on(3, 4), **COMMENDATION)


@cache
def unit_joined() -> Facts:
    return go(unit_proposed(), "commendation.join", BO, on(3, 6))


@cache
def unit_decided() -> Facts:
    return go(unit_joined(), "commendation.approve", CITY_HEAD, on(3, 11))


@cache
def unit_told() -> Facts:
    return go(unit_decided(), "commendation.tell", ANN, on(3, 13))


@cache
def unit_granted() -> Facts:
    return go(unit_told(), "commendation.hand_over", ANN, on(3, 20))
