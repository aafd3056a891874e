"""Bringing the database to the tables of this release, and refusing to work on any other."""

from datetime import date
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, insert, select

from models.errors import BadInput, SchemaMismatch
from models.store import calendars, chain
from models.store.engine import Store
from models.store.handles import CHAIN_HEAD, INSTALLATION

LOCK = 0x63617365
"""Key of the advisory lock under which one process migrates (PostgreSQL)."""


def migrate(store: Store) -> str:
    """Upgrade to the newest schema, one process at a time, all or nothing; returns its revision."""
    with store.write() as connection:
        return upgrade(connection)


def upgrade(connection: Connection) -> str:
    """The same in a transaction that is open already."""
    config = _config()
    _lock(connection)
    if not _known(ScriptDirectory.from_config(config), found := _revisions(connection)):
        raise _unknown(found)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return _revisions(connection)[0]


def newest() -> str:
    """The revision of this release's schema."""
    return ScriptDirectory.from_config(_config()).get_heads()[0]


def check_schema(store: Store) -> None:
    """Raises SchemaMismatch unless the database has exactly the tables of this release."""
    scripts = ScriptDirectory.from_config(_config())
    with store.read() as connection:
        found = _revisions(connection)
    if found == tuple(scripts.get_heads()):
        return
    if not _known(scripts, found):
        raise _unknown(found)
    if not found:
        raise SchemaMismatch("the database has no schema of ours: run `casework migrate`")
    raise SchemaMismatch(f"the database has the older schema {found[0]}: stop all processes, run `casework migrate`")


def install(store: Store, *, demo: bool, today: date | None) -> str:
    """Migrate, then write once what every database needs: its one row, the system chain's head, the calendar.

    What is there stays. A database is a demo from its first moment or never: BadInput when asked otherwise.
    """
    if today is not None and not demo:
        raise BadInput("only a demo has a date of its own")
    revision = migrate(store)
    with store.write() as connection:
        _lock(connection)
        now = chain.now(connection)
        present = connection.execute(select(INSTALLATION.c.demo)).scalar()
        if present is None:
            connection.execute(insert(INSTALLATION).values(id=1, demo=demo, demo_today=today, created_at=now))
        elif demo and not present:
            raise BadInput("this database was not made as a demo and never becomes one")
        if connection.execute(select(CHAIN_HEAD.c.chain).where(CHAIN_HEAD.c.chain == chain.SYSTEM)).first() is None:
            connection.execute(insert(CHAIN_HEAD).values(chain=chain.SYSTEM, head_seq=0, head_hash=""))
        calendars.seed(connection, now)
    return revision


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    return config


def _lock(connection: Connection) -> None:
    # SQLite: the write transaction already holds the only lock there is.
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))


def _revisions(connection: Connection) -> tuple[str, ...]:
    return MigrationContext.configure(connection).get_current_heads()


def _known(scripts: ScriptDirectory, found: tuple[str, ...]) -> bool:
    ours = {script.revision for script in scripts.walk_revisions()}
    return len(found) <= 1 and ours.issuperset(found)


def _unknown(found: tuple[str, ...]) -> SchemaMismatch:
    return SchemaMismatch(
        f"the database has the schema {', '.join(found)}, which this release does not know: "
        "use the release whose `casework migrate` made it"
    )
