"""Lending a decision: signed, recorded, used on behalf of who lent it, and over with what it came from."""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pyotp
import pytest
from sqlalchemy import Connection, func, select, update

from flows import delegating
from flows.legal_day import LEGAL_ZONE
from models.delegation import Delegation
from models.errors import TransitionRefused, Unknown
from models.register_rows import OfficerRow
from models.rules import Rules
from models.store import casebook, delegations, inbox, passcodes
from models.store import registers as registry
from models.store.engine import Store
from models.store.handles import EVENT, INSTALLATION, MANDATE, OFFICER, PASSCODE, PASSCODE_STEP
from models.store.registers import REGISTERS
from models.vocabulary import Role, Stage
from tests.builders import OPENED, approve, registers, take, walk_to
from tests.store.failing import failing
from tests.store.tampering import audit

ORDER = Stage.RECTIFICATION
APPROVE = "rectification.approve"
ASKED = Delegation("C100", "C001", APPROVE, OPENED, date(2026, 3, 31), "GY-2026-7")
DECIDED = date(2026, 3, 9)


@pytest.fixture
def world(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The standard world on 2 March 2026."""
    with store.write() as connection:
        registers(connection)
    monkeypatch.setattr(delegating, "store", lambda: store)
    return store


def event(store: Store, act: str) -> Any:
    with store.read() as connection:
        return connection.execute(select(EVENT).where(EVENT.c.act == act)).one()


def lent(store: Store, asked: Delegation = ASKED) -> None:
    with store.write() as connection:
        delegations.lend(connection, asked, OPENED, 30)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(TransitionRefused) as found:
        act()
    return found.value.refusal.code


def decide(store: Store, case: str, badge: str = "C001", today: date = DECIDED) -> str | None:
    """On whose behalf the record says the order was approved."""
    answer = take(store, ORDER, approve(case), badge, today)
    with store.read() as connection:
        event = casebook.show(connection, case, today)["events"][-1]
    assert (event["seq"], event["actor"]) == (answer.body["event"]["seq"], badge)
    return event["on_behalf"]  # type: ignore[no-any-return]


def offered(store: Store, badge: str, today: date = DECIDED) -> list[str]:
    with store.read() as connection:
        found = inbox.of(connection, badge, today, Rules())
    assert found.supervised == [], "what a head sees is not lent"
    return [item["act"] for item in found.to_approve]


def test_what_was_lent_waits_in_the_inbox_of_who_borrowed_it(world: Store) -> None:
    walk_to(world, "rectification proposed")
    assert offered(world, "C001") == []
    lent(world)
    assert offered(world, "C001") == [APPROVE]
    assert offered(world, "C001", date(2026, 4, 1)) == []


def test_the_event_says_on_whose_behalf_was_decided(world: Store) -> None:
    first, second = walk_to(world, "rectification proposed"), walk_to(world, "rectification proposed")
    assert refused(lambda: decide(world, first)) == "not_responsible_person"
    delegating.delegate(ASKED, None)
    assert decide(world, first) == "C100"
    assert decide(world, second, "C100") is None
    told = event(world, "register.mandate.delegate")
    assert (told.chain, told.actor) == ("system", "C100")
    assert json.loads(told.body)["data"] == {
        "codes": ["C001", "C100"],
        "rows": {"mandate": [["C001", "responsible", APPROVE, "2026-03-02", "C100", "GY-2026-7", "2026-03-31", None]]},
    }
    assert audit(world).ok


def test_what_was_taken_back_decides_nothing_from_that_day_on(world: Store) -> None:
    first, second = walk_to(world, "rectification proposed"), walk_to(world, "rectification proposed")
    lent(world)
    decide(world, first)
    with world.write() as connection:
        delegations.take_back(connection, "C100", "C001", APPROVE, DECIDED)
    assert refused(lambda: decide(world, second)) == "not_responsible_person"
    assert event(world, "register.mandate.revoke").actor == "C100"
    with pytest.raises(Unknown), world.write() as connection:
        delegations.take_back(connection, "C100", "C001", APPROVE, DECIDED)
    assert audit(world).ok


def test_who_leaves_has_lent_nothing_any_more(world: Store) -> None:
    case = walk_to(world, "rectification proposed")
    lent(world)
    with world.write() as connection:
        delegations.retire(connection, "C100", "operator", DECIDED)
    assert refused(lambda: decide(world, case)) == "not_responsible_person"
    assert refused(lambda: decide(world, case, "C100")) == "officer_inactive"
    assert event(world, "register.officer.retire").actor == "operator"
    assert audit(world).ok


def test_the_same_is_lent_once_and_never_by_or_to_a_stranger(world: Store) -> None:
    lent(world)
    assert refused(lambda: lent(world)) == "delegation_exists"
    lent(world, Delegation("C100", "C001", APPROVE, OPENED, date(2026, 3, 31), "GY-2026-8"))
    for stranger in (("X999", "C001"), ("C100", "X999")):
        with pytest.raises(Unknown):
            lent(world, Delegation(*stranger, APPROVE, OPENED, OPENED, "GY-1"))
    assert refused(lambda: lent(world, Delegation("C001", "C002", APPROVE, OPENED, OPENED, "GY-9"))) == (
        "delegator_without_mandate"
    )


def test_a_refused_delegation_is_evidence(world: Store) -> None:
    elsewhere = Delegation("C100", "Z100", APPROVE, OPENED, OPENED, "GY-1")
    assert refused(lambda: delegating.delegate(elsewhere, None)) == "delegate_unfit"
    told = event(world, "register.mandate.delegate")
    assert (told.kind.value, told.actor, json.loads(told.body)["data"]["code"]) == ("refusal", "C100", "delegate_unfit")
    assert audit(world).ok


@pytest.fixture
def desk(world: Store) -> Iterator[Store]:
    """The same, asking for codes."""
    with world.write() as connection:
        connection.execute(update(INSTALLATION).values(demo=False, demo_today=None))
    yield world


def today_asked() -> Delegation:
    today = datetime.now(LEGAL_ZONE).date()
    return Delegation("C100", "C001", APPROVE, today, today, "GY-1")


def test_a_delegation_is_signed_by_who_lends(desk: Store) -> None:
    with desk.write() as connection:
        totp = pyotp.TOTP(passcodes.enroll(connection, "C100", "operator", OPENED))
        other = pyotp.TOTP(passcodes.enroll(connection, "C001", "operator", OPENED))
    asked, code = today_asked(), totp.now()
    assert refused(lambda: delegating.delegate(asked, None)) == "passcode_missing"
    assert refused(lambda: delegating.delegate(asked, other.now())) == "passcode_wrong"
    with failing(desk, "INSERT INTO case_event") as hit, pytest.raises(RuntimeError):
        delegating.delegate(asked, code)
    assert len(hit) == 1
    with desk.read() as connection:
        assert connection.scalar(select(func.count()).select_from(PASSCODE_STEP)) == 0
        assert connection.scalar(select(func.count()).where(MANDATE.c.delegated_by.is_not(None))) == 0
    delegating.delegate(asked, code)
    assert refused(lambda: delegating.revoke("C100", "C001", APPROVE, code)) == "passcode_used"


NEW = OfficerRow(badge="N009", organ="GZ-GY-NM", post="officer", role=Role.INSPECTOR, valid_from=OPENED)
RECORDED: dict[str, Callable[[Connection], object]] = {
    "lending": lambda c: delegations.lend(c, ASKED, OPENED, 30),
    "retiring": lambda c: delegations.retire(c, "C001", "operator", OPENED),
    "registering": lambda c: registry.add(c, REGISTERS["officer"], [(0, NEW)], "operator", OPENED),
    "enrolling": lambda c: passcodes.enroll(c, "C001", "operator", OPENED),
}


@pytest.mark.parametrize("what", RECORDED)
def test_without_its_event_nothing_of_it_happens(world: Store, what: str) -> None:
    def standing() -> list[Any]:
        with world.read() as connection:
            return [connection.execute(select(table)).all() for table in (OFFICER, MANDATE, PASSCODE, EVENT)]

    before = standing()
    with failing(world, "INSERT INTO case_event") as hit, pytest.raises(RuntimeError), world.write() as connection:
        RECORDED[what](connection)
    assert (len(hit), standing()) == (1, before)
