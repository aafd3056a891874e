"""Service of a document: method, date and proof (by analogy, CPL 87-91). Only proven service starts a clock."""

from datetime import date

from models.acts.choices import Service
from models.acts.form import Act, Digest, StageAct, ask, text


class ServedOnFile(Act):
    """A document handed over; which one, the record knows: the newest drawn up for this step."""

    method: Service = ask("How", "送达方式")
    served_on: date = ask(
        "Served on",
        "送达日期",
        "Day on the proof of service; after an announcement its last day · 送达凭证所载日期；公告送达的为公告期满日",
    )
    announced_on: date | None = ask(
        "Announced on", "公告日期", "For a public announcement · 公告送达时填写", default=None
    )
    recipient: str = text("Received by", "签收人")
    witness: str | None = text(
        "Witness",
        "见证人",
        "Where the unit refused: witness or recording · 单位拒收时填写：见证人或者录像",
        default=None,
    )
    proof: Digest = ask("Proof of service", "送达凭证", "Digest of the stored proof · 文件摘要", open=True)


class Served(ServedOnFile, StageAct):
    """The same in a stage of a case."""
