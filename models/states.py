"""The states of a case and of each stage, with their names; a final state is left by no act.

An answer the organ still owes may be given in one: it changes no state.
"""

from dataclasses import dataclass

from models.vocabulary import Name, Stage


@dataclass(frozen=True)
class State:
    """A state's name; `final` when the stage instance ends there."""

    name: Name
    final: bool = False


def _s(en: str, zh: str, *, final: bool = False) -> State:
    return State(Name(en, zh), final)


_PROPOSED, _APPROVED = _s("proposed", "已提请"), _s("approved", "已批准")
_REFUSED = _s("refused", "不予批准", final=True)
_WITHDRAWN = _s("withdrawn", "已撤回", final=True)
_CANCELLED = _s("cancelled", "已取消", final=True)
_CONCLUDED = _s("concluded", "已办结", final=True)
_LAPSED = _s("lapsed", "逾期未答复", final=True)
ANNULLED = "annulled"
_ANNULLED = _s("annulled", "已撤销", final=True)

_INSPECTION = {
    "requested": _s("requested", "已提请"),
    "approved": _APPROVED,
    "notified": _s("notified", "已告知"),
    "recorded": _s("recorded", "已记录"),
    "concluded": _CONCLUDED,
    "refused": _REFUSED,
    "cancelled": _CANCELLED,
    ANNULLED: _ANNULLED,
}
"""An inspection, ordinary or technical."""

STATES: dict[Stage, dict[str, State]] = {
    Stage.CASE: {"open": _s("open", "办理中"), "closed": _s("closed", "已结案")},
    Stage.ACTIVITY: {
        "planned": _s("planned", "已计划"),
        "held": _s("held", "已举行", final=True),
        "cancelled": _CANCELLED,
    },
    Stage.COMPLAINT: {
        "received": _s("received", "已收到"),
        "forwarded": _s("forwarded", "已转上级机关"),
        "accepted": _s("accepted", "已受理"),
        "not_accepted": _s("not accepted", "不予受理"),
        "decided": _s("decided", "已作出决定"),
        "told": _s("told", "已告知", final=True),
        "withdrawn": _WITHDRAWN,
    },
    Stage.COMMENDATION: {
        "proposed": _PROPOSED,
        "started": _s("started", "已启动奖励程序"),
        "decided": _s("decided", "已决定表彰奖励"),
        "told": _s("told", "已告知"),
        "claimed": _s("claimed", "已申领"),
        "granted": _s("granted", "已发放"),
        "to_return": _s("revoked, to be returned", "已撤销，待追回"),
        "revoked": _s("revoked", "已撤销表彰奖励", final=True),
        "waived": _s("declined", "已放弃", final=True),
        "lapsed": _s("not claimed in time", "逾期未领取", final=True),
        "concluded": _CONCLUDED,
        "refused": _REFUSED,
        "withdrawn": _WITHDRAWN,
    },
    Stage.LISTING: {
        "proposed": _PROPOSED,
        "decided": _s("decided", "已决定列入"),
        "listed": _s("listed", "已列入名录"),
        "removal_proposed": _s("removal proposed", "已提请移出"),
        "removal_decided": _s("removal decided", "已决定移出"),
        "removed": _s("removed", "已移出名录", final=True),
        "refused": _REFUSED,
        "withdrawn": _WITHDRAWN,
    },
    Stage.REQUIREMENT: {
        "in_force": _s("in force", "施行中"),
        "ended": _s("ended", "已失效", final=True),
    },
    Stage.EDUCATION: {
        "drafted": _s("drafted", "已拟定"),
        "adopted": _s("adopted", "已通过"),
        "reported": _s("reported", "已作年度报告", final=True),
        "refused": _REFUSED,
    },
    Stage.DUTIES: {
        "kept": _s("kept", "登记中"),
        "ended": _s("ended", "已终止", final=True),
    },
    Stage.REPORT: {
        "received": _s("received", "已登记"),
        "taken_up": _s("taken up", "已受理"),
        "passed_on": _s("passed on", "已转办"),
        "not_taken": _s("not taken up", "不予受理"),
        "in_review": _s("in review", "复核中"),
        "concluded": _CONCLUDED,
        "handed_over": _s("handed over", "已移交主管机关"),
        "passed": _s("passed, text destroyed", "已移交并销毁内容", final=True),
    },
    Stage.GUIDANCE: {
        "planned": _s("planned", "已计划"),
        "held": _s("held", "已举行", final=True),
        "issued": _s("issued", "已发出"),
        "acknowledged": _s("acknowledged", "已签收"),
        "completed": _s("completed", "已落实", final=True),
        "withdrawn": _WITHDRAWN,
        ANNULLED: _ANNULLED,
    },
    Stage.INSPECTION: _INSPECTION,
    Stage.TECHNICAL: _INSPECTION,
    Stage.RECTIFICATION: {
        "proposed": _PROPOSED,
        "ordered": _s("ordered", "已责令整改"),
        "running": _s("running", "整改中"),
        "reported": _s("reported", "已报告"),
        "accepted": _s("accepted", "已通过复查", final=True),
        "not_met": _s("not met", "未达到要求"),
        "renewed": _s("renewed", "已再次责令", final=True),
        "concluded": _CONCLUDED,
        "refused": _REFUSED,
        "withdrawn": _WITHDRAWN,
        ANNULLED: _ANNULLED,
    },
    Stage.INTERVIEW: {
        "proposed": _PROPOSED,
        "approved": _APPROVED,
        "summoned": _s("summoned", "已通知约谈"),
        "held": _s("held", "已约谈"),
        "absent": _s("absent", "未到场"),
        "concluded": _CONCLUDED,
        "refused": _REFUSED,
        "cancelled": _CANCELLED,
        ANNULLED: _ANNULLED,
    },
    Stage.TRANSFER: {
        "proposed": _PROPOSED,
        "approved": _APPROVED,
        "sent": _s("sent", "已移送"),
        "accepted": _s("accepted", "已接收"),
        "returned": _s("returned", "已退回", final=True),
        "concluded": _CONCLUDED,
        "refused": _REFUSED,
        "withdrawn": _WITHDRAWN,
        ANNULLED: _ANNULLED,
    },
    Stage.CONSULTATION: {
        "asked": _s("asked", "已征求意见"),
        "answered": _s("answered", "已答复", final=True),
        "lapsed": _LAPSED,
        "withdrawn": _WITHDRAWN,
        ANNULLED: _ANNULLED,
    },
    Stage.JOINT: {
        "proposed": _s("proposed", "已提议"),
        "agreed": _s("agreed", "已同意"),
        "announced": _s("announced", "已告知单位"),
        "held": _s("held", "已开展"),
        "concluded": _CONCLUDED,
        "declined": _s("declined", "未同意", final=True),
        "lapsed": _LAPSED,
        "cancelled": _CANCELLED,
        ANNULLED: _ANNULLED,
    },
    Stage.EXCHANGE: {
        "proposed": _PROPOSED,
        "approved": _APPROVED,
        "disclosed": _s("disclosed", "已提供"),
        "acknowledged": _s("acknowledged", "已签收", final=True),
        "refused": _REFUSED,
        "withdrawn": _WITHDRAWN,
        ANNULLED: _ANNULLED,
    },
    Stage.PROTECTION: {
        "requested": _s("requested", "已提请"),
        "approved": _s("under protection", "保护中"),
        "refused": _s("refused", "不予保护"),
        "handed_over": _s("handed over", "已移交"),
        "ended": _s("ended", "已终止", final=True),
    },
}


def is_final(stage: Stage, state: str) -> bool:
    """Whether no act leads out of this state."""
    return STATES[stage][state].final


def state_name(stage: Stage, state: str) -> Name:
    """The state's name in both languages."""
    return STATES[stage][state].name
