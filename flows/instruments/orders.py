"""The order to rectify and the opinion on its re-inspection: item by item, with the time limit and the remedies."""

from collections.abc import Iterable
from typing import Any

from flows.instruments.record import Item, Record
from flows.instruments.words import basis, day, limit, printed, span
from models import documents
from models.facts import StageFacts
from models.guards import findings
from models.law import article, cite
from models.periods import Clock
from models.vocabulary import Instrument, Name, Stage
from models.wording import say

RECONSIDERED_BY = Name(
    "the body with jurisdiction over reconsideration of this organ's acts",
    "依法对本机关行政行为具有管辖权的行政复议机关",
)
TRIED_BY = Name("the people's court with jurisdiction", "有管辖权的人民法院")


def order(record: Record, locale: str) -> dict[str, Any]:
    proposed = record.last("propose")
    issuer, before = record.issuer, record.facts.stage(record.stage.ground)
    found = record.order_items(record.stage)
    return {
        "items": [
            {**row, "facts": facts} for row, (_, facts) in zip(rows((i for i, _ in found), locale), found, strict=True)
        ],
        "jointly_with": record.jointly_with(proposed, locale),
        "required": record.told(proposed, "required"),
        "limit": limit(proposed["limit_length"], proposed["limit_unit"], locale),
        "limit_basis": basis(("cc-201", "cc-203"), locale),
        **numbers_of(before if before is not None and before.kind is Stage.RECTIFICATION else None, "renews"),
        "reconsideration": issuer.reconsideration or issuer.above or say(RECONSIDERED_BY, locale),
        "reconsideration_basis": cite("arl-20", locale),
        "court": issuer.court or say(TRIED_BY, locale),
        "court_basis": cite("alitl-46", locale),
        "hearing_basis": basis(("apl-45",), locale),
        "extension_basis": basis(("cpl-86",), locale),
        "failing": cite("cel-56", locale),
    }


def opinion(record: Record, locale: str) -> dict[str, Any]:
    seen = record.last("reinspect")
    remarks = record.sealed(seen).get("results") or [{}] * len(seen["results"])
    told = {r["item"]: (r["met"], said.get("remark", "")) for r, said in zip(seen["results"], remarks, strict=True)}
    items = rows(findings.order_items(record.stage), locale)
    return {
        **numbers_of(record.stage),
        "inspected_on": day(seen["occurred_on"], locale),
        "items": [{**item, "met": _MET[told[item["no"]][0]][locale], "remark": told[item["no"]][1]} for item in items],
        "all_met": all(met for met, _ in told.values()),
        "comment_until": _comment_until(record, locale),
        "hearing_basis": basis(("apl-45",), locale),
        "failing": cite("cel-56", locale),
    }


def rows(items: Iterable[Item], locale: str) -> list[dict[str, Any]]:
    """Items numbered from 1: the article, our short words of its duty, and the days."""
    return [
        {
            "no": n,
            "article": cite(item["duty"], locale),
            "duty": say(article(item["duty"]).name, locale),
            "days": span(item["since"], item["until"], locale),
        }
        for n, item in enumerate(items, 1)
    ]


def numbers_of(order: StageFacts | None, name: str = "order_number") -> dict[str, str]:
    """The number of the order a stage drew up, and the form it is printed in; both empty where there is none."""
    drawn = documents.newest(order, Instrument.RECTIFICATION_ORDER) if order else None
    number = drawn["number"] if drawn else ""
    return {name: number, f"{name.removesuffix('_number')}_printed": printed(Instrument.RECTIFICATION_ORDER, number)}


_MET = {True: {"en": "met", "zh": "符合要求"}, False: {"en": "not met", "zh": "不符合要求"}}


def _comment_until(record: Record, locale: str) -> str:
    """The last day to comment, where one runs and its calendar is known; else empty."""
    armed = [c.deadline for c in record.changes if c.deadline.clock is Clock.COMMENT]
    runs = armed[0] if armed else record.facts.deadline(Clock.COMMENT, record.stage.label)
    return day(runs.due_on, locale) if runs is not None and runs.open and not runs.provisional else ""
