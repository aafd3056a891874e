"""Channels: their register, their use by the minute, by which of them a message leaves; signs of life.

Frozen: it imports nothing of ours, so that later changes of the tables leave it as it is.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CHANNELS = ("mail", "webhook", "transfer", "run", "wecom", "dingtalk", "feishu", "apprise")
AUDIENCES = "handler head approver supervisor unit superior receiver engine"
STATES = "ready leased done dead cancelled no_recipient"
OPEN = "state IN ('ready', 'leased')"


def upgrade() -> None:
    op.create_table(
        "channel",
        _text("name"), _choice("kind", "channel_value", CHANNELS), _text("url", null=True),
        _number("per_minute", null=True), _flag("alarms"), _flag("active"), sa.PrimaryKeyConstraint("name"),
    )  # fmt: skip
    op.create_table(
        "channel_use",
        _text("name"), _moment("minute"), _number("asked"), sa.PrimaryKeyConstraint("name", "minute"),
    )  # fmt: skip
    op.create_table("heartbeat", _text("name"), _moment("at"), sa.PrimaryKeyConstraint("name"))
    if op.get_bind().dialect.name == "postgresql":
        allowed = ", ".join(f"'{channel}'" for channel in CHANNELS)
        op.execute("ALTER TABLE outbox_message DROP CONSTRAINT channel_value")
        op.execute(f"ALTER TABLE outbox_message ADD CONSTRAINT channel_value CHECK (channel IN ({allowed}))")
        op.add_column("outbox_message", _text("via", null=True))
    else:
        _built_anew()
    _partial_index("outbox_failed", "outbox_message", ["id"], "state IN ('dead', 'no_recipient')")
    _partial_index("event_refused", "case_event", ["recorded_at"], "kind = 'refusal'")


def _built_anew() -> None:
    """SQLite changes no CHECK: the table is copied, and beside it the one that refers to it."""
    op.execute("CREATE TABLE attempts_kept AS SELECT * FROM delivery_attempt")
    op.execute("DROP TABLE delivery_attempt")
    op.create_table(
        "outbox_built",
        _number("id"), _text("dedupe"), _text("case_no", null=True), _number("seq"),
        _choice("channel", "channel_value", CHANNELS), _choice("audience", "audience_value", AUDIENCES.split()),
        _text("target"), _flag("statutory"), _text("title"), _text("body"), _text("sealed_id", null=True),
        _number("deadline_id", null=True), _text("rung", null=True),
        _choice("state", "messagestate_value", STATES.split()), _moment("due_at"),
        _number("attempts"), _text("lease", null=True), _moment("lease_until", null=True),
        _text("last_error", null=True), _moment("created_at"), _moment("done_at", null=True), _text("via", null=True),
        sa.PrimaryKeyConstraint("id"), sa.UniqueConstraint("dedupe"),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadline.id"]),
    )  # fmt: skip
    op.execute("INSERT INTO outbox_built SELECT *, NULL FROM outbox_message")
    op.execute("DROP TABLE outbox_message")
    op.execute("ALTER TABLE outbox_built RENAME TO outbox_message")
    op.create_index("ix_outbox_message_case_no", "outbox_message", ["case_no"])
    _partial_index("outbox_due", "outbox_message", ["due_at", "id"], "state = 'ready'")
    _partial_index("outbox_in_order", "outbox_message", ["case_no", "channel", "target", "id"], OPEN)
    _partial_index("outbox_leased", "outbox_message", ["lease_until"], "state = 'leased'")
    op.create_table(
        "delivery_attempt",
        _number("id"), _number("message_id"), _number("attempt"), _moment("at"), _text("outcome"), _text("answer"),
        sa.PrimaryKeyConstraint("id"), sa.ForeignKeyConstraint(["message_id"], ["outbox_message.id"]),
    )  # fmt: skip
    op.create_index("ix_delivery_attempt_message_id", "delivery_attempt", ["message_id"])
    op.execute("INSERT INTO delivery_attempt SELECT * FROM attempts_kept")
    op.execute("DROP TABLE attempts_kept")


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=null)


def _number(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=null)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _moment(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _choice(name: str, check: str, words: tuple[str, ...] | list[str]) -> sa.Column[Any]:
    kind = sa.Enum(*words, name=check, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=False)


def _partial_index(name: str, table: str, columns: list[str], predicate: str) -> None:
    where = sa.text(predicate)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
