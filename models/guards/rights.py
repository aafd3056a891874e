"""Rights of the unit that stand open, and the adverse acts they stop."""

from models.acts.choices import InterviewGround, Signing
from models.errors import Refusal
from models.facts import StageFacts
from models.periods import Clock, DeadlineState
from models.situation import Situation, no
from models.states import ANNULLED
from models.vocabulary import Stage

SETTLED = ("withdrawn", ANNULLED)


def open_rights(s: Situation, stage: StageFacts) -> tuple[str, ...]:
    """Codes of what stands open in the stage an adverse act rests on; in a withdrawn or annulled one nothing does.

    Acceptance makes a request for more time moot; an objection is still to be answered.
    """
    if stage.state in SETTLED:
        return ()
    limit = s.facts.deadline(Clock.RECTIFICATION_LIMIT, stage.label)
    running = limit is not None and limit.open
    order = stage.kind is Stage.RECTIFICATION
    checks = {
        "service_unproven": order and stage.last("serve") is None and stage.state not in ("proposed", "refused"),
        "objection_open": stage.awaits("object", "answer_objection"),
        "extension_open": stage.awaits("request_extension", "decide_extension") and stage.state != "accepted",
        "suspension_running": limit is not None and limit.state is DeadlineState.SUSPENDED,
        "due_date_provisional": running and limit is not None and limit.provisional,
        "comment_time_running": _may_still_comment(s, stage),
        "statement_missing": _unheard(stage),
    }
    return tuple(code for code, stands in checks.items() if stands)


def _may_still_comment(s: Situation, stage: StageFacts) -> bool:
    """The time to comment on findings runs until its last day, or until the comment is there; stopped, or where
    nobody can tell its last day yet, it has not run out."""
    time = s.facts.deadline(Clock.COMMENT, stage.label)
    if time is None or not time.open:
        return False
    return time.state is DeadlineState.SUSPENDED or time.provisional or s.today <= time.due_on


def _unheard(stage: StageFacts) -> bool:
    """The record or re-inspection an adverse act would rest on lacks the unit's statement and its noted refusal."""
    newest = stage.last("reinspect") if stage.kind is Stage.RECTIFICATION else stage.last("record")
    return newest is not None and not newest["heard"] and stage.state != "accepted"


def order_named(s: Situation) -> StageFacts | None:
    """The order an act rests on: the stage itself or its ground; for one about to open the order it names, else the
    only one there is. A problem in performing duties rests on no order unless one is named."""
    if s.stage is not None:
        found = s.stage if s.stage.kind is Stage.RECTIFICATION else s.facts.stage(s.stage.ground)
        return _order(found)
    stated = s.get("ground") if s.kind is Stage.TRANSFER else s.get("order")
    if stated is not None or s.get("ground") is InterviewGround.DUTY_PROBLEM:
        return _order(s.facts.stage(stated))
    gone = ("refused", "renewed", ANNULLED)
    orders = [x for x in s.facts.stages if x.kind is Stage.RECTIFICATION and x.state not in gone]
    return orders[0] if len(orders) == 1 else None


def _order(found: StageFacts | None) -> StageFacts | None:
    return found if found is not None and found.kind is Stage.RECTIFICATION else None


def none_open(s: Situation) -> Refusal | None:
    """An open right of the unit stops an adverse act that rests on the order."""
    return none_open_in(s, order_named(s))


def none_open_in(s: Situation, stage: StageFacts | None) -> Refusal | None:
    """The same for any stage: a finding is contested like an order."""
    rights = open_rights(s, stage) if stage is not None else ()
    return no(rights[0], stage.label) if rights and stage is not None else None


def ground_uncontested(s: Situation) -> Refusal | None:
    """The stage a transfer rests on, order or inspection, has no right of the unit open."""
    named = s.stage.ground if s.stage else s.get("ground")
    return none_open_in(s, s.facts.stage(named))


def was_heard(s: Situation) -> bool:
    """Whether the record holds the unit's statement, or its refusal noted."""
    return bool(s.get("statement")) or s.get("signing") == Signing.REFUSED_NOTED


def statement_on_record(s: Situation) -> Refusal | None:
    """An adverse conclusion needs the unit's statement, or its refusal noted."""
    return None if was_heard(s) else no("statement_missing")
