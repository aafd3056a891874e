"""The informant vault.

Frozen: it imports nothing of ours.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "informant",
        _text("alias"), _text("kid"), _bytes("wrapped"), _bytes("sealed"), _text("entered_by"), _moment("entered_at"),
        sa.PrimaryKeyConstraint("alias"), sa.ForeignKeyConstraint(["entered_by"], ["officer.badge"]),
    )  # fmt: skip
    op.create_table(
        "informant_reveal",
        _text("id"), _text("alias"), _text("case_no"), _text("requested_by"), _moment("requested_at"),
        _choice("basis", "revealbasis_value", "consent statutory_need"), _text("article", null=True),
        _text("kid"), _bytes("wrapped"), _bytes("sealed"),
        _choice("state", "revealstate_value", "waiting approved refused"), _text("decided_by", null=True),
        _moment("decided_at", null=True), _moment("valid_until", null=True), sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["alias"], ["informant.alias"]),
        sa.ForeignKeyConstraint(["requested_by"], ["officer.badge"]),
        sa.ForeignKeyConstraint(["decided_by"], ["officer.badge"]),
    )  # fmt: skip
    op.create_index("ix_informant_reveal_alias", "informant_reveal", ["alias"])
    op.create_index("ix_informant_reveal_case_no", "informant_reveal", ["case_no"])
    op.create_table(
        "informant_look",
        _text("reveal"), sa.Column("number", sa.Integer(), nullable=False, autoincrement=False), _text("seen_by"),
        _moment("seen_at"), sa.PrimaryKeyConstraint("reveal", "number"),
        sa.ForeignKeyConstraint(["reveal"], ["informant_reveal.id"]),
        sa.ForeignKeyConstraint(["seen_by"], ["officer.badge"]),
    )  # fmt: skip


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=null)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _moment(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _choice(name: str, check: str, words: str) -> sa.Column[Any]:
    kind = sa.Enum(*words.split(), name=check, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=False)
