"""Drawing up: in the act's own transaction the instrument gets its number, is made, and is kept with the case."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from flows.instruments import content
from flows.instruments.record import Record
from flows.instruments.render import MEDIA, render
from models.decide import Decision
from models.facts import Facts
from models.store import files, instruments
from models.vocabulary import Instrument
from models.wording import LOCALES


def draw_up(
    connection: Connection, facts: Facts, decision: Decision, case_no: str, today: date, at: datetime
) -> Decision:
    """The decision with its `documents`, where its act draws any up; facts are those it was decided on.

    Raises Unknown where the record lacks what an instrument must say, BadInput where an organ's template is wrong.
    """
    drawn = decision.transition.draws
    if not drawn:
        return decision
    record = Record(connection, facts, decision, case_no)
    numbers = {kind: instruments.reserve(connection, record.issuer.code, kind, today.year) for kind in drawn}
    made: list[Mapping[str, Any]] = []
    for kind, number in numbers.items():
        stored: dict[str, str] = {}
        for locale in LOCALES:
            if kind is Instrument.SERVICE_RECEIPT:
                words = content.receipt(record, drawn[0], numbers[drawn[0]], number, today, locale)
            else:
                words = content.content(kind, record, number, today, locale)
            stored[locale] = files.put(
                connection, case_no, kind.value, f"{number}.{locale}.docx", render(kind, locale, words),
                media=MEDIA, added_by=decision.actor, at=at, number=number, locale=locale,
            )  # fmt: skip
        made.append({"kind": kind.value, "number": number, "files": stored})
    move, *others = decision.moves
    documented = replace(move, entry={**move.entry, "documents": made})
    return replace(decision, moves=(documented, *others))
