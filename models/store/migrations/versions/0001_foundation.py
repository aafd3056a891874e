"""Foundation: registers, the record with its append-only chain, clocks and calendar, outbox.

Frozen: it imports nothing of ours, so that later changes of the tables leave it as it is.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

CLOCKS = (
    "assignment approval_validity rectification_limit reinspection "
    "extension_decision objection_answer transfer_answer transfer_outcome "
    "comment commitment measure_ratification measure_review"
)

INSTRUMENTS = (
    "inspection_notice technical_notice rectification_order reinspection_opinion "
    "interview_notice superior_notice transfer_letter service_receipt"
)

STAGES = "case activity guidance inspection technical rectification interview transfer"
SECRECY = (
    "public", "internal", "work secret", "business secret", "personal", "informant",
    "state secret: confidential", "state secret: secret", "state secret: top secret",
)  # fmt: skip
TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER case_event_no_update BEFORE UPDATE ON case_event "
        "BEGIN SELECT RAISE(ABORT, 'case_event is append-only'); END",
        "CREATE TRIGGER case_event_no_delete BEFORE DELETE ON case_event "
        "BEGIN SELECT RAISE(ABORT, 'case_event is append-only'); END",
        "CREATE TRIGGER case_event_no_replace BEFORE INSERT ON case_event WHEN EXISTS (SELECT 1 FROM case_event "
        "WHERE rowid = NEW.rowid OR (chain = NEW.chain AND seq = NEW.seq) "
        "OR (NEW.dedupe IS NOT NULL AND dedupe = NEW.dedupe)) "
        "BEGIN SELECT RAISE(ABORT, 'case_event is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION case_event_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'case_event is append-only'; END $$",
        "CREATE TRIGGER case_event_no_change BEFORE UPDATE OR DELETE ON case_event "
        "FOR EACH ROW EXECUTE FUNCTION case_event_append_only()",
        "CREATE TRIGGER case_event_no_truncate BEFORE TRUNCATE ON case_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION case_event_append_only()",
    ),
}


def upgrade() -> None:
    op.create_table(
        "calendar_day",
        _text("region"), _day("day"), _flag("rest"), _text("label"), sa.PrimaryKeyConstraint("region", "day"),
    )  # fmt: skip
    op.create_table(
        "calendar_year",
        _text("region"), _number("year"), _text("source"), _number("version"), _moment("imported_at"),
        sa.PrimaryKeyConstraint("region", "year"),
    )  # fmt: skip
    op.create_table(
        "case_event",
        _text("chain"), _number("seq"),
        _choice("kind", "eventkind_value", "act refusal deadline delivery register calendar"), _text("act"),
        _text("stage", null=True), _number("version"), _text("actor"), _moment("recorded_at"), _day("effective_on"),
        _text("request_id", null=True), _text("dedupe", null=True), _text("prev"), _text("hash"),
        _text("sealed", null=True), _bytes("body"), sa.PrimaryKeyConstraint("chain", "seq"),
        sa.UniqueConstraint("dedupe"),
    )  # fmt: skip
    op.create_index("ix_case_event_request_id", "case_event", ["request_id"])
    op.create_table("case_key", _text("case_no"), _text("kid"), _bytes("wrapped"), sa.PrimaryKeyConstraint("case_no"))
    op.create_table(
        "case_number",
        _text("prefix"), _number("year"), _number("last"), sa.PrimaryKeyConstraint("prefix", "year"),
    )  # fmt: skip
    op.create_table(
        "chain_head",
        _text("chain"), _number("head_seq"), _text("head_hash"), sa.PrimaryKeyConstraint("chain"),
    )  # fmt: skip
    op.create_table(
        "department",
        _text("code"), _text("name"), _choice("kind", "departmentkind_value", "superior industry receiver"),
        _text("email", null=True), _text("endpoint", null=True), sa.PrimaryKeyConstraint("code"),
    )  # fmt: skip
    op.create_table(
        "installation",
        _number("id"), _flag("demo"), _day("demo_today", null=True), _moment("created_at"),
        sa.PrimaryKeyConstraint("id"),
    )  # fmt: skip
    op.create_table(
        "instrument_number",
        _text("organ"), _choice("instrument", "instrument_value", INSTRUMENTS), _number("year"), _number("last"),
        sa.PrimaryKeyConstraint("organ", "instrument", "year"),
    )  # fmt: skip
    op.create_table("kept_key", _text("name"), _text("kid"), _bytes("wrapped"), sa.PrimaryKeyConstraint("name"))
    op.create_table(
        "organ",
        _text("code"), _text("name"), _choice("level", "level_value", "county city province ministry"),
        _text("region"), _text("prefix"), _text("parent", null=True), _text("email", null=True),
        _text("contact", null=True), _text("reconsideration", null=True), _text("court", null=True),
        sa.PrimaryKeyConstraint("code"), sa.ForeignKeyConstraint(["parent"], ["organ.code"]),
    )  # fmt: skip
    op.create_table(
        "receipt",
        _text("request_id"), _text("digest"), _text("case_no", null=True),
        _choice("outcome", "outcome_value", "recorded refused"), _json("answer"), _moment("recorded_at"),
        sa.PrimaryKeyConstraint("request_id"),
    )  # fmt: skip
    op.create_index("ix_receipt_case_no", "receipt", ["case_no"])
    op.create_table(
        "officer",
        _text("badge"), _text("organ"), _text("post"), _text("email", null=True), _flag("active"),
        _secrecy("clearance"), sa.PrimaryKeyConstraint("badge"), sa.ForeignKeyConstraint(["organ"], ["organ.code"]),
    )  # fmt: skip
    op.create_index("ix_officer_organ", "officer", ["organ"])
    op.create_table(
        "unit",
        _text("code"), _text("name"), _choice("kind", "unitkind_value", "organ group enterprise institution other"),
        _text("industry"), _text("region"), _text("superior", null=True), _text("email", null=True),
        sa.PrimaryKeyConstraint("code"), sa.ForeignKeyConstraint(["superior"], ["department.code"]),
    )  # fmt: skip
    op.create_table(
        "case_file",
        _text("no"), _choice("kind", "file_value", "case activity"), _text("unit", null=True), _text("organ"),
        _text("handler", null=True), _text("state"), _number("version"),
        _number("head_seq"), _text("head_hash"), _day("opened_on"), _day("closed_on", null=True), _json("acts"),
        _secrecy("classification"), sa.PrimaryKeyConstraint("no"),
        sa.ForeignKeyConstraint(["handler"], ["officer.badge"]),
        sa.ForeignKeyConstraint(["organ"], ["organ.code"]), sa.ForeignKeyConstraint(["unit"], ["unit.code"]),
    )  # fmt: skip
    op.create_index("ix_case_file_handler", "case_file", ["handler"])
    op.create_index("ix_case_file_organ", "case_file", ["organ"])
    op.create_index("ix_case_file_unit", "case_file", ["unit"])
    op.create_table(
        "mandate",
        _number("id"), _text("badge"),
        _choice("role", "role_value", "inspector responsible auditor administrator custodian"),
        _text("act"), _day("valid_from"), _day("valid_until", null=True), sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["badge"], ["officer.badge"]),
    )  # fmt: skip
    op.create_index("mandate_by_badge", "mandate", ["badge"])
    op.create_table(
        "unit_status",
        _number("id"), _text("unit"), _choice("status", "unitstatus_value", "key_unit cii_operator"),
        _text("notice_no"), _day("served_on"), _day("ended_on", null=True), sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["unit"], ["unit.code"]),
    )  # fmt: skip
    op.create_index("ix_unit_status_unit", "unit_status", ["unit"])
    op.create_table(
        "deadline",
        _number("id"), _text("case_no"), _text("stage", null=True),
        _choice("clock", "clock_value", CLOCKS),
        _choice("holder", "holder_value", "unit organ receiver"), _number("length"),
        _choice("unit", "unit_value", "day workday"), _flag("roll"), _day("anchor_on"), _text("region"),
        _choice("state", "deadlinestate_value", "running suspended met late ended"), _day("due_on"),
        _flag("provisional"), _day("next_rung_on", null=True), _number("calendar_version"), _number("armed_seq"),
        _number("item"), _day("settled_on", null=True), sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"]),
    )  # fmt: skip
    op.create_index("deadline_by_case", "deadline", ["case_no"])
    _partial_index("deadline_next_rung", "deadline", ["next_rung_on", "case_no"], "next_rung_on IS NOT NULL")
    op.create_table(
        "document",
        _text("digest"), _text("case_no"), _text("kind"), _text("number", null=True), _text("locale", null=True),
        _text("media"), _number("size"), _text("added_by"), _moment("added_at"), _number("seq", null=True),
        sa.PrimaryKeyConstraint("digest"), sa.ForeignKeyConstraint(["case_no"], ["case_file.no"]),
        sa.UniqueConstraint("number", "locale"),
    )  # fmt: skip
    op.create_index("ix_document_case_no", "document", ["case_no"])
    op.create_table(
        "supervision",
        _text("case_no"), _number("seq"),
        _choice("noted", "noted_value", "recorded_late excess corrected annulled identity_seen_again"),
        _text("organ"), _day("noted_on"), sa.PrimaryKeyConstraint("case_no", "seq", "noted"),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"]), sa.ForeignKeyConstraint(["organ"], ["organ.code"]),
    )  # fmt: skip
    op.create_index("ix_supervision_organ", "supervision", ["organ"])
    op.create_table(
        "sealed_content",
        _text("id"), _text("case_no"), _text("digest"), _bytes("blob"), sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"]),
    )  # fmt: skip
    op.create_index("ix_sealed_content_case_no", "sealed_content", ["case_no"])
    op.create_table(
        "stage",
        _text("id"), _text("case_no"),
        _choice("kind", "stage_value", STAGES), _text("label"),
        _text("state"), _text("ground", null=True), _number("lifecycle_version"), _json("acts"),
        sa.PrimaryKeyConstraint("id"), sa.ForeignKeyConstraint(["case_no"], ["case_file.no"]),
        sa.UniqueConstraint("case_no", "label"),
    )  # fmt: skip
    op.create_index("stage_open", "stage", ["case_no", "kind"])
    op.create_table(
        "deadline_event",
        _number("id"), _number("deadline_id"), _choice("kind", "ledgerkind_value", "extend suspend resume"),
        _day("on_date"), _number("length", null=True), _number("seq"), sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadline.id"]),
    )  # fmt: skip
    op.create_index("ix_deadline_event_deadline_id", "deadline_event", ["deadline_id"])
    op.create_table(
        "deadline_rung",
        _number("deadline_id"), _day("due_on"), _text("rung"), _day("rung_on"), _flag("sent"), _moment("claimed_at"),
        sa.PrimaryKeyConstraint("deadline_id", "due_on", "rung"),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadline.id"]),
    )  # fmt: skip
    op.create_table(
        "outbox_message",
        _number("id"), _text("dedupe"), _text("case_no", null=True), _number("seq"),
        _choice("channel", "channel_value", "mail webhook transfer run"),
        _choice("audience", "audience_value", "handler head approver supervisor unit superior receiver engine"),
        _text("target"), _flag("statutory"), _text("title"), _text("body"), _text("sealed_id", null=True),
        _number("deadline_id", null=True), _text("rung", null=True),
        _choice("state", "messagestate_value", "ready leased done dead cancelled no_recipient"), _moment("due_at"),
        _number("attempts"), _text("lease", null=True), _moment("lease_until", null=True),
        _text("last_error", null=True), _moment("created_at"), _moment("done_at", null=True),
        sa.PrimaryKeyConstraint("id"), sa.UniqueConstraint("dedupe"),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadline.id"]),
    )  # fmt: skip
    op.create_index("ix_outbox_message_case_no", "outbox_message", ["case_no"])
    _partial_index("outbox_due", "outbox_message", ["due_at", "id"], "state = 'ready'")
    _partial_index(
        "outbox_in_order", "outbox_message", ["case_no", "channel", "target", "id"], "state IN ('ready', 'leased')"
    )
    _partial_index("outbox_leased", "outbox_message", ["lease_until"], "state = 'leased'")
    op.create_table(
        "delivery_attempt",
        _number("id"), _number("message_id"), _number("attempt"), _moment("at"), _text("outcome"), _text("answer"),
        sa.PrimaryKeyConstraint("id"), sa.ForeignKeyConstraint(["message_id"], ["outbox_message.id"]),
    )  # fmt: skip
    op.create_index("ix_delivery_attempt_message_id", "delivery_attempt", ["message_id"])
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=null)


def _number(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=null)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _day(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=null)


def _moment(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _json(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _choice(name: str, check: str, words: str) -> sa.Column[Any]:
    """A text column with a named CHECK over its words."""
    return _among(name, check, words.split())


def _secrecy(name: str) -> sa.Column[Any]:
    return _among(name, "classification_value", SECRECY)


def _among(name: str, check: str, words: Sequence[str]) -> sa.Column[Any]:
    kind = sa.Enum(*words, name=check, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=False)


def _partial_index(name: str, table: str, columns: list[str], predicate: str) -> None:
    where = sa.text(predicate)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
