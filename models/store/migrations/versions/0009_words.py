"""The words that grow with the procedure are no longer listed by the database.

Frozen: it imports nothing of ours, so that later changes of the tables leave it as it is.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

GROWING = {
    "case_file": ("file_value",),
    "stage": ("stage_value",),
    "submission": ("stage_value",),
    "deadline": ("clock_value", "holder_value"),
    "instrument_number": ("instrument_value",),
    "supervision": ("noted_value",),
    "outbox_message": ("audience_value",),
    "department": ("departmentkind_value",),
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, checks in GROWING.items():
            for check in checks:
                op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {check}")
    else:
        _without_checks(op.get_bind())


def _without_checks(connection: sa.Connection) -> None:
    """SQLite drops no constraint. What it stores of a table does not depend on a CHECK, so its manual lets the text of
    the schema be changed; the version of the schema must rise, so that other connections read it anew."""
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    for table, checks in GROWING.items():
        read = sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")
        made: str = connection.execute(read, {"name": table}).scalar_one()
        for check in checks:
            made, found = re.subn(rf",\s*CONSTRAINT {check} CHECK \([a-z]+ IN \([^()]*\)\)", "", made)
            if found != 1:
                raise ValueError(f"{table}: no {check}")
        write = sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :name")
        connection.execute(write, {"sql": made, "name": table})
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
