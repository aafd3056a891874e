"""Preconditions of a technical inspection (Art. 23-25) and of measures on the spot (Art. 26)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.acts.choices import InspectionGround, TechnicalMode
from models.errors import Refusal
from models.facts import Entry, StageFacts, day
from models.guards import findings
from models.periods import Clock
from models.situation import Situation, no
from models.vocabulary import Stage


def risk_on_record(s: Situation) -> Refusal | None:
    """The risk stands in the case: findings, or an inspection asked for because of one."""
    where = s.facts.stage(s.get("risk_in"))
    if where is None or where.state in findings.GONE:
        return no("risk_not_recorded")
    asked = where.last("request") if where.kind is Stage.INSPECTION else None
    risk = asked is not None and asked["ground"] == InspectionGround.RISK.value
    return None if risk or findings.of(where) else no("risk_not_recorded", where.label)


def announced_in_order(s: Situation) -> Refusal | None:
    """The time announced has a beginning before its end."""
    return no("dates_reversed", "starts_at", "ends_at") if s.get("starts_at") >= s.get("ends_at") else None


def announced_before(s: Situation) -> Refusal | None:
    """A remote inspection is announced before it starts (Art. 25)."""
    asked = s.here.last("request")
    remote = asked is not None and asked["mode"] == TechnicalMode.REMOTE.value
    late = remote and s.get("served_on") > s.get("starts_at").date()
    return no("announced_too_late", s.get("served_on").isoformat()) if late else None


def carried_out_in_order(s: Situation) -> Refusal | None:
    """It ended after it started, in the past, and the document was there first."""
    if s.get("started_at") >= s.get("ended_at"):
        return no("dates_reversed", "started_at", "ended_at")
    if s.get("ended_at").date() > s.today:
        return no("date_in_future", "ended_at")
    told = next(iter(s.here.all("notify")), None)
    started = s.get("started_at").date()
    return no("before_notice") if told is None or started < day(told, "served_on") else None


@dataclass(frozen=True)
class MeasureFacts:
    """One measure of a stage: how it was ordered, and whether it was ratified or lifted since."""

    number: int
    ordered: Entry
    ratified: bool
    lifted: bool


def measures(stage: StageFacts) -> tuple[MeasureFacts, ...]:
    """The measures ordered in the stage, in their order."""

    def answered(act: str, number: int) -> bool:
        return any(e["measure"] == number for e in stage.all(act))

    return tuple(
        MeasureFacts(n, e, answered("ratify_measure", n), answered("lift_measure", n))
        for n, e in enumerate(stage.all("order_measure"), 1)
    )


def numbered(s: Situation) -> Mapping[str, Any]:
    """The number of the measure being ordered."""
    return {"measure": len(s.here.all("order_measure")) + 1}


def measure_stands(s: Situation) -> Refusal | None:
    """The measure named is in force: ordered, not lifted, and not lapsed."""
    refused = measure_not_lifted(s)
    if refused is not None:
        return refused
    found = measures(s.here)[s.get("measure") - 1]
    last = s.facts.deadline(Clock.MEASURE_RATIFICATION, s.here.label, found.number)
    lapsed = not found.ratified and last is not None and s.today > last.due_on
    return no("measure_lapsed", str(found.number), last.due_on.isoformat()) if lapsed and last else None


def measure_not_lifted(s: Situation) -> Refusal | None:
    """The measure named was ordered and not lifted yet."""
    found = measures(s.here)
    if s.get("measure") > len(found):
        return no("measure_unknown", str(s.get("measure")))
    return no("measure_lifted", str(s.get("measure"))) if found[s.get("measure") - 1].lifted else None


def after_it_was_ordered(s: Situation) -> Refusal | None:
    """A measure is reviewed and lifted on the day it was ordered or later."""
    ordered = measures(s.here)[s.get("measure") - 1].ordered
    before = s.get("occurred_on") < day(ordered, "occurred_on")
    return no("dates_reversed", ordered["occurred_on"]) if before else None


def not_ratified_yet(s: Situation) -> Refusal | None:
    found = measures(s.here)[s.get("measure") - 1]
    return no("measure_ratified", str(found.number)) if found.ratified else None


def none_in_force(s: Situation) -> Refusal | None:
    """No measure outlasts the technical inspection it belongs to."""
    standing = [str(m.number) for m in measures(s.here) if not m.lifted]
    return no("measures_open", s.here.label, *standing) if standing else None


def within_approval(s: Situation) -> Refusal | None:
    """A measure is ordered while the technical inspection runs: after notice, before its end."""
    told = s.here.last("notify")
    on = s.get("occurred_on")
    return no("before_notice") if told is None or on < day(told, "served_on") else None
