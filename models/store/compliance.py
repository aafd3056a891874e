"""A unit's duties as the reader may see them: a fixed number of selects, however many files there are about it."""

from dataclasses import asdict
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, true

from models import compliance
from models.compliance import Open
from models.errors import Unknown
from models.facts import CaseFacts, StageFacts
from models.law.duties import DutyItem
from models.store import snapshot
from models.store.handles import CASE_FILE, DEADLINE, STAGE
from models.vocabulary import File, Stage


def of_unit(connection: Connection, code: str, on: date, seen: ColumnElement[bool] | None = None) -> dict[str, Any]:
    """The ledger's number and one line for each duty. Of files the reader does not see (`seen`) nothing is in it.

    Raises Unknown for a unit that is not registered, and where the reader sees no file about it: it says neither.
    """
    about = (CASE_FILE.c.unit == code, true() if seen is None else seen)
    unit = snapshot.unit_of(connection, code)
    if unit is None or (seen is not None and connection.execute(select(CASE_FILE.c.no).where(*about)).first() is None):
        raise Unknown(code)
    ledger = _ledger(connection, *about)
    number = ledger.no if ledger else None
    periods = snapshot.deadlines(connection, DEADLINE.c.case_no == number) if ledger else ()
    lines = compliance.page(on, unit.spells, ledger, periods, _cited(connection, on, *about))
    return {
        "unit": code,
        "as_of": on,
        "ledger": number,
        "state": ledger.state if ledger else None,
        "duties": [_told(line) for line in lines],
    }


def _ledger(connection: Connection, *about: ColumnElement[bool]) -> CaseFacts | None:
    """The newest ledger of the unit, be it ended."""
    wanted = select(CASE_FILE).where(*about, CASE_FILE.c.kind == File.DUTIES)
    row: Any = connection.execute(wanted.order_by(CASE_FILE.c.opened_on.desc(), CASE_FILE.c.no.desc())).first()
    if row is None:
        return None
    return CaseFacts(row.no, row.state, row.version, row.handler, tuple(row.acts), row.kind)


def _cited(connection: Connection, on: date, *about: ColumnElement[bool]) -> list[tuple[DutyItem, Open]]:
    """What cites duties in the open cases about the unit."""
    wanted = (
        select(STAGE)
        .select_from(STAGE.join(CASE_FILE, CASE_FILE.c.no == STAGE.c.case_no))
        .where(*about, CASE_FILE.c.kind == File.CASE, CASE_FILE.c.closed_on.is_(None))
        .order_by(STAGE.c.case_no, STAGE.c.kind, func.length(STAGE.c.label), STAGE.c.label)
    )
    rows: Any = connection.execute(wanted)
    return [
        one
        for number, of_case in groupby(rows, key=lambda r: r.case_no)
        for one in compliance.cited(
            number, [StageFacts(r.label, Stage(r.kind), r.state, r.ground, tuple(r.acts)) for r in of_case], on
        )
    ]


def _told(line: compliance.Line) -> dict[str, Any]:
    """A line in plain values."""
    told = asdict(line)
    said = told.pop("said")
    return {
        **told,
        "measures": list(told["measures"]),
        "said": {"answer": said[0], "on": said[1]} if said else None,
        "open": list(told["open"]),
    }
