"""The statement of service of one case as a document: what was served, how it is proven, which clocks that started."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from flows.instruments.render import render
from flows.instruments.words import day, printed, title
from flows.legal_day import LEGAL_ZONE
from models.acts.choices import Service
from models.clocks import CLOCKS
from models.law import cite
from models.store import parties
from models.vocabulary import Instrument, Name
from models.wording import phrase, say, word

TITLE = Name("Statement of Service", "送达证明")


def drawn(connection: Connection, found: Mapping[str, Any], digest: str, today: date, locale: str) -> bytes:
    """As DOCX, from what `models.store.proof.statement` found; `digest` is that of the same statement as data.

    Raises Unknown for a file that is about no one unit, BadInput as `render` does.
    """
    issuer = parties.issuer(connection, found["organ"])
    return render(
        "statement_of_service",
        locale,
        {
            "organ": issuer.name,
            "contact": issuer.contact,
            "title": say(TITLE, locale),
            "case": found["case"],
            "number": found["case"],
            "head_seq": found["head"]["seq"],
            "head_hash": found["head"]["hash"],
            "unit": parties.unit(connection, found["unit"]),
            "unit_code": found["unit"],
            "services": [_service(n, one, locale) for n, one in enumerate(found["services"], 1)],
            "notices": [_notice(n, one) for n, one in enumerate(found["notices"], 1)],
            "digest": digest,
            "complaint": cite("cel-52", locale),
            "drawn_on": day(today, locale),
        },
    )


def _service(number: int, one: Mapping[str, Any], locale: str) -> dict[str, Any]:
    served, kind = one["document"] or "", one["kind"]
    called = (title(Instrument(kind), locale), printed(Instrument(kind), served)) if kind else ()
    clocks = [f"{say(CLOCKS[c['clock']].name, locale)}: {day(c['due_on'], locale)}" for c in one["started"]]
    return {
        "no": number,
        "document": " ".join((*called, served)),
        "method": word(Service(one["method"]), locale),
        "served_on": day(one["served_on"], locale),
        "receipt": one["receipt"] or "",
        "proof": one["proof"]["sha256"],
        "clocks": phrase("list_comma", locale).join(clocks),
    }


def _notice(number: int, one: Mapping[str, Any]) -> dict[str, Any]:
    last = one["attempts"][-1] if one["attempts"] else None
    return {
        "no": number,
        "to": one["target"],
        "title": one["title"],
        "sent": _minute(one["done_at"]),
        "answer": f"{last['outcome']} {last['answer']}" if last else one["state"].value,
    }


def _minute(at: datetime | None) -> str:
    """The minute in Beijing; empty where it did not leave."""
    return f"{at.astimezone(LEGAL_ZONE):%Y-%m-%d %H:%M}" if at else ""
