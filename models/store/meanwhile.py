"""What others did in a case since somebody looked."""

from datetime import datetime

from sqlalchemy import Connection, select

from models.store.handles import EVENT
from models.vocabulary import EventKind


def acts_since(connection: Connection, case_no: str, moment: datetime) -> tuple[str, ...]:
    """Acts recorded in the case after that moment: what somebody who submitted then cannot have seen."""
    found = select(EVENT.c.act).where(
        EVENT.c.chain == case_no, EVENT.c.kind == EventKind.ACT, EVENT.c.recorded_at > moment
    )
    return tuple(connection.execute(found.order_by(EVENT.c.seq)).scalars())


def acts_after(connection: Connection, case_no: str, version: int) -> tuple[str, ...]:
    """Acts that took the case beyond that version."""
    found = select(EVENT.c.act).where(
        EVENT.c.chain == case_no, EVENT.c.kind == EventKind.ACT, EVENT.c.version > version
    )
    return tuple(connection.execute(found.order_by(EVENT.c.seq)).scalars())
