"""The register of channels: places notices go to, by name. An address is sealed here and never shown again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from models.errors import BadInput, Unknown
from models.store import chain
from models.store.addresses import open_address, seal_address
from models.store.handles import CHANNEL, CHANNEL_USE
from models.vocabulary import REGISTERED, Channel, EventKind

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Listed:
    """A channel as it may be shown."""

    name: str
    kind: Channel
    per_minute: int | None
    alarms: bool
    active: bool


def add(connection: Connection, channel: Listed, url: str, actor: str, today: date) -> None:
    """Enter a channel, or one of that name anew after it was removed. Raises BadInput where the name is in use or
    the kind needs no register; vault.Sealed where addresses cannot be sealed."""
    if channel.kind not in REGISTERED:
        raise BadInput(f"{channel.kind}: the settings say where it leads")
    if (there := find(connection, channel.name)) is not None and there.active:
        raise BadInput(f"{channel.name}: in the register already")
    values = {**vars(channel), "url": seal_address(connection, CHANNEL, channel.name, "url", url)}
    if there is None:
        connection.execute(insert(CHANNEL).values(**values))
    else:
        connection.execute(update(CHANNEL).where(CHANNEL.c.name == channel.name).values(**values))
    _tell(connection, "channel.add", channel, actor, today)


def remove(connection: Connection, name: str, actor: str, today: date) -> None:
    """Forget the address; messages that should go there find no recipient. Raises Unknown."""
    channel = find(connection, name)
    if channel is None or not channel.active:
        raise Unknown(name)
    connection.execute(update(CHANNEL).where(CHANNEL.c.name == name).values(active=False, url=None))
    _tell(connection, "channel.remove", channel, actor, today)


def find(connection: Connection, name: str) -> Listed | None:
    """The channel of that name, removed or not."""
    row = connection.execute(select(*_SHOWN).where(CHANNEL.c.name == name)).first()
    return Listed(**row._mapping) if row else None


def listed(connection: Connection) -> Sequence[Listed]:
    """All of them, by name."""
    return [Listed(**row._mapping) for row in connection.execute(select(*_SHOWN).order_by(CHANNEL.c.name))]


def address(connection: Connection, name: str) -> str | None:
    """Where the channel leads, or None where it is not there or was removed. Raises vault.Sealed."""
    wanted = select(CHANNEL.c.url).where(CHANNEL.c.name == name, CHANNEL.c.active)
    sealed = connection.execute(wanted).scalar_one_or_none()
    return open_address(connection, CHANNEL, name, "url", sealed) if sealed else None


def ask_for_place(connection: Connection, name: str, minute: datetime) -> int:
    """The how-manieth in this minute of this channel it is to ask, from 1; whoever else asks gets another number."""
    make: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    first = make(CHANNEL_USE).values(name=name, minute=minute, asked=1)
    key = [CHANNEL_USE.c.name, CHANNEL_USE.c.minute]
    counted = first.on_conflict_do_update(index_elements=key, set_={"asked": CHANNEL_USE.c.asked + 1})
    return int(connection.execute(counted.returning(CHANNEL_USE.c.asked)).scalar_one())


def sweep(connection: Connection, before: datetime) -> int:
    """Forget what was used in minutes long gone."""
    return int(connection.execute(delete(CHANNEL_USE).where(CHANNEL_USE.c.minute < before)).rowcount)


_SHOWN = tuple(CHANNEL.c[name] for name in ("name", "kind", "per_minute", "alarms", "active"))


def _tell(connection: Connection, act: str, channel: Listed, actor: str, today: date) -> None:
    data = {"codes": [channel.name], "kind": channel.kind.value}
    event = chain.NewEvent(EventKind.REGISTER, act, actor, today, data=data)
    chain.append(connection, chain.SYSTEM, event, chain.now(connection))
