"""Forms of commendation and of rewards for reports. An individual is named by an alias of the informant vault, or in
sealed words; never in clear."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.acts.choices import Grant
from models.acts.form import CODE, Act, Badge, Digest, Part, ask, badge, code, files, text
from models.acts.honours import (
    Award,
    Band,
    Claimant,
    Fraud,
    Honour,
    Merit,
    Recovery,
    RewardCondition,
    RewardExclusion,
    Telling,
)

ALIAS = r"^A-[2-9A-HJ-NP-Z]{8}$"
UnitCode = Annotated[str, Field(pattern=CODE)]
MOST = 100_000_000


class Propose(Part):
    """Propose a commendation (Regulations Art. 20), or a reward for a report (Reward Measures)."""

    act: Literal["propose"] = "propose"
    honour: Honour = ask("Commendation or reward", "表彰或举报奖励")
    unit: str | None = code("Unit", "单位", "Where a unit is honoured: its code · 受表彰单位的代码", default=None)
    alias: str | None = ask(
        "Informant's alias", "举报人代号", "Where an informant is honoured · 受奖励举报人的代号",
        open=True, default=None, pattern=ALIAS,
    )  # fmt: skip
    person: str | None = text(
        "Other individual",
        "其他个人",
        "Kept sealed; an informant only by alias · 密封保存；举报人只写代号",
        default=None,
    )
    merits: list[Merit] = ask("Conditions of Art. 20 met", "符合第二十条的情形", default=[], max_length=6)
    rests_on: str | None = code("Report or case it rests on", "所依据的举报或案件编号", default=None)
    conditions: list[RewardCondition] = ask(
        "Conditions of a reward met", "符合的奖励条件", "A reward needs all three · 奖励须同时符合三项",
        default=[], max_length=3,
    )  # fmt: skip
    exclusions: list[RewardExclusion] = ask(
        "Exclusions that apply", "存在的不予奖励情形", "Empty: none · 留空即为无", default=[], max_length=6
    )
    verified_on: date | None = ask("Report verified as true on", "举报查证属实日期", default=None)
    dealt_with_on: date | None = ask("What was reported was dealt with on", "依法处理日期", default=None)
    handler: str | None = badge("Handler", "承办人", default=None)
    facts: str = text("What was achieved", "事迹")


class Start(Act):
    """Start the procedure of a reward: at city level or above."""

    act: Literal["start"] = "start"
    opinion: str | None = text("Opinion", "审批意见", default=None)


class Join(Act):
    """Record that a department or units join the decision."""

    act: Literal["join"] = "join"
    department: str | None = code("Department", "部门", "Code in the register · 名册中的代码", default=None)
    units: list[UnitCode] = ask(
        "Units", "单位", "Unified social credit codes · 统一社会信用代码", open=True, default=[], max_length=50
    )
    received_on: date = ask("Received on", "收到日期")
    content: str = text("What they say", "意见")
    files: list[Digest] = files("What came", "来件")


class Approve(Act):
    """Decide to honour, and with what."""

    act: Literal["approve"] = "approve"
    award: Award = ask("What is given", "奖励方式")
    band: Band | None = ask("Band of a reward in money", "奖金档次", default=None)
    amount: int | None = ask("Amount in yuan", "金额（元）", default=None, ge=1, le=MOST)
    kept_secret: bool = ask(
        "Stays secret", "不公开", "Not suitable for publicity, or not wished · 不宜公开或本人不愿公开", default=False
    )
    alone: str | None = text(
        "Why nobody joined", "未会同其他部门、单位的理由", "Where nobody joined · 无部门、单位会同时填写",
        default=None,
    )  # fmt: skip
    opinion: str | None = text("Opinion", "审批意见", default=None)


class Refuse(Act):
    """Refuse what was proposed."""

    act: Literal["refuse"] = "refuse"
    reason: str = text("Reason", "事由")


class Tell(Act):
    """Record that the decision was made known; the period to claim a reward begins."""

    act: Literal["tell"] = "tell"
    told_on: date = ask("Told on", "告知日期")
    way: Telling = ask("How", "告知方式")


class Waive(Act):
    """Record that the reward was declined."""

    act: Literal["waive"] = "waive"
    received_on: date = ask("Received on", "收到日期")


class RequestExtension(Act):
    """Record a request for more time to claim."""

    act: Literal["request_extension"] = "request_extension"
    received_on: date = ask("Received on", "收到日期")
    cause: str = text("Cause", "原因")


class DecideExtension(Act):
    """Decide on more time to claim: three years at most from the day the decision was told."""

    act: Literal["decide_extension"] = "decide_extension"
    decision: Grant = ask("Decision", "决定")
    until: date | None = ask("New last day", "延长至", default=None)
    reason: str = text("Reason", "理由")


class Claim(Act):
    """Record the claim. The identity is checked by eye; nothing of it is kept."""

    act: Literal["claim"] = "claim"
    received_on: date = ask("Claimed on", "领取申请日期")
    claimant: Claimant = ask("Who claims", "领取人")
    identity_checked: bool = ask("Identity checked", "已核验身份")


class HandOver(Act):
    """Record that the certificate or the money was handed over, by two officers."""

    act: Literal["hand_over"] = "hand_over"
    occurred_on: date = ask("Handed over on", "发放日期")
    present: list[Badge] = ask("Officers present", "在场人员", "Badge numbers · 警号", open=True, max_length=20)


class Lapse(Act):
    """Record that nobody claimed the reward in time, and that no cause for it is known."""

    act: Literal["lapse"] = "lapse"
    reason: str = text("What was done to reach the person", "联系情况")


class ConsentPublicity(Act):
    """Record the consent to publicity, or that it was taken back."""

    act: Literal["consent_publicity"] = "consent_publicity"
    received_on: date = ask("Received on", "收到日期")
    given: bool = ask("Consent is given", "同意公开", default=True)
    proof: Digest | None = ask(
        "Proof of the consent", "同意书", "Digest of the stored file; never of an informant · 文件摘要；举报人不存",
        open=True, default=None,
    )  # fmt: skip
    present: list[Badge] = ask(
        "Officers who heard it", "在场人员", "An informant's word is heard by two · 举报人的同意由两人听取",
        open=True, default=[], max_length=20,
    )  # fmt: skip


class Publish(Act):
    """Record what is made public of it."""

    act: Literal["publish"] = "publish"
    occurred_on: date = ask("Made public on", "公开日期")
    files: list[Digest] = ask(
        "What is made public", "公开内容", "Digests of stored files · 文件摘要", open=True, min_length=1, max_length=50
    )


class Revoke(Act):
    """Revoke what was decided; what was given is to be returned."""

    act: Literal["revoke"] = "revoke"
    ground: Fraud = ask("Ground", "撤销情形")
    reason: str = text("Reason", "事由")


class RecordReturn(Act):
    """Record what came of the demand to give back."""

    act: Literal["record_return"] = "record_return"
    received_on: date = ask("Received on", "收到日期")
    outcome: Recovery = ask("Outcome", "追回结果")
    content: str = text("What came of it", "追回情况")


class Withdraw(Act):
    """Withdraw the proposal."""

    act: Literal["withdraw"] = "withdraw"
    reason: str = text("Reason", "事由")


class Assign(Act):
    """Name another handler."""

    act: Literal["assign"] = "assign"
    handler: str = badge("Handler", "承办人")


class Conclude(Act):
    """Close the file; from then on nothing of it can be revoked here."""

    act: Literal["conclude"] = "conclude"
    reason: str = text("Why the file is closed", "办结事由")


CommendationAct = Annotated[
    Propose | Start | Join | Approve | Refuse | Tell | Waive | RequestExtension | DecideExtension | Claim | HandOver
    | Lapse | ConsentPublicity | Publish | Revoke | RecordReturn | Withdraw | Assign | Conclude,
    Field(discriminator="act"),
]  # fmt: skip
