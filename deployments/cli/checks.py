"""What `casework doctor` looks at in the database, the key and the settings. No check changes anything."""

import sqlite3
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, func, select, text

from deployments.cli import database
from deployments.cli.exits import ending
from deployments.cli.output import told
from flows.legal_day import LEGAL_ZONE
from flows.road import DESK, road
from flows.settings import flow_settings
from flows.standstill import said
from models.rules import Rules
from models.store import calendars, passcodes, pausing, reprojection, submissions
from models.store.engine import WAL_RESET_FIXED
from models.store.handles import OFFICER, PASSCODE
from models.store.settings import store_settings
from notifications.settings import NotificationSettings

ANNOUNCED_FROM = (12, 1)
"""From then on the holidays of the next year are needed; the notice usually comes in November."""

OLDEST_POSTGRESQL = 140_009


class State(StrEnum):
    """How a check ended; only BAD makes the doctor fail."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True)
class Check:
    """One check with its result; the detail is for people."""

    name: str
    state: State
    detail: str = ""


def all_of_them() -> list[Check]:
    """Every check, whatever the ones before it found."""
    # Imported here: it brings Prefect with it.
    from deployments.cli.delivery_checks import of_the_delivery
    from deployments.cli.engine_checks import of_the_engine
    from deployments.cli.key_checks import of_the_keys
    from deployments.cli.log_checks import of_the_log

    return [*_of_the_store(), *of_the_delivery(), *of_the_keys(), *of_the_log(), *of_the_engine(), *_of_the_settings()]


def _of_the_store() -> Iterator[Check]:
    try:
        with database.reading() as connection:
            yield Check("database", State.GOOD, connection.dialect.name)
            yield Check("schema", State.GOOD)
            yield _paused(connection)
            yield _version(connection)
            yield from _calendar(connection, datetime.now(UTC).astimezone(LEGAL_ZONE).date())
            yield _counted(connection)
            yield _submitted(connection)
            yield _signature(connection)
    except Exception as error:
        yield Check("database", State.BAD, ending(error).line)


def _version(connection: Connection) -> Check:
    if connection.dialect.name == "postgresql":
        number = int(connection.execute(text("SHOW server_version_num")).scalar_one())
        shown = str(connection.execute(text("SHOW server_version")).scalar_one())
        return Check("database_version", State.GOOD if number >= OLDEST_POSTGRESQL else State.BAD, shown)
    mode = connection.execute(text("PRAGMA journal_mode")).scalar_one()
    wal = sqlite3.sqlite_version_info >= WAL_RESET_FIXED
    detail = f"SQLite {sqlite3.sqlite_version}, journal_mode={mode}"
    return Check("database_version", State.GOOD if wal else State.NOTE, detail)


def _calendar(connection: Connection, today: date) -> Iterator[Check]:
    known = calendars.load(connection)
    needed = [today.year, *([today.year + 1] if (today.month, today.day) >= ANNOUNCED_FROM else [])]
    for year in needed:
        covered = year in known.years
        yield Check("calendar", State.GOOD if covered else State.BAD, str(year))


def _counted(connection: Connection) -> Check:
    """What an import that broke off has left: deadlines whose last day another calendar gave."""
    count = reprojection.stale(connection, None)
    return Check("counted", State.BAD if count else State.GOOD, told("deadlines_stale", count=count))


def _paused(connection: Connection) -> Check:
    pause = pausing.paused(connection)
    return Check("paused", State.BAD, said(pause, flow_settings().locale)) if pause else Check("paused", State.GOOD)


def _submitted(connection: Connection) -> Check:
    """What was sealed at the desk and has no answer for so long that its start was tried several times."""
    count = submissions.waiting(connection, datetime.now(UTC) - 2 * submissions.STUCK)
    return Check("submissions", State.BAD if count else State.GOOD, told("submissions_waiting", count=count))


def _signature(connection: Connection) -> Check:
    if not passcodes.asked(connection):
        return Check("signature", State.NOTE, told("signature_badge_alone"))
    wanted = (
        select(func.count())
        .select_from(OFFICER.outerjoin(PASSCODE))
        .where(OFFICER.c.active, PASSCODE.c.badge.is_(None))
    )
    count = connection.execute(wanted).scalar_one()
    return Check("signature", State.NOTE if count else State.GOOD, told("signature_code", count=count))


def holds_any(column: Column[Any]) -> bool:
    """Whether the table has a row. A database that cannot be read is told already, by its own check."""
    try:
        with database.reading() as connection:
            return connection.execute(select(column).limit(1)).first() is not None
    except Exception:
        return False


def of_a_key(name: str, path: Path, needed: Callable[[], bool]) -> Check:
    """Whether the file is there, for its owner only and apart from the data; it may be absent until it is needed."""
    try:
        found = path.stat()
    except OSError:
        return Check(name, State.BAD if needed() else State.NOTE, told(f"{name}_absent"))
    if stat.S_IMODE(found.st_mode) & 0o077:
        return Check(name, State.BAD, told("key_readable"))
    if path.resolve().is_relative_to(store_settings().data.resolve()):
        return Check(name, State.BAD, told("key_beside_data"))
    return Check(name, State.GOOD)


def _of_the_settings() -> Iterator[Check]:
    try:
        channels = NotificationSettings()
    except ValueError as error:
        yield Check("channels", State.BAD, ending(error).line)
    else:
        ready = [name for name, url in (("mail", channels.smtp_url), ("webhook", channels.webhook_url)) if url]
        yield Check("channels", State.GOOD if ready else State.NOTE, ", ".join(ready) or told("channels_none"))
    yield Check("forms", State.NOTE, told(f"forms_{_road()}"))
    rules, usual = vars(store_settings().rules), vars(Rules())
    for name, value in rules.items():
        shown = ", ".join(f"{act}={level}" for act, level in value.items()) if isinstance(value, dict) else value
        own = "" if value == usual[name] else " *"
        yield Check("setting", State.NOTE, f"{name}={shown}{own}: {told('unverified_setting')}")


def _road() -> str:
    if database.missing():
        return flow_settings().forms or DESK
    with database.reading() as connection:
        return road(connection)
