"""A file of protection: read by who is cleared and on it, its informant revealed by the vault's own procedure alone."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from flows import informants
from flows.advance import advance
from models.rules import Rules
from models.store import audit, inbox, snapshot
from models.store.demo_day import set_demo_today
from models.store.engine import Store
from models.store.journal import Answer
from models.vocabulary import Outcome, Stage
from tests.builders import OPENED, registers
from tests.store.protecting import CITY, HEAD, KEEPER, SECOND, cleared
from tests.store.vaulted import NAME

REQUEST: dict[str, Any] = {
    "protects": "a near relative", "asked_by": "the informant", "received_on": "2026-03-02", "danger": "Threatened.",
    "handler": KEEPER,
}  # fmt: skip


@pytest.fixture
def world(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    for place in ("flows.advance", "flows.digest", "flows.informants"):
        monkeypatch.setattr(f"{place}.store", lambda: store)
    with store.write() as connection:
        registers(connection)
        cleared(connection)
        set_demo_today(connection, OPENED)
    return store


def act(badge: str, name: str, **form: Any) -> Answer:
    return advance(Stage.PROTECTION, {"act": name, **form}, {"badge": badge}, str(uuid4()), datetime.now(UTC))


def opened(**more: Any) -> str:
    answer = act(KEEPER, "request", **{**REQUEST, **more})
    assert answer.outcome is Outcome.RECORDED, answer.body
    return str(answer.body["case"])


def vault(badge: str, form: dict[str, Any]) -> informants.Taken:
    return informants.take(form, {"badge": badge}, str(uuid4()), datetime.now(UTC))


def entered() -> str:
    return str(vault(KEEPER, {"act": "enter", "identity": NAME}).answer.body["alias"])


def test_a_report_named_is_a_file_of_the_register(world: Store) -> None:
    refused = act(KEEPER, "request", **REQUEST, report="GZ-2026-000099")
    assert refused.body["refused"]["code"] == "report_unknown"


def test_who_it_is_the_vault_alone_reveals_to_who_is_on_the_file(world: Store) -> None:
    alias = entered()
    number = opened(alias=alias)
    asked = {"act": "request", "case": number, "alias": alias, "basis": "consent", "reason": "To meet her."}
    assert vault(SECOND, asked).answer.body["refused"]["code"] == "not_on_the_case"
    reveal = vault(KEEPER, asked).answer.body["reveal"]
    assert vault(KEEPER, {"act": "look", "reveal": reveal}).answer.body["refused"]["code"] == "reveal_not_approved"
    vault("K1", {"act": "approve", "reveal": reveal})
    assert vault(KEEPER, {"act": "look", "reveal": reveal}).shown == NAME
    with world.read() as connection:
        assert audit.verify(connection).ok


def test_the_decision_waits_in_the_list_of_who_may_take_it(world: Store) -> None:
    number = opened()
    with world.read() as connection:
        mine = {badge: inbox.of(connection, badge, OPENED, Rules()).to_approve for badge in (CITY, HEAD, "C100")}
    assert [(row["case"], row["act"]) for row in mine[CITY]] == [(number, "protection.approve")]
    assert mine[HEAD] == mine["C100"] == []


def test_a_complaint_of_retaliation_waits_for_who_is_in_line_at_any_level(world: Store) -> None:
    number = opened()
    act(CITY, "approve", case=number, measures=["other"])
    told = act(KEEPER, "retaliation", case=number, received_on="2026-03-02", content="Dismissed.")
    assert told.outcome is Outcome.RECORDED, told.body
    with world.read() as connection:
        mine = {badge: inbox.of(connection, badge, OPENED, Rules()).to_approve for badge in (HEAD, CITY, "N100")}
    waits = [(number, "protection.answer_retaliation")]
    assert [(row["case"], row["act"]) for row in mine[HEAD]] == waits
    assert [(row["case"], row["act"]) for row in mine[CITY]] == waits
    assert mine["N100"] == []


def test_the_file_is_classified_as_informants_are_from_its_first_event_on(world: Store) -> None:
    number = opened()
    with world.read() as connection:
        facts = snapshot.load(connection, number, KEEPER)
        assert facts.case is not None and facts.case.acts[0]["classification"] == "informant"
    with world.read() as connection:
        assert audit.verify(connection, number).ok
    assert act("C100", "approve", case=number, measures=["other"]).body["refused"]["code"] == "clearance_too_low"
