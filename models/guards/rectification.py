"""Preconditions of an order to rectify, of what the unit does about it, and of the re-inspection."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.errors import Refusal
from models.facts import DeadlineFacts
from models.guards import findings, jointly, rights
from models.periods import Clock, DeadlineState
from models.situation import Situation, no


def arrived(s: Situation) -> date:
    """The unit's own date: the day of posting where there is one (by analogy, CPL 85), else of receipt."""
    posted: date | None = s.get("posted_on")
    received: date = s.get("received_on")
    return posted or received


def limit(s: Situation) -> Any:
    return s.facts.deadline(Clock.RECTIFICATION_LIMIT, s.here.label)


def in_time(limit: DeadlineFacts, on: date) -> bool:
    """Whether the day belongs to the period; from a suspension in time until its resumption nothing runs out."""
    stopped = limit.state is DeadlineState.SUSPENDED and limit.suspensions[-1][0] <= limit.due_on
    return stopped or on <= limit.due_on


def order_items(s: Situation) -> Mapping[str, Any]:
    return {"order_items": list(findings.items_of(s))}


def items_not_met(s: Situation) -> Mapping[str, Any]:
    """The items a renewed order would hold: those the last re-inspection found not met. It is made
    with the same departments."""
    seen = s.here.last("reinspect")
    missed = {r["item"] for r in seen["results"] if not r["met"]} if seen else set()
    items = [i for n, i in enumerate(findings.order_items(s.here), 1) if n in missed]
    together = jointly.with_whom(s.here.last("propose"))
    return {"order_items": items, **({"jointly_with": list(together)} if together else {})}


def first_or_completed(s: Situation) -> Refusal | None:
    """A second report needs a return for completion before it."""
    if s.here.state == "reported" and not s.here.awaits("return_for_completion", "report"):
        return no("completion_not_requested")
    return None


def within_limit(s: Situation) -> Refusal | None:
    """More time is asked for while the limit still runs."""
    now = limit(s)
    return None if in_time(now, arrived(s)) else no("extension_after_limit", now.due_on.isoformat())


def no_extension_open(s: Situation) -> Refusal | None:
    return no("extension_already_open") if s.here.awaits("request_extension", "decide_extension") else None


def extension_open(s: Situation) -> Refusal | None:
    return None if s.here.awaits("request_extension", "decide_extension") else no("no_open_extension")


def extension_bounded(s: Situation) -> Refusal | None:
    """All extensions together never exceed the limit first set; a grant names a length."""
    if s.get("decision") != "granted":
        return None
    now = limit(s)
    if s.get("length") < 1:
        return no("time_limit_required", "length")
    return no("extension_bound_exceeded", str(now.length)) if now.extension + s.get("length") > now.length else None


def no_objection_open(s: Situation) -> Refusal | None:
    return no("objection_already_open") if s.here.awaits("object", "answer_objection") else None


def objection_open(s: Situation) -> Refusal | None:
    return None if s.here.awaits("object", "answer_objection") else no("no_open_objection")


def running(s: Situation) -> Refusal | None:
    now = limit(s)
    return no("already_suspended") if now is not None and now.state is DeadlineState.SUSPENDED else None


def suspended(s: Situation) -> Refusal | None:
    now = limit(s)
    stopped = now is not None and now.state is DeadlineState.SUSPENDED
    return None if stopped and s.here.awaits("suspend", "resume") else no("not_suspended")


def each_item_decided(s: Situation) -> Refusal | None:
    """A re-inspection says of every item of the order, once, whether it is met."""
    told = sorted(r.item for r in s.get("results"))
    asked = list(range(1, len(findings.order_items(s.here)) + 1))
    return None if told == asked else no("items_incomplete", f"1-{len(asked)}")


def not_met_is_lawful(s: Situation) -> Refusal | None:
    """Where an item is not met: no right of the unit is open and its statement is on record."""
    if all(r.met for r in s.get("results")):
        return None
    return rights.none_open(s) or rights.statement_on_record(s)


def met(s: Situation) -> str:
    return "accepted" if all(r.met for r in s.get("results")) else "not_met"


def missed(s: Situation) -> Mapping[str, Any]:
    """Items not met open the unit's time to comment."""
    return {"missed": met(s) == "not_met"}


def reinspected(s: Situation) -> Refusal | None:
    return None if s.here.last("reinspect") else no("reinspect_first", s.here.label)
