"""The log over all chains: one leaf for each event, the edge of its tree, and the checkpoints signed so far."""

from datetime import datetime

from sqlalchemy import Column, Integer, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.store.columns import UTCDateTime


class LogLeaf(SQLModel, table=True):
    """One leaf, counted from 0. It refers to its event by name only: it stays when the event is gone."""

    __tablename__ = "log_leaf"
    __table_args__ = (UniqueConstraint("chain", "seq"),)
    position: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    chain: str
    seq: int
    hash: str


class LogState(SQLModel, table=True):
    """The one row (id 1) about the log: how many leaves it has, and the roots of its whole subtrees, 32 bytes each."""

    __tablename__ = "log_state"
    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    size: int
    edge: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class CheckpointRow(SQLModel, table=True):
    """The head of the log at one size, as it was signed. `sent`: it stands outside, wherever it was to go."""

    __tablename__ = "checkpoint"
    size: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    root: str
    origin: str
    note: str
    signed_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    sent: bool
