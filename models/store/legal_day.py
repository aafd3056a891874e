"""The legal day (Asia/Shanghai) on which something reached us; in a demo database, the demo's day."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, func, select

from models.store.handles import INSTALLATION
from models.store.prepared import Prepared

LEGAL_ZONE = ZoneInfo("Asia/Shanghai")
LEGAL_DAY = func.coalesce(
    select(INSTALLATION.c.demo_today).where(INSTALLATION.c.demo).scalar_subquery(),
    bindparam("day", None, type_=INSTALLATION.c.demo_today.type),
)
"""The legal day within a statement: `day`, unless a demo database has its own."""
DEMO = Prepared(select(INSTALLATION.c.demo, INSTALLATION.c.demo_today))


def legal_day(connection: Connection, received_at: datetime) -> date:
    """The day `received_at` falls on in China, unless this database was created as a demo and has its own day."""
    return day_of(DEMO.ask(connection).first(), received_at)


def day_of(row: Any, received_at: datetime) -> date:
    """The same, from the row of the installation."""
    if row is not None and row.demo and row.demo_today is not None:
        demo_today: date = row.demo_today
        return demo_today
    return received_at.astimezone(LEGAL_ZONE).date()
