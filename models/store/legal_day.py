"""The legal day (Asia/Shanghai) on which something reached us; in a demo database, the demo's day."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from models.store.handles import INSTALLATION

LEGAL_ZONE = ZoneInfo("Asia/Shanghai")
_DEMO = select(INSTALLATION.c.demo, INSTALLATION.c.demo_today)


def legal_day(connection: Connection, received_at: datetime) -> date:
    """The day `received_at` falls on in China, unless this database was created as a demo and has its own day."""
    row = connection.execute(_DEMO).first()
    if row is not None and row.demo and row.demo_today is not None:
        demo_today: date = row.demo_today
        return demo_today
    return received_at.astimezone(LEGAL_ZONE).date()
