"""Reading on the server as an officer: proven by a passcode where the database asks for one, refused reads recorded."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection

from deployments.cli import database, signing
from flows.legal_day import legal_day
from flows.signature import Signed, prove
from models.errors import Refusal, TransitionRefused
from models.need_to_know import Reader
from models.store import passcodes, reading

Right = Callable[[Connection, Reader], Refusal | None]


@contextmanager
def reading_as(badge: str, code: str | None, case_no: str | None, what: str, right: Right) -> Iterator[Connection]:
    """A reading transaction in which `right` had nothing to say against this officer; a code counts once.

    Raises TransitionRefused, and records it in the case's chain, or in the system's where it is None.
    """
    store, at = database.opened(), datetime.now(UTC)
    step = prove(store, Signed(badge, signing.passcode(store, code)), at)
    with store.write() as connection:
        today = legal_day(connection, at)
        who = reading.reader_of(connection, badge, today)
        if step is not None:
            passcodes.consume(connection, badge, step)
    with store.read() as connection:
        refusal = right(connection, who)
        if refusal is None:
            yield connection
            return
    reading.note(store, badge, case_no, what, refusal, today)
    raise TransitionRefused(refusal)
