"""Signs of life of what runs by itself, and which of it has been silent for too long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from models.store.handles import HEARTBEAT, INSTALLATION

RELAY, DISPATCH, SWEEP = "relay", "dispatch", "sweep"
LIMITS: Mapping[str, timedelta] = {
    RELAY: timedelta(minutes=5),
    DISPATCH: timedelta(minutes=20),
    # At night it runs at 0:05 and then from 8 on.
    SWEEP: timedelta(hours=15),
}
"""How long each may give no sign."""


@dataclass(frozen=True)
class Pulse:
    """The last sign of one; None where there was never any."""

    name: str
    at: datetime | None
    silent: bool


def beat(connection: Connection, name: str, at: datetime) -> None:
    """A sign of life; several processes of the same name are one."""
    make: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    first = make(HEARTBEAT).values(name=name, at=at)
    connection.execute(first.on_conflict_do_update(index_elements=[HEARTBEAT.c.name], set_={"at": at}))


def pulses(connection: Connection, now: datetime) -> list[Pulse]:
    """All of them at that moment (UTC). What never gave a sign counts from when the database was made."""
    made = connection.execute(select(INSTALLATION.c.created_at)).scalar()
    last = {row.name: row.at for row in connection.execute(select(HEARTBEAT))}
    found = []
    for name, limit in LIMITS.items():
        since = last.get(name, made)
        found.append(Pulse(name, last.get(name), silent=since is not None and now - since > limit))
    return found


def silent(connection: Connection, now: datetime) -> list[str]:
    """Who has been silent for longer than it may."""
    return [pulse.name for pulse in pulses(connection, now) if pulse.silent]
