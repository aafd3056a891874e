"""How people want their notices: by which channel, outside which hours, or once a day."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from models.errors import BadInput, Unknown
from models.hours import Hours
from models.store import chain
from models.store.handles import CHANNEL, OFFICER, ORGAN, PREFERENCE
from models.store.prepared import Prepared, among
from models.store.told_rows import tell
from models.vocabulary import Audience, Channel, EventKind

WITHIN = (Audience.HANDLER, Audience.HEAD, Audience.APPROVER, Audience.SUPERVISOR)
"""Those who may prefer something: officers, and organs in line. Bodies outside are written to as the act says."""

SAYS = ("channel", "quiet_from", "quiet_until", "digest_at")

_CHOSEN = Prepared(
    select(PREFERENCE.c.owner, CHANNEL.c.kind, CHANNEL.c.name)
    .join(CHANNEL, CHANNEL.c.name == PREFERENCE.c.channel)
    .where(among(PREFERENCE.c.owner, "owners"), CHANNEL.c.active)
)


def preferred(connection: Connection, owner: str) -> tuple[Channel, str | None]:
    """By which kind of channel this one is told, and by which of the register; mail where nothing is preferred."""
    return _chosen(connection, [owner]).get(owner, (Channel.MAIL, None))


def routed(connection: Connection, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The outbox rows of one transaction, what would go by mail by the channel that its reader prefers.

    Nothing statutory, nothing to a body outside is moved. One select for all.
    """
    owners = {row["target"] for row in rows if _movable(row)}
    chosen = _chosen(connection, owners) if owners else {}
    if not chosen:
        return list(rows)
    return [_by(row, *chosen[row["target"]]) if _movable(row) and row["target"] in chosen else row for row in rows]


def of(connection: Connection, owner: str) -> dict[str, Any]:
    """What the owner prefers, None in what is not set. Raises Unknown for neither officer nor organ."""
    _require(connection, owner)
    row = connection.execute(select(*PREFERENCE.c[SAYS]).where(PREFERENCE.c.owner == owner)).mappings().first()
    return dict(row) if row is not None else dict.fromkeys(SAYS)


def prefer(connection: Connection, owner: str, wishes: Mapping[str, Any], actor: str, today: date) -> dict[str, Any]:
    """Change what is named in `wishes` (names of `SAYS`), leave the rest; what is preferred now.

    Raises Unknown for neither officer nor organ and for no such channel, BadInput for hours that contradict each other.
    """
    now = {**of(connection, owner), **wishes}
    if wishes.get("channel") is not None:
        _require_channel(connection, wishes["channel"])
    _consistent(Hours(now["quiet_from"], now["quiet_until"], now["digest_at"]))
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    into = make(PREFERENCE).values(owner=owner, **now)
    connection.execute(into.on_conflict_do_update(index_elements=[PREFERENCE.c.owner], set_=now))
    data = {"codes": [owner], "rows": {"notice_preference": [tell("notice_preference", {"owner": owner, **now})]}}
    event = chain.NewEvent(EventKind.REGISTER, "register.notice_preference.set", actor, today, data=data)
    chain.append(connection, chain.SYSTEM, event, chain.now(connection))
    return now


def _chosen(connection: Connection, owners: Collection[str]) -> dict[str, tuple[Channel, str | None]]:
    """Kind and name of the channel for those owners who prefer one."""
    chosen = _CHOSEN.ask(connection, owners=sorted(owners))
    return {row.owner: (row.kind, row.name) for row in chosen.all()}


def _movable(row: Mapping[str, Any]) -> bool:
    return row["channel"] is Channel.MAIL and row["audience"] in WITHIN and not row["statutory"]


def _by(row: dict[str, Any], channel: Channel, via: str | None) -> dict[str, Any]:
    return {**row, "channel": channel, "via": via}


def _require(connection: Connection, owner: str) -> None:
    for code in (OFFICER.c.badge, ORGAN.c.code):
        if connection.execute(select(code).where(code == owner)).first() is not None:
            return
    raise Unknown(owner)


def _require_channel(connection: Connection, name: str) -> None:
    if connection.execute(select(CHANNEL.c.name).where(CHANNEL.c.name == name, CHANNEL.c.active)).first() is None:
        raise Unknown(name)


def _consistent(hours: Hours) -> None:
    if hours.quiet_from is not None and hours.quiet_from == hours.quiet_until:
        raise BadInput("quiet: from and until are the same")
    if hours.digest_at is not None and hours.quiet(hours.digest_at):
        raise BadInput("digest: lies in the quiet time")
