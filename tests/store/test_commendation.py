"""A reward in the database: nobody is named there, nothing of it leaves the organ, and the audit reads it all."""

import json
from typing import Any

from sqlalchemy import select

from models.store.engine import Store
from models.store.handles import CASE_FILE, CASE_OFFICER, EVENT, OUTBOX, SUPERVISION
from models.vocabulary import EventKind
from tests.acceptance.hearing import Hearing, on
from tests.builders import SECRET
from tests.store.vaulted import NAME, Vault, whole
from tests.store.worlds import heard

CONDITIONS = [
    "a definite subject, or specific clues or circumstances",
    "not known to the organ before, or more specific than what was known",
    "verified as true, and of use in preventing, stopping or punishing",
]
ALIASED = {"honour": "reward for a report", "rests_on": "GZ-2026-000001", "conditions": CONDITIONS,
           "verified_on": "2026-02-27", "dealt_with_on": "2026-03-02", "handler": "N001", "facts": SECRET}  # fmt: skip
CERTIFICATE = {"award": "certificate"}


def granted(hearing: Hearing, **who: Any) -> None:
    """A reward from the proposal to the handing over; told one day late."""
    hearing.act(on(3, 4), "N001", "commendation.propose", **ALIASED, **who)
    hearing.act(on(3, 9), "C100", "commendation.start")
    hearing.act(on(3, 11), "C100", "commendation.approve", **CERTIFICATE)
    hearing.act(on(3, 26), "N001", "commendation.tell", told_on="2026-03-26", way="in person")
    hearing.act(on(4, 1), "N001", "commendation.claim", received_on="2026-04-01", claimant="in person",
                identity_checked=True)  # fmt: skip
    hearing.act(on(4, 2), "N001", "commendation.hand_over", occurred_on="2026-04-02", present=["N001", "N002"])


def everything(store: Store) -> str:
    """All the database holds of it in clear: events, rows and messages."""
    with store.read() as connection:
        bodies = [body.decode() for body in connection.scalars(select(EVENT.c.body))]
        files = [json.dumps(acts, ensure_ascii=False) for acts in connection.scalars(select(CASE_FILE.c.acts))]
        told = [f"{r.title} {r.body}" for r in connection.execute(select(OUTBOX.c.title, OUTBOX.c.body))]
    return "\n".join([*bodies, *files, *told])


def outside(store: Store, case: str) -> list[str]:
    inside = ("handler", "head", "approver", "supervisor")
    wanted = select(OUTBOX.c.audience, OUTBOX.c.target).where(OUTBOX.c.case_no == case)
    with store.read() as connection:
        return [row.target for row in connection.execute(wanted) if row.audience.value not in inside]


def test_an_informant_is_rewarded_by_alias_and_named_nowhere(kept: Vault) -> None:
    """Told one day late, it stands on the list of the supervising organ, which hears of that and of no name."""
    alias = kept.entered()
    with heard(kept.store) as hearing:
        granted(hearing, alias=alias)
        clear = everything(kept.store)
        assert alias in clear
        assert not [word for word in (NAME, SECRET, "13912345678", "李四") if word in clear]
        assert outside(kept.store, hearing.no) == []
        assert "GZ-GY" in hearing.told("告知表彰奖励决定")
    listed = select(SUPERVISION.c.organ, SUPERVISION.c.noted).where(SUPERVISION.c.case_no == hearing.no)
    with kept.store.read() as connection:
        assert [(r.organ, r.noted.value) for r in connection.execute(listed)] == [("GZ-GY", "reward_late")]
    assert whole(kept) is None


def test_the_handler_may_ask_who_it_is_and_a_custodian_outside_the_file_decides(kept: Vault) -> None:
    alias = kept.entered()
    with heard(kept.store) as hearing:
        hearing.act(on(3, 4), "N001", "commendation.propose", **ALIASED, alias=alias)
        kept.case = hearing.no
    asked = {"act": "request", "basis": "consent", "reason": "x", "case": kept.case, "alias": alias}
    assert kept.refused("N003", asked) == "not_on_the_case"
    assert kept.looked(kept.approved(alias)) == NAME


def test_another_individual_stands_in_sealed_words_in_a_file_and_a_chain_of_its_own(kept: Vault) -> None:
    with heard(kept.store) as hearing:
        granted(hearing, person=NAME)
        hearing.act(on(4, 7), "N100", "commendation.assign", handler="N002")
        hearing.act(on(5, 29), "N001", "commendation.conclude", reason=SECRET)
    assert NAME not in everything(kept.store)
    assert outside(kept.store, hearing.no) == []
    acts = select(EVENT.c.act).where(EVENT.c.chain == hearing.no, EVENT.c.kind == EventKind.ACT)
    with kept.store.read() as connection:
        row = connection.execute(select(CASE_FILE).where(CASE_FILE.c.no == hearing.no)).one()
        people = set(connection.scalars(select(CASE_OFFICER.c.badge).where(CASE_OFFICER.c.case_no == hearing.no)))
        taken = [act.split(".")[1] for act in connection.scalars(acts.order_by(EVENT.c.seq))]
    assert (row.kind.value, row.unit, row.state, row.handler, row.closed_on) == (
        "commendation", None, "concluded", "N002", on(5, 29),
    )  # fmt: skip
    assert people == {"N001", "N002", "N100", "C100"}
    assert taken == ["propose", "start", "approve", "tell", "claim", "hand_over", "assign", "conclude"]
    assert whole(kept) is None


def test_who_is_not_in_the_vault_is_not_rewarded_under_an_alias(kept: Vault) -> None:
    with heard(kept.store) as hearing:
        codes = [
            hearing.refused(on(3, 4), "N001", "commendation.propose", **ALIASED, alias=alias)
            for alias in ("A-22222222", "a-7kq2m9xh", "Li Si")
        ]
    assert codes == ["informant_unknown", "malformed", "malformed"]
