"""Delegations kept: lending one act as a dated mandate, taking it back, and an officer who leaves."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select, update

from models.delegation import Delegation, refusal
from models.errors import TransitionRefused, Unknown
from models.situation import no
from models.store import chain, officers, questions
from models.store.handles import MANDATE, OFFICER
from models.store.told_rows import tell
from models.vocabulary import EventKind, Role


def lend(connection: Connection, asked: Delegation, today: date, most_days: int) -> dict[str, Any]:
    """Record the delegation; returns its event's data. Raises Unknown for no such officer, TransitionRefused.

    The delegator's signature must have been proven.
    """
    people = _people(connection, asked.delegator, asked.delegate)
    why = refusal(asked, people[asked.delegator], people[asked.delegate], today, most_days)
    if why is not None:
        raise TransitionRefused(why)
    row = {
        "badge": asked.delegate,
        "role": Role.RESPONSIBLE,
        "act": asked.act,
        "valid_from": asked.valid_from,
        "valid_until": asked.valid_until,
        "delegated_by": asked.delegator,
        "order_no": asked.order_no,
    }
    same = (MANDATE.c[name] == row[name] for name in ("badge", "act", "valid_from", "delegated_by", "order_no"))
    if connection.execute(select(MANDATE.c.id).where(*same)).first() is not None:
        raise TransitionRefused(no("delegation_exists"))
    connection.execute(insert(MANDATE).values(**row))
    return _tell(connection, "register.mandate.delegate", asked.delegator, today, "mandate", [row])


def take_back(connection: Connection, delegator: str, delegate: str, act: str, today: date) -> dict[str, Any]:
    """Let what was lent for this act hold no more from today on; returns the event's data. Raises Unknown for nothing.

    What the delegate decided until then stands.
    """
    _people(connection, delegator, delegate)
    running = (
        MANDATE.c.delegated_by == delegator,
        MANDATE.c.badge == delegate,
        MANDATE.c.act == act,
        MANDATE.c.valid_until >= today,
        MANDATE.c.revoked_on.is_(None),
    )
    rows = connection.execute(update(MANDATE).where(*running).values(revoked_on=today).returning(MANDATE)).all()
    if not rows:
        raise Unknown(f"{act}: {delegator}, {delegate}")
    told = [dict(row._mapping) for row in rows]
    return _tell(connection, "register.mandate.revoke", delegator, today, "mandate", told)


def retire(connection: Connection, badge: str, actor: str, today: date) -> dict[str, Any]:
    """Let the officer take no further act, nor anybody on the officer's behalf. Raises Unknown for no active one."""
    active = (OFFICER.c.badge == badge, OFFICER.c.active)
    row = connection.execute(update(OFFICER).where(*active).values(active=False).returning(OFFICER)).first()
    if row is None:
        raise Unknown(badge)
    return _tell(connection, "register.officer.retire", actor, today, "officer", [dict(row._mapping)])


def _people(connection: Connection, *badges: str) -> dict[str, Any]:
    questions.lock(connection, None, badges)
    people = officers.found(connection, badges)
    for badge in badges:
        if badge not in people:
            raise Unknown(badge)
    return people


def _tell(
    connection: Connection, act: str, actor: str, today: date, table: str, rows: list[dict[str, Any]]
) -> dict[str, Any]:
    codes = sorted({row[name] for row in rows for name in ("badge", "delegated_by") if row.get(name)})
    data = {"codes": codes, "rows": {table: [tell(table, row) for row in rows]}}
    event = chain.NewEvent(EventKind.REGISTER, act, actor, today, data=data)
    chain.append(connection, chain.SYSTEM, event, chain.now(connection))
    return data
