"""Who is signed in at the desk. The token is known to the officer only; the database holds its SHA-256."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from models.store.handles import SESSION

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
KEPT = timedelta(days=90)
SEEN_EVERY = timedelta(seconds=30)
"""How often the last sign of life is written: an idle time of 15 minutes needs it no finer."""


def begin(connection: Connection, badge: str, at: datetime) -> str:
    """Sign the officer in; returns the token, which is shown to nobody else."""
    token = secrets.token_urlsafe(32)
    connection.execute(insert(SESSION).values(id=_hashed(token), badge=badge, began_at=at, seen_at=at))
    return token


def holder(connection: Connection, token: str, at: datetime) -> tuple[str, bool] | None:
    """The badge signed in under this token, and whether `seen` is due; None where the session is over."""
    wanted = select(*SESSION.c["badge", "began_at", "seen_at"])
    row = connection.execute(wanted.where(SESSION.c.id == _hashed(token), SESSION.c.ended_at.is_(None))).first()
    if row is None or at - row.seen_at > IDLE or at - row.began_at > LONGEST:
        return None
    return row.badge, at - row.seen_at > SEEN_EVERY


def seen(connection: Connection, token: str, at: datetime) -> None:
    """A sign of life."""
    connection.execute(update(SESSION).where(SESSION.c.id == _hashed(token), SESSION.c.seen_at < at).values(seen_at=at))


def end(connection: Connection, token: str, at: datetime) -> None:
    """Sign out; nothing happens where nobody is signed in."""
    connection.execute(
        update(SESSION).where(SESSION.c.id == _hashed(token), SESSION.c.ended_at.is_(None)).values(ended_at=at)
    )


def end_all(connection: Connection, badge: str, at: datetime) -> None:
    """End every session of an officer: a lost token, a badge taken back."""
    connection.execute(
        update(SESSION).where(SESSION.c.badge == badge, SESSION.c.ended_at.is_(None)).values(ended_at=at)
    )


def sweep(connection: Connection, at: datetime) -> int:
    """Remove what ended long ago."""
    return int(connection.execute(delete(SESSION).where(SESSION.c.seen_at < at - KEPT)).rowcount)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
