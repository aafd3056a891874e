"""The yearly plan of publicity and education: drafted, adopted with its statutory days, carried out, reported on.

The days are activities, not deadlines of anybody else (Guizhou Art. 12-15; Counter-espionage Law Art. 13; National
Security Law Art. 14): they do not shift for holidays, and nobody outside is reminded of one.
"""

from models.acts import education as forms
from models.clocks import arms, ends, settles
from models.guards import activity, authority, dates, service
from models.guards import education as plan
from models.periods import Clock
from models.transition import Transition
from models.vocabulary import Audience, Name, Stage

HANDLER, HEAD, UNIT = Audience.HANDLER, Audience.HEAD, Audience.UNIT
S = Stage.EDUCATION
DAY = Clock.ACTIVITY_DAY
OFFICER, APPROVER, HEAD_IN_LINE = (authority.inspector_in_charge,), (authority.approver,), (authority.head_in_line,)

TABLE = (
    Transition(
        S, "draft", forms.Draft, Name("draft the yearly plan", "拟定年度计划"), ("gz-13", "cel-13"),
        who=OFFICER, target="drafted",
        guards=(
            plan.year_is_at_hand, plan.plan_of_year_exists, plan.departments_known,
            authority.named_officer("handler"),
        ),
        audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "approve", forms.Approve, Name("adopt the yearly plan", "批准年度计划"), ("gz-13", "gz-12", "nsl-14"),
        who=APPROVER, sources=("drafted",), target="adopted",
        derive=plan.statutory_activities, clocks=(arms(DAY, item="activities"),),
    ),
    Transition(
        S, "refuse", forms.Refuse, Name("refuse the yearly plan", "不批准年度计划"), ("gz-13",),
        who=APPROVER, sources=("drafted",), target="refused",
    ),
    Transition(
        S, "amend", forms.Amend, Name("amend the yearly plan", "调整年度计划"), ("gz-13",),
        who=HEAD_IN_LINE, sources=("adopted",), guards=(plan.departments_known,),
    ),
    Transition(
        S, "add_activity", forms.AddActivity, Name("plan an education activity", "增列宣传教育活动"),
        ("gz-12", "gz-13", "gz-14"),
        who=OFFICER, sources=("adopted",),
        guards=(
            plan.day_lies_ahead, plan.own_file_known, plan.departments_known, activity.units_known,
            activity.in_jurisdiction,
        ),
        derive=plan.new_activity, clocks=(arms(DAY, item="activities"),), audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "hold", forms.Hold, Name("record that an education activity was held", "记录宣传教育活动举行"),
        ("gz-12", "cel-13"),
        who=OFFICER, sources=("adopted",),
        guards=(
            plan.activity_open, dates.not_in_future("occurred_on"), plan.day_of_the_year("occurred_on"),
            plan.attendance_told_once, service.files_known,
        ),
        derive=plan.attendance, clocks=(settles(DAY, "occurred_on", item="item"),),
    ),
    Transition(
        S, "move_activity", forms.MoveActivity, Name("move an education activity", "调整宣传教育活动日期"), ("gz-13",),
        who=OFFICER, sources=("adopted",),
        guards=(plan.activity_open, plan.statutory_day_stays, plan.day_lies_ahead),
        derive=plan.moved_activity, clocks=(ends(DAY, item="item"), arms(DAY, item="activities")),
        audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "cancel_activity", forms.CancelActivity, Name("cancel an education activity", "取消宣传教育活动"),
        ("gz-12", "gz-13"),
        who=OFFICER, sources=("adopted",), guards=(plan.activity_open, plan.statutory_day_by_head),
        derive=plan.invited, clocks=(ends(DAY, item="item"),), audience=(HANDLER, HEAD, UNIT),
    ),
    Transition(
        S, "media_contribution", forms.MediaContribution,
        Name("record a contribution of the media", "记录媒体公益宣传"), ("gz-15",),
        who=OFFICER, sources=("adopted",),
        guards=(dates.not_in_future("published_on"), plan.day_of_the_year("published_on")),
    ),
    Transition(
        S, "report_year", forms.ReportYear, Name("report on the year", "作年度报告"), ("gz-13", "cel-13"),
        who=OFFICER, sources=("adopted",), target="reported",
        guards=(plan.year_is_over, plan.nothing_undecided), derive=plan.year_in_numbers, audience=(HANDLER, HEAD),
    ),
)  # fmt: skip
