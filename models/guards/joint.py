"""Preconditions of joint guidance and joint supervision: it is announced, and no wider than an inspection of our own.

Supervision on the spot takes place in an inspection approved under Art. 21: doing it with others replaces no approval.
"""

from models.acts.choices import JointForm, Method
from models.errors import Refusal
from models.facts import StageFacts, day
from models.guards import authority, scope
from models.periods import Clock
from models.situation import Situation, no
from models.vocabulary import Stage

AT_THE_PLACE = (Method.ENTRY, Method.EQUIPMENT)
RUNNING = ("notified", "recorded")


def ground_is_inspection(s: Situation) -> Refusal | None:
    """What a joint act names as the inspection it takes place in is one of this case."""
    if s.get("ground") is None:
        return None
    ground = s.facts.stage(s.get("ground"))
    return None if ground is not None and ground.kind is Stage.INSPECTION else no("joint_needs_inspection")


def planned_ahead(s: Situation) -> Refusal | None:
    """The unit hears of it before the day."""
    return None if s.get("planned_on") > s.today else no("joint_announced_too_late", s.get("planned_on").isoformat())


def as_announced(s: Situation) -> Refusal | None:
    """It is held on the day the unit was told, or later, by officers the unit was told of."""
    told = s.here.last("announce")
    if told is None or s.get("occurred_on") < day(told, "planned_on"):
        return no("joint_not_announced", *((told["planned_on"],) if told else ()))
    strangers = [badge for badge in s.get("present") if badge not in told["team"]]
    return no("joint_strangers", *strangers) if strangers else None


def enough_officers(s: Situation) -> Refusal | None:
    """Two at a supervision, as at an inspection; one will do at guidance."""
    return (authority.two_officers if _form(s) is JointForm.SUPERVISION else authority.officers)("present")(s)


def within_an_inspection(s: Situation) -> Refusal | None:
    """Supervision on the spot, and whatever enters or looks at equipment, lies within an inspection that runs."""
    at_the_place = any(method in AT_THE_PLACE for method in s.get("methods"))
    if not at_the_place and not (_form(s) is JointForm.SUPERVISION and s.get("on_site")):
        return None
    ground = s.facts.stage(s.here.ground)
    if ground is None or ground.kind is not Stage.INSPECTION or ground.state not in RUNNING:
        return no("joint_needs_inspection", *((ground.label, ground.state) if ground else ()))
    return no("joint_beyond_inspection", ground.label) if _beyond(s, ground) else None


def _beyond(s: Situation, inspection: StageFacts) -> bool:
    """Whether day or methods lie outside what was approved, or the approval no longer holds on that day."""
    asked, on = inspection.last("request"), s.get("occurred_on")
    valid = s.facts.deadline(Clock.APPROVAL_VALIDITY, inspection.label)
    if asked is None or valid is None or on > valid.due_on:
        return True
    outside = not day(asked, "starts_on") <= on <= day(asked, "ends_on")
    return outside or scope.beyond(s.get("methods"), asked["methods"])


def _form(s: Situation) -> JointForm:
    proposed = s.here.last("propose")
    return JointForm(proposed["form"]) if proposed else JointForm.SUPERVISION
