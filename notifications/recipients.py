"""Who a message goes to, looked up when it is sent: an address in a register may have changed since the act."""

from sqlalchemy import ColumnElement, Connection, select

from models.store.handles import DEPARTMENT, OFFICER, ORGAN, UNIT
from models.vocabulary import Audience
from notifications.outcomes import Message


def address(connection: Connection, message: Message) -> str | None:
    """The mail address of the message's target, or None. An officer no longer active has none."""
    match message.audience:
        case Audience.UNIT:
            found = _one(connection, UNIT.c.email, UNIT.c.code == message.target)
        case Audience.SUPERIOR | Audience.RECEIVER:
            found = _one(connection, DEPARTMENT.c.email, DEPARTMENT.c.code == message.target)
        case Audience.HANDLER | Audience.HEAD | Audience.APPROVER | Audience.SUPERVISOR:
            officer = connection.execute(
                select(OFFICER.c.email, OFFICER.c.active).where(OFFICER.c.badge == message.target)
            ).one_or_none()
            if officer is None:
                found = _one(connection, ORGAN.c.email, ORGAN.c.code == message.target)
            else:
                found = officer.email if officer.active else None
    return found or None


def endpoint(connection: Connection, code: str) -> str | None:
    """Where the department's receiving service listens, or None."""
    return _one(connection, DEPARTMENT.c.endpoint, DEPARTMENT.c.code == code) or None


def _one(connection: Connection, wanted: ColumnElement[str | None], which: ColumnElement[bool]) -> str | None:
    return connection.execute(select(wanted).where(which)).scalar_one_or_none()
