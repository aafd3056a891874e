"""The informant vault: identities under a key of their own, requests to reveal one, and each look at one.

No foreign key leads from here to the tables of cases or from them to here; a case knows an informant by alias only.
"""

from datetime import datetime

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from models.store.columns import UTCDateTime, by_value
from models.vocabulary import RevealBasis, RevealState


class Informant(SQLModel, table=True):
    """Who an alias stands for. `wrapped` is the key of `sealed`, for the holder of the private key `kid`."""

    __tablename__ = "informant"
    alias: str = Field(primary_key=True)
    kid: str
    wrapped: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    entered_by: str = Field(foreign_key="officer.badge")
    entered_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class InformantReveal(SQLModel, table=True):
    """A request for an identity; `case_no` is plain text. `sealed` is the reason, under the informants' key too.

    `article` is the id of the article a statutory need rests on. `valid_until` is at most 24 hours after `decided_at`.
    """

    __tablename__ = "informant_reveal"
    id: str = Field(primary_key=True)
    alias: str = Field(foreign_key="informant.alias", index=True)
    case_no: str = Field(index=True)
    requested_by: str = Field(foreign_key="officer.badge")
    requested_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    basis: RevealBasis = Field(sa_column=Column(by_value(RevealBasis), nullable=False))
    article: str | None = None
    kid: str
    wrapped: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    state: RevealState = Field(sa_column=Column(by_value(RevealState), nullable=False))
    decided_by: str | None = Field(default=None, foreign_key="officer.badge")
    decided_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    valid_until: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


class InformantLook(SQLModel, table=True):
    """One look at an identity; `number` counts the looks under one request."""

    __tablename__ = "informant_look"
    reveal: str = Field(foreign_key="informant_reveal.id", primary_key=True)
    number: int = Field(primary_key=True)
    seen_by: str = Field(foreign_key="officer.badge")
    seen_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
