"""Who is honoured, for what, by whose joint decision and with how much (Regulations Art. 20; Reward Measures 8-13)."""

from collections.abc import Mapping
from typing import Any

from models.acts.honours import Award, Band, Honour, Merit, RewardCondition
from models.errors import Refusal
from models.guards import authority
from models.situation import Situation, no
from models.vocabulary import Level

BANDS: Mapping[Band, tuple[int, int | None]] = {
    Band.SOME: (1, 10_000),
    Band.IMPORTANT: (10_000, 30_000),
    Band.MAJOR: (30_000, 100_000),
    Band.ESPECIALLY_MAJOR: (100_000, None),
}
"""Yuan, both bounds included (Reward Measures, Art. 12)."""


def which_articles(s: Situation) -> Mapping[str, Any]:
    """The items of Art. 20 that are met, and whether it is a reward for a report."""
    items = [f"reg-20-{list(Merit).index(merit) + 1}" for merit in s.get("merits")]
    return {**({"grounds": items} if items else {}), "reward": s.get("honour") is Honour.REWARD}


def reward(s: Situation) -> Mapping[str, Any]:
    """Whether the file is about a reward for a report; no clock runs for a commendation."""
    return {"reward": is_reward(s)}


def is_reward(s: Situation) -> bool:
    proposed = s.here.last("propose")
    return proposed is not None and proposed["reward"] is True


def one_is_honoured(s: Situation) -> Refusal | None:
    """A unit, an informant or another individual: one, and no more."""
    return None if [s.get(who) for who in ("unit", "alias", "person")].count(None) == 2 else no("one_is_honoured")


def unit_is_ours(s: Situation) -> Refusal | None:
    """A unit honoured is registered and lies under the organ; a reward is for citizens."""
    if s.get("unit") is None:
        return None
    return no("reward_is_for_citizens") if s.get("honour") is Honour.REWARD else authority.jurisdiction(s)


def alias_known(s: Situation) -> Refusal | None:
    """An informant is named by an alias the vault holds."""
    return None if s.get("alias") is None or s.facts.alias_known else no("informant_unknown")


def merit_named(s: Situation) -> Refusal | None:
    """A commendation rests on one of the six conditions of Art. 20 at least, each named once."""
    merits: list[Merit] = s.get("merits")
    if len(set(merits)) != len(merits):
        return no("merit_missing")
    return None if merits or s.get("honour") is Honour.REWARD else no("merit_missing")


def reward_deserved(s: Situation) -> Refusal | None:
    """A reward needs a report verified and dealt with, all three conditions, and none of the six exclusions."""
    if s.get("honour") is not Honour.REWARD:
        return None
    if s.get("exclusions"):
        return no("reward_excluded")
    if set(s.get("conditions")) != set(RewardCondition):
        return no("reward_conditions_incomplete")
    missing = [f for f in ("rests_on", "verified_on", "dealt_with_on") if s.get(f) is None]
    return no("report_not_verified", *missing) if missing else None


def of_a_reward(s: Situation) -> Refusal | None:
    return None if is_reward(s) else no("not_a_reward")


def at_city_level(s: Situation) -> Refusal | None:
    """A reward is started and decided at city level or above, whatever the organ has set for its approvals."""
    low = is_reward(s) and s.actor.level.rank < Level.CITY.rank
    return no("approver_level_too_low", Level.CITY.value, article="award-13") if low else None


def reward_started(s: Situation) -> Refusal | None:
    return no("reward_not_started") if is_reward(s) and s.here.last("start") is None else None


def joiners_known(s: Situation) -> Refusal | None:
    """Who joins is a registered department, or registered units, each named once."""
    department, units = s.get("department"), s.get("units")
    if department is None and not units:
        return no("nobody_joins")
    if department is not None and department not in s.facts.departments:
        return no("department_unknown", department)
    unknown = [code for code in units if code not in s.facts.units]
    if unknown:
        return no("unit_unknown", *unknown[:5])
    return None if len(set(units)) == len(units) else no("unit_twice")


def joined_or_why_not(s: Situation) -> Refusal | None:
    """A commendation is decided jointly; where nobody joined, the decision says why."""
    fine = is_reward(s) or s.here.last("join") is not None or s.get("alone")
    return None if fine else no("nobody_joined")


def money_in_band(s: Situation) -> Refusal | None:
    """Money has its amount, a certificate none; a reward in money lies in the band that is named."""
    amount, band = s.get("amount"), s.get("band")
    in_money = s.get("award") is Award.MONEY
    if in_money != (amount is not None) or (in_money and is_reward(s)) != (band is not None):
        return no("amount_and_award_differ")
    if band is None:
        return None
    least, most = BANDS[band]
    return None if least <= amount and (most is None or amount <= most) else no("amount_outside_band", band.value)
