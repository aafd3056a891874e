"""A record with something in every table, for what must carry all of it."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select

from models.store import (
    absences,
    channels,
    checkpoints,
    heartbeats,
    passcodes,
    preferences,
    report_codes,
    sealing,
    sessions,
    submissions,
)
from models.store.engine import Store
from models.store.handles import DIGEST_PART, OUTBOX
from models.store.submissions import Submitted
from models.store.tables import metadata
from models.vocabulary import Channel, Evidence, Stage
from tests.acceptance.hearing import CITY_HEAD, COUNTY_HEAD, on
from tests.builders import SECRET, stored
from tests.store.vaulted import NAME, Vault, custodians
from tests.store.worlds import CASE, breach, heard, heard_order, installed, standing

ASIDE = "6b1f5c0e-4d0a-5d6e-9f53-2f5f0a1c7e11"


def filled(store: Store) -> None:
    """What the other worlds leave empty: clocks that stopped, what the supervisor sees, the vault, the desk, the log.

    One form of the desk and several notices wait to be sent.
    """
    with heard(store, CASE) as hearing:
        decided = {"decision_no": "C-2026-7", "decided_on": "2026-04-08", "decided_by": "court", "reason": SECRET}
        hearing.act(on(4, 9), COUNTY_HEAD, "case.stay", **decided, files=[hearing.scan(Evidence.OTHER)])
        hearing.act(on(4, 10), CITY_HEAD, "case.annul", **decided, annulled="R1")
    with heard(store) as hearing:
        hearing.act(
            on(4, 9), "N001", "report.receive", channel="letter", reporter="anonymous", subject="other",
            received_on="2026-04-09", content=SECRET,
        )  # fmt: skip
    with store.write() as connection:
        report_codes.give(connection, hearing.no, "N001", date(2026, 4, 9))
        custodians(connection)
        stored(connection, CASE, Evidence.OTHER)
        now = datetime.now(UTC)
        sessions.begin(connection, "N001", now)
        passcodes.enroll(connection, "N002", "operator", date(2026, 4, 9))
        passcodes.consume(connection, "N002", 1)
        passcodes.fail(connection, "N002", now)
        form = Submitted(Stage.CASE, {"act": "close", "case": CASE, "reason": SECRET}, "N001", now)
        submissions.enter(connection, ASIDE, "digest", form)
        _people(connection, now)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.informants.store", lambda: store)
        kept = Vault(store, CASE)
        assert kept.looked(kept.approved(kept.entered())) == NAME
    sealing.seal_all(store)
    with store.write() as connection:
        assert checkpoints.sign_head(connection)


def _people(connection: Connection, now: datetime) -> None:
    """A channel that was used, what somebody prefers, a colleague standing in, a digest on its way."""
    bot = channels.Listed("desk-bot", Channel.WECOM, 20, alarms=False, active=True)
    channels.add(connection, bot, SECRET, "operator", date(2026, 4, 9))
    channels.ask_for_place(connection, "desk-bot", now)
    heartbeats.beat(connection, heartbeats.RELAY, now)
    quiet = {"channel": "desk-bot", "quiet_from": time(21), "quiet_until": time(7, 30), "digest_at": time(9)}
    preferences.prefer(connection, "N003", quiet, "operator", date(2026, 4, 9))
    away = {"badge": "N003", "from_on": date(2026, 4, 10), "until_on": date(2026, 4, 11), "substitute": "N002"}
    absences.leave(connection, away, "operator", date(2026, 4, 9))
    first, second = connection.scalars(select(OUTBOX.c.id).order_by(OUTBOX.c.id).limit(2)).all()
    connection.execute(insert(DIGEST_PART).values(message_id=first, digest_id=second))


FULL = (installed, standing, heard_order, breach, filled)


def counts(store: Store) -> dict[str, int]:
    """How many rows each table has."""
    with store.read() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in metadata.tables.items()
        }


def everything(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, as the application reads it."""
    found = {}
    for table in metadata.sorted_tables:
        rows = connection.execute(select(table).order_by(*table.primary_key.columns))
        found[table.name] = [dict(row) for row in rows.mappings()]
    return found
