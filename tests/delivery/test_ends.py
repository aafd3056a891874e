"""How an attempt ends, and when the next one is due, on both databases."""

import time
from datetime import UTC, datetime
from random import SystemRandom
from threading import Event

import pytest

from models.store.engine import Store
from models.vocabulary import Channel, MessageState
from notifications.attempts import Hands, try_all
from notifications.backoff import Pace
from notifications.claims import claim
from notifications.outcomes import Delivered, Later, Message, Moot, NoRecipient, Outcome, Permanent, TryAgain, gated
from notifications.relay import Drained, drain
from notifications.verdicts import Ledger
from tests.delivery.outbox import Outbox
from tests.delivery.senders import OK, always


def test_pauses_grow_and_a_message_dies_after_the_last_attempt_and_is_kept(store: Store, outbox: Outbox) -> None:
    one = outbox.add()
    told: list[int] = []
    for attempt in range(1, 21):
        result = drain(store, always(TryAgain("451")), on_dead=told.extend)
        if attempt < 20:
            nominal = min(3600.0, 5.0 * 2 ** (attempt - 1))
            wait = (outbox.row(one).due_at - datetime.now(UTC)).total_seconds()
            assert 0.5 * nominal - 5 <= wait <= 1.5 * nominal
            assert result == Drained(retried=1)
            assert told == []
        outbox.make_due()
    assert result == Drained(dead=1)
    assert told == [one]
    assert [attempt for attempt, _, _ in outbox.attempts(one)] == list(range(1, 21))
    row = outbox.row(one)
    assert (row.state, row.last_error, row.title) == (MessageState.DEAD, "451", "title 1")
    assert drain(store, always(OK)) == Drained()


def test_the_peers_wish_to_wait_is_honoured(store: Store, outbox: Outbox) -> None:
    one = outbox.add()
    drain(store, always(TryAgain("429", after=600.0)))
    assert 590 <= (outbox.row(one).due_at - datetime.now(UTC)).total_seconds() <= 601


@pytest.mark.parametrize(
    ("outcome", "state", "count"),
    [
        (Permanent("400"), MessageState.DEAD, Drained(dead=1)),
        (Moot("withdrawn"), MessageState.CANCELLED, Drained(cancelled=1)),
        (NoRecipient(), MessageState.NO_RECIPIENT, Drained(no_recipient=1)),
    ],
)
def test_an_end_without_another_attempt(
    store: Store, outbox: Outbox, outcome: Outcome, state: MessageState, count: Drained
) -> None:
    one = outbox.add()
    told: list[int] = []
    assert drain(store, always(outcome), on_dead=told.extend) == count
    assert outbox.state(one) is state
    assert len(outbox.attempts(one)) == 1
    assert told == ([one] if state is MessageState.DEAD else [])


def test_what_is_put_off_is_due_then_and_no_attempt_is_counted(store: Store, outbox: Outbox) -> None:
    one, until = outbox.add(), datetime(2100, 1, 4, 1, 0, tzinfo=UTC)
    assert drain(store, always(Later("quiet_hours", until))) == Drained(retried=1)
    row = outbox.row(one)
    assert (row.state, row.due_at, row.attempts, row.last_error) == (MessageState.READY, until, 0, "quiet_hours")
    assert outbox.attempts(one) == []


def test_the_first_gate_that_answers_ends_the_message_unsent(store: Store, outbox: Outbox) -> None:
    held, free = outbox.add(), outbox.add(target="B-2")
    asked: list[int] = []

    def moot(message: Message) -> Outcome | None:
        return Moot("met") if message.id == held else None

    def note(message: Message) -> Outcome | None:
        asked.append(message.id)
        return None

    sender = gated(lambda message: OK, moot, note)
    assert drain(store, {Channel.MAIL: sender}) == Drained(sent=1, cancelled=1)
    assert asked == [free]


def test_an_error_of_a_sender_is_tried_again_and_only_its_type_is_kept(store: Store, outbox: Outbox) -> None:
    one = outbox.add()

    def broken(message: Message) -> Outcome:
        raise LookupError("secret text")

    assert drain(store, {Channel.MAIL: broken}).retried == 1
    assert outbox.attempts(one) == [(1, "try_again", "LookupError")]
    assert outbox.row(one).last_error == "LookupError"


def test_a_stuck_sender_is_left_behind_and_its_late_answer_is_not_read(store: Store, outbox: Outbox) -> None:
    stuck, fine = outbox.add(), outbox.add(target="B-2")

    def send(message: Message) -> Outcome:
        time.sleep(1.4 if message.id == stuck else 0.7)
        return OK

    # The late answer comes while the second message is under way.
    pace = Pace(threads=1, attempt=1.0, lease=10)
    assert drain(store, {Channel.MAIL: send}, pace=pace) == Drained(sent=1, retried=1)
    assert outbox.attempts(stuck) == [(1, "try_again", "no answer within 1 s")]
    assert outbox.state(fine) is MessageState.DONE


def test_the_late_answer_of_one_attempt_is_not_taken_for_that_of_the_next(store: Store, outbox: Outbox) -> None:
    one, late = outbox.add(), Event()

    def send(message: Message) -> Outcome:
        if message.attempt == 1:
            late.wait(30)
            return Delivered("late")
        late.set()
        time.sleep(0.3)
        return OK

    ledger = Ledger(store, 20, SystemRandom())
    with Hands({Channel.MAIL: send}) as hands:
        list(try_all(ledger, hands, claim(store, [Channel.MAIL], Pace(), 1), Pace(attempt=0.2), None))
        outbox.make_due()
        list(try_all(ledger, hands, claim(store, [Channel.MAIL], Pace(), 1), Pace(), None))
    assert outbox.attempts(one) == [(1, "try_again", "no answer within 0.2 s"), (2, "delivered", "250")]


def test_what_cannot_start_within_the_lease_goes_back_uncounted(store: Store, outbox: Outbox) -> None:
    ids = [outbox.add(target=f"B-{n}") for n in range(4)]
    stop = Event()

    def send(message: Message) -> Outcome:
        stop.set()
        return OK

    assert drain(store, {Channel.MAIL: send}, pace=Pace(threads=1), stop=stop).sent == 1
    assert [outbox.row(i).attempts for i in ids] == [1, 0, 0, 0]
    assert outbox.states() == {"done": 1, "ready": 3}

    def slow(message: Message) -> Outcome:
        time.sleep(0.2)
        return OK

    # The second could start 0.2 s after the claim and last 0.4 s: longer than the lease.
    assert drain(store, {Channel.MAIL: slow}, pace=Pace(threads=1, attempt=0.4, lease=0.5), limit=3).sent == 1
    assert sorted(outbox.row(i).attempts for i in ids) == [0, 0, 1, 1]


def test_limit_bounds_what_is_taken(store: Store, outbox: Outbox) -> None:
    for number in range(7):
        outbox.add(target=f"B-{number}")
    assert drain(store, always(OK), batch=2, limit=5).sent == 5
    assert outbox.states() == {"done": 5, "ready": 2}
