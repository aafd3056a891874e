"""The duties ledger of one unit: evidence, self-inspections and plans, and when each duty is due again (Art. 8-10).

That a period passes is no breach: a finding needs an inspection. The ledger reminds, and shows.
"""

from models.acts import duties as forms
from models.acts.link import OpenLedgerLink
from models.clocks import DUTY, arms, ends, settles
from models.guards import authority, case, dates, duties, recording
from models.periods import Clock
from models.procedure.from_unit import RECEIVED, UNIT_OR_OFFICER
from models.procedure.link import opened_and_revoked
from models.transition import Transition
from models.vocabulary import Audience, Name, Stage

HANDLER, UNIT = Audience.HANDLER, Audience.UNIT
S = Stage.DUTIES
DUE, ANSWER = Clock.DUTY_DUE, Clock.DUTY_ANSWER
OFFICER, HEAD_IN_LINE = (authority.inspector_in_charge,), (authority.head_in_line,)
BASIS = ("reg-8", "reg-9", "reg-10", "gz-7", "gz-8", "gz-9")
DONE = (*RECEIVED, dates.not_in_future("done_on"), dates.in_order("done_on", "received_on"))
"""What the unit did, it did before it told us."""

AGAIN = (settles(DUE, "done_on", item=DUTY, when="newest"), arms(DUE, item=DUTY, when="newest"))
"""The duty is performed, and its next period begins."""

TABLE = (
    Transition(
        S, "open", forms.Open, Name("open the duties ledger", "建立义务台账"), BASIS,
        who=OFFICER, target="kept",
        guards=(authority.jurisdiction, duties.none_kept, authority.named_officer("handler")),
        clocks=(arms(DUE),), audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "assign", forms.Assign, Name("assign a handler", "指定承办人"), ("reg-5",),
        who=HEAD_IN_LINE, sources=("kept",), guards=(case.another_handler, authority.named_officer("handler")),
    ),
    Transition(
        S, "record_evidence", forms.RecordEvidence, Name("record what was done for a duty", "登记义务履行情况"), BASIS,
        who=OFFICER, sources=("kept",), guards=(*DONE, duties.binds),
        derive=recording.both(recording.lateness, duties.performed), notes=recording.noted,
        clocks=AGAIN, audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "file_self_inspection", forms.FileSelfInspection, Name("record a self-inspection", "登记自查报告"),
        ("reg-9-9", "gz-8-9", "reg-8-2", "gz-7-2"),
        who=UNIT_OR_OFFICER, sources=("kept",), guards=(*DONE, duties.each_duty_answered),
        derive=recording.both(recording.lateness, duties.performed), notes=recording.noted,
        clocks=(*AGAIN, arms(DUE), arms(ANSWER, "received_on")), audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "file_plan", forms.FilePlan, Name("record a plan", "登记方案"),
        ("reg-9-5", "reg-8-1", "reg-8-2", "gz-8-5", "gz-7-1"),
        who=UNIT_OR_OFFICER, sources=("kept",), guards=(*DONE, duties.binds),
        derive=recording.both(recording.lateness, duties.performed), notes=recording.noted,
        clocks=(*AGAIN, arms(ANSWER, "received_on")), audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "answer", forms.Answer, Name("acknowledge what was filed", "答复报送材料"), ("reg-5",),
        who=OFFICER, sources=("kept",), guards=(duties.something_filed,),
        clocks=(settles(ANSWER),), audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "set_period", forms.SetPeriod, Name("set the period of a duty", "设定义务履行周期"), BASIS,
        who=HEAD_IN_LINE, sources=("kept",), guards=(duties.binds, duties.another_period, duties.leaves_time),
        clocks=(ends(DUE, item=DUTY), arms(DUE, item=DUTY)), audience=(HANDLER, UNIT),
    ),
    *opened_and_revoked(S, OpenLedgerLink, ("kept",), ("kept",)),
    Transition(
        S, "close", forms.Close, Name("end the duties ledger", "终止义务台账"), ("reg-5",),
        who=OFFICER, sources=("kept",), target="ended", guards=(duties.nothing_owed,), audience=(HANDLER, UNIT),
    ),
)  # fmt: skip
