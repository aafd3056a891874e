"""The informant vault, the role that keeps it, and what a second look puts on the supervising organ's list.

Frozen: it imports nothing of ours.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None

ROLES = "inspector responsible auditor administrator custodian"
NOTED = "recorded_late excess corrected annulled identity_seen_again"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _widen("mandate", "role", "role_value", ROLES)
        _widen("supervision", "noted", "noted_value", NOTED)
    else:
        _rebuild_mandate()
        _rebuild_supervision()
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


def _widen(table: str, column: str, check: str, words: str) -> None:
    op.drop_constraint(check, table, type_="check")
    op.create_check_constraint(check, table, sa.column(column).in_(words.split()))


def _rebuild_mandate() -> None:
    """SQLite cannot change a CHECK. Nothing refers to these two tables, and no trigger hangs on them."""
    op.drop_index("mandate_by_badge", "mandate")
    op.rename_table("mandate", "mandate_before")
    op.create_table(
        "mandate",
        sa.Column("id", sa.Integer(), nullable=False), _text("badge"), _choice("role", "role_value", ROLES),
        _text("act"), sa.Column("valid_from", sa.Date(), nullable=False), sa.Column("valid_until", sa.Date()),
        sa.PrimaryKeyConstraint("id"), sa.ForeignKeyConstraint(["badge"], ["officer.badge"]),
    )  # fmt: skip
    _moved("mandate")
    op.create_index("mandate_by_badge", "mandate", ["badge"])


def _rebuild_supervision() -> None:
    op.drop_index("ix_supervision_organ", "supervision")
    op.rename_table("supervision", "supervision_before")
    op.create_table(
        "supervision",
        _text("case_no"), sa.Column("seq", sa.Integer(), nullable=False), _choice("noted", "noted_value", NOTED),
        _text("organ"), sa.Column("noted_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("case_no", "seq", "noted"),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"]), sa.ForeignKeyConstraint(["organ"], ["organ.code"]),
    )  # fmt: skip
    _moved("supervision")
    op.create_index("ix_supervision_organ", "supervision", ["organ"])


def _moved(table: str) -> None:
    op.execute(f"INSERT INTO {table} SELECT * FROM {table}_before")  # noqa: S608  # both names stand above
    op.drop_table(f"{table}_before")


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=null)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _moment(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _choice(name: str, check: str, words: str) -> sa.Column[Any]:
    kind = sa.Enum(*words.split(), name=check, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=False)
