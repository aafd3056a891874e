"""Forms of the acts on a requirement an industry department sets for its industry (Regulations Art. 7(1))."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.acts.form import Act, Digest, Part, ask, code, files, text

INDUSTRY = r"^([A-Za-z0-9._\-]{1,40}|[A-Za-z0-9\u4e00-\u9fff]{1,12})$"
"""An industry as the register of units writes it: a code or one word, never a sentence."""


class Record(Part):
    """Record a requirement that an industry department has set; the units of its industry are told."""

    act: Literal["record"] = "record"
    department: str = code("Industry department", "行业主管部门", "Code in the register · 名册中的代码")
    industry: str = ask(
        "Industry", "行业", "As the register of units writes it · 与单位名册的写法一致", open=True, pattern=INDUSTRY
    )
    received_on: date = ask("Received on", "收到日期")
    valid_from: date = ask("Valid from", "施行日期")
    content: str = text("What is required", "要求内容")


class Attach(Act):
    """Attach the paper on which the requirement came."""

    act: Literal["attach"] = "attach"
    files: list[Digest] = ask(
        "Files", "附件", "Digests of stored files · 文件摘要", open=True, min_length=1, max_length=50
    )


class Amend(Act):
    """Record that the department has changed the requirement; the units of its industry are told."""

    act: Literal["amend"] = "amend"
    received_on: date = ask("Received on", "收到日期")
    valid_from: date = ask("Valid from", "施行日期")
    content: str = text("What is required now", "修改后的要求内容")
    files: list[Digest] = files("What came", "来件")


class End(Act):
    """Record that the requirement no longer holds; the units of its industry are told."""

    act: Literal["end"] = "end"
    received_on: date = ask("Received on", "收到日期")
    ends_on: date = ask("Last day in force", "失效日期")
    reason: str = text("Reason", "事由")
    files: list[Digest] = files("What came", "来件")


RequirementAct = Annotated[Record | Attach | Amend | End, Field(discriminator="act")]
