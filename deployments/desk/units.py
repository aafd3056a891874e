"""What an officer may read about a unit as such: its duties, joined from the files that officer may see."""

from datetime import date
from typing import Any

from deployments.desk.signed_in import Officer, now
from flows.legal_day import legal_day
from models.errors import TransitionRefused, Unknown
from models.situation import no
from models.store import compliance, reading
from models.store.engine import Store


def duties(store: Store, officer: Officer, unit: str, as_of: date | None = None) -> dict[str, Any]:
    """The unit's duties on the day (none stated: today).

    Raises TransitionRefused, and records it, for who may see no file about the unit; for a unit that is not there the
    same.
    """
    with store.read() as connection:
        today = legal_day(connection, now())
        try:
            return compliance.of_unit(connection, unit, as_of or today, reading.visible(officer.reader))
        except Unknown:
            refusal = no("need_to_know")
    reading.note(store, officer.badge, None, "unit", refusal, today)
    raise TransitionRefused(refusal)
