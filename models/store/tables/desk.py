"""The desk: who is signed in, and what was submitted there and waits for its run."""

from datetime import datetime

from sqlalchemy import Column, Index, LargeBinary
from sqlmodel import Field, SQLModel

from models.store.columns import UTCDateTime, by_word
from models.store.indexes import partial
from models.vocabulary import Stage


class DeskSession(SQLModel, table=True):
    """One officer signed in at the desk. `id` is the SHA-256 of the token, which nobody keeps but the officer."""

    __tablename__ = "desk_session"
    id: str = Field(primary_key=True)
    badge: str = Field(foreign_key="officer.badge", index=True)
    began_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    seen_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime, nullable=True))


class Submission(SQLModel, table=True):
    """A form sealed at the desk: officer, act, content, time of receipt in one ciphertext under the key `kid`.

    The content goes when the act was answered. `digest` tells a repeated request from another one under the same id.
    `link` names the link through which the unit filed it; `badge` is then the officer who opened that link.
    """

    __tablename__ = "submission"
    __table_args__ = (
        partial("submission_waiting", "received_at", where="answered_at IS NULL"),
        Index("submission_by_badge", "badge", "received_at"),
    )
    id: str = Field(primary_key=True)
    badge: str = Field(foreign_key="officer.badge")
    stage: Stage = Field(sa_column=Column(by_word(Stage), nullable=False))
    case_no: str | None = None
    digest: str
    kid: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    received_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    answered_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime, nullable=True))
    raced: str | None = None
    starts: int = 1
    link: str | None = None
