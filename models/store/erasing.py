"""Destroying a closed case's key, for retention: its narrative and its files can be opened by nobody any more.

The ciphertexts stay where they are. The chain and the log commit to them, so the audit goes on proving each of them,
and needs no exception under which a file that was lost could pass for one that was erased.
"""

from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, func, select

from models.errors import BadInput, TransitionRefused, Unknown
from models.replay import ERASURE
from models.situation import no
from models.store import chain
from models.store.engine import Store
from models.store.handles import CASE_FILE, CASE_KEY, DOCUMENT, OUTBOX, SEALED
from models.vocabulary import EventKind, MessageState

LONGEST = 500
"""Characters of a reason."""

SETTLED = (MessageState.DONE, MessageState.CANCELLED)


def destroy(store: Store, case_no: str, reason: str, actor: str, today: date) -> dict[str, Any]:
    """Delete the case's key and enter that in its chain; for ever. Returns the event's data.

    The reason stays in clear: nothing of this case can be sealed any more. Raises Unknown, BadInput, and
    TransitionRefused where the case is open, erased already, or still has a package to send.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST or not reason.isprintable():
        raise BadInput(f"reason: one line of at most {LONGEST} characters is needed")
    with store.write() as connection:
        data = erase(connection, case_no, reason, actor, today)
    scrub(store)
    return data


def erase(connection: Connection, case_no: str, reason: str, actor: str, today: date) -> dict[str, Any]:
    """The same within a transaction; `scrub` follows when it is committed."""
    wanted = select(CASE_FILE.c.closed_on).where(CASE_FILE.c.no == case_no).with_for_update()
    case = connection.execute(wanted).first()
    if case is None:
        raise Unknown(case_no)
    if case.closed_on is None:
        raise TransitionRefused(no("case_not_closed"))
    waiting = (OUTBOX.c.case_no == case_no, OUTBOX.c.sealed_id.is_not(None), OUTBOX.c.state.not_in(SETTLED))
    if connection.execute(select(OUTBOX.c.id).where(*waiting)).first() is not None:
        raise TransitionRefused(no("package_unsent"))
    kid = connection.execute(delete(CASE_KEY).where(CASE_KEY.c.case_no == case_no).returning(CASE_KEY.c.kid)).scalar()
    if kid is None:
        raise TransitionRefused(no("case_erased"))
    sealed, documents = (
        connection.execute(select(func.count()).select_from(table).where(table.c.case_no == case_no)).scalar_one()
        for table in (SEALED, DOCUMENT)
    )
    data = {"kid": kid, "reason": reason, "sealed": sealed, "documents": documents}
    event = chain.NewEvent(EventKind.REGISTER, ERASURE, actor, today, data=data)
    chain.append(connection, case_no, event, chain.now(connection))
    return data


def scrub(store: Store) -> None:
    """Take the deleted row's bytes out of the files of the database, as far as the database does that."""
    if store.postgres:
        with store.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM (FULL) case_key")
        return
    # Below the engine, which would begin a transaction first; in the rollback journal's mode this does nothing.
    raw = store.writer.raw_connection()
    try:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()
