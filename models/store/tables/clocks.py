"""Deadlines (budget, anchor, ledger, and their projection) and the working-day calendar."""

from datetime import date, datetime

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from models.periods import Clock, DeadlineState, Holder, LedgerKind, Unit
from models.store.columns import UTCDateTime, by_value, by_word
from models.store.indexes import partial


class Deadline(SQLModel, table=True):
    """One period running. Truth: length, unit, anchor_on and the ledger.

    `due_on`, `next_rung_on`, `provisional` and `calendar_version` are a projection, written by one function only.
    `anchor_on` is the day of the event, which does not count; `due_on` still belongs to the period.
    `item` tells deadlines apart that one act armed: the number of a measure or of a commitment.
    """

    __tablename__ = "deadline"
    __table_args__ = (
        partial(
            "deadline_next_rung", "next_rung_on", "case_no", where="next_rung_on IS NOT NULL AND state = 'running'"
        ),
        Index("deadline_by_case", "case_no"),
        partial("deadline_running", "due_on", "id", where="state = 'running'"),
        partial("deadline_by_clock", "clock", where="state = 'running'"),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_no: str = Field(foreign_key="case_file.no")
    stage: str | None = None
    clock: Clock = Field(sa_column=Column(by_word(Clock), nullable=False))
    holder: Holder = Field(sa_column=Column(by_word(Holder), nullable=False))
    length: int
    unit: Unit = Field(sa_column=Column(by_value(Unit), nullable=False))
    roll: bool
    anchor_on: date
    region: str = ""
    state: DeadlineState = Field(sa_column=Column(by_value(DeadlineState), nullable=False))
    due_on: date
    provisional: bool
    next_rung_on: date | None = None
    calendar_version: int
    armed_seq: int
    item: int = 0
    settled_on: date | None = None


class DeadlineEvent(SQLModel, table=True):
    """One line of a deadline's ledger: extended by `length`, suspended or resumed on a day that does not count."""

    __tablename__ = "deadline_event"
    id: int | None = Field(default=None, primary_key=True)
    deadline_id: int = Field(foreign_key="deadline.id", index=True)
    kind: LedgerKind = Field(sa_column=Column(by_value(LedgerKind), nullable=False))
    on_date: date
    length: int | None = None
    seq: int


class DeadlineRung(SQLModel, table=True):
    """A rung of a deadline's ladder, claimed at most once for each due day."""

    __tablename__ = "deadline_rung"
    deadline_id: int = Field(foreign_key="deadline.id", primary_key=True)
    due_on: date = Field(primary_key=True)
    rung: str = Field(primary_key=True)
    rung_on: date
    sent: bool
    claimed_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class CalendarDay(SQLModel, table=True):
    """A day that is not what its weekday says: a holiday (`rest`) or a make-up working day. Region '' is national."""

    __tablename__ = "calendar_day"
    region: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    rest: bool
    label: str


class CalendarYear(SQLModel, table=True):
    """A year whose holidays are announced. `version` rises over all imports; region '' is national."""

    __tablename__ = "calendar_year"
    region: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    source: str
    version: int
    imported_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
