"""When people want their notices, who stands in for whom, who acknowledged, and what goes out as one.

Frozen: it imports nothing of ours, so that later changes of the tables leave it as it is.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STILL = sa.text("next_on IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "notice_preference",
        _text("owner"), _text("channel", null=True), _time("quiet_from"), _time("quiet_until"), _time("digest_at"),
        sa.PrimaryKeyConstraint("owner"),
    )  # fmt: skip
    op.create_table(
        "absence",
        _text("badge"), _day("from_on"), _day("until_on"), _text("substitute"), _day("ended_on", null=True),
        sa.PrimaryKeyConstraint("badge", "from_on"), sa.ForeignKeyConstraint(["badge"], ["officer.badge"]),
        sa.ForeignKeyConstraint(["substitute"], ["officer.badge"]),
    )  # fmt: skip
    op.create_table(
        "acknowledgement",
        _key("deadline_id"), _day("due_on"), _key("step"), _day("next_on", null=True), _moment("since_at"),
        _key("message_id", null=True), _text("badge", null=True), _moment("acknowledged_at", null=True),
        sa.PrimaryKeyConstraint("deadline_id", "due_on"), sa.ForeignKeyConstraint(["deadline_id"], ["deadline.id"]),
        sa.ForeignKeyConstraint(["message_id"], ["outbox_message.id"]),
        sa.ForeignKeyConstraint(["badge"], ["officer.badge"]),
    )  # fmt: skip
    op.create_index("acknowledgement_next", "acknowledgement", ["next_on"], sqlite_where=STILL, postgresql_where=STILL)
    op.create_table(
        "digest_part",
        sa.Column("message_id", sa.Integer(), nullable=False), _key("digest_id"),
        sa.PrimaryKeyConstraint("message_id"), sa.ForeignKeyConstraint(["message_id"], ["outbox_message.id"]),
        sa.ForeignKeyConstraint(["digest_id"], ["outbox_message.id"]),
    )  # fmt: skip
    op.create_index("ix_digest_part_digest_id", "digest_part", ["digest_id"])


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=null)


def _key(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=null, autoincrement=False)


def _day(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=null)


def _time(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Time(), nullable=True)


def _moment(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)
