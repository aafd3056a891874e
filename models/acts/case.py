"""Forms of the acts on the case itself."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.acts.correction import DeclineCorrection, RequestCorrection
from models.acts.form import CASE_NO, Act, Digest, Part, ask, badge, code, text
from models.acts.link import OpenLink, RevokeLink
from models.acts.remedy import (
    Annul,
    ConfirmCorrection,
    Correct,
    DecideResting,
    EndReference,
    LiftStay,
    NotePenalty,
    ReferCriminal,
    RejectCorrection,
    Stay,
)
from models.classification import Classification


class Open(Part):
    """Open a case about one unit."""

    act: Literal["open"] = "open"
    unit: str = code("Unit", "单位", "Unified social credit code · 统一社会信用代码")
    handler: str | None = badge("Handler", "承办人", default=None)
    reason: str = text("Why the case is opened", "立案事由")
    classification: Classification = ask("Classification", "密级", default=Classification.INTERNAL)


class Assign(Act):
    """Name the officer who handles the case."""

    act: Literal["assign"] = "assign"
    handler: str = badge("Handler", "承办人")


class Classify(Act):
    """Set how confidential the case is; only a responsible person lowers it."""

    act: Literal["classify"] = "classify"
    classification: Classification = ask("Classification", "密级")
    reason: str = text("Reason", "事由")


class Recuse(Act):
    """Record that an officer stands aside."""

    act: Literal["recuse"] = "recuse"
    officer: str = badge("Officer", "回避人员")
    reason: str = text("Reason", "事由")


class Relate(Act):
    """Note that another case is related."""

    act: Literal["relate"] = "relate"
    other: str = ask("Related case", "关联案件", open=True, pattern=CASE_NO)


class Consent(Act):
    """Record the unit's consent to electronic service, or that it took it back."""

    act: Literal["consent"] = "consent"
    received_on: date = ask("Received on", "收到日期")
    given: bool = ask("Consent is given", "同意电子送达", default=True)
    address: str = text("Address the unit named", "单位确认的送达地址")
    proof: Digest = ask("Proof of the consent", "同意书", "Digest of the stored file · 文件摘要", open=True)


class Close(Act):
    """Close the case."""

    act: Literal["close"] = "close"
    reason: str = text("Why the case is closed", "结案事由")


class Reopen(Act):
    """Reopen a closed case."""

    act: Literal["reopen"] = "reopen"
    reason: str = text("Why the case is reopened", "重新办理事由")


CaseAct = Annotated[
    Open
    | Assign
    | Classify
    | Recuse
    | Relate
    | Consent
    | Correct
    | ConfirmCorrection
    | RejectCorrection
    | Annul
    | DecideResting
    | Stay
    | LiftStay
    | ReferCriminal
    | EndReference
    | RequestCorrection
    | DeclineCorrection
    | NotePenalty
    | OpenLink
    | RevokeLink
    | Close
    | Reopen,
    Field(discriminator="act"),
]
