"""What the unit did itself: it has a date of its own, and timeliness is judged by that date."""

from datetime import date
from typing import Literal

from models.acts.choices import Arrival
from models.acts.form import Act, Digest, StageAct, ask, files, text


class FromUnitOnFile(Act):
    """Something the unit filed about a file that is one procedure of its own."""

    received_on: date = ask("Received on", "收到日期")
    posted_on: date | None = ask("Posted on", "交邮日期", default=None)
    arrival: Arrival = ask("How it came", "来件方式", default=Arrival.IN_PERSON)
    files: list[Digest] = files("What came", "来件")
    late_reason: str | None = text(
        "Why it is recorded later", "补录原因", "Where it is recorded later · 事后补录时填写", default=None
    )


class FromUnit(FromUnitOnFile, StageAct):
    """Something the unit filed in a stage of a case."""


class Comment(FromUnit):
    """Record what the unit says on the findings; that it has nothing to add is a comment too."""

    act: Literal["comment"] = "comment"
    content: str = text("Comment", "陈述申辩")
