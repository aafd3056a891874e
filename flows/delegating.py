"""Delegations, signed by who lends: proven, decided and recorded like an act, without a stage and without Prefect."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from flows.legal_day import legal_day
from flows.signature import Signed, prove
from flows.stores import store
from models.delegation import Delegation
from models.errors import TransitionRefused
from models.store import delegations, journal, passcodes, snapshot
from models.store.journal import Request
from models.store.settings import store_settings

Recorded = Callable[[Connection, date], dict[str, Any]]


def delegate(asked: Delegation, code: str | None) -> dict[str, Any]:
    """Lend the act; the data of the event. Raises Unknown, and TransitionRefused once the refusal is recorded."""
    most = store_settings().rules.delegation_days
    return _signed(asked.delegator, code, "delegate", lambda c, today: delegations.lend(c, asked, today, most))


def revoke(delegator: str, delegate: str, act: str, code: str | None) -> dict[str, Any]:
    """Take back what was lent for this act; as above. Raises Unknown where nothing is lent."""
    return _signed(
        delegator, code, "revoke", lambda c, today: delegations.take_back(c, delegator, delegate, act, today)
    )


def _signed(badge: str, code: str | None, verb: str, record: Recorded) -> dict[str, Any]:
    received_at = datetime.now(UTC)
    try:
        step = prove(store(), Signed(badge, code), received_at)
        with store().write() as connection:
            data = record(connection, legal_day(connection, received_at))
            if step is not None:
                passcodes.consume(connection, badge, step)
        return data
    except TransitionRefused as refused:
        with store().write() as connection:
            who = snapshot.known_badge(connection, badge) or "unknown"
            today, request = legal_day(connection, received_at), Request(str(uuid4()), "", received_at)
            journal.refuse(connection, None, who, f"register.mandate.{verb}", refused.refusal, today, request)
        raise
