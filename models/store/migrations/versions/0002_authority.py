"""Authority: passcodes, the log over all chains, officers on cases; the desk: sessions, sealed submissions.

Frozen: it imports nothing of ours, so that later changes of the tables leave it as it is.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STAGES = "case activity guidance inspection technical rectification interview transfer"


def upgrade() -> None:
    op.create_table(
        "checkpoint",
        _given("size"), _text("root"), _text("origin"), _text("note"), _moment("signed_at"), _flag("sent"),
        sa.PrimaryKeyConstraint("size"),
    )  # fmt: skip
    op.create_table(
        "log_leaf",
        _given("position"), _text("chain"), _number("seq"), _text("hash"), sa.PrimaryKeyConstraint("position"),
        sa.UniqueConstraint("chain", "seq"),
    )  # fmt: skip
    op.create_table(
        "passcode",
        _text("badge"), _bytes("secret"), _text("kid"), _moment("enrolled_at"), sa.PrimaryKeyConstraint("badge"),
        sa.ForeignKeyConstraint(["badge"], ["officer.badge"]),
    )  # fmt: skip
    op.create_table(
        "passcode_step",
        _text("badge"), _number("step"), _text("batch", null=True), sa.PrimaryKeyConstraint("badge", "step"),
        sa.ForeignKeyConstraint(["badge"], ["officer.badge"]),
    )  # fmt: skip
    op.create_table(
        "passcode_failure",
        _number("id"), _text("badge"), _moment("at"), sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["badge"], ["officer.badge"]),
    )  # fmt: skip
    op.create_table("log_state", _given("id"), _number("size"), _bytes("edge"), sa.PrimaryKeyConstraint("id"))
    op.create_index("passcode_failure_by_badge", "passcode_failure", ["badge", "at"])
    op.create_table(
        "case_officer",
        _text("case_no"), _text("badge"), _flag("recused"),
        sa.PrimaryKeyConstraint("case_no", "badge"), sa.ForeignKeyConstraint(["case_no"], ["case_file.no"]),
        sa.ForeignKeyConstraint(["badge"], ["officer.badge"]),
    )  # fmt: skip
    op.create_index("case_officer_by_badge", "case_officer", ["badge"])
    op.create_table(
        "desk_session",
        _text("id"), _text("badge"), _moment("began_at"), _moment("seen_at"), _moment("ended_at", null=True),
        sa.PrimaryKeyConstraint("id"), sa.ForeignKeyConstraint(["badge"], ["officer.badge"]),
    )  # fmt: skip
    op.create_index("ix_desk_session_badge", "desk_session", ["badge"])
    stage = sa.Enum(*STAGES.split(), name="stage_value", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "submission",
        _text("id"), _text("badge"), sa.Column("stage", stage, nullable=False), _text("case_no", null=True),
        _text("digest"), _text("kid"), _bytes("content"), _moment("received_at"),
        _moment("answered_at", null=True), _text("raced", null=True), _number("starts"),
        sa.PrimaryKeyConstraint("id"), sa.ForeignKeyConstraint(["badge"], ["officer.badge"]),
    )  # fmt: skip
    op.create_index("submission_by_badge", "submission", ["badge", "received_at"])
    waiting = sa.text("answered_at IS NULL")
    op.create_index("submission_waiting", "submission", ["received_at"], sqlite_where=waiting, postgresql_where=waiting)


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=null)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _given(name: str) -> sa.Column[int]:
    """A key that the database never makes up."""
    return sa.Column(name, sa.Integer(), nullable=False, autoincrement=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _moment(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)
