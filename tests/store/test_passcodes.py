"""Passcodes in the database: a step counts once, wrong codes lock, and no secret stands in clear."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import func, select, update

from flows.signature import Signed
from models.errors import TransitionRefused, Unknown
from models.passcode import step_of
from models.store import audit, passcodes, vault
from models.store.engine import Store
from models.store.handles import EVENT, INSTALLATION, OFFICER, PASSCODE, PASSCODE_FAILURE
from tests.builders import registers
from tests.store.racing import Pair, pair
from tests.store.signing import Consume, Guess

NOW = datetime(2026, 3, 2, 2, 0, 10, tzinfo=UTC)
TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def racers(key_file: object) -> Iterator[Pair]:
    with pair() as started:
        yield started


@pytest.fixture
def desk(store: Store) -> Store:
    """A database of the standard world that asks for codes."""
    with store.write() as connection:
        registers(connection)
        connection.execute(update(INSTALLATION).values(demo=False, demo_today=None))
    return store


def enrolled(store: Store, badge: str = "N001") -> Callable[[datetime], str]:
    """The officer's authenticator: the code at a moment."""
    with store.write() as connection:
        return pyotp.TOTP(passcodes.enroll(connection, badge, "operator", TODAY)).at


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def checked(store: Store, code: str | None, at: datetime = NOW, badge: str = "N001") -> str:
    """The step as text, or the code of the refusal."""
    try:
        with store.write() as connection:
            return str(passcodes.check(connection, badge, code, at))
    except TransitionRefused as refused:
        return refused.refusal.code


def failed(store: Store, *at: datetime) -> bool:
    with store.write() as connection:
        return [passcodes.fail(connection, "N001", moment) for moment in at][-1]


def later(**span: float) -> datetime:
    return NOW + timedelta(**span)


def test_a_demo_asks_for_no_code_and_every_other_database_does(store: Store, desk: Store) -> None:
    with store.write() as connection:
        assert passcodes.asked(connection)
        connection.execute(update(INSTALLATION).values(demo=True))
        assert not passcodes.asked(connection)


def test_a_code_counts_within_one_step_of_its_receipt(desk: Store) -> None:
    code_at = enrolled(desk)
    assert checked(desk, code_at(NOW)) == str(step_of(NOW))
    assert checked(desk, code_at(NOW), later(seconds=30)) == str(step_of(NOW))
    assert checked(desk, code_at(NOW), later(seconds=60)) == "passcode_wrong", "an old one"
    assert checked(desk, code_at(later(seconds=30))) == str(step_of(NOW) + 1)
    assert checked(desk, code_at(later(seconds=60))) == "passcode_wrong", "a future one"


def test_a_step_counts_once(desk: Store) -> None:
    code_at = enrolled(desk)
    with desk.write() as connection:
        passcodes.consume(connection, "N001", step_of(NOW))
    assert checked(desk, code_at(NOW)) == "passcode_used"
    assert checked(desk, code_at(later(seconds=30))) == str(step_of(NOW) + 1)
    with pytest.raises(TransitionRefused, match="passcode_used"), desk.write() as connection:
        passcodes.consume(connection, "N001", step_of(NOW))


def test_a_step_of_an_act_that_rolled_back_still_counts(desk: Store) -> None:
    code_at = enrolled(desk)
    with pytest.raises(RuntimeError), desk.write() as connection:
        passcodes.consume(connection, "N001", step_of(NOW))
        raise RuntimeError
    assert checked(desk, code_at(NOW)) == str(step_of(NOW))


def test_the_code_of_another_officer_is_wrong(desk: Store) -> None:
    enrolled(desk)
    assert checked(desk, enrolled(desk, "N002")(NOW)) == "passcode_wrong"


def test_without_a_passcode_or_a_code_the_refusal_says_which(desk: Store) -> None:
    assert checked(desk, "123456") == "passcode_not_enrolled"
    enrolled(desk)
    assert checked(desk, None) == "passcode_missing"


def test_the_fifth_wrong_code_locks_for_fifteen_minutes(desk: Store) -> None:
    code_at = enrolled(desk)
    assert not failed(desk, *(later(minutes=n) for n in range(4)))
    assert checked(desk, code_at(later(minutes=3)), later(minutes=3)) != "passcode_locked"
    assert failed(desk, later(minutes=4))
    for minute in (4.0, 18.9):
        assert checked(desk, code_at(later(minutes=minute)), later(minutes=minute)) == "passcode_locked"
    free = later(minutes=19)
    assert checked(desk, code_at(free), free) == str(step_of(free))
    enrolled(desk, "N002")
    assert checked(desk, None, later(minutes=4), "N002") == "passcode_missing", "nobody else is locked"


def test_enrolling_again_ends_the_older_secret(desk: Store) -> None:
    old, new = enrolled(desk)(NOW), enrolled(desk)(NOW)
    assert checked(desk, old) == "passcode_wrong"
    assert checked(desk, new) == str(step_of(NOW))


def test_enrolling_is_recorded_without_the_secret(desk: Store) -> None:
    with desk.write() as connection:
        secret = passcodes.enroll(connection, "N001", "N100", TODAY)
    with desk.read() as connection:
        event = connection.execute(select(EVENT).where(EVENT.c.act == "register.passcode.enroll")).one()
        row = connection.execute(select(PASSCODE)).one()
    assert (event.chain, event.actor, b'"codes":["N001"]' in event.body) == ("system", "N100", True)
    assert secret.encode() not in event.body + row.secret
    with desk.read() as connection:
        assert audit.verify(connection).ok


def test_only_an_active_officer_is_enrolled(desk: Store) -> None:
    with desk.write() as connection:
        connection.execute(update(OFFICER).where(OFFICER.c.badge == "N003").values(active=False))
    with pytest.raises(TransitionRefused, match="officer_inactive"):
        enrolled(desk, "N003")
    with pytest.raises(Unknown):
        enrolled(desk, "X999")


def test_a_secret_moved_to_another_badge_cannot_be_opened(desk: Store) -> None:
    code = enrolled(desk)(NOW)
    enrolled(desk, "N002")
    with desk.write() as connection:
        mine = select(PASSCODE.c.secret).where(PASSCODE.c.badge == "N001").scalar_subquery()
        connection.execute(update(PASSCODE).where(PASSCODE.c.badge == "N002").values(secret=mine))
    with pytest.raises(vault.Sealed):
        checked(desk, code, badge="N002")
    with desk.write() as connection:
        connection.execute(update(PASSCODE).values(kid="another"))
    with pytest.raises(vault.Sealed, match="key file"):
        checked(desk, code)


def test_of_two_processes_with_the_same_code_one_wins(desk: Store, racers: Pair) -> None:
    enrolled(desk)
    for step in range(5):
        task = Consume(desk.url, "N001", step)
        assert sorted(racers.race(task, task)) == ["passcode_used", "signed"]


def test_two_processes_that_guess_get_no_guess_more(desk: Store, racers: Pair) -> None:
    code_at = enrolled(desk)
    for hour in range(5):
        at = later(hours=hour)
        failed(desk, at, at, at, at)
        guess = Guess(desk.url, Signed("N001", wrong(code_at(at))), at)
        assert racers.race(guess, guess) == ("passcode_locked", "passcode_locked")
        with desk.read() as connection:
            counted = select(func.count()).where(PASSCODE_FAILURE.c.at == at)
            assert connection.execute(counted).scalar_one() == 5
