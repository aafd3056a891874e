"""The notice that a unit is listed as a key unit, with the reasons and its added duties; and that it is no longer."""

from typing import Any

from flows.instruments.orders import RECONSIDERED_BY, TRIED_BY
from flows.instruments.record import Record
from flows.instruments.words import basis, day, printed
from models import documents
from models.guards.listing import FACTORS
from models.law import article, cite
from models.law.duties import DutyItem
from models.vocabulary import Instrument, Name
from models.wording import say

FACTOR_NAMES = {
    "nature": Name("Nature of the unit", "单位性质"),
    "industry": Name("Industry", "所属行业"),
    "secrecy": Name("Secret-related level", "涉密等级"),
    "foreign_relations": Name("Foreign-related degree", "涉外程度"),
    "past_incidents": Name("Past incidents", "是否发生过危害国家安全案事件"),
}
ADDED = tuple(item for item in DutyItem if item.startswith("reg-9-"))
"""The duties of a key unit, beside those of every unit."""


def notice(record: Record, locale: str) -> dict[str, Any]:
    told = record.sealed(record.last("propose"))
    issuer = record.issuer
    return {
        "factors": [{"factor": say(FACTOR_NAMES[f], locale), "words": told[f]} for f in FACTORS if f in told],
        "duties": [{"article": cite(item, locale), "duty": say(article(item).name, locale)} for item in ADDED],
        "hearing_basis": basis(("apl-45",), locale),
        "reconsideration": issuer.reconsideration or issuer.above or say(RECONSIDERED_BY, locale),
        "reconsideration_basis": cite("arl-20", locale),
        "court": issuer.court or say(TRIED_BY, locale),
        "court_basis": cite("alitl-46", locale),
    }


def removal(record: Record, locale: str) -> dict[str, Any]:
    drawn = documents.newest(record.stage, Instrument.KEY_UNIT_NOTICE)
    number = drawn["number"] if drawn else ""
    return {
        "notice_number": number,
        "notice_printed": printed(Instrument.KEY_UNIT_NOTICE, number),
        "served_on": day(record.last("serve")["served_on"], locale),
        "reason": record.told(record.last("propose_removal"), "reason"),
    }
