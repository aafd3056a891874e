"""Rights of the unit that stand open, and the adverse acts they stop."""

from models.errors import Refusal
from models.facts import StageFacts
from models.situation import Situation, no
from models.vocabulary import Clock, DeadlineState, Stage


def open_rights(s: Situation, order: StageFacts) -> tuple[str, ...]:
    """Codes of what stands open for the order an adverse act rests on."""
    limit = s.facts.deadline(Clock.RECTIFICATION_LIMIT, order.label)
    running = limit is not None and limit.open
    served = order.last("serve") is not None
    checks = {
        "service_unproven": not served and order.state not in ("proposed", "refused"),
        "objection_open": order.awaits("object", "answer_objection"),
        "extension_open": order.awaits("request_extension", "decide_extension"),
        "suspension_running": limit is not None and limit.state is DeadlineState.SUSPENDED,
        "due_date_provisional": running and limit is not None and limit.provisional,
    }
    return tuple(code for code, stands in checks.items() if stands)


def order_named(s: Situation) -> StageFacts | None:
    """The order an act rests on: the stage itself, the one it names, its ground's, or the only one there is."""
    if s.stage is not None and s.stage.kind is Stage.RECTIFICATION:
        return s.stage
    stated = s.get("order") or (s.stage.ground if s.stage else None) or s.get("ground")
    named = s.facts.stage(stated) if isinstance(stated, str) else None
    if named is not None:
        return named if named.kind is Stage.RECTIFICATION else None
    orders = [x for x in s.facts.stages if x.kind is Stage.RECTIFICATION and x.state not in ("refused", "renewed")]
    return orders[0] if len(orders) == 1 else None


def none_open(s: Situation) -> Refusal | None:
    """An open right of the unit stops an adverse act that rests on the order."""
    order = order_named(s)
    rights = open_rights(s, order) if order is not None else ()
    return no(rights[0], order.label) if rights and order is not None else None


def statement_on_record(s: Situation) -> Refusal | None:
    """An adverse conclusion needs the unit's statement, or its refusal noted."""
    heard = bool(s.get("statement")) or s.get("signing") == "refused, noted with witness"
    return None if heard else no("statement_missing")
