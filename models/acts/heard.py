"""The unit is heard and signs, or its refusal is noted: on the record, at the re-inspection, in the interview."""

from models.acts.choices import Signing
from models.acts.form import StageAct, ask, text


class Heard(StageAct):
    """A record with the unit's statement and signature. A refusal is noted with its reason and a witness."""

    statement: str | None = text("Statement of the unit", "单位陈述", default=None)
    signing: Signing = ask("Signature of the unit", "单位签字")
    refusal: str | None = text(
        "Reason of the refusal", "拒签原因", "Where it refused to sign · 拒绝签字时填写", default=None
    )
    witness: str | None = text(
        "Witness of the refusal", "见证人", "Where it refused to sign · 拒绝签字时填写", default=None
    )
