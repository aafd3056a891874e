"""Instruments drawn up and files kept as evidence; the bytes lie encrypted in the files folder, under their digest."""

from datetime import date, datetime

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.store.columns import UTCDateTime, by_word
from models.vocabulary import Instrument, Noted


class Document(SQLModel, table=True):
    """One file. `digest` is the SHA-256 of its ciphertext and its name in the folder; events name files by it.

    `kind` is a word of `Instrument` or `Evidence`. An instrument has `number` and `locale`. `seq` is the event that
    drew it up or first named it; None: no act has named it yet.
    """

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("number", "locale"),)
    digest: str = Field(primary_key=True)
    case_no: str = Field(foreign_key="case_file.no", index=True)
    kind: str
    number: str | None = None
    locale: str | None = None
    media: str
    size: int
    added_by: str
    added_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    seq: int | None = None


class InstrumentNumber(SQLModel, table=True):
    """Last number given per organ, kind and year; given in the act's transaction, so that no number is missing."""

    __tablename__ = "instrument_number"
    organ: str = Field(primary_key=True)
    instrument: Instrument = Field(sa_column=Column(by_word(Instrument), primary_key=True))
    year: int = Field(primary_key=True)
    last: int


class Supervision(SQLModel, table=True):
    """Something the supervising organ sees on its list: an act recorded late, an excess, an annulment."""

    __tablename__ = "supervision"
    case_no: str = Field(foreign_key="case_file.no", primary_key=True)
    seq: int = Field(primary_key=True)
    noted: Noted = Field(sa_column=Column(by_word(Noted), primary_key=True))
    organ: str = Field(foreign_key="organ.code", index=True)
    noted_on: date
