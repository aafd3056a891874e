"""Passcodes of officers: the sealed secret, the steps that were used, the wrong codes that were given."""

from datetime import datetime

from sqlalchemy import Column, Index, LargeBinary
from sqlmodel import Field, SQLModel

from models.store.columns import UTCDateTime


class Passcode(SQLModel, table=True):
    """An officer's secret, encrypted with the key-encryption key `kid`."""

    __tablename__ = "passcode"
    badge: str = Field(primary_key=True, foreign_key="officer.badge")
    secret: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    kid: str
    enrolled_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class PasscodeStep(SQLModel, table=True):
    """A step whose code signed an act, or a listed batch of acts; it signs no other."""

    __tablename__ = "passcode_step"
    badge: str = Field(primary_key=True, foreign_key="officer.badge")
    step: int = Field(primary_key=True)
    batch: str | None = None


class PasscodeFailure(SQLModel, table=True):
    """A wrong code; `at` is when it was received. Locks are derived from these rows."""

    __tablename__ = "passcode_failure"
    __table_args__ = (Index("passcode_failure_by_badge", "badge", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    badge: str = Field(foreign_key="officer.badge")
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
