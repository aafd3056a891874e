"""Reports of clues: registered, decided on, answered. No search of persons, no link between reports; the unit hears
of none. A report about a natural person is handed over, and its text destroyed when the receipt is there."""

from models.acts import case as case_forms
from models.acts import report as forms
from models.clocks import arms, ends, settles
from models.guards import authority, case, dates, recording, report
from models.periods import Clock
from models.transition import Outcome, Transition
from models.vocabulary import Audience, Name, Stage

HANDLER, HEAD = Audience.HANDLER, Audience.HEAD
S = Stage.REPORT
OFFICER = (authority.inspector_in_charge,)
DECIDED = (settles(Clock.REPORT_TRIAGE), settles(Clock.EMERGENCY_TRIAGE))
OPEN = ("received", "taken_up", "passed_on", "not_taken", "in_review", "handed_over")

TABLE = (
    Transition(
        S, "receive", forms.Receive, Name("register a report", "登记举报"),
        ("cel-16", "gz-16", "award-4", "award-5", "award-10", "reg-8-3", "reg-8-5"),
        who=OFFICER, target="received",
        guards=(
            dates.not_in_future("received_on"), recording.late_reason, report.reporter_fits, report.unit_fits,
            authority.named_officer("handler"),
        ),
        derive=recording.both(recording.lateness, report.urgency), notes=recording.noted,
        clocks=(
            arms(Clock.REPORT_TRIAGE, "received_on", when="ordinary"),
            arms(Clock.EMERGENCY_TRIAGE, "received_on", when="urgent"),
        ),
        audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "assign", case_forms.Assign, Name("assign a handler", "指定承办人"), ("cel-16",),
        who=(authority.head_in_line,), sources=OPEN,
        guards=(case.another_handler, authority.named_officer("handler")),
    ),
    Transition(
        S, "take_up", forms.TakeUp, Name("take the report up in a case", "受理举报"), ("cel-16", "gz-16"),
        who=OFFICER, sources=("received",), target="taken_up", guards=(report.not_of_person, report.case_known),
        clocks=DECIDED, audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "pass_on", forms.PassOn, Name("pass the report on", "转办举报"), ("cel-16",),
        who=OFFICER, sources=("received",), target="passed_on",
        guards=(report.not_of_person, report.receiver_known(own=False)), clocks=DECIDED, audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "not_take", forms.NotTake, Name("do not take the report up", "不予受理"), ("cel-16",),
        who=OFFICER, sources=("received",), target="not_taken", guards=(report.not_of_person,), clocks=DECIDED,
        audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "answer", forms.Answer, Name("record that the reporter was told", "记录告知举报人"), ("cel-16", "gz-16"),
        who=OFFICER, sources=("taken_up", "passed_on", "not_taken"),
        target=Outcome(report.answer_leads_to, ("not_taken", "concluded")),
        guards=(
            dates.not_in_future("occurred_on"), report.unanswered,
            *(report.not_before(act, "occurred_on") for act in ("take_up", "pass_on", "not_take", "decide_review")),
        ),
        derive=report.reviewable, clocks=(arms(Clock.REPORT_REVIEW_TIME, "occurred_on", when="reviewable"),),
    ),
    Transition(
        S, "request_review", forms.RequestReview, Name("record a request for review", "记录复核申请"), ("reg-3",),
        who=OFFICER, sources=("not_taken",), target="in_review",
        guards=(dates.not_in_future("received_on"), report.not_before("not_take", "received_on"), report.not_reviewed),
        clocks=(ends(Clock.REPORT_REVIEW_TIME), arms(Clock.REPORT_REVIEW, "received_on")), audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "decide_review", forms.DecideReview, Name("decide on the review", "作出复核决定"), ("reg-3",),
        who=(authority.head_in_line,), sources=("in_review",),
        target=Outcome(report.review_leads_to, ("received", "not_taken")), guards=(report.second_person,),
        derive=report.review_opens,
        clocks=(settles(Clock.REPORT_REVIEW), arms(Clock.REPORT_TRIAGE, when="anew")),
    ),
    Transition(
        S, "conclude", forms.Conclude, Name("conclude the report", "办结举报"), ("reg-3",),
        who=OFFICER, sources=("not_taken",), target="concluded", guards=(report.told, report.review_time_over),
        clocks=(ends(Clock.REPORT_REVIEW_TIME),),
    ),
    Transition(
        S, "pass_person_report", forms.PassPersonReport,
        Name("hand over a report about a person", "移交涉及个人的举报"),
        ("cel-16", "reg-6"),
        who=OFFICER, sources=("received",), target="handed_over",
        guards=(
            report.only_of_person, dates.not_in_future("occurred_on"), report.not_before("receive", "occurred_on"),
            report.receiver_known(own=True),
        ),
        clocks=(*DECIDED, arms(Clock.PERSON_RECEIPT, "occurred_on")), audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "record_receipt", forms.RecordReceipt, Name("record the receipt and destroy the text", "记录签收并销毁内容"),
        ("cel-16", "reg-6"),
        who=OFFICER, sources=("handed_over",), target="passed",
        guards=(dates.not_in_future("received_on"), report.not_before("pass_person_report", "received_on")),
        clocks=(settles(Clock.PERSON_RECEIPT, "received_on"),), erases=True,
    ),
)  # fmt: skip
