"""What an act is taken in, besides its facts: the legal day, the moment, the calendar, the chain's head."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, or_, select

from models.calendars import Calendar
from models.standing_in import Standing
from models.store import absences, calendars, chain, legal_day, prepared, vault
from models.store.handles import CALENDAR_YEAR, ORGAN
from models.store.prepared import Prepared
from models.store.questions import ORGAN_OF_ACT, Answers

_YEARS = Prepared(
    select(*CALENDAR_YEAR.c["region", "year", "version", "imported_at"]).where(
        or_(
            CALENDAR_YEAR.c.region == calendars.NATIONAL,
            CALENDAR_YEAR.c.region == select(ORGAN.c.region).where(ORGAN.c.code == ORGAN_OF_ACT).scalar_subquery(),
        )
    )
)


@dataclass(frozen=True)
class Asked:
    """What `ask` asked, for `of`."""

    demo: prepared.Asked
    now: prepared.Asked
    years: prepared.Asked
    away: prepared.Asked
    key: prepared.Asked


@dataclass(frozen=True)
class Surroundings:
    """The legal day, the moment (UTC) by the database's clock, the calendar of the organ's region, who is away; and
    for a file that is there its chain's head and how to open its key."""

    today: date
    at: datetime
    calendar: Calendar
    away: Standing
    head: tuple[int, str] | None
    key: prepared.Asked


def ask(connection: Connection, case_no: str | None, badge: str, received_at: datetime) -> Asked:
    """Ask what an act of this officer, received at that moment, is taken in; together with other things."""
    return Asked(
        demo=legal_day.DEMO.ask(connection),
        now=chain.ask_now(connection),
        years=_YEARS.ask(connection, no=case_no, badge=badge),
        away=absences.ask(connection, case_no, badge, legal_day.day_of(None, received_at)),
        key=vault.ask_key(connection, case_no),
    )


def of(connection: Connection, asked: Asked, answers: Answers, region: str, received_at: datetime) -> Surroundings:
    """What was asked. `answers` are those about the same act, `region` the one of the organ that acts."""
    case = answers.case.first()
    return Surroundings(
        today=legal_day.day_of(asked.demo.first(), received_at),
        at=asked.now.all()[0].at,
        calendar=calendars.of(connection, region, asked.years.all()),
        away=absences.of_act(asked.away),
        head=(case.head_seq, case.head_hash) if case else None,
        key=asked.key,
    )
