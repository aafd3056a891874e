"""`casework deadline`: compute, due, explain, simulate."""

from datetime import date
from typing import Annotated, Any

import typer
from sqlalchemy import create_engine

from deployments.cli import database
from deployments.cli.options import Json, a_day
from deployments.cli.output import answer, complain, facts, listing, told
from flows.settings import flow_settings
from models.calendars import NOT_COUNTED_NAMES, Calendar
from models.errors import BadInput
from models.store import calendars, chain
from models.store.handles import CALENDAR_DAY, CALENDAR_YEAR
from models.terms import RULE_NAMES, Period, Term, last_day
from models.vocabulary import Unit
from models.wording import say

app = typer.Typer(help="Compute, list, explain and simulate deadlines.")
commands = {"deadline": app}

REGION_DIGITS = 6


@app.callback()
def _group() -> None:
    """Compute, list, explain and simulate deadlines."""


@app.command("compute")
def compute(
    since: Annotated[date, typer.Option("--from", parser=a_day, metavar="YYYY-MM-DD", help="Day of the event.")],
    days: Annotated[int, typer.Option(help="Length of the period.")],
    unit: Annotated[Unit, typer.Option(help="Working days or calendar days.")],
    region: Annotated[str, typer.Option(help="Region whose own holidays count too (GB/T 2260).")] = "",
    no_roll: Annotated[bool, typer.Option("--no-roll", help="The last day is not moved by rest days.")] = False,
    as_json: Json = False,
) -> None:
    """The last day of a period, each day passed over, and the rules behind it. Works without a database, too."""
    if region and not (region.isascii() and region.isdigit() and len(region) == REGION_DIGITS):
        raise BadInput("region: six digits are needed")
    term = last_day(since, Period(days, unit), _calendar(region), roll=not no_roll)
    answer(_as_json(term), as_json, *_as_text(term))


def _calendar(region: str) -> Calendar:
    """The stored calendar; where there is no database, what chinesecalendar knows."""
    if not database.missing():
        with database.reading() as connection:
            return calendars.load(connection, region)
    complain(told("calendar_built_in"))
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        CALENDAR_DAY.metadata.create_all(connection, tables=[CALENDAR_DAY, CALENDAR_YEAR])
        calendars.seed(connection, chain.now(connection))
        found = calendars.load(connection)
    engine.dispose()
    return found


def _as_json(term: Term) -> dict[str, Any]:
    return {
        "due": term.due,
        "provisional": term.provisional,
        "skipped": [{"date": s.day, "why": s.why} for s in term.skipped],
        "rule": list(term.rule),
    }


def _as_text(term: Term) -> list[Any]:
    locale = flow_settings().locale
    rules = told("list_comma").join(say(RULE_NAMES[code], locale) for code in term.rule)
    skipped = [(s.day, say(NOT_COUNTED_NAMES[s.why], locale)) for s in term.skipped]
    head = facts({"due": term.due, "provisional": term.provisional, "rule": rules})
    return [head, listing(told("label_skipped"), ("date", "reason"), skipped)]
