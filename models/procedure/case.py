"""Acts on the case itself."""

from models.acts import case as forms
from models.acts import remedy as remedies
from models.clocks import ClockStep, ClockVerb, arms, settles
from models.guards import authority, case, correction, dates, remedy, service
from models.periods import Clock
from models.transition import Outcome, Transition
from models.vocabulary import Audience, Name, Stage

HANDLER, HEAD, UNIT = Audience.HANDLER, Audience.HEAD, Audience.UNIT
S = Stage.CASE
OFFICER, HEAD_IN_LINE = (authority.inspector_in_charge,), (authority.head_in_line,)
ANY = ("open", "closed")
DECIDED = (dates.not_in_future("decided_on"), service.files_known)


def _stop(at: str | None = None) -> tuple[ClockStep, ...]:
    return (ClockStep(ClockVerb.STOP_ALL, Clock.ASSIGNMENT, at),)


def _restart(at: str | None = None) -> tuple[ClockStep, ...]:
    return (ClockStep(ClockVerb.RESTART_ALL, Clock.ASSIGNMENT, at, when="clocks_run"),)


TABLE = (
    Transition(
        S, "open", forms.Open, Name("open the case", "立案"), ("reg-5", "gz-4"),
        who=(authority.jurisdiction, authority.inspector_in_charge),
        target="open",
        guards=(case.storable, authority.named_officer("handler")),
        clocks=(arms(Clock.ASSIGNMENT),),
        audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "assign", forms.Assign, Name("assign a handler", "指定承办人"), ("reg-5",),
        who=(authority.head_in_line,),
        sources=("open",),
        guards=(case.another_handler, authority.named_officer("handler")),
        clocks=(settles(Clock.ASSIGNMENT),),
    ),
    Transition(
        S, "classify", forms.Classify, Name("classify the case", "确定密级"), ("reg-6", "gz-16"),
        who=OFFICER,
        sources=ANY,
        guards=(case.storable, case.another_classification, case.lowered_by_head),
        audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "recuse", forms.Recuse, Name("record a recusal", "回避"), ("apl-43",),
        who=(authority.head_in_line,),
        sources=("open",),
        guards=(case.not_yet_recused,),
        clocks=(arms(Clock.ASSIGNMENT),),
        audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "relate", forms.Relate, Name("note a related case", "关联案件"), ("reg-5",),
        who=(authority.inspector_in_charge,),
        sources=("open",),
        guards=(case.other_case,),
    ),
    Transition(
        S, "consent", forms.Consent, Name("record consent to electronic service", "记录电子送达确认"), ("cpl-90",),
        who=OFFICER, sources=("open",), guards=(dates.not_in_future("received_on"), service.files_known),
        audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "correct", remedies.Correct, Name("propose a correction", "提请更正"), ("reg-3",),
        who=OFFICER, sources=ANY,
        guards=(remedy.no_correction_open, remedy.correctable, service.files_known), derive=remedy.read_value,
        audience=(HANDLER, HEAD),
        offered=lambda facts: not remedy.correction_open(facts),
    ),
    Transition(
        S, "confirm_correction", remedies.ConfirmCorrection, Name("confirm the correction", "批准更正"), ("reg-3",),
        who=HEAD_IN_LINE, sources=ANY, guards=(remedy.correction_waits, remedy.second_person),
        derive=correction.answered, clocks=(settles(Clock.CORRECTION_ANSWER, when="answers"),),
        besides=correction.tells_the_unit, notes=remedy.correction_noted, recalls=remedy.told_of_corrected, amends=True,
        audience=(HANDLER, HEAD), offered=remedy.correction_open,
    ),
    Transition(
        S, "reject_correction", remedies.RejectCorrection, Name("reject the correction", "不批准更正"), ("reg-3",),
        who=HEAD_IN_LINE, sources=ANY, guards=(remedy.correction_waits, remedy.second_person),
        offered=remedy.correction_open,
    ),
    Transition(
        S, "annul", remedies.Annul, Name("annul a stage", "撤销"), ("reg-3", "arl-20"),
        who=HEAD_IN_LINE, sources=ANY, target=Outcome(remedy.something_to_undo, ("open",)),
        guards=(*DECIDED, remedy.annullable), derive=remedy.listed, also=remedy.ended,
        notes=remedy.annulment_noted, recalls=remedy.told_of_annulled, audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "decide_resting", remedies.DecideResting, Name("decide what rested on it", "处理受影响的程序"), ("reg-3",),
        who=HEAD_IN_LINE, sources=("open",), guards=(remedy.rests_undecided,), derive=remedy.listed,
        also=remedy.ended, recalls=remedy.told_of_annulled, audience=(HANDLER, HEAD),
        offered=lambda facts: bool(remedy.undecided(facts)),
    ),
    Transition(
        S, "stay", remedies.Stay, Name("stay the procedure", "中止程序"), ("reg-3", "arl-20"),
        who=HEAD_IN_LINE, sources=("open",), guards=(*DECIDED, remedy.not_stayed), clocks=_stop("decided_on"),
        audience=(HANDLER, HEAD, UNIT),
        offered=lambda facts: not remedy.stayed(facts),
    ),
    Transition(
        S, "lift_stay", remedies.LiftStay, Name("lift the stay", "恢复程序"), ("reg-3",),
        who=HEAD_IN_LINE, sources=("open",), guards=(*DECIDED, remedy.is_stayed, remedy.lifted_after_stay),
        derive=lambda s: {"clocks_run": not remedy.referred(s.facts)}, clocks=_restart("decided_on"),
        audience=(HANDLER, HEAD, UNIT),
        offered=remedy.stayed,
    ),
    Transition(
        S, "refer_criminal", remedies.ReferCriminal, Name("refer to the criminal procedure", "转入刑事程序"),
        ("s0-crime", "cel-39"),
        who=(authority.approver,), sources=("open",), guards=(remedy.not_referred,), clocks=_stop(),
        offered=lambda facts: not remedy.referred(facts),
    ),
    Transition(
        S, "end_reference", remedies.EndReference, Name("end the criminal reference", "刑事程序移送终结"),
        ("s0-crime",),
        who=HEAD_IN_LINE, sources=("open",), guards=(remedy.is_referred,),
        derive=lambda s: {"clocks_run": not remedy.stayed(s.facts)}, clocks=_restart(),
        offered=remedy.referred,
    ),
    Transition(
        S, "note_penalty", remedies.NotePenalty, Name("note a decision on a penalty", "记录处罚决定"),
        ("cel-56",),
        who=OFFICER, sources=ANY, guards=(dates.not_in_future("decided_on"),),
    ),
    Transition(
        S, "close", forms.Close, Name("close the case", "结案"), ("reg-3", "reg-5"),
        who=(authority.inspector_in_charge,),
        sources=("open",), target="closed",
        guards=(case.nothing_open,),
        clocks=(settles(Clock.ASSIGNMENT),),
        audience=(HANDLER, HEAD, Audience.UNIT),
    ),
    Transition(
        S, "reopen", forms.Reopen, Name("reopen the case", "重新办理"), ("reg-3",),
        who=(authority.head_in_line,),
        sources=("closed",), target="open",
        clocks=(arms(Clock.ASSIGNMENT),),
        audience=(HANDLER, HEAD),
    ),
)  # fmt: skip
