"""A submission may have been filed by the unit, through a link of its case.

Frozen: it imports nothing of ours, so that later changes of the tables leave it as it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("submission", sa.Column("link", sa.String(), nullable=True))
