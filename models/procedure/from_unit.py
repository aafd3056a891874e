"""What every act of the unit has in common, and the comment on findings, which several stages know."""

from models.acts.from_unit import Comment
from models.clocks import settles
from models.guards import dates, link, recording, service
from models.periods import Clock
from models.transition import Transition
from models.vocabulary import Audience, Name, Stage

RECEIVED = (
    dates.not_in_future("received_on", "posted_on"), dates.in_order("posted_on", "received_on"),
    recording.late_reason, service.files_known,
)  # fmt: skip
"""Its dates are possible, a late entry has its reason, and what came with it is on file."""


UNIT_OR_OFFICER = (link.unit_or_officer,)
"""The unit files it itself through a link, or an officer in charge records what came on paper: both count alike."""


def comment(stage: Stage, state: str, on: str) -> Transition:
    """The unit comments on the findings of `on`, the record or the re-inspection, while the stage is in `state`."""
    return Transition(
        stage, "comment", Comment, Name("record the unit's comment", "记录陈述申辩"), ("apl-45",),
        who=UNIT_OR_OFFICER, sources=(state,),
        guards=(*RECEIVED, dates.not_before(on, "received_on", "dates_reversed")),
        derive=recording.lateness, notes=recording.noted, clocks=(settles(Clock.COMMENT, "arrived"),),
        audience=(Audience.HANDLER, Audience.UNIT),
    )  # fmt: skip
