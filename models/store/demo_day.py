"""The demo's clock: one row that only a database created as a demo accepts."""

from datetime import date

from sqlalchemy import Connection, select, update

from models.errors import TransitionRefused
from models.situation import no
from models.store.handles import INSTALLATION


def set_demo_today(connection: Connection, today: date) -> None:
    """Let the demo live on this day. Raises TransitionRefused in a database that is no demo."""
    if not connection.execute(select(INSTALLATION.c.demo)).scalar():
        raise TransitionRefused(no("demo_clock_refused"))
    connection.execute(update(INSTALLATION).values(demo_today=today))
