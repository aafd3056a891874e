"""Who a message goes to, looked up and opened when it is sent: an address may have changed since the act."""

from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, select

from models.store.addresses import open_address
from models.store.handles import DEPARTMENT, OFFICER, ORGAN, UNIT
from models.vocabulary import Audience
from notifications.outcomes import Message, Permanent

UNOPENED = Permanent("address_unopened")
"""How a message ends whose address is there and does not open (vault.Sealed): trying again cannot help."""


def address(connection: Connection, message: Message) -> str | None:
    """The mail address of the message's target, or None. An officer no longer active has none. Raises vault.Sealed."""
    match message.audience:
        case Audience.UNIT:
            return _opened(connection, UNIT, message.target, "email")
        case Audience.SUPERIOR | Audience.RECEIVER | Audience.DEPARTMENT:
            return _opened(connection, DEPARTMENT, message.target, "email")
        case Audience.HANDLER | Audience.HEAD | Audience.APPROVER | Audience.SUPERVISOR:
            active = connection.execute(_wanted(OFFICER, "active"), {"code": message.target}).scalar_one_or_none()
            if active is None:
                return _opened(connection, ORGAN, message.target, "email")
            return _opened(connection, OFFICER, message.target, "email") if active else None
        case Audience.ENGINE:
            return None


def endpoint(connection: Connection, code: str) -> str | None:
    """Where the department's receiving service listens, or None. Raises vault.Sealed."""
    return _opened(connection, DEPARTMENT, code, "endpoint")


def _opened(connection: Connection, table: Table, code: str, column: str) -> str | None:
    sealed = connection.execute(_wanted(table, column), {"code": code}).scalar_one_or_none()
    return open_address(connection, table, code, column, sealed) if sealed else None


@cache
def _wanted(table: Table, column: str) -> Select[Any]:
    """Built once: this is asked for every message."""
    (key,) = table.primary_key.columns
    return select(table.c[column]).where(key == bindparam("code"))
