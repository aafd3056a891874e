"""A finding: which duty was not performed, and when."""

from datetime import date

from models.acts.form import Part, ask, text
from models.law.duties import DutyItem


class Finding(Part):
    """One duty item not performed in a span of days, with the facts."""

    duty: DutyItem = ask("Article and item", "条款")
    since: date = ask("From", "起")
    until: date = ask("Until", "止")
    facts: str = text("Facts and evidence", "事实与证据")
