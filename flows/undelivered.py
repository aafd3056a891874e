"""Telling the administrators of messages that came to nothing, by another way than the one that failed."""

from logging import getLogger
from typing import Any

from sqlalchemy import Connection, Row

from flows import notices
from flows.alarms import day_of
from flows.ways import way
from models.store import chain, posting, undelivered
from models.store.administrators import administrators
from models.store.engine import Store
from models.vocabulary import Channel
from notifications import loop

AT_ONCE = 100
log = getLogger("casework.relay")


def tell(store: Store) -> int:
    """Raise an alarm for every failed message that has none; how many. Whoever does it again, raises none twice.

    An alarm that fails raises no other: it is counted and logged.
    """
    told, after = 0, 0
    while True:
        with store.read() as connection:
            failed = undelivered.unalarmed(connection, after, AT_ONCE)
        if not failed:
            return told
        with store.write() as connection:
            told += sum(_tell(connection, message) for message in failed)
        after = failed[-1].id
        loop.nudge()


def _tell(connection: Connection, failed: Row[Any]) -> bool:
    at = chain.now(connection)
    channel, via = way(connection, (failed.channel, failed.via))
    to = administrators(connection, day_of(at))
    # A channel is one place, however many read it.
    to = to if channel is Channel.MAIL else to[:1]
    what = failed.via or failed.channel.value
    rows = notices.of_alert(undelivered.KIND, to, number=str(failed.id), case=failed.case_no, what=what)
    alarm = {
        "channel": channel, "via": via, "case_no": None, "seq": 0, "rung": None, "created_at": at, "due_at": at,
    }  # fmt: skip
    by_mail = [row for row in rows if row["channel"] is Channel.MAIL]
    messages = [
        {**row, **alarm, "dedupe": undelivered.key(failed.id, failed.tries, number)}
        for number, row in enumerate(by_mail)
    ]
    log.error("message %d by %s is %s; told by %s to %d", failed.id, what, failed.state, via or channel, len(messages))
    posting.post_once(connection, messages)
    return bool(messages)
