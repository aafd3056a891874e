"""Runs the migrations on the connection it is given, or, for a developer's `alembic`, on the database of the settings.

The caller's transaction holds the lock and is committed by the caller.
"""

from alembic import context
from sqlalchemy import Connection

from models.store.engine import open_store
from models.store.settings import store_settings
from models.store.tables import metadata


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata)
    context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    store = open_store(store_settings().url)
    with store.write() as opened:
        run(opened)
    store.close()
