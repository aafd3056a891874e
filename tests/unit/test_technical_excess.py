"""What a technical inspection did beyond approval or announcement: recorded, noted for the supervisor, not refused."""

from datetime import date, datetime, time
from typing import Any

import pytest

from models.vocabulary import Audience, Noted
from tests.unit.scenes import allowed, attempt, go, on
from tests.unit.scenes_technical import drawn_technical, notified_technical
from tests.unit.worlds import ANN

NOTIFY, RECORD = "technical.notify", "technical.record"


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


# Approved: on site, equipment and networks, systems 1 and 2, 12 to 27 March; announced for 12 March, 9 to 17.
INSIDE = at(on(3, 12), 9), at(on(3, 12), 17)
LAST_DAY, BEYOND = (at(on(3, 27), 9), at(on(3, 27), 10)), (at(on(3, 30), 9), at(on(3, 30), 10))
EXCESS: list[tuple[dict[str, Any], list[str]]] = [
    ({"started_at": INSIDE[0], "ended_at": INSIDE[1]}, []),
    ({"started_at": at(on(3, 12), 8, 59), "ended_at": INSIDE[1]}, ["time"]),
    ({"started_at": INSIDE[0], "ended_at": at(on(3, 12), 17, 1)}, ["time"]),
    ({"started_at": LAST_DAY[0], "ended_at": LAST_DAY[1]}, ["time"]),
    ({"started_at": BEYOND[0], "ended_at": BEYOND[1]}, ["day", "time"]),
    ({"started_at": at(on(3, 11), 10), "ended_at": at(on(3, 11), 11)}, ["day", "time"]),
    ({"mode": "remote"}, ["mode"]),
    ({"objects": ["internal equipment", "computer networks and information systems"]}, []),
    ({"objects": ["places and buildings"]}, ["object"]),
    ({"objects": ["internal equipment", "critical information infrastructure"]}, ["object"]),
    ({"systems": [1, 2]}, []),
    ({"elsewhere": "The printer."}, ["system"]),
    ({"systems": [], "elsewhere": "The printer."}, ["system"]),
    (
        {"started_at": BEYOND[0], "ended_at": BEYOND[1], "mode": "remote", "objects": ["relevant parts"],
         "elsewhere": "The printer."},
        ["day", "time", "mode", "object", "system"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("done", "excess"), EXCESS)
def test_excess_is_recorded_and_noted_for_the_supervisor_and_never_refused(
    done: dict[str, Any], excess: list[str]
) -> None:
    hours = {"started_at": INSIDE[0], "ended_at": INSIDE[1], **done}
    decision = allowed(attempt(notified_technical(), RECORD, ANN, on(3, 31), **hours))
    assert decision.entry.get("excess", []) == excess
    assert decision.noted == ((Noted.EXCESS,) if excess else ())
    assert (Audience.SUPERVISOR in decision.audience) is bool(excess)


def test_a_system_approved_but_not_announced_is_excess() -> None:
    facts = go(drawn_technical(), NOTIFY, ANN, on(3, 11), systems=[1])
    for systems, excess in (([1], []), ([2], ["system"]), ([1, 2], ["system"])):
        decision = allowed(attempt(facts, RECORD, ANN, on(3, 12), systems=systems))
        assert decision.entry.get("excess", []) == excess
        assert decision.noted == ((Noted.EXCESS,) if excess else ())
