"""Rights of the unit that stand open, and the adverse acts they stop."""

from models.acts.choices import InterviewGround
from models.errors import Refusal
from models.facts import StageFacts
from models.situation import Situation, no
from models.vocabulary import Clock, DeadlineState, Stage


def open_rights(s: Situation, order: StageFacts) -> tuple[str, ...]:
    """Codes of what stands open for the order an adverse act rests on; with a withdrawn order nothing does.

    Acceptance makes a request for more time moot; an objection is still to be answered.
    """
    if order.state == "withdrawn":
        return ()
    limit = s.facts.deadline(Clock.RECTIFICATION_LIMIT, order.label)
    running = limit is not None and limit.open
    served = order.last("serve") is not None
    checks = {
        "service_unproven": not served and order.state not in ("proposed", "refused"),
        "objection_open": order.awaits("object", "answer_objection"),
        "extension_open": order.awaits("request_extension", "decide_extension") and order.state != "accepted",
        "suspension_running": limit is not None and limit.state is DeadlineState.SUSPENDED,
        "due_date_provisional": running and limit is not None and limit.provisional,
    }
    return tuple(code for code, stands in checks.items() if stands)


def order_named(s: Situation) -> StageFacts | None:
    """The order an act rests on: the stage itself or its ground; for one about to open the order it names, else the
    only one there is. A problem in performing duties rests on no order unless one is named."""
    if s.stage is not None:
        found = s.stage if s.stage.kind is Stage.RECTIFICATION else s.facts.stage(s.stage.ground)
        return _order(found)
    stated = s.get("ground") if s.kind is Stage.TRANSFER else s.get("order")
    if stated is not None or s.get("ground") is InterviewGround.DUTY_PROBLEM:
        return _order(s.facts.stage(stated))
    orders = [x for x in s.facts.stages if x.kind is Stage.RECTIFICATION and x.state not in ("refused", "renewed")]
    return orders[0] if len(orders) == 1 else None


def _order(found: StageFacts | None) -> StageFacts | None:
    return found if found is not None and found.kind is Stage.RECTIFICATION else None


def none_open(s: Situation) -> Refusal | None:
    """An open right of the unit stops an adverse act that rests on the order."""
    order = order_named(s)
    rights = open_rights(s, order) if order is not None else ()
    return no(rights[0], order.label) if rights and order is not None else None


def statement_on_record(s: Situation) -> Refusal | None:
    """An adverse conclusion needs the unit's statement, or its refusal noted."""
    heard = bool(s.get("statement")) or s.get("signing") == "refused, noted with witness"
    return None if heard else no("statement_missing")
