"""Forms about informants. They stand in no union of a stage: what they hold never passes through Prefect."""

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, TypeAdapter, model_validator

from models.acts.form import CASE_NO, Part, ask, code, text
from models.law import articles
from models.vocabulary import RevealBasis

REVEAL = code("Request", "申请编号")


class Enter(Part):
    """An informant's identity is put into the vault; the answer is an alias."""

    act: Literal["enter"] = "enter"
    identity: str = text("Identity", "身份", "Name, and how to reach the informant. 姓名及联系方式", repr=False)


class Request(Part):
    """An officer on the case asks who an alias stands for."""

    act: Literal["request"] = "request"
    case: str = ask("Case number", "案号", open=True, pattern=CASE_NO)
    alias: str = code("Alias", "化名")
    basis: RevealBasis = ask("Basis", "依据")
    article: str | None = code("Article", "条款", "Of a statutory need, such as reg-6. 法定需要的条款", default=None)
    reason: str = text("Reason", "理由", repr=False)

    @model_validator(mode="after")
    def _article_of_a_need(self) -> Self:
        if (self.basis is RevealBasis.STATUTORY_NEED) != (self.article is not None):
            raise ValueError("a statutory need names its article, a consent none")
        if self.article is not None and self.article not in articles():
            raise ValueError("no such article")
        return self


class Review(Part):
    """A custodian reads why a request is made."""

    act: Literal["review"] = "review"
    reveal: str = REVEAL


class Approve(Part):
    """A custodian allows the request, for some hours."""

    act: Literal["approve"] = "approve"
    reveal: str = REVEAL
    hours: int = ask("Hours", "小时数", "How long it may be looked at. 可查看时限", default=24, ge=1, le=24)


class Refuse(Part):
    """A custodian refuses the request."""

    act: Literal["refuse"] = "refuse"
    reveal: str = REVEAL


class Look(Part):
    """Who asked looks at the identity."""

    act: Literal["look"] = "look"
    reveal: str = REVEAL


Form = Enter | Request | Review | Approve | Refuse | Look
FORMS: TypeAdapter[Form] = TypeAdapter(
    Annotated[Form, Field(discriminator="act")], config=ConfigDict(hide_input_in_errors=True)
)
ACTS = tuple(f"informant.{name}" for name in ("enter", "request", "review", "approve", "refuse", "look"))
"""Their names, for mandates that are given for one of them only."""
