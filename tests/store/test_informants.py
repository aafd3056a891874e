"""The informant vault: nobody learns an identity alone, after its time, or without a trace."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from models.store import inbox
from models.store.handles import CASE_FILE, EVENT, INFORMANT, OFFICER, OUTBOX, PASSCODE_STEP, SUPERVISION
from models.store.settings import store_settings
from models.vocabulary import Outcome
from tests.builders import OPENED
from tests.store.failing import failing
from tests.store.racing import pair
from tests.store.vaulted import ASKED, NAME, REASON, Decide, Vault, looks, whole


def told(kept: Vault, reveal: str) -> set[tuple[str, str]]:
    """Who was told what about the request."""
    with kept.store.read() as connection:
        rows = connection.execute(select(OUTBOX).where(OUTBOX.c.title.contains(reveal)))
        return {(r.target, r.title.split("：")[-1]) for r in rows}


def listed(kept: Vault) -> list[tuple[str, ...]]:
    """The supervising organ's list."""
    wanted = SUPERVISION.c["case_no", "noted", "organ"]
    with kept.store.read() as connection:
        return [tuple(row) for row in connection.execute(select(*wanted).order_by(SUPERVISION.c.seq))]


def test_an_identity_is_seen_after_a_request_and_another_persons_approval(shared_vault: Vault) -> None:
    alias = shared_vault.entered()
    reveal = shared_vault.asked(alias)
    assert shared_vault.refused("N001", {"act": "look", "reveal": reveal}) == "reveal_not_approved"
    assert shared_vault.done("K1", {"act": "review", "reveal": reveal}).shown == REASON
    shared_vault.done("K1", {"act": "approve", "reveal": reveal})
    assert shared_vault.looked(reveal) == NAME
    assert whole(shared_vault) is None


def test_every_step_stands_in_the_chain_with_codes_only_and_the_case_keeps_its_version(shared_vault: Vault) -> None:
    with shared_vault.store.read() as connection:
        before = connection.execute(select(CASE_FILE.c.version)).scalar_one()
    alias = shared_vault.entered()
    reveal = shared_vault.approved(alias)
    shared_vault.looked(reveal)
    with shared_vault.store.read() as connection:
        assert connection.execute(select(CASE_FILE.c.version)).scalar_one() == before
        events = connection.execute(
            select(EVENT.c.chain, EVENT.c.act, EVENT.c.actor, EVENT.c.version, EVENT.c.body)
            .where(EVENT.c.act.like("informant.%"))
            .order_by(EVENT.c.recorded_at, EVENT.c.seq)
        ).all()
    events = [e for e in events if alias.encode() in e.body]
    assert [(e.chain, e.act, e.actor, e.version) for e in events] == [
        ("system", "informant.enter", "N003", 0),
        (shared_vault.case, "informant.request", "N001", before),
        (shared_vault.case, "informant.approve", "K1", before),
        (shared_vault.case, "informant.look", "N001", before),
    ]


def test_each_look_but_the_first_at_an_identity_is_listed_and_told_to_the_supervisor(shared_vault: Vault) -> None:
    alias, before = shared_vault.entered(), listed(shared_vault)
    first, second = shared_vault.approved(alias), shared_vault.approved(alias, "N002")
    shared_vault.looked(first)
    assert listed(shared_vault) == before
    shared_vault.looked(first)
    shared_vault.looked(second, "N002")
    assert listed(shared_vault) == [*before, *[(shared_vault.case, "identity_seen_again", "GZ-GY")] * 2]
    with shared_vault.store.read() as connection:
        seen = inbox.of(connection, "C100", OPENED, store_settings().rules).supervised[:2]
    assert [(item["act"], item["actor"]) for item in seen] == [("informant.look", "N002"), ("informant.look", "N001")]
    for reveal in (first, second):
        assert ("GZ-GY", "有再次查看，已列入监督事项") in told(shared_vault, reveal)
    assert whole(shared_vault) is None


def test_two_informants_are_counted_apart(shared_vault: Vault) -> None:
    before = listed(shared_vault)
    for alias in (shared_vault.entered(), shared_vault.entered("王五")):
        shared_vault.looked(shared_vault.approved(alias))
    assert listed(shared_vault) == before


def test_the_custodians_who_may_decide_hear_of_a_request_and_who_asked_of_the_decision(shared_vault: Vault) -> None:
    alias = shared_vault.entered()
    reveal = shared_vault.asked(alias)
    assert told(shared_vault, reveal) == {("K1", "等待保管人决定")}
    shared_vault.done("K2", {"act": "refuse", "reveal": reveal})
    assert ("N001", "已作出决定") in told(shared_vault, reveal)
    with shared_vault.store.read() as connection:
        texts = [f"{r.title} {r.body}" for r in connection.execute(select(OUTBOX))]
    assert all("V-" in text and alias not in text and shared_vault.case not in text for text in texts)


def test_without_a_custodian_below_the_one_above_hears_and_without_any_the_head(kept: Vault) -> None:
    alias = kept.entered()
    with kept.store.write() as connection:
        connection.execute(update(OFFICER).where(OFFICER.c.badge == "K1").values(active=False))
    above = kept.asked(alias)
    with kept.store.write() as connection:
        connection.execute(update(OFFICER).where(OFFICER.c.badge == "K2").values(active=False))
    head = kept.asked(alias)
    assert told(kept, above) == {("K2", "等待保管人决定")}
    assert told(kept, head) == {("GZ-GY-NM", "等待保管人决定")}


def test_who_may_not_is_refused_and_that_is_an_event(shared_vault: Vault) -> None:
    alias = shared_vault.entered()
    reveal = shared_vault.asked(alias)
    approve = {"act": "approve", "reveal": reveal}
    assert shared_vault.refused("N003", {**ASKED, "case": shared_vault.case, "alias": alias}) == "not_on_the_case"
    assert shared_vault.refused("N001", {**ASKED, "case": shared_vault.case, "alias": "A-0"}) == "informant_unknown"
    assert shared_vault.refused("N001", {**ASKED, "case": "GZ-2026-000999", "alias": alias}) == "not_a_working_case"
    assert shared_vault.refused("N001", approve) == "custodian_involved"
    assert shared_vault.refused("C100", approve) == "custodian_needed"
    assert shared_vault.refused("K3", approve) == "approver_not_in_line"
    assert shared_vault.refused("K9", approve) == "custodian_administers"
    assert shared_vault.refused("K9", {"act": "review", "reveal": reveal}) == "custodian_administers"
    assert shared_vault.refused("K1", {"act": "approve", "reveal": "V-0"}) == "reveal_unknown"
    assert shared_vault.refused("X999", {"act": "enter", "identity": NAME}) == "officer_unknown"
    shared_vault.done("K1", approve)
    assert shared_vault.refused("K2", {"act": "refuse", "reveal": reveal}) == "reveal_decided"
    assert shared_vault.refused("N002", {"act": "look", "reveal": reveal}) == "reveal_of_another"
    with shared_vault.store.read() as connection:
        rows = connection.execute(
            select(EVENT.c.chain, EVENT.c.act, EVENT.c.body).where(EVENT.c.kind == "refusal")
        ).all()
    assert {json.loads(r.body)["data"]["code"] for r in rows if r.chain == shared_vault.case} >= {
        "not_on_the_case", "informant_unknown", "custodian_involved", "custodian_needed", "approver_not_in_line",
        "custodian_administers", "reveal_decided", "reveal_of_another",
    }  # fmt: skip
    assert {r.act for r in rows if r.chain == "system"} == {
        "informant.request", "informant.approve", "informant.enter",
    }  # fmt: skip
    assert whole(shared_vault) is None


def test_after_the_time_allowed_nothing_is_shown(shared_vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    reveal = shared_vault.approved(shared_vault.entered())
    monkeypatch.setattr("models.guards.informant.TIME_BOX", timedelta(0))
    assert shared_vault.refused("N001", {"act": "look", "reveal": reveal}) == "reveal_expired"
    assert looks(shared_vault, reveal) == 0


def test_each_act_uses_up_a_code_of_its_own(kept: Vault) -> None:
    kept.ask_for_codes("N003", "N001")
    form = {"act": "enter", "identity": NAME}
    assert kept.refused("N003", form) == "passcode_missing"
    code = kept.code("N003")
    assert kept.take("N003", form, code=code).answer.outcome is Outcome.RECORDED
    again = kept.take("N003", form, code=code).answer.body
    assert again["refused"]["code"] == "passcode_used"
    with kept.store.read() as connection:
        assert len(connection.execute(select(PASSCODE_STEP)).all()) == 1
        assert len(connection.execute(select(INFORMANT)).all()) == 1


def test_an_answered_request_is_answered_again_and_shows_nothing(shared_vault: Vault) -> None:
    reveal, request = shared_vault.approved(shared_vault.entered()), str(uuid4())
    look = {"act": "look", "reveal": reveal}
    first, second = (shared_vault.take("N001", look, request=request) for _ in range(2))
    assert (first.shown, second.shown) == (NAME, None)
    assert first.answer == second.answer
    other = shared_vault.take("N001", {"act": "refuse", "reveal": reveal}, request=request)
    assert other.answer.body["refused"]["code"] == "request_reused"
    assert looks(shared_vault, reveal) == 1


@pytest.mark.parametrize("statement", ["INSERT INTO case_event", "INSERT INTO receipt", "INSERT INTO informant_look"])
def test_a_look_that_cannot_be_recorded_shows_nothing(shared_vault: Vault, statement: str) -> None:
    reveal = shared_vault.approved(shared_vault.entered())
    with failing(shared_vault.store, statement), pytest.raises(RuntimeError):
        shared_vault.take("N001", {"act": "look", "reveal": reveal})
    assert looks(shared_vault, reveal) == 0
    assert whole(shared_vault) is None


@pytest.mark.slow
def test_of_two_custodians_who_decide_at_once_one_does(kept: Vault) -> None:
    alias = kept.entered()
    with pair() as racers:
        for _ in range(10):
            reveal = kept.asked(alias)
            approve, refuse = ({"act": act, "reveal": reveal} for act in ("approve", "refuse"))
            found = racers.race(Decide(kept.store.url, "K1", approve), Decide(kept.store.url, "K2", refuse))
            assert sorted(found) == ["recorded", "reveal_decided"]
    assert whole(kept) is None
