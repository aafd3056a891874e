"""A unit's spell names the file by which the unit was listed.

Frozen: it imports nothing of ours, so that later changes of the tables leave it as it is.
"""

from alembic import op

revision = "0010"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In plain SQL: Alembic adds a foreign key on SQLite only by building the table anew.
    op.execute("ALTER TABLE unit_status ADD COLUMN listing VARCHAR REFERENCES case_file (no)")
