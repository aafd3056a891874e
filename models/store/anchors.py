"""How much of the record stands outside: what is newer than the last checkpoint there could be rewritten unseen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, and_, func, or_, select

from models.store import chain, outside
from models.store.checkpoint_key import vouched
from models.store.handles import CHECKPOINT, EVENT, LOG_LEAF
from models.store.settings import store_settings


@dataclass(frozen=True)
class Unanchored:
    """Events that no checkpoint outside vouches for, the age of the oldest in whole minutes, and whether that is too
    long (`CASEWORK_ANCHOR_MINUTES`)."""

    events: int
    oldest_minutes: int | None
    late: bool


def notes_outside() -> dict[str, str]:
    """The notes in the folder outside; none where no folder is set. Raises OSError where it cannot be read."""
    folder = store_settings().checkpoint_folder
    return outside.notes(folder) if folder is not None else {}


def unanchored(connection: Connection, notes: Mapping[str, str], case: str | None = None) -> Unanchored:
    """Count what is not anchored, in one case or in all; `notes` are those of the folder outside."""
    size = _anchored(connection, notes)
    newer = (
        select(func.count(), func.min(EVENT.c.recorded_at))
        .select_from(EVENT)
        .outerjoin(LOG_LEAF, and_(EVENT.c.chain == LOG_LEAF.c.chain, EVENT.c.seq == LOG_LEAF.c.seq))
        .where(or_(LOG_LEAF.c.position.is_(None), LOG_LEAF.c.position >= size))
    )
    count, oldest = connection.execute(newer if case is None else newer.where(EVENT.c.chain == case)).one()
    if oldest is None:
        return Unanchored(0, None, False)
    age = chain.now(connection) - oldest
    return Unanchored(count, age // timedelta(minutes=1), age > timedelta(minutes=store_settings().anchor_minutes))


def _anchored(connection: Connection, notes: Mapping[str, str]) -> int:
    """The size of the last checkpoint outside. Where there is a folder it is asked, not the database's own word."""
    if store_settings().checkpoint_folder is None:
        return connection.execute(select(func.max(CHECKPOINT.c.size)).where(CHECKPOINT.c.sent)).scalar() or 0
    newest = (vouched(notes[name]) for name in sorted(notes.keys() - {outside.LATEST}, reverse=True))
    return next((note.size for note in newest if note), 0)
