"""A reward for somebody who reported, and a unit that is commended: as one would tell it. All days are of 2026."""

from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import select

from flows import informants
from models.store.handles import OUTBOX
from models.vocabulary import Evidence
from tests import builders
from tests.acceptance.hearing import CITY_HEAD, COUNTY_HEAD, OFFICER, OTHER_CITY_HEAD, PAIR, Hearing, on

NAME = "赵敏，电话 13800001111"
CONDITIONS = [
    "a definite subject, or specific clues or circumstances",
    "not known to the organ before, or more specific than what was known",
    "verified as true, and of use in preventing, stopping or punishing",
]


def entered(name: str) -> str:
    """The alias under which the vault keeps an identity."""
    form, signature = {"act": "enter", "identity": name}, {"badge": "N003"}
    return str(informants.take(form, signature, str(uuid4()), datetime.now(UTC)).answer.body["alias"])


def sent_outside(hearing: Hearing) -> set[str]:
    """Whoever is no officer and no organ, of those anything of this file was sent to."""
    wanted = select(OUTBOX.c.target).where(OUTBOX.c.case_no == hearing.no)
    with hearing.store.read() as connection:
        return {target for target in connection.scalars(wanted) if not target.startswith(("N0", "N1", "C1", "GZ"))}


def test_who_reported_is_rewarded_unnamed_and_a_unit_is_commended(hearing: Hearing) -> None:
    alias = entered(NAME)
    reward = {
        "honour": "reward for a report", "alias": alias, "rests_on": "GZ-2026-000007", "conditions": CONDITIONS,
        "verified_on": "2026-02-27", "dealt_with_on": "2026-03-02", "handler": OFFICER, "facts": "A leak was stopped.",
    }  # fmt: skip
    assert hearing.refused(on(3, 4), OFFICER, "commendation.propose", **reward | {"alias": "A-22222222"}) == (
        "informant_unknown"
    )
    hearing.act(on(3, 4), OFFICER, "commendation.propose", **reward)
    assert hearing.deadline("reward_start") == ("2026-04-14", "running")
    assert hearing.refused(on(3, 5), COUNTY_HEAD, "commendation.start") == "approver_level_too_low"
    # Nobody starts it in time: handler and head are told on 15 April, and so is the supervising city.
    hearing.swept(on(4, 15))
    assert hearing.told("end of the period") == {OFFICER, "GZ-GY-NM", "GZ-GY"}
    hearing.act(on(4, 16), CITY_HEAD, "commendation.start")
    assert hearing.deadline("reward_start") == ("2026-04-14", "late")
    money = {"award": "money", "band": "10,000 to 30,000 yuan"}
    low = hearing.refused(on(4, 17), OTHER_CITY_HEAD, "commendation.approve", amount=9000, **money)
    assert low == "amount_outside_band"
    hearing.act(on(4, 17), OTHER_CITY_HEAD, "commendation.approve", amount=20000, **money)
    assert hearing.deadline("reward_notice") == ("2026-05-06", "running")
    hearing.act(on(4, 20), OFFICER, "commendation.tell", told_on="2026-04-20", way="in person")
    assert hearing.deadline("reward_claim") == ("2026-10-20", "running")
    hearing.act(on(9, 1), OFFICER, "commendation.request_extension", received_on="2026-09-01", cause="At sea.")
    longer = {"decision": "granted", "until": "2026-11-30", "reason": "A ship cannot be left."}
    hearing.act(on(9, 2), COUNTY_HEAD, "commendation.decide_extension", **longer)
    assert hearing.deadline("reward_claim") == ("2026-11-30", "running")
    claim = {"received_on": "2026-11-12", "claimant": "by a proxy"}
    assert hearing.refused(on(11, 12), OFFICER, "commendation.claim", identity_checked=False, **claim) == (
        "identity_unchecked"
    )
    hearing.act(on(11, 12), OFFICER, "commendation.claim", identity_checked=True, **claim)
    hearing.act(on(11, 13), OFFICER, "commendation.hand_over", occurred_on="2026-11-13", present=PAIR)
    picture = {"occurred_on": "2026-11-16", "files": [hearing.scan(Evidence.PHOTOGRAPH)]}
    assert hearing.refused(on(11, 16), OFFICER, "commendation.publish", **picture) == "publicity_not_consented"
    fraud = {"ground": "obtained by deception", "reason": "The pictures were staged."}
    revoked = hearing.act(on(11, 17), CITY_HEAD, "commendation.revoke", **fraud)
    assert (revoked["state"], sent_outside(hearing)) == ("to_return", set())
    back = {"received_on": "2026-11-20", "outcome": "returned", "content": "Paid back."}
    assert hearing.act(on(11, 20), COUNTY_HEAD, "commendation.record_return", **back)["state"] == "revoked"
    assert hearing.deadline("reward_return") == ("2026-12-29", "met")
    assert hearing.record_is_whole()
    _a_unit_is_commended(Hearing(hearing.store, hearing.take))


def _a_unit_is_commended(hearing: Hearing) -> None:
    commendation = {
        "honour": "commendation", "unit": builders.UNIT_CODE, "handler": OFFICER, "facts": "The risk was removed.",
        "merits": ["removed a major risk in the unit in time and on its own initiative"],
    }  # fmt: skip
    hearing.act(on(11, 20), OFFICER, "commendation.propose", **commendation)
    assert hearing.refused(on(11, 20), CITY_HEAD, "commendation.approve", award="certificate") == "nobody_joined"
    joins = {"department": builders.SUPERIOR, "received_on": "2026-11-20", "content": "We agree."}
    hearing.act(on(11, 20), OFFICER, "commendation.join", **joins)
    hearing.act(on(11, 23), CITY_HEAD, "commendation.approve", award="certificate")
    assert sent_outside(hearing) == set()
    hearing.act(on(11, 24), OFFICER, "commendation.tell", told_on="2026-11-24", way="in writing, handed over")
    assert sent_outside(hearing) == {builders.UNIT_CODE}
    hearing.act(on(11, 24), OFFICER, "commendation.hand_over", occurred_on="2026-11-24", present=PAIR)
    paper = {"received_on": "2026-11-24", "proof": hearing.scan(Evidence.CONSENT)}
    hearing.act(on(11, 24), OFFICER, "commendation.consent_publicity", **paper)
    picture = hearing.scan(Evidence.PHOTOGRAPH)
    hearing.act(on(11, 25), OFFICER, "commendation.publish", occurred_on="2026-11-25", files=[picture])
    closed = hearing.act(on(11, 26), OFFICER, "commendation.conclude", reason="Nothing is left to do.")
    assert closed["state"] == "concluded"
    assert hearing.record_is_whole()
