"""Numbers of instruments, such as GZ-NM-RO-2026-0001: per organ, kind and year, none missing and none given twice."""

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from models.store.handles import INSTRUMENT_NUMBER
from models.vocabulary import Instrument

LETTERS = {
    Instrument.INSPECTION_NOTICE: "IN",
    Instrument.TECHNICAL_NOTICE: "TN",
    Instrument.RECTIFICATION_ORDER: "RO",
    Instrument.REINSPECTION_OPINION: "RP",
    Instrument.INTERVIEW_NOTICE: "IV",
    Instrument.SUPERIOR_NOTICE: "SN",
    Instrument.TRANSFER_LETTER: "TL",
    Instrument.KEY_UNIT_NOTICE: "KN",
    Instrument.KEY_UNIT_REMOVAL: "KR",
    Instrument.SERVICE_RECEIPT: "SR",
}


def reserve(connection: Connection, organ: str, instrument: Instrument, year: int) -> str:
    """The next number; it is free again only where the transaction that reserved it is rolled back."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(INSTRUMENT_NUMBER).values(organ=organ, instrument=instrument, year=year, last=1)
    bump = statement.on_conflict_do_update(
        index_elements=[INSTRUMENT_NUMBER.c.organ, INSTRUMENT_NUMBER.c.instrument, INSTRUMENT_NUMBER.c.year],
        set_={"last": INSTRUMENT_NUMBER.c.last + 1},
    ).returning(INSTRUMENT_NUMBER.c.last)
    return f"{organ}-{LETTERS[instrument]}-{year}-{connection.execute(bump).scalar_one():04d}"
