"""What comes to nothing is told to the administrators, once, by another way than the one that failed."""

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from threading import Event
from typing import Any

import pytest
from sqlalchemy import insert, select

from deployments.installation import relaying
from flows import dispatch, notices, undelivered
from models.store.engine import Store
from models.store.handles import HEARTBEAT, MANDATE, OFFICER, OUTBOX
from models.vocabulary import Audience, Channel, MessageState, Role
from notifications.outcomes import NoRecipient, Outcome, Permanent
from notifications.relay import drain
from notifications.replay import replay
from notifications.sinks import MailSink
from tests.delivery.outbox import Outbox, register
from tests.delivery.peers import Seen, peer
from tests.delivery.robots import TODAY, enter, says, told
from tests.delivery.senders import always

Set = Callable[..., None]
ROBOT = "https://robot.example/send?key=k3y"
MAIL, HOOK = "mailto://127.0.0.1:1/?from=c@example.org&mode=insecure", "http://127.0.0.1:1/"


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[Set]:
    """Set the channels of the settings."""

    def state(**urls: str) -> None:
        for name in ("SMTP_URL", "WEBHOOK_URL"):
            monkeypatch.delenv(f"CASEWORK_{name}", raising=False)
        monkeypatch.setenv("CASEWORK_LOCALE", "en")
        for name, url in urls.items():
            monkeypatch.setenv(f"CASEWORK_{name.upper()}", url)
        notices.notification_settings.cache_clear()

    state()
    yield state
    notices.notification_settings.cache_clear()


@pytest.fixture
def world(store: Store) -> Store:
    return kept(store)


def kept(store: Store) -> Store:
    """B-1 and B-3 keep the installation."""
    register(store)
    with store.write() as connection:
        for badge in ("B-1", "B-3"):
            row = {"badge": badge, "role": Role.ADMINISTRATOR, "act": "*", "valid_from": date(2026, 1, 1)}
            connection.execute(insert(MANDATE).values(row))
    return store


def alarms(store: Store) -> list[Any]:
    with store.read() as connection:
        wanted = select(OUTBOX).where(OUTBOX.c.dedupe.startswith("undelivered:")).order_by(OUTBOX.c.id)
        return list(connection.execute(wanted))


def dead(outbox: Outbox, outcome: Outcome, **values: Any) -> int:
    """A message that failed in one attempt."""
    number = outbox.add(**values)
    drain(outbox.store, {outbox.row(number).channel: lambda message: outcome})
    return number


@pytest.mark.parametrize(
    ("urls", "registered", "failed", "by"),
    [
        ({"smtp_url": MAIL, "webhook_url": HOOK}, True, (Channel.MAIL, None), [(Channel.WECOM, "duty", "B-1")]),
        ({"smtp_url": MAIL, "webhook_url": HOOK}, False, (Channel.MAIL, None), [(Channel.WEBHOOK, None, "B-1")]),
        ({"webhook_url": HOOK}, True, (Channel.WECOM, "duty"), [(Channel.WEBHOOK, None, "B-1")]),
        ({"smtp_url": MAIL}, True, (Channel.WECOM, "duty"), [(Channel.MAIL, None, "B-1"), (Channel.MAIL, None, "B-3")]),
        ({"smtp_url": MAIL}, True, (Channel.FEISHU, "x"), [(Channel.MAIL, None, "B-1"), (Channel.MAIL, None, "B-3")]),
        ({}, True, (Channel.RUN, None), [(Channel.WECOM, "duty", "B-1")]),
        ({"smtp_url": MAIL}, False, (Channel.MAIL, None), [(Channel.MAIL, None, "B-1"), (Channel.MAIL, None, "B-3")]),
    ],
)
def test_it_is_told_by_another_way_where_there_is_one(
    sqlite: Store, settings: Set, urls: dict[str, str], registered: bool, failed: Any, by: list[Any]
) -> None:
    kept(sqlite)
    settings(**urls)
    if registered:
        enter(sqlite, "duty", Channel.WECOM, ROBOT, alarms=True)
        enter(sqlite, "team", Channel.FEISHU, ROBOT)
    dead(Outbox(sqlite), Permanent("550"), channel=failed[0], via=failed[1])
    assert undelivered.tell(sqlite) == 1
    assert [(a.channel, a.via, a.target) for a in alarms(sqlite)] == by


def test_each_failed_message_is_told_once_whoever_asks_how_often(world: Store, outbox: Outbox, settings: Set) -> None:
    enter(world, "duty", Channel.WECOM, ROBOT, alarms=True)
    ends: list[Outcome] = [Permanent("550"), NoRecipient(), Permanent("551")]
    for n, end in enumerate(ends):
        dead(outbox, end, target=f"T-{n}", dedupe=str(n))
    outbox.add(dedupe="waits", target="T-9")
    assert [undelivered.tell(world) for _ in range(3)] == [3, 0, 0]
    told_of = [(a.audience, a.state, a.case_no, a.title) for a in alarms(world)]
    assert told_of == [
        (Audience.HANDLER, MessageState.READY, None, f"Message {n}: was not delivered") for n in (1, 2, 3)
    ]
    assert alarms(world)[0].body == (
        "Message 1 of case GZ-2026-000001, by mail: was not delivered. "
        "Somebody who should have been told was not.\n"
        "Look with `casework outbox list`; when the cause is mended, `casework outbox replay 1` sends it again.\n"
    )


def test_an_alarm_that_fails_raises_no_other(
    world: Store, outbox: Outbox, settings: Set, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    enter(world, "duty", Channel.WECOM, ROBOT, alarms=True)
    dead(outbox, Permanent("550"))
    for _ in range(3):
        undelivered.tell(world)
        drain(world, always(Permanent("errcode 93000")))
    assert [a.state for a in alarms(world)] == [MessageState.DEAD]
    assert outbox.states() == {"dead": 2}
    assert caplog.messages == ["message 1 by mail is dead; told by duty to 1"]


def test_what_fails_once_more_after_a_person_sent_it_again_is_told_again(
    world: Store, outbox: Outbox, settings: Set
) -> None:
    enter(world, "duty", Channel.WECOM, ROBOT, alarms=True)
    one = dead(outbox, Permanent("550"), case_no=None)
    assert undelivered.tell(world) == 1
    with world.write() as connection:
        replay(connection, one, "operator", TODAY)
    assert undelivered.tell(world) == 0
    drain(world, {Channel.MAIL: lambda message: Permanent("550")})
    assert [undelivered.tell(world), undelivered.tell(world)] == [1, 0]
    assert len(alarms(world)) == 2


def test_where_nobody_keeps_the_installation_nothing_is_raised_and_nothing_hangs(
    store: Store, outbox: Outbox, settings: Set
) -> None:
    dead(outbox, Permanent("550"))
    assert undelivered.tell(store) == 0
    assert alarms(store) == []


def test_the_dispatch_tells_of_what_died_while_nobody_was_there_to_tell(
    world: Store, outbox: Outbox, settings: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The relay is told of a death once; a crash in between loses that."""
    with peer(says({"errcode": 0})) as robot:
        enter(world, "duty", Channel.WECOM, f"{robot.url}/send?key=k", alarms=True)
        monkeypatch.setattr(undelivered, "AT_ONCE", 3)
        for n in range(8):
            outbox.add(dedupe=str(n), state=MessageState.DEAD, target=f"T-{n}")
        dispatch.send_due(world)
        assert len(alarms(world)) == 8
        assert robot.seen == []
        dispatch.send_due(world)
    assert len(robot.seen) == 8
    texts = {told(seen)["text"]["content"].split(":")[0] for seen in robot.seen}
    assert texts == {f"Message {n}" for n in range(1, 9)}
    assert len(alarms(world)) == 8
    with world.read() as connection:
        assert [row.name for row in connection.execute(select(HEARTBEAT))] == ["dispatch"]


def test_a_running_relay_tells_at_once_by_the_other_channel(world: Store, outbox: Outbox, settings: Set) -> None:
    """Two of the addresses do not open: mail to them is dead at once."""
    came = Event()

    def answer(seen: Seen) -> tuple[int, dict[str, str], bytes]:
        if len(robot.seen) == 2:
            came.set()
        return 200, {}, b'{"errcode": 0}'

    with world.write() as connection:
        connection.execute(OFFICER.update().values(email="00"))
    with peer(answer) as robot, MailSink() as sink:
        settings(smtp_url=sink.url)
        enter(world, "duty", Channel.WECOM, f"{robot.url}/send?key=k", alarms=True)
        with relaying(world, "http://127.0.0.1:1/api"):
            one, other = outbox.add(dedupe="1"), outbox.add(dedupe="2", target="B-3")
            assert came.wait(60)
    assert [outbox.state(n) for n in (one, other)] == [MessageState.DEAD] * 2
    assert sink.messages == []
    with world.read() as connection:
        last = connection.execute(select(HEARTBEAT.c.at).where(HEARTBEAT.c.name == "relay")).scalar_one()
    assert (datetime.now(UTC) - last).total_seconds() < 120
