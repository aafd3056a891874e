"""The outbox: one row is one recipient, one channel, one address; every attempt is kept."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from models.store.columns import UTCDateTime, by_value, by_word
from models.store.indexes import partial
from models.vocabulary import Audience, Channel, MessageState


class OutboxMessage(SQLModel, table=True):
    """A message fixed in the act's transaction. Title and body carry case number, act, due date and a link only.

    `target` names an officer's badge, an organ's, a department's or a unit's code according to `audience`; its address
    is read at sending. `via` names a channel of the register; without it the settings say where a channel leads.
    `sealed_id` names the sealed package of a transfer. A message of the sweep
    names its deadline and rung; one that takes something back says so in `rung`. `dedupe` is unique for ever.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        partial("outbox_due", "due_at", "id", where="state = 'ready'"),
        partial("outbox_leased", "lease_until", where="state = 'leased'"),
        partial("outbox_in_order", "case_no", "channel", "target", "id", where="state IN ('ready', 'leased')"),
        partial("outbox_failed", "id", where="state IN ('dead', 'no_recipient')"),
    )
    id: int | None = Field(default=None, primary_key=True)
    dedupe: str = Field(unique=True)
    case_no: str | None = Field(default=None, index=True)
    seq: int
    channel: Channel = Field(sa_column=Column(by_value(Channel), nullable=False))
    audience: Audience = Field(sa_column=Column(by_word(Audience), nullable=False))
    target: str
    statutory: bool
    title: str
    body: str
    sealed_id: str | None = None
    deadline_id: int | None = Field(default=None, foreign_key="deadline.id")
    rung: str | None = None
    state: MessageState = Field(sa_column=Column(by_value(MessageState), nullable=False))
    due_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    attempts: int = 0
    lease: str | None = None
    lease_until: datetime | None = Field(default=None, sa_column=Column(UTCDateTime, nullable=True))
    last_error: str | None = None
    created_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    done_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime, nullable=True))
    via: str | None = None


class DeliveryAttempt(SQLModel, table=True):
    """One try to deliver one message: how it ended and what the peer answered (never the message itself)."""

    __tablename__ = "delivery_attempt"
    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="outbox_message.id", index=True)
    attempt: int
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    outcome: str
    answer: str
