"""Passcodes kept: enrolling an officer, checking a code, counting wrong ones, letting a step count once."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from models import passcode
from models.errors import TransitionRefused, Unknown
from models.situation import no
from models.store import chain, vault
from models.store.handles import OFFICER, PASSCODE, PASSCODE_FAILURE, PASSCODE_STEP
from models.store.legal_day import DEMO
from models.store.prepared import Asked
from models.vocabulary import EventKind


def asked(connection: Connection) -> bool:
    """Whether this database asks for codes: every one does that was not created as a demo."""
    return asks(DEMO.ask(connection))


def asks(installation: Asked) -> bool:
    """The same, from the row of the installation that was asked for."""
    row = installation.first()
    return row is None or not row.demo


def enroll(connection: Connection, badge: str, actor: str, today: date) -> str:
    """Give the officer a fresh secret in place of any older one, and return it: it can be read here only.

    Raises Unknown for no such officer, TransitionRefused for one no longer active.
    """
    active = connection.execute(select(OFFICER.c.active).where(OFFICER.c.badge == badge)).scalar()
    if active is None:
        raise Unknown(badge)
    if not active:
        raise TransitionRefused(no("officer_inactive"))
    secret, at = passcode.new_secret(), chain.now(connection)
    kid, blob = vault.wrap(secret.encode(), vault.of_passcode(badge))
    values = {"secret": blob, "kid": kid, "enrolled_at": at}
    statement = _insert(connection)(PASSCODE).values(badge=badge, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=[PASSCODE.c.badge], set_=values))
    event = chain.NewEvent(EventKind.REGISTER, "register.passcode.enroll", actor, today, data={"codes": [badge]})
    chain.append(connection, chain.SYSTEM, event, at)
    return secret


def check(connection: Connection, badge: str, code: str | None, received_at: datetime) -> int:
    """The step of the code, to be consumed with the act it signs. Raises TransitionRefused; counts nothing.

    Codes of one badge are checked one after the other, until the transaction ends (PostgreSQL; SQLite in any case).
    """
    wanted = select(PASSCODE.c.kid, PASSCODE.c.secret).where(PASSCODE.c.badge == badge).with_for_update()
    row = connection.execute(wanted).first()
    if row is None:
        raise TransitionRefused(no("passcode_not_enrolled"))
    if _locked(connection, badge, received_at):
        raise TransitionRefused(no("passcode_locked"))
    if code is None:
        raise TransitionRefused(no("passcode_missing"))
    secret = vault.unwrap(connection, row.kid, row.secret, vault.of_passcode(badge)).decode()
    steps = passcode.matching(secret, code, received_at)
    if not steps:
        raise TransitionRefused(no("passcode_wrong"))
    used = select(PASSCODE_STEP.c.step).where(PASSCODE_STEP.c.badge == badge, PASSCODE_STEP.c.step.in_(steps))
    free = steps.difference(connection.scalars(used))
    if not free:
        raise TransitionRefused(no("passcode_used"))
    return min(free)


def consume(connection: Connection, badge: str, step: int, batch: str | None = None) -> None:
    """Let the step count, in the act's own transaction. TransitionRefused where it has counted meanwhile.

    Acts of one listed batch share it: the first uses it up, the others find their batch named.
    """
    values = {"badge": badge, "step": step, "batch": batch}
    statement = _insert(connection)(PASSCODE_STEP).values(**values).on_conflict_do_nothing()
    if connection.execute(statement.returning(PASSCODE_STEP.c.step)).first() is not None:
        return
    used = select(PASSCODE_STEP.c.batch).where(PASSCODE_STEP.c.badge == badge, PASSCODE_STEP.c.step == step)
    if batch is None or connection.execute(used).scalar() != batch:
        raise TransitionRefused(no("passcode_used"))


def sweep(connection: Connection, before: datetime) -> int:
    """Forget steps and wrong codes of long ago: no code of that time is accepted any more."""
    old = passcode.step_of(before)
    gone = connection.execute(delete(PASSCODE_STEP).where(PASSCODE_STEP.c.step < old)).rowcount
    return int(gone + connection.execute(delete(PASSCODE_FAILURE).where(PASSCODE_FAILURE.c.at < before)).rowcount)


def fail(connection: Connection, badge: str, at: datetime) -> bool:
    """Count a wrong code received at that moment; whether the badge is locked now."""
    connection.execute(insert(PASSCODE_FAILURE).values(badge=badge, at=at))
    return _locked(connection, badge, at)


def _locked(connection: Connection, badge: str, at: datetime) -> bool:
    since = at - passcode.LOCK - passcode.WITHIN
    failures = select(PASSCODE_FAILURE.c.at).where(PASSCODE_FAILURE.c.badge == badge, PASSCODE_FAILURE.c.at >= since)
    found = connection.scalars(failures.order_by(PASSCODE_FAILURE.c.at)).all()
    return passcode.locked_until(found, at) is not None


def _insert(connection: Connection) -> Any:
    return postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
