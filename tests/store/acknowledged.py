"""Taking notice of a deadline that passed, as its reader would."""

from datetime import date

from models.store import acknowledging
from models.store.engine import Store


def waiting(store: Store, *targets: str) -> list[tuple[str, str]]:
    """The notices that wait for these badges and organs: to whom, and of which rung."""
    with store.read() as connection:
        return [(row.target, row.rung) for row in connection.execute(acknowledging.waiting_for(targets))]


def acknowledged(store: Store, case: str, badge: str, today: date) -> None:
    """The officer acknowledges the oldest notice of this case that waits."""
    with store.write() as connection:
        rows = connection.execute(acknowledging.waiting_for([badge])).all()
        acknowledging.acknowledge(connection, next(row for row in rows if row.case == case), badge, today)
