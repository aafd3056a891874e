"""What a template may name: the words of each instrument, from the record. Never who reported, never the ground."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flows.instruments import letters, listings, orders, visits
from flows.instruments.record import Record
from flows.instruments.words import basis, day, printed, title
from models.law import cite
from models.vocabulary import Instrument

Content = Mapping[str, Any]
"""Names to text; a list holds the rows of a table. Absent text is empty, so that a template can ask for it."""

_OF: Mapping[Instrument, Callable[[Record, str], dict[str, Any]]] = {
    Instrument.INSPECTION_NOTICE: visits.inspection,
    Instrument.TECHNICAL_NOTICE: visits.technical,
    Instrument.RECTIFICATION_ORDER: orders.order,
    Instrument.REINSPECTION_OPINION: orders.opinion,
    Instrument.INTERVIEW_NOTICE: letters.interview,
    Instrument.SUPERIOR_NOTICE: letters.superior,
    Instrument.TRANSFER_LETTER: letters.transfer,
    Instrument.KEY_UNIT_NOTICE: listings.notice,
    Instrument.KEY_UNIT_REMOVAL: listings.removal,
}


def content(instrument: Instrument, record: Record, number: str, today: date, locale: str) -> Content:
    """Everything the template of this instrument may name. Raises Unknown where the record lacks what it needs."""
    return {
        **_every(instrument, record, number, today, locale),
        "basis": basis(record.basis, locale),
        **_OF[instrument](record, locale),
    }


def receipt(record: Record, served: Instrument, served_number: str, number: str, today: date, locale: str) -> Content:
    """The receipt of service that goes with an instrument drawn up by the same act."""
    return {
        **_every(Instrument.SERVICE_RECEIPT, record, number, today, locale),
        "basis": basis(("cpl-87", "cpl-88"), locale),
        "served_title": title(served, locale),
        "served_number": served_number,
        "served_printed": printed(served, served_number),
    }


def _every(instrument: Instrument, record: Record, number: str, today: date, locale: str) -> dict[str, Any]:
    return {
        "title": title(instrument, locale),
        "number": number,
        "printed": printed(instrument, number),
        "organ": record.issuer.name,
        "contact": record.issuer.contact,
        "drawn_on": day(today, locale),
        "unit": record.unit,
        "unit_code": record.unit_code,
        "addressee": record.unit,
        "complaint": cite("cel-52", locale),
        "secrecy": cite("reg-6", locale),
    }
