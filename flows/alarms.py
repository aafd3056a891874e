"""Telling people what goes wrong around the record: outbox rows that belong to no case, each told once."""

from datetime import date, datetime

from sqlalchemy import Connection, select

from flows import notices
from flows.legal_day import LEGAL_ZONE
from flows.stores import store
from flows.ways import way
from models.store import chain, posting
from models.store.administrators import administrators
from models.store.handles import OFFICER
from models.vocabulary import Audience, Channel
from notifications import loop


def alarm(kind: str, what: str) -> None:
    """Tell the administrators, once a day; `kind` is one of render.ALERT_NAMES, `what` an id or a name of ours."""
    with store().write() as connection:
        at = chain.now(connection)
        day = day_of(at)
        _post(connection, kind, f"{what}:{day}", administrators(connection, day), at, what=what)
    loop.nudge()


def run_left(run_id: str, act_name: str, case: str | None, author: str | None) -> None:
    """Tell the author that the run came to nothing, once; the administrators where there is no such officer."""
    with store().write() as connection:
        at = chain.now(connection)
        to = _author(connection, author) or administrators(connection, day_of(at))
        _post(connection, "run_left", run_id, to, at, run=run_id, act_name=act_name, case=case)
    loop.nudge()


def _author(connection: Connection, badge: str | None) -> list[tuple[Audience, str]]:
    known = select(OFFICER.c.badge).where(OFFICER.c.badge == badge, OFFICER.c.active)
    return [(Audience.HANDLER, found) for found in connection.execute(known).scalars()]


def day_of(at: datetime) -> date:
    """The legal day of a moment."""
    return at.astimezone(LEGAL_ZONE).date()


def _post(
    connection: Connection,
    kind: str,
    once: str,
    to: list[tuple[Audience, str]],
    at: datetime,
    **values: str | None,
) -> None:
    common = {"case_no": None, "seq": 0, "rung": None, "created_at": at, "due_at": at}
    channel, via = way(connection)
    told = notices.of_alert(kind, to, **values)
    if channel is not Channel.MAIL:
        # No mail is set up: one place, however many read it.
        told = [{**row, "channel": channel, "via": via} for row in told[:1]]
    rows = [{**row, **common, "dedupe": f"{kind}:{once}:{row['channel']}:{row['target']}"} for row in told]
    posting.post_once(connection, rows)
