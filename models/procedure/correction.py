"""Correction of the record at the unit's request, while the case is open: answered by a correction or declined."""

from models.acts import correction as forms
from models.clocks import arms, settles
from models.guards import authority, correction, recording
from models.periods import Clock
from models.procedure.from_unit import RECEIVED, UNIT_OR_OFFICER
from models.transition import Transition
from models.vocabulary import Audience, Name, Stage

HANDLER, HEAD, UNIT = Audience.HANDLER, Audience.HEAD, Audience.UNIT
S = Stage.CASE

TABLE = (
    Transition(
        S, "request_correction", forms.RequestCorrection,
        Name("record a request to correct the record", "记录更正申请"), ("reg-3", "cel-52"),
        who=UNIT_OR_OFFICER, sources=("open",), guards=(*RECEIVED, correction.none_waits, correction.event_known),
        derive=recording.lateness, notes=recording.noted, clocks=(arms(Clock.CORRECTION_ANSWER, "received_on"),),
        audience=(HANDLER, HEAD, UNIT), offered=lambda facts: not correction.one_waits(facts),
    ),
    Transition(
        S, "decline_correction", forms.DeclineCorrection,
        Name("decline the request for correction", "不予更正并答复"), ("reg-3", "cel-52"),
        who=(authority.head_in_line,), sources=("open",), guards=(correction.waits,),
        clocks=(settles(Clock.CORRECTION_ANSWER),), audience=(HANDLER, UNIT), offered=correction.one_waits,
    ),
)  # fmt: skip
