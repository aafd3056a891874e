"""The unit's request to correct the record about it: one at a time, answered by a correction or by declining it."""

from collections.abc import Mapping
from typing import Any

from models.errors import Refusal
from models.facts import Entry, Facts
from models.guards import remedy
from models.situation import Situation, no
from models.vocabulary import Audience


def asked(facts: Facts) -> Entry | None:
    """The request that nobody has answered yet."""
    entries = facts.case.acts if facts.case else ()
    waiting: Entry | None = None
    for entry in entries:
        if entry["act"] == "request_correction":
            waiting = entry
        elif entry["act"] == "decline_correction" or entry.get("answers"):
            waiting = None
    return waiting


def one_waits(facts: Facts) -> bool:
    return asked(facts) is not None


def none_waits(s: Situation) -> Refusal | None:
    return no("correction_asked") if one_waits(s.facts) else None


def waits(s: Situation) -> Refusal | None:
    return None if one_waits(s.facts) else no("no_correction_asked")


def event_known(s: Situation) -> Refusal | None:
    """Where the unit names an event, an act of the case has that number."""
    event = s.get("event")
    return None if event is None or remedy.located(s.facts, event) else no("not_correctable", str(event))


def answered(s: Situation) -> Mapping[str, Any]:
    """The request a confirmed correction answers: one proposed after it, of the event it names where it names one."""
    request = asked(s.facts)
    if request is None:
        return {}
    _, _, proposed, _ = remedy.proposed(s)
    fits = proposed["seq"] > request["seq"] and request.get("event") in (None, proposed["event"])
    return {"answers": request["seq"]} if fits else {}


def tells_the_unit(entry: Mapping[str, Any]) -> tuple[Audience, ...]:
    """The unit hears of a correction that it asked for."""
    return (Audience.UNIT,) if entry.get("answers") else ()
