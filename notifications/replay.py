"""Giving a message that failed for good another life, on the word of a person."""

from datetime import date

from sqlalchemy import Connection, select, update

from models.errors import BadInput, Unknown
from models.store import chain
from models.store.handles import OUTBOX
from models.vocabulary import EventKind, MessageState
from notifications.written import FREE

FAILED = (MessageState.DEAD, MessageState.NO_RECIPIENT)


def replay(connection: Connection, message_id: int, actor: str, today: date) -> MessageState:
    """Make a dead or addressless message due now, with all its attempts before it, and record who asked for it.

    Raises Unknown for no such message, BadInput for one that did not fail.
    """
    wanted = select(OUTBOX.c.state, OUTBOX.c.case_no).where(OUTBOX.c.id == message_id).with_for_update()
    found = connection.execute(wanted).first()
    if found is None:
        raise Unknown(str(message_id))
    if found.state not in FAILED:
        raise BadInput(f"message {message_id} is {found.state}; only a failed one is sent again")
    at = chain.now(connection)
    again = {"state": MessageState.READY, "attempts": 0, "due_at": at, "done_at": None, **FREE}
    connection.execute(update(OUTBOX).where(OUTBOX.c.id == message_id).values(**again))
    event = chain.NewEvent(EventKind.DELIVERY, "outbox.replay", actor, today, data={"message": message_id})
    chain.append(connection, found.case_no or chain.SYSTEM, event, at)
    return MessageState.READY
