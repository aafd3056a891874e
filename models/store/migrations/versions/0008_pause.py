"""After a restore nothing is sent or claimed until a person says so.

Frozen: it imports nothing of ours, so that later changes of the tables leave it as it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("installation", sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("installation", sa.Column("backup_taken_at", sa.DateTime(timezone=True), nullable=True))
