"""Receipt codes of reports.

Frozen: it imports nothing of ours, so that later changes of the tables leave it as it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_code",
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("selector", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_no"),
        sa.UniqueConstraint("selector"),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"]),
    )
