"""What tests of several layers share: one PostgreSQL server for the whole session."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from deployments.postgres import OwnPostgres

# How long an example takes says how busy the machine is.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The server's address with `{}` for the database."""
    # Not under pytest's folder: every pytest that starts takes other users' right to enter it, the server's too.
    with TemporaryDirectory(prefix="casework-postgres-") as folder, OwnPostgres(Path(folder)) as server:
        # Only clients are killed here, never the server: what it has in memory is enough.
        with psycopg.connect(server.uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.uri("{}")
