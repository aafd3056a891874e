"""Dates of facts: nothing is dated in the future, nothing before what must come first."""

from datetime import date

from models.errors import Refusal
from models.facts import day
from models.situation import Guard, Situation, no

_OWN_DAYS = ("told_on", "served_on", "occurred_on", "received_on", "on")


def not_in_future(*fields: str) -> Guard:
    """A reported fact cannot lie after the day the act reached us."""

    def guard(s: Situation) -> Refusal | None:
        late = [f for f in fields if (s.get(f) is not None and s.get(f) > s.today)]
        return no("date_in_future", *late) if late else None

    return guard


def in_order(first: str, second: str) -> Guard:
    """The first date of the form is not after the second."""

    def guard(s: Situation) -> Refusal | None:
        one, two = s.get(first), s.get(second)
        return no("dates_reversed", first, second) if one is not None and two is not None and one > two else None

    return guard


def not_before(act: str, field: str, code: str, *, first: bool = False) -> Guard:
    """The form's `field` is not before the day of `act` in this stage: the fact's own day where it reports one.

    Of several such acts the newest counts, or the `first`.
    """

    def guard(s: Situation) -> Refusal | None:
        entry = next(iter(s.here.all(act)), None) if first else s.here.last(act)
        if entry is None:
            return no(code)
        since: date = day(entry, next(name for name in _OWN_DAYS if name in entry))
        return no(code, since.isoformat()) if s.get(field) < since else None

    return guard
