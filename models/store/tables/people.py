"""People and their notices: when each wants them, who stands in, who acknowledged, which went out as one."""

from datetime import date, datetime, time

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from models.store.columns import UTCDateTime
from models.store.indexes import partial


class NoticePreference(SQLModel, table=True):
    """How an officer (badge) or the head of an organ (its code) wants notices; nothing set: at once, by mail.

    Times are those of the clock in China. `quiet_from` belongs to the quiet time, `quiet_until` does not.
    """

    __tablename__ = "notice_preference"
    owner: str = Field(primary_key=True)
    channel: str | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    digest_at: time | None = None


class Absence(SQLModel, table=True):
    """Days an officer is away, both included, and who is told instead. Why is nobody's business and kept nowhere.

    From `ended_on` on it holds no more.
    """

    __tablename__ = "absence"
    badge: str = Field(primary_key=True, foreign_key="officer.badge")
    from_on: date = Field(primary_key=True)
    until_on: date
    substitute: str = Field(foreign_key="officer.badge")
    ended_on: date | None = None


class Acknowledgement(SQLModel, table=True):
    """A deadline that passed, one row for each due day: who acknowledged it, or who above is told next.

    `step` is the highest that was told: 0 the handler, 1 the head of the organ, 2 the organ above it, and so on.
    `next_on` is when the next one is told; None once it was acknowledged, is settled, or the line has ended.
    """

    __tablename__ = "acknowledgement"
    __table_args__ = (partial("acknowledgement_next", "next_on", where="next_on IS NOT NULL"),)
    deadline_id: int = Field(primary_key=True, foreign_key="deadline.id")
    due_on: date = Field(primary_key=True)
    step: int
    next_on: date | None = None
    since_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    message_id: int | None = Field(default=None, foreign_key="outbox_message.id")
    badge: str | None = Field(default=None, foreign_key="officer.badge")
    acknowledged_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime, nullable=True))


class DigestPart(SQLModel, table=True):
    """A message that goes out as part of another one, the digest of its reader and hour."""

    __tablename__ = "digest_part"
    message_id: int = Field(primary_key=True, foreign_key="outbox_message.id")
    digest_id: int = Field(foreign_key="outbox_message.id", index=True)
