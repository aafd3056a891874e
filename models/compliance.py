"""One unit's duties on a day: since when each binds, what the unit did for it and when that is due again, and which
open findings and orders cite it. Pure.

Counts and dates of the organisation's own measures. No person, no score, no comparison with another unit.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from models import duty_periods
from models.acts.choices import Conclusion, DutyEvidence
from models.facts import CaseFacts, DeadlineFacts, Entry, StageFacts, day
from models.guards import findings
from models.law.duties import DutyItem, Spell, binding, bound_since
from models.periods import Clock
from models.vocabulary import Stage

ORDERED = ("ordered", "running", "reported", "not_met")
"""States in which an order stands; one that is only proposed asks nothing of the unit yet."""


@dataclass(frozen=True)
class Measures:
    """What of one kind was done for a duty: how often, how many in all where that was counted, and when last."""

    kind: DutyEvidence
    times: int
    count: int | None
    last: date


@dataclass(frozen=True)
class Open:
    """A finding or an order (`what`) that cites the duty and is not settled; `at` is its number within the case."""

    what: str
    case: str
    at: str
    state: str
    since: date
    until: date


@dataclass(frozen=True)
class Line:
    """One duty. `days` is its period and `next_due` the last day of the one that runs, None where none does;
    `passed` whether that day is over; `said` what the unit answered in its last self-inspection, and when."""

    duty: DutyItem
    since: date
    last_done: date | None
    days: int | None
    next_due: date | None
    provisional: bool
    passed: bool
    measures: tuple[Measures, ...]
    said: tuple[str, date] | None
    open: tuple[Open, ...]


def page(
    on: date,
    spells: Iterable[Spell],
    ledger: CaseFacts | None,
    deadlines: Iterable[DeadlineFacts],
    cited: Iterable[tuple[DutyItem, Open]],
) -> tuple[Line, ...]:
    """Every duty that binds on the day, in the order of the articles, by what was recorded until then."""
    spells, cited, deadlines = tuple(spells), tuple(cited), tuple(deadlines)
    acts = tuple(e for e in duty_periods.acts_of(ledger) if day(e, "on") <= on)
    said = _said(acts)
    return tuple(
        _line(duty, on, spells, acts, deadlines, said.get(duty), tuple(one for of, one in cited if of is duty))
        for duty in sorted(binding(on, spells), key=duty_periods.NUMBER.__getitem__)
    )


def _line(
    duty: DutyItem,
    on: date,
    spells: tuple[Spell, ...],
    acts: tuple[Entry, ...],
    deadlines: tuple[DeadlineFacts, ...],
    said: tuple[str, date] | None,
    cited: tuple[Open, ...],
) -> Line:
    runs = _running(duty, acts, deadlines)
    due = runs.due_on if runs else None
    provisional = runs is not None and runs.provisional
    return Line(
        duty=duty,
        since=bound_since(duty, on, spells) or on,
        last_done=duty_periods.last_done(duty, acts),
        days=runs.length if runs else None,
        next_due=due,
        provisional=provisional,
        passed=due is not None and due < on and not provisional,
        measures=_measures(duty, acts),
        said=said,
        open=cited,
    )


def _running(duty: DutyItem, acts: tuple[Entry, ...], deadlines: tuple[DeadlineFacts, ...]) -> DeadlineFacts | None:
    """The period that ran on that day: armed by then, and not ended by an act that was taken by then."""
    known = {e["seq"] for e in acts}
    own = [d for d in deadlines if d.clock is Clock.DUTY_DUE and d.item == duty_periods.NUMBER[duty]]
    armed = [d for d in own if d.armed_seq in known]
    newest = max(armed, key=lambda d: d.armed_seq, default=None)
    if newest is None or newest.open:
        return newest
    # It ended since: by the act that armed the next one, or by what came after the day that is asked for.
    ended = [e["seq"] for e in acts if e["seq"] > newest.armed_seq and _ends(e, duty)]
    return None if ended else newest


def _ends(entry: Entry, duty: DutyItem) -> bool:
    return entry["act"] == "close" or entry.get("duty") == duty


def _measures(duty: DutyItem, acts: Iterable[Entry]) -> tuple[Measures, ...]:
    by_kind: dict[DutyEvidence, list[Entry]] = {}
    for entry in acts:
        if duty_periods.serves(entry) is duty:
            by_kind.setdefault(_kind(entry), []).append(entry)
    return tuple(
        Measures(
            kind, len(found), _sum(e["count"] for e in found if "count" in e), max(day(e, "done_on") for e in found)
        )
        for kind, found in by_kind.items()
    )


def _kind(entry: Entry) -> DutyEvidence:
    if "plan" in entry:
        return DutyEvidence.PLAN
    return DutyEvidence(entry.get("kind", DutyEvidence.SELF_INSPECTION))


def _sum(counts: Iterable[int]) -> int | None:
    counted = list(counts)
    return sum(counted) if counted else None


def _said(acts: Iterable[Entry]) -> dict[DutyItem, tuple[str, date]]:
    """The unit's own answer to each duty, of its last self-inspection."""
    filed = [e for e in acts if e["act"] == "file_self_inspection"]
    newest = max(filed, key=lambda e: (e["done_on"], e["seq"]), default=None)
    return {DutyItem(a["duty"]): (a["answer"], day(newest, "done_on")) for a in newest["answers"]} if newest else {}


def cited(case: str, stages: Iterable[StageFacts], on: date) -> Iterator[tuple[DutyItem, Open]]:
    """What of an open case cites duties: findings that no order has taken up or settled, items of orders not met."""
    known = [_until(s, on) for s in stages]
    orders = [s for s in known if s.kind is Stage.RECTIFICATION and s.state not in findings.GONE]
    taken = {
        item["ref"]
        for s in orders
        for n, item in enumerate(findings.order_items(s), 1)
        if s.state != "proposed" and (s.state != "renewed" or n in _met(s))
    }
    for stage in known:
        if stage.kind in findings.CARRY_FINDINGS and not _settled(stage):
            for n, found in enumerate(findings.of(stage), 1):
                if (at := f"{stage.label}/{n}") not in taken:
                    yield _open("finding", case, at, stage.state, found)
    for order in orders:
        for n, item in enumerate(findings.order_items(order), 1):
            if order.state in ORDERED and n not in _met(order):
                yield _open("order", case, f"{order.label}/{n}", order.state, item)


def _met(order: StageFacts) -> frozenset[int]:
    """The items that the last re-inspection found met."""
    return frozenset(r["item"] for r in (order.last("reinspect") or {}).get("results", ()) if r["met"])


def _settled(stage: StageFacts) -> bool:
    """Whether the stage ended without a problem left: undone, carried out, or concluded as none."""
    concluded = stage.last("conclude")
    none = concluded is not None and concluded["result"] == Conclusion.NO_PROBLEM
    return none or stage.state in (*findings.GONE, "completed")


def _open(what: str, case: str, at: str, state: str, found: Entry) -> tuple[DutyItem, Open]:
    return DutyItem(found["duty"]), Open(what, case, at, state, day(found, "since"), day(found, "until"))


def _until(stage: StageFacts, on: date) -> StageFacts:
    """The stage without what was recorded after the day; its state is the one it has now."""
    acts = tuple(e for e in stage.acts if day(e, "on") <= on)
    return StageFacts(stage.label, stage.kind, stage.state, stage.ground, acts)
