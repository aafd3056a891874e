"""Who is told, and how: a substitute while somebody is away, the channel each prefers, one message per person."""

import json
from collections import Counter
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select, update

from flows.sweeping import sweep
from models.errors import BadInput, Unknown
from models.register_rows import OfficerRow
from models.standing_in import Standing
from models.store import absences, channels, preferences
from models.store.engine import Store
from models.store.handles import ABSENCE, CASE_OFFICER, EVENT, OFFICER, OUTBOX, PREFERENCE
from models.store.registers import REGISTERS, add
from models.vocabulary import Audience, Channel, Role
from tests.acceptance.hearing import OFFICER as HANDLER
from tests.acceptance.hearing import Hearing, on
from tests.builders import registers
from tests.store.outbox_rows import sent, told
from tests.store.tampering import audit, tampered
from tests.store.vaulted import Vault
from tests.store.watching import watched
from tests.store.worlds import CASE

MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)
ORGAN = "GZ-GY-NM"


@pytest.fixture
def world(store: Store) -> Store:
    with store.write() as connection:
        registers(connection)
    return store


def leave(store: Store, badge: str, instead: str, since: date = MONDAY, until: date = FRIDAY) -> None:
    row = {"badge": badge, "from_on": since, "until_on": until, "substitute": instead}
    with store.write() as connection:
        absences.leave(connection, row, "operator", MONDAY)


def standing(store: Store, day: date, *organs: str) -> Standing:
    with store.read() as connection:
        return absences.standing(connection, organs or [ORGAN], day)


def told_of(store: Store, act: str) -> list[tuple[str, str]]:
    """As whom, and who, is told of the newest event of this act."""
    newest = select(func.max(EVENT.c.seq)).where(EVENT.c.act == act).scalar_subquery()
    with store.read() as connection:
        rows = connection.execute(select(OUTBOX.c.audience, OUTBOX.c.target).where(OUTBOX.c.seq == newest))
        return sorted((row.audience.value, row.target) for row in rows)


def test_an_absence_holds_from_its_first_to_its_last_day(world: Store) -> None:
    leave(world, "N001", "N002")
    days = [date(2026, 3, 1), MONDAY, FRIDAY, date(2026, 3, 7)]
    assert [standing(world, day).away for day in days] == [{}, {"N001": "N002"}, {"N001": "N002"}, {}]
    assert standing(world, MONDAY, "GZ-GY") == Standing()
    with world.read() as connection:
        told = connection.execute(select(EVENT).where(EVENT.c.act == "register.absence.add")).one()
    assert json.loads(told.body)["data"] == {
        "codes": ["N001", "N002"],
        "rows": {"absence": [["N001", "2026-03-02", "2026-03-06", "N002", None]]},
    }
    assert audit(world).ok
    forged = tampered(world, lambda c: c.execute(update(ABSENCE).values(substitute="N003")))
    assert forged.first_bad is not None and forged.first_bad.why == "absence_row"


def test_who_is_back_is_told_again_and_what_was_to_come_is_called_off(world: Store) -> None:
    leave(world, "N001", "N002")
    leave(world, "N001", "N003", date(2026, 3, 16), date(2026, 3, 20))
    wednesday = date(2026, 3, 4)
    with world.write() as connection:
        absences.back(connection, "N001", "operator", wednesday)
    assert [standing(world, day).away for day in (date(2026, 3, 3), wednesday, date(2026, 3, 17))] == [
        {"N001": "N002"}, {}, {},
    ]  # fmt: skip
    with pytest.raises(Unknown), world.write() as connection:
        absences.back(connection, "N001", "operator", wednesday)
    leave(world, "N001", "N002", date(2026, 3, 16), date(2026, 3, 17))
    assert standing(world, date(2026, 3, 16)).away == {"N001": "N002"}
    assert audit(world).ok


@pytest.mark.parametrize(
    ("badge", "instead", "since", "until", "wrong"),
    [
        ("N001", "N001", MONDAY, FRIDAY, "substitute"),
        ("N001", "C001", MONDAY, FRIDAY, "substitute"),
        ("N001", "X999", MONDAY, FRIDAY, "substitute"),
        ("N001", "N003", MONDAY, FRIDAY, "substitute"),
        ("N001", "N002", FRIDAY, MONDAY, "until"),
        ("N001", "N002", date(2026, 2, 2), date(2026, 3, 1), "until"),
        ("N100", "N002", FRIDAY, date(2026, 3, 9), "from"),
        ("X999", "N002", MONDAY, FRIDAY, "X999"),
        ("N003", "N002", MONDAY, FRIDAY, "N003"),
    ],
)
def test_what_no_absence_can_be_is_refused(
    world: Store, badge: str, instead: str, since: date, until: date, wrong: str
) -> None:
    leave(world, "N100", "N002")
    with world.write() as connection:
        connection.execute(update(OFFICER).where(OFFICER.c.badge == "N003").values(active=False))
    with pytest.raises((BadInput, Unknown), match=wrong):
        leave(world, badge, instead, since, until)
    with world.read() as connection:
        assert connection.scalar(select(func.count()).select_from(ABSENCE)) == 1


def test_a_substitute_who_left_or_changed_the_organ_stands_in_for_nobody(world: Store) -> None:
    leave(world, "N001", "N002")
    for values in ({"active": False}, {"active": True, "organ": "GZ-GY"}):
        with world.write() as connection:
            connection.execute(update(OFFICER).where(OFFICER.c.badge == "N002").values(**values))
        assert standing(world, MONDAY).away == {"N001": None}


def test_of_an_act_the_substitute_is_told_in_the_place_of_who_is_away(order_hearing: Hearing) -> None:
    store = order_hearing.store
    leave(store, HANDLER, "N002", on(3, 10), on(3, 20))
    order_hearing.act(on(3, 12), HANDLER, "rectification.progress", received_on="2026-03-12", content="Half.")
    assert told_of(store, "rectification.progress")[0] == ("handler", "N002")
    with store.read() as connection:
        texts = [r.body for r in connection.execute(select(OUTBOX).where(OUTBOX.c.target == "N002"))]
    assert not [text for text in texts if HANDLER in text or "N002" in text], "nothing is said of an absence"
    order_hearing.act(on(3, 23), HANDLER, "rectification.progress", received_on="2026-03-23", content="More.")
    assert told_of(store, "rectification.progress")[0] == ("handler", HANDLER)
    assert order_hearing.record_is_whole()


@pytest.mark.parametrize(
    ("away", "recused", "who"),
    [
        ({"N001": "N002"}, (), ("handler", "N002")),
        ({"N001": "N002", "N002": "N003"}, (), ("handler", "N003")),
        ({"N001": "N002", "N002": "N001"}, (), ("handler", ORGAN)),
        ({"N001": "N003"}, ("N003",), ("handler", ORGAN)),
    ],
)
def test_of_a_deadline_the_substitute_is_told(
    with_order: Store, away: dict[str, str], recused: tuple[str, ...], who: tuple[str, str]
) -> None:
    for badge, instead in away.items():
        leave(with_order, badge, instead, MONDAY, date(2026, 3, 20))
    with with_order.write() as connection:
        for badge in recused:
            connection.execute(insert(CASE_OFFICER).values(case_no=CASE, badge=badge, recused=True))
    sweep(with_order, date(2026, 3, 16))
    assert who in told(with_order, CASE, "before-7")
    assert len(told(with_order, CASE, "before-7")) == 2
    sweep(with_order, date(2026, 3, 24))
    assert ("handler", "N001") in told(with_order, CASE, "before-1")


def test_what_is_taken_back_while_its_reader_is_away_the_substitute_hears(order_hearing: Hearing) -> None:
    store = order_hearing.store
    order_hearing.swept(on(3, 26))
    sent(store, CASE)
    leave(store, HANDLER, "N002", on(3, 27), on(3, 30))
    order_hearing.act(
        on(3, 28), HANDLER, "rectification.report", received_on="2026-03-25", content="Done.", late_reason="Lost."
    )
    assert told(store, CASE, "breach") == [("head", ORGAN), ("handler", HANDLER)]
    assert told(store, CASE, "taken_back") == [("head", ORGAN), ("handler", "N002")]
    assert order_hearing.record_is_whole()


def test_of_an_informant_no_substitute_and_only_one_custodian_hears(kept: Vault) -> None:
    with kept.store.write() as connection:
        second = OfficerRow(badge="K4", organ=ORGAN, post="custodian", role=Role.CUSTODIAN, valid_from=date(2025, 1, 1))
        add(connection, REGISTERS["officer"], [(0, second)], "operator", MONDAY)
    leave(kept.store, "N001", "N002", MONDAY, date(2026, 12, 31))
    assert about(kept.store, kept.approved(kept.entered())) == ["K1", "N001"]
    leave(kept.store, "K1", "N003", MONDAY, date(2026, 12, 31))
    assert about(kept.store, kept.asked(kept.entered())) == ["K4"]
    leave(kept.store, "K4", "N003", MONDAY, date(2026, 12, 31))
    assert about(kept.store, kept.asked(kept.entered())) == ["K2"]


def about(store: Store, reveal: str) -> list[str]:
    """Who was told anything of this request."""
    with store.read() as connection:
        return sorted(connection.scalars(select(OUTBOX.c.target).where(OUTBOX.c.title.contains(reveal))))


def test_a_preference_changes_only_what_it_names(world: Store) -> None:
    with world.write() as connection:
        a_robot(connection)
    quiet = {"quiet_from": time(21), "quiet_until": time(7, 30)}
    for wishes in (quiet, {"digest_at": time(9)}, {"channel": "desk-bot"}):
        with world.write() as connection:
            preferences.prefer(connection, "N001", wishes, "operator", MONDAY)
    with world.read() as connection:
        assert preferences.of(connection, "N001") == {**quiet, "digest_at": time(9), "channel": "desk-bot"}
        assert preferences.of(connection, ORGAN) == dict.fromkeys(preferences.SAYS)
        with pytest.raises(Unknown):
            preferences.of(connection, "X999")
        told = connection.execute(select(EVENT).where(EVENT.c.act == "register.notice_preference.set")).all()
    assert json.loads(told[-1].body)["data"]["rows"] == {
        "notice_preference": [["N001", "desk-bot", "21:00:00", "07:30:00", "09:00:00"]]
    }
    assert audit(world).ok
    forged = tampered(world, lambda c: c.execute(update(PREFERENCE).values(quiet_until=time(20, 59))))
    assert forged.first_bad is not None and forged.first_bad.why == "notice_preference_row"


@pytest.mark.parametrize(
    "wishes",
    [
        {"quiet_from": time(8), "quiet_until": time(8)},
        {"quiet_from": time(21), "quiet_until": time(7), "digest_at": time(6, 59)},
        {"quiet_from": time(12), "quiet_until": time(13), "digest_at": time(12)},
    ],
)
def test_hours_that_contradict_each_other_are_refused(world: Store, wishes: dict[str, Any]) -> None:
    with pytest.raises(BadInput), world.write() as connection:
        preferences.prefer(connection, "N001", wishes, "operator", MONDAY)


def a_robot(connection: Connection) -> None:
    bot = channels.Listed("desk-bot", Channel.WECOM, 20, alarms=False, active=True)
    channels.add(connection, bot, "caseworkwecom://key", "operator", MONDAY)


def test_mail_is_preferred_unless_a_channel_of_the_register_is(world: Store) -> None:
    with world.write() as connection:
        with pytest.raises(Unknown):
            preferences.prefer(connection, "N001", {"channel": "desk-bot"}, "operator", MONDAY)
        a_robot(connection)
        preferences.prefer(connection, "N001", {"channel": "desk-bot"}, "operator", MONDAY)
        assert preferences.preferred(connection, "N002") == (Channel.MAIL, None)
        assert preferences.preferred(connection, "N001") == (Channel.WECOM, "desk-bot")
        channels.remove(connection, "desk-bot", "operator", MONDAY)
        assert preferences.preferred(connection, "N001") == (Channel.MAIL, None)


def test_the_channel_is_fixed_when_the_act_is_taken(order_hearing: Hearing) -> None:
    store = order_hearing.store
    with store.write() as connection:
        a_robot(connection)
        preferences.prefer(connection, HANDLER, {"channel": "desk-bot"}, "operator", MONDAY)
    order_hearing.act(on(3, 20), HANDLER, "rectification.report", received_on="2026-03-20", content="Done.")
    with store.write() as connection:
        preferences.prefer(connection, HANDLER, {"channel": None}, "operator", MONDAY)
    with store.read() as connection:
        last = select(func.max(OUTBOX.c.seq)).scalar_subquery()
        rows = connection.execute(select(*OUTBOX.c["target", "channel", "via"]).where(OUTBOX.c.seq == last)).all()
    ways = {row.target: (row.channel, row.via) for row in rows}
    assert ways.pop(HANDLER) == (Channel.WECOM, "desk-bot")
    assert set(ways.values()) == {(Channel.MAIL, None)}
    assert order_hearing.record_is_whole()


def test_one_message_reaches_a_person_whatever_audiences_fall_together(order_hearing: Hearing) -> None:
    """Handler and substitute, head and handler's place: each is told once of each event."""
    store = order_hearing.store
    leave(store, HANDLER, "N002", on(3, 10), on(3, 31))
    leave(store, "N002", "N003", on(3, 10), on(3, 31))
    with store.write() as connection:
        connection.execute(update(OFFICER).where(OFFICER.c.badge == "N003").values(active=False))
    order_hearing.act(on(3, 20), HANDLER, "rectification.report", received_on="2026-03-20", content="Done.")
    assert told_of(store, "rectification.report") == [("handler", ORGAN), ("unit", _unit(store))]
    with store.read() as connection:
        rows = connection.execute(select(OUTBOX.c.seq, OUTBOX.c.channel, OUTBOX.c.target, OUTBOX.c.audience)).all()
    assert max(Counter((row.seq, row.channel, row.target) for row in rows).values()) == 1


def test_no_notice_goes_to_more_than_one_reader_of_a_role(order_hearing: Hearing) -> None:
    order_hearing.swept(on(3, 26))
    order_hearing.swept(on(3, 30))
    with order_hearing.store.read() as connection:
        rows = connection.execute(select(OUTBOX.c.seq, OUTBOX.c.audience, OUTBOX.c.channel, OUTBOX.c.rung)).all()
    within = [row for row in rows if row.audience is not Audience.UNIT]
    assert len(within) > 10
    assert max(Counter(within).values()) == 1


def _unit(store: Store) -> str:
    with store.read() as connection:
        return str(connection.execute(select(OUTBOX.c.target).where(OUTBOX.c.audience == "unit")).scalars().first())


def test_absences_and_preferences_cost_one_select_each_for_all_readers(with_order: Store) -> None:
    asked: list[str] = []

    def note(statement: str) -> None:
        asked.extend(name for name in ("FROM absence", "FROM notice_preference") if name in statement)

    with watched(with_order.writer, note):
        sweep(with_order, date(2026, 3, 26))
    # One chunk of cases that has something to tell, and the last look of each half, which finds no case at all.
    assert Counter(asked) == {"FROM absence": 3, "FROM notice_preference": 1}
