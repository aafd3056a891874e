"""The database as commands see it: there, and of this release, or one clear line."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.engine import make_url

from deployments.cli.exits import Failed
from deployments.cli.options import OPERATOR
from deployments.cli.output import told
from deployments.settings import desk_url
from flows import stores
from flows.legal_day import legal_day
from models.errors import Unknown
from models.store.engine import Store
from models.store.handles import OFFICER
from models.store.settings import store_settings


def missing() -> bool:
    """Whether there is no database yet; asking does not make one."""
    url = make_url(store_settings().url)
    return url.get_backend_name() == "sqlite" and not (url.database and Path(url.database).exists())


def opened() -> Store:
    """The database. Raises Failed where there is none, or where the command line is one of a desk; SchemaMismatch
    where it is not of this release."""
    if desk_url() is not None:
        raise Failed("server_only", told("server_only"))
    if missing():
        raise Failed("no_database", told("database_missing"))
    return stores.store()


@contextmanager
def reading() -> Iterator[Connection]:
    """One reading transaction."""
    with opened().read() as connection:
        yield connection


def today(connection: Connection) -> date:
    """The legal day; in a demo database, the demo's."""
    return legal_day(connection, datetime.now(UTC))


def require_officer(connection: Connection, by: str) -> None:
    """Raises Unknown where the one who is said to do this is neither the operator nor in the register."""
    found = select(OFFICER.c.badge).where(OFFICER.c.badge == by)
    if by != OPERATOR and connection.execute(found).first() is None:
        raise Unknown(by)
