"""Quiet hours and digests at sending, on both databases: only the time moves, and everything goes in the end."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from models.store.engine import Store
from models.store.handles import DIGEST_PART, OUTBOX, PREFERENCE
from models.store.recall import Told, of_events
from models.vocabulary import Audience, Channel, MessageState
from notifications.digests import joining
from notifications.outcomes import Message, Sender, TryAgain, gated
from notifications.relay import Drained, drain
from notifications.timing import timing
from tests.delivery.outbox import Outbox
from tests.delivery.senders import OK, collecting

HOUR = timedelta(hours=1)
CHINA = timedelta(hours=8)
FAR = time(0, 0)
"""An hour nobody waits for in a test that is not about it."""


def clock(by: timedelta = timedelta()) -> time:
    """What a clock in China shows, to the minute, so much later."""
    return (datetime.now(UTC) + CHINA + by).time().replace(second=0, microsecond=0)


def prefer(store: Store, owner: str = "B-1", **wishes: Any) -> None:
    with store.write() as connection:
        connection.execute(insert(PREFERENCE).values(owner=owner, **wishes))


def senders(store: Store, seen: list[Message], vault_at: time = FAR) -> dict[Channel, Sender]:
    """Senders as an installation has them."""
    at_hours = timing(store, vault_at)
    return {channel: gated(joining(store, sender, "en"), at_hours) for channel, sender in collecting(seen).items()}


def sent_all(outbox: Outbox, ready: dict[Channel, Sender]) -> int:
    """Drain until nothing is due, what is being gathered included; how many went out."""
    sent = 0
    while True:
        sent += drain(outbox.store, ready).sent
        gathering = (OUTBOX.c.state == MessageState.READY, OUTBOX.c.last_error == "gathering")
        with outbox.store.write() as connection:
            hurried = update(OUTBOX).where(*gathering).values(due_at=ago(HOUR), last_error=None)
            if connection.execute(hurried).rowcount == 0:
                return sent


def reveal(outbox: Outbox, number: int, **values: Any) -> int:
    """A notice about a request to the informant vault."""
    named = {"title": f"Request V-{number}", "body": f"Request V-{number} waits.\n", "case_no": None, "seq": 0}
    return outbox.add(dedupe=f"reveal_waiting:V-{number}:0:mail:B-1", audience=Audience.APPROVER, **{**named, **values})


def test_a_lapse_passes_what_waits_for_the_hour_of_a_digest(store: Store, outbox: Outbox) -> None:
    prefer(store, digest_at=clock(HOUR))
    waiting, seen = outbox.add(rung="before-1"), list[Message]()
    drain(store, senders(store, seen))
    lapse = outbox.add(rung="breach")
    drain(store, senders(store, seen))
    assert [message.id for message in seen] == [lapse]
    assert outbox.state(waiting) is MessageState.READY


def quiet(store: Store, owner: str = "B-1") -> None:
    prefer(store, owner, quiet_from=clock(-HOUR), quiet_until=clock(HOUR))


def ago(by: timedelta) -> datetime:
    return datetime.now(UTC) - by


def test_in_quiet_hours_a_notice_waits_for_their_end_and_is_not_counted(store: Store, outbox: Outbox) -> None:
    quiet(store)
    one, other = outbox.add(), outbox.add(target="B-2")
    seen: list[Message] = []
    assert drain(store, senders(store, seen)) == Drained(sent=1, retried=1)
    row = outbox.row(one)
    assert (row.state, row.attempts, row.last_error) == (MessageState.READY, 0, "quiet_hours")
    assert timedelta(minutes=58) < row.due_at - datetime.now(UTC) <= HOUR
    assert [message.id for message in seen] == [other]
    with store.write() as connection:
        connection.execute(update(PREFERENCE).values(quiet_from=clock(-2 * HOUR), quiet_until=clock(-HOUR)))
    outbox.make_due()
    assert drain(store, senders(store, seen)) == Drained(sent=1)


def test_a_lapse_waits_for_the_end_of_quiet_hours_but_for_no_digest(store: Store, outbox: Outbox) -> None:
    prefer(store, digest_at=clock(HOUR))
    seen: list[Message] = []
    late = [outbox.add(rung="breach"), outbox.add(rung="after-5"), outbox.add(rung="after-silence-2")]
    early = outbox.add(rung="before-3")
    assert drain(store, senders(store, seen)) == Drained(sent=3, retried=1)
    assert [message.id for message in seen] == late
    assert outbox.row(early).last_error == "digest"
    with store.write() as connection:
        connection.execute(update(PREFERENCE).values(quiet_from=clock(-HOUR), quiet_until=clock(HOUR), digest_at=None))
    breach = outbox.add(rung="breach", case_no="GZ-2026-000002")
    assert drain(store, senders(store, seen)) == Drained(retried=1)
    assert outbox.row(breach).last_error == "quiet_hours"


@pytest.mark.parametrize(
    "values",
    [
        {"audience": Audience.UNIT, "target": "U-1"},
        {"audience": Audience.SUPERIOR, "target": "D-1", "statutory": True},
        {"audience": Audience.RECEIVER, "target": "D-1", "statutory": True, "channel": Channel.TRANSFER},
        {"audience": Audience.HEAD, "statutory": True},
        {"audience": Audience.HANDLER, "case_no": None, "seq": 0, "dedupe": "passcode_locked:B-1:2026:mail:handler"},
        {"audience": Audience.HANDLER, "case_no": None, "seq": 0, "dedupe": "foreign_run:x:2026:mail:B-1"},
    ],
    ids=["unit", "superior", "transfer", "statutory", "lock", "alarm"],
)
def test_what_nobody_may_put_off_goes_at_once(store: Store, outbox: Outbox, values: dict[str, Any]) -> None:
    for owner in ("B-1", "U-1", "D-1"):
        prefer(store, owner, quiet_from=clock(-HOUR), quiet_until=clock(HOUR), digest_at=clock(2 * HOUR))
    outbox.add(**values)
    assert drain(store, senders(store, [])) == Drained(sent=1)


def test_what_was_put_off_to_an_hour_goes_when_that_hour_has_passed(store: Store, outbox: Outbox) -> None:
    prefer(store, digest_at=clock(-timedelta(minutes=1)))
    waiting = outbox.add(created_at=ago(HOUR), last_error="digest")
    seen: list[Message] = []
    sent_all(outbox, senders(store, seen))
    assert [message.body for message in seen] == ["title 1\n\nbody\n"]
    assert outbox.state(waiting) is MessageState.DONE
    fresh = outbox.add(created_at=datetime.now(UTC))
    drain(store, senders(store, seen))
    assert timedelta(hours=23) < outbox.row(fresh).due_at - datetime.now(UTC) <= timedelta(days=1)
    assert len(seen) == 1


def test_all_that_waited_for_one_person_goes_as_one_message(store: Store, outbox: Outbox) -> None:
    prefer(store, digest_at=clock())
    mine = [outbox.add(case_no=f"GZ-2026-{n:06}", created_at=ago(2 * HOUR), last_error="digest") for n in range(30)]
    yours = outbox.add(target="B-3")
    seen: list[Message] = []
    assert sent_all(outbox, senders(store, seen)) == 2
    assert {message.target for message in seen} == {"B-1", "B-3"}
    (digest,) = (message for message in seen if message.target == "B-1")
    assert digest.title == "Casework: notices of the day"
    assert [digest.body.count(f"title {n + 1}\n") for n in range(30)] == [1] * 30
    assert "30" not in digest.title
    for one in mine:
        assert (outbox.state(one), outbox.row(one).lease) == (MessageState.DONE, None)
        assert outbox.attempts(one)[-1] == (1, "delivered", "digest of 30")
    assert outbox.state(yours) is MessageState.DONE
    assert outbox.row(digest.id).body == digest.body, "what was sent is kept"


def test_what_concerns_an_informant_goes_once_a_day_at_the_fixed_hour_for_everybody(
    store: Store, outbox: Outbox
) -> None:
    prefer(store, digest_at=clock(2 * HOUR))
    seen: list[Message] = []
    early = [reveal(outbox, number) for number in (1, 2)]
    drain(store, senders(store, seen, clock(HOUR)))
    assert seen == []
    assert {outbox.row(one).last_error for one in early} == {"digest"}
    assert all(outbox.row(one).due_at - datetime.now(UTC) <= HOUR for one in early)
    for one in early:
        outbox.set(one, created_at=ago(25 * HOUR))
    # Not even the digest of everything else, an hour later, holds it back; and the second relay finds nothing left.
    outbox.make_due()
    sent_all(outbox, senders(store, seen, clock(HOUR)))
    assert [message.target for message in seen] == ["B-1"]
    assert all(f"Request V-{number} waits." in seen[0].body for number in (1, 2))
    assert [outbox.attempts(one)[-1][2] for one in early] == ["digest of 2"] * 2
    drain(store, senders(store, seen, clock(HOUR)))
    assert len(seen) == 1


def test_a_digest_that_did_not_go_out_leaves_its_parts_undone_and_says_the_same_when_tried_again(
    store: Store, outbox: Outbox
) -> None:
    prefer(store, digest_at=clock())
    parts = [outbox.add(case_no=f"GZ-2026-{n:06}", created_at=ago(HOUR)) for n in range(2)]
    seen: list[Message] = []
    failing = collecting(seen, lambda message: TryAgain("451"))
    at_hours = timing(store, FAR)
    bad = {channel: gated(joining(store, sender, "en"), at_hours) for channel, sender in failing.items()}
    sent_all(outbox, bad)
    assert {outbox.state(part) for part in parts} == {MessageState.CANCELLED}
    with store.read() as connection:
        (digest,) = connection.scalars(select(DIGEST_PART.c.digest_id).distinct())
    assert {outbox.row(part).last_error for part in parts} == {f"digest:{digest}"}
    # What comes now waits for the next digest: the first one is fixed.
    late = outbox.add(case_no="GZ-2026-000009", created_at=ago(HOUR))
    sent_all(outbox, senders(store, seen))
    outbox.make_due()
    sent_all(outbox, senders(store, seen))
    assert [message.body.count("title") for message in seen] == [2, 1, 2]
    assert (seen[0].dedupe, seen[0].body) == (seen[2].dedupe, seen[2].body)
    assert {outbox.state(part) for part in (*parts, late)} == {MessageState.DONE}


def test_an_empty_digest_is_moot(store: Store, outbox: Outbox) -> None:
    digest = outbox.add(case_no=None, seq=0, dedupe="digest:mail:B-1:x:1", title="", body="", created_at=ago(HOUR))
    assert drain(store, senders(store, [])) == Drained(cancelled=1)
    assert outbox.row(digest).last_error == "nothing to tell"


def test_a_digest_waits_until_all_that_is_due_for_its_reader_has_joined(store: Store, outbox: Outbox) -> None:
    prefer(store, digest_at=clock())
    outbox.add(created_at=ago(HOUR))
    behind = outbox.add(created_at=ago(HOUR), dedupe="behind")  # of the same case: taken after the first
    seen: list[Message] = []
    sent_all(outbox, senders(store, seen))
    assert [message.body.count("title") for message in seen] == [2]
    assert outbox.state(behind) is MessageState.DONE


def test_who_was_told_by_a_digest_counts_as_told(store: Store, outbox: Outbox) -> None:
    prefer(store, digest_at=clock())
    outbox.add(created_at=ago(HOUR), seq=7)
    drain(store, {channel: gated(lambda message: OK, timing(store, FAR)) for channel in Channel}, limit=1)
    with store.read() as connection:
        assert connection.scalars(select(OUTBOX.c.state).where(OUTBOX.c.seq == 7)).one() is MessageState.CANCELLED
        assert of_events(connection, "GZ-2026-000001", [7]) == [Told(Audience.HANDLER, "B-1")]
