"""The record: cases, stage instances, the append-only event chain, sealed content, receipts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.classification import Classification
from models.store.columns import CanonicalJSON, UTCDateTime, by_value, by_word
from models.store.indexes import partial
from models.vocabulary import EventKind, File, Outcome, Stage


class CaseFile(SQLModel, table=True):
    """One case about one unit, or one activity for many.

    `version` rises with every act; head_seq and head_hash are the end of its chain.
    """

    __tablename__ = "case_file"
    __table_args__ = (Index("case_newest", "opened_on", "no"),)
    no: str = Field(primary_key=True)
    kind: File = Field(default=File.CASE, sa_column=Column(by_word(File), nullable=False))
    unit: str | None = Field(default=None, foreign_key="unit.code", index=True)
    organ: str = Field(foreign_key="organ.code", index=True)
    handler: str | None = Field(default=None, foreign_key="officer.badge", index=True)
    state: str
    version: int = 0
    head_seq: int = 0
    head_hash: str = ""
    opened_on: date
    closed_on: date | None = None
    acts: Any = Field(sa_column=Column(CanonicalJSON, nullable=False))
    classification: Classification = Field(
        sa_column=Column(by_value(Classification), nullable=False, default=Classification.INTERNAL)
    )


class CaseOfficer(SQLModel, table=True):
    """An officer on a case, by the acts: `recused` ones stand aside and read it no more."""

    __tablename__ = "case_officer"
    __table_args__ = (Index("case_officer_by_badge", "badge"),)
    case_no: str = Field(primary_key=True, foreign_key="case_file.no")
    badge: str = Field(primary_key=True, foreign_key="officer.badge")
    recused: bool


class StageRow(SQLModel, table=True):
    """One stage instance, `GZ-2026-000123/R2`. `acts` holds the open fields of each act taken in it."""

    __tablename__ = "stage"
    __table_args__ = (
        UniqueConstraint("case_no", "label"),
        Index("stage_open", "case_no", "kind"),
        Index("stage_by_state", "state", "kind"),
    )
    id: str = Field(primary_key=True)
    case_no: str = Field(foreign_key="case_file.no")
    kind: Stage = Field(sa_column=Column(by_word(Stage), nullable=False))
    label: str
    state: str
    ground: str | None = None
    lifecycle_version: int
    acts: Any = Field(sa_column=Column(CanonicalJSON, nullable=False))


class CaseEvent(SQLModel, table=True):
    """One event of a chain (a case number, or `system`). `body` is the canonical bytes that `hash` covers."""

    __tablename__ = "case_event"
    __table_args__ = (partial("event_refused", "recorded_at", where="kind = 'refusal'"),)
    chain: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    kind: EventKind = Field(sa_column=Column(by_value(EventKind), nullable=False))
    act: str
    stage: str | None = None
    version: int
    actor: str
    recorded_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    effective_on: date
    request_id: str | None = Field(default=None, index=True)
    dedupe: str | None = Field(default=None, unique=True)
    prev: str
    hash: str
    sealed: str | None = None
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ChainHead(SQLModel, table=True):
    """Head of a chain that belongs to no case (`system`)."""

    __tablename__ = "chain_head"
    chain: str = Field(primary_key=True)
    head_seq: int = 0
    head_hash: str = ""


class CaseNumber(SQLModel, table=True):
    """Last number given per prefix and year; a number is never given twice."""

    __tablename__ = "case_number"
    prefix: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    last: int


class CaseKey(SQLModel, table=True):
    """The case's data key, wrapped by the key-encryption key `kid`."""

    __tablename__ = "case_key"
    case_no: str = Field(primary_key=True)
    kid: str
    wrapped: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class KeptKey(SQLModel, table=True):
    """A key of the database itself, wrapped by the key-encryption key `kid`; `models.store.vault` names them."""

    __tablename__ = "kept_key"
    name: str = Field(primary_key=True)
    kid: str
    wrapped: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class SealedContent(SQLModel, table=True):
    """Free text, names and reasons of one event, encrypted. `digest` is the SHA-256 of the ciphertext."""

    __tablename__ = "sealed_content"
    id: str = Field(primary_key=True)
    case_no: str = Field(foreign_key="case_file.no", index=True)
    digest: str
    blob: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Receipt(SQLModel, table=True):
    """The one answer a request ever gets."""

    __tablename__ = "receipt"
    request_id: str = Field(primary_key=True)
    digest: str
    case_no: str | None = Field(default=None, index=True)
    outcome: Outcome = Field(sa_column=Column(by_value(Outcome), nullable=False))
    answer: Any = Field(sa_column=Column(CanonicalJSON, nullable=False))
    recorded_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class Installation(SQLModel, table=True):
    """The one row (id 1) about this database. Only a database created as a demo accepts a demo date, for ever.

    From `paused_since` on, when the backup of `backup_taken_at` was restored, nothing is sent, claimed or signed until
    a person resumes.
    """

    __tablename__ = "installation"
    id: int = Field(primary_key=True)
    demo: bool
    demo_today: date | None = None
    created_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    paused_since: datetime | None = Field(default=None, sa_column=Column(UTCDateTime, nullable=True))
    backup_taken_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime, nullable=True))
