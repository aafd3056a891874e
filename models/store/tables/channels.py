"""The register of channels, what was used of each in a minute, and the signs of life of what runs by itself."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from models.store.columns import UTCDateTime, by_value
from models.vocabulary import Channel


class ChannelRow(SQLModel, table=True):
    """A place notices go to, known by its name; `url` holds its address and secrets, sealed, and is gone when it was
    removed.

    At most `per_minute` notices go there in a minute; None sets no limit. Where `alarms` is set, administrators read
    it and are told there of what mail does not bring.
    """

    __tablename__ = "channel"
    name: str = Field(primary_key=True)
    kind: Channel = Field(sa_column=Column(by_value(Channel), nullable=False))
    url: str | None = None
    per_minute: int | None = None
    alarms: bool
    active: bool


class ChannelUse(SQLModel, table=True):
    """How many notices asked for a place in that minute of that channel; those beyond its limit were put off."""

    __tablename__ = "channel_use"
    name: str = Field(primary_key=True)
    minute: datetime = Field(sa_column=Column(UTCDateTime, primary_key=True))
    asked: int


class Heartbeat(SQLModel, table=True):
    """When something that runs by itself last gave a sign of life."""

    __tablename__ = "heartbeat"
    name: str = Field(primary_key=True)
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
