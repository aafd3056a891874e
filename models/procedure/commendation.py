"""Commendation and reward: decided jointly, told, claimed, handed over (Regulations Art. 20; Reward Measures).

Whoever is honoured hears by `tell` and by a revocation only; nothing is sent to an individual.
"""

from models.acts import commendation as forms
from models.clocks import ClockStep, ClockVerb, arms, ends, settles
from models.guards import authority, commendation, dates, publicity, reward, service
from models.periods import Clock
from models.transition import Outcome, Transition
from models.vocabulary import Audience, Name, Stage

HANDLER, HEAD, UNIT, APPROVER_ = Audience.HANDLER, Audience.HEAD, Audience.UNIT, Audience.APPROVER
S = Stage.COMMENDATION
OFFICER, APPROVER, HEAD_IN_LINE = (authority.inspector_in_charge,), (authority.approver,), (authority.head_in_line,)
UNDECIDED, TOLD = ("proposed", "started"), ("told", "claimed", "granted")
REWARD = "reward"
"""What is derived of an act on a reward: only then do the clocks of the Reward Measures run."""
SINCE_TOLD = dates.not_before("tell", "received_on", "dates_reversed")

TABLE = (
    Transition(
        S, "propose", forms.Propose, Name("propose a commendation or reward", "提请表彰奖励"),
        ("reg-20", "cel-9", "gz-16", "award-8", "award-9"),
        who=OFFICER, target="proposed",
        guards=(
            commendation.one_is_honoured, commendation.unit_is_ours, commendation.alias_known,
            commendation.merit_named, commendation.reward_deserved, authority.named_officer("handler"),
            dates.not_in_future("verified_on", "dealt_with_on"), dates.in_order("verified_on", "dealt_with_on"),
        ),
        derive=commendation.which_articles, clocks=(arms(Clock.REWARD_START, "dealt_with_on", when=REWARD),),
        audience=(HANDLER, APPROVER_),
    ),
    Transition(
        S, "start", forms.Start, Name("start the procedure of the reward", "启动奖励程序"), ("award-13",),
        who=APPROVER, sources=("proposed",), target="started",
        guards=(commendation.of_a_reward, commendation.at_city_level),
        notes=reward.late(Clock.REWARD_START), clocks=(settles(Clock.REWARD_START),),
    ),
    Transition(
        S, "join", forms.Join, Name("record that others join the decision", "记录会同意见"), ("reg-20",),
        who=OFFICER, sources=UNDECIDED,
        guards=(commendation.joiners_known, dates.not_in_future("received_on"), service.files_known),
    ),
    Transition(
        S, "approve", forms.Approve, Name("decide to honour", "决定表彰奖励"),
        ("reg-20", "award-11", "award-12", "award-13"),
        who=APPROVER, sources=UNDECIDED, target="decided",
        guards=(
            commendation.reward_started, commendation.at_city_level, commendation.joined_or_why_not,
            commendation.money_in_band,
        ),
        derive=commendation.reward, clocks=(arms(Clock.REWARD_NOTICE, when=REWARD),),
    ),
    Transition(
        S, "refuse", forms.Refuse, Name("refuse the commendation or reward", "不予表彰奖励"), ("reg-20", "award-9"),
        who=APPROVER, sources=UNDECIDED, target="refused",
    ),
    Transition(
        S, "tell", forms.Tell, Name("record that the decision was told", "告知表彰奖励决定"), ("award-15",),
        who=OFFICER, sources=("decided",), target="told",
        guards=(dates.not_in_future("told_on"), dates.not_before("approve", "told_on", "before_approval")),
        derive=commendation.reward, notes=reward.late(Clock.REWARD_NOTICE, "told_on"),
        clocks=(settles(Clock.REWARD_NOTICE, "told_on"), arms(Clock.REWARD_CLAIM, "told_on", when=REWARD)),
        audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "waive", forms.Waive, Name("record that it was declined", "记录放弃奖励"), ("award-15",),
        who=OFFICER, sources=("told",), target="waived", guards=(dates.not_in_future("received_on"), SINCE_TOLD),
    ),
    Transition(
        S, "request_extension", forms.RequestExtension, Name("record a request for more time", "记录延期领取申请"),
        ("award-16",),
        who=OFFICER, sources=("told",),
        guards=(
            commendation.of_a_reward, dates.not_in_future("received_on"), SINCE_TOLD, reward.claim_period_runs,
            reward.no_extension_open,
        ),
        clocks=(arms(Clock.EXTENSION_DECISION, "received_on"),), audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "decide_extension", forms.DecideExtension, Name("decide on more time to claim", "决定延期领取申请"),
        ("award-16",),
        who=HEAD_IN_LINE, sources=("told",), guards=(reward.extension_asked, reward.at_most_three_years),
        clocks=(settles(Clock.EXTENSION_DECISION), ClockStep(ClockVerb.EXTEND, Clock.REWARD_CLAIM)),
    ),
    Transition(
        S, "claim", forms.Claim, Name("record the claim", "记录领取申请"), ("award-16",),
        who=OFFICER, sources=("told",), target="claimed",
        guards=(
            commendation.of_a_reward, dates.not_in_future("received_on"), SINCE_TOLD, reward.claim_period_runs,
            reward.identity_checked,
        ),
        clocks=(settles(Clock.REWARD_CLAIM, "received_on"), ends(Clock.EXTENSION_DECISION)),
    ),
    Transition(
        S, "hand_over", forms.HandOver, Name("record the handing over", "记录发放"), ("award-11", "award-16"),
        who=OFFICER, sources=("told", "claimed"), target="granted",
        guards=(
            reward.reward_claimed, dates.not_in_future("occurred_on"),
            dates.not_before("tell", "occurred_on", "dates_reversed"), reward.since_claimed,
            authority.two_officers("present"),
        ),
        audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "lapse", forms.Lapse, Name("record that nobody claimed it in time", "记录逾期未领取"), ("award-16",),
        who=HEAD_IN_LINE, sources=("told",), target="lapsed",
        guards=(commendation.of_a_reward, reward.claim_period_over, reward.extension_decided),
        audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "consent_publicity", forms.ConsentPublicity, Name("record the consent to publicity", "记录公开意愿"),
        ("award-17", "sc-honours", "award-6"),
        who=OFFICER, sources=TOLD,
        guards=(dates.not_in_future("received_on"), publicity.consent_proven, service.files_known),
    ),
    Transition(
        S, "publish", forms.Publish, Name("record what is made public", "记录公开表彰"),
        ("award-17", "sc-honours", "award-6"),
        who=OFFICER, sources=TOLD,
        guards=(
            dates.not_in_future("occurred_on"), publicity.may_be_public, publicity.consented,
            service.files_known,
        ),
        audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "revoke", forms.Revoke, Name("revoke what was decided", "撤销表彰奖励"), ("award-21", "reg-3"),
        who=APPROVER, sources=("decided", *TOLD),
        target=Outcome(reward.after_revocation, ("revoked", "to_return")),
        derive=reward.given, clocks=(arms(Clock.REWARD_RETURN, when="to_return"),),
        audience=(HANDLER, HEAD, UNIT), unit_told_from=TOLD, adverse=True,
    ),
    Transition(
        S, "record_return", forms.RecordReturn, Name("record the return", "记录追回"), ("award-21",),
        who=HEAD_IN_LINE, sources=("to_return",), target="revoked",
        guards=(dates.not_in_future("received_on"), dates.not_before("revoke", "received_on", "dates_reversed")),
        clocks=(settles(Clock.REWARD_RETURN, "received_on"),), audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "withdraw", forms.Withdraw, Name("withdraw the proposal", "撤回提请"), ("reg-3", "award-21"),
        who=OFFICER, sources=UNDECIDED, target="withdrawn", audience=(HANDLER, APPROVER_),
    ),
    Transition(
        S, "assign", forms.Assign, Name("name another handler", "变更承办人"), ("reg-3",),
        who=HEAD_IN_LINE, sources=(*UNDECIDED, "decided", *TOLD, "to_return"),
        guards=(authority.named_officer("handler"),),
    ),
    Transition(
        S, "conclude", forms.Conclude, Name("close the file", "办结"), ("reg-20",),
        who=OFFICER, sources=("granted",), target="concluded",
    ),
)  # fmt: skip
