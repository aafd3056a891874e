"""Forms for mending mistakes and carrying out remedies: nothing is erased, both values stay visible."""

from datetime import date
from typing import Literal

from models.acts.choices import DecidedBy, RestingDecision
from models.acts.form import STAGE_REF, Act, Digest, ask, code, files, text

VALUE = r"^[A-Za-z0-9][A-Za-z0-9 ,:.+\-]{0,79}$"
"""A date, a time, a number or one of a form's choices: never a sentence of anybody's."""


class Correct(Act):
    """Propose to correct one field of a recorded act; a second person confirms it."""

    act: Literal["correct"] = "correct"
    event: int = ask("Number of the event", "事件序号", "As the case's timeline shows it · 见案件经过中的序号", ge=1)
    field: str = code("Field", "字段", "For example served_on · 例如 served_on")
    value: str = ask("Right value", "更正后的值", "For example 2026-04-13 · 例如 2026-04-13", open=True, pattern=VALUE)
    reason: str = text("Reason and proof", "更正理由与依据")
    files: list[Digest] = files("Proof", "证据")


class ConfirmCorrection(Act):
    """Confirm the correction: from now on the right value counts, deadlines follow, everyone told is told again."""

    act: Literal["confirm_correction"] = "confirm_correction"


class RejectCorrection(Act):
    """Reject the correction."""

    act: Literal["reject_correction"] = "reject_correction"
    reason: str = text("Reason", "事由")


class _Decided(Act):
    """A decision this act carries out."""

    decided_by: DecidedBy = ask("Decided by", "作出决定的机关")
    decision_no: str = code("Number of the decision", "决定文号")
    decided_on: date = ask("Decided on", "决定日期")
    reason: str = text("What was decided and why", "决定内容与理由")
    files: list[Digest] = files("Decision", "决定书")


class Annul(_Decided):
    """Carry out a decision that annuls a stage and all its acts."""

    act: Literal["annul"] = "annul"
    annulled: str = ask("Stage annulled", "被撤销的环节", "For example R1 · 例如 R1", open=True, pattern=STAGE_REF)


class DecideResting(Act):
    """Decide what becomes of a stage that rests on an annulled one."""

    act: Literal["decide_resting"] = "decide_resting"
    which: str = ask("Stage", "环节编号", "For example Y1 · 例如 Y1", open=True, pattern=STAGE_REF)
    decision: RestingDecision = ask("Decision", "决定")
    reason: str = text("Reason", "理由")


class Stay(_Decided):
    """Carry out a decision that stays the procedure: its clocks stop, no adverse act is taken."""

    act: Literal["stay"] = "stay"


class LiftStay(_Decided):
    """The stay is over: the clocks run again."""

    act: Literal["lift_stay"] = "lift_stay"


class ReferCriminal(Act):
    """Refer a suspected crime to the criminal procedure. Only its number is kept here; the clocks stop."""

    act: Literal["refer_criminal"] = "refer_criminal"
    reference_no: str = code("Number of the reference", "移送编号")


class NotePenalty(Act):
    """Note the decision on a penalty that was taken elsewhere: its number and day. No act here imposes one."""

    act: Literal["note_penalty"] = "note_penalty"
    reference_no: str = code("Number of the decision", "处罚决定书编号")
    decided_on: date = ask("Decided on", "决定日期")
    body: str = text("Who decided", "决定机关")


class EndReference(Act):
    """The criminal procedure came back or ended: the clocks run again."""

    act: Literal["end_reference"] = "end_reference"
    reference_no: str = code("Number of the answer", "回复编号")
