"""Forms of the acts of an exchange of information with a department (Regulations Art. 7). None asks who reported."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.acts.approval import Approve, Refuse
from models.acts.choices import Information
from models.acts.form import Act, Digest, StageAct, ask, code, files, text


class Propose(Act):
    """Propose to give a department information of this case; exactly this is given once it is approved."""

    act: Literal["propose"] = "propose"
    department: str = code("Department", "部门", "Code in the register · 名册中的代码")
    law: str = code("Legal basis", "法律依据", "Id of the article, such as reg-7 · 条文编号，例如 reg-7")
    kinds: list[Information] = ask("Kinds of information", "信息种类", min_length=1, max_length=10)
    purpose: str = text("Purpose", "用途")
    disclosed: str = text("What is to be disclosed", "提供内容")
    files: list[Digest] = files("Files to be disclosed", "提供的文件")


class Disclose(StageAct):
    """Give the information that was approved."""

    act: Literal["disclose"] = "disclose"


class Receipt(StageAct):
    """Record the department's receipt."""

    act: Literal["receipt"] = "receipt"
    received_on: date = ask("Date of the receipt", "签收日期")
    receipt: str = code("Number of its receipt", "回执编号")


class Withdraw(StageAct):
    """Withdraw before the receipt."""

    act: Literal["withdraw"] = "withdraw"
    reason: str = text("Reason", "事由")


ExchangeAct = Annotated[Propose | Approve | Refuse | Disclose | Receipt | Withdraw, Field(discriminator="act")]
