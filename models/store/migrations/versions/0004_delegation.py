"""A mandate may be lent: by whom, under which order, and from which day it holds no more.

Frozen: it imports nothing of ours, so that later changes of the tables leave it as it is.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In plain SQL: Alembic adds a foreign key on SQLite only by building the table anew.
    op.execute("ALTER TABLE mandate ADD COLUMN delegated_by VARCHAR REFERENCES officer (badge)")
    op.execute("ALTER TABLE mandate ADD COLUMN order_no VARCHAR")
    op.execute("ALTER TABLE mandate ADD COLUMN revoked_on DATE")
