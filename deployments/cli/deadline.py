"""`casework deadline`: compute, due, explain, simulate."""

from datetime import date
from typing import Annotated, Any

import typer

from deployments.cli.options import Json, Number, Region, a_day, a_region
from deployments.cli.output import answer, complain, facts, listing, told
from deployments.settings import desk_url
from flows.settings import flow_settings
from models.calendars import NOT_COUNTED_NAMES, Calendar, NotCounted
from models.periods import Unit
from models.terms import RULE_NAMES, Period, RuleCode, Term, last_day
from models.wording import say

app = typer.Typer(add_completion=False, help="Compute, list, explain and simulate deadlines.")
commands = {"deadline": app}


@app.callback()
def _group() -> None:
    """Compute, list, explain and simulate deadlines."""


@app.command("compute")
def compute(
    since: Annotated[date, typer.Option("--from", parser=a_day, metavar="YYYY-MM-DD", help="Day of the event.")],
    days: Annotated[int, typer.Option(help="Length of the period.")],
    unit: Annotated[Unit, typer.Option(help="Working days or calendar days.")],
    region: Region = "",
    no_roll: Annotated[bool, typer.Option("--no-roll", help="The last day is not moved by rest days.")] = False,
    as_json: Json = False,
) -> None:
    """The last day of a period, each day passed over, and the rules behind it. Works without a database, too."""
    term = last_day(since, Period(days, unit), _calendar(a_region(region)), roll=not no_roll)
    answer(_as_json(term), as_json, *_as_text(term))


AsOf = Annotated[
    date | None, typer.Option("--as-of", parser=a_day, metavar="YYYY-MM-DD", help="The legal day; today if not given.")
]


@app.command("due")
def due(as_of: AsOf = None, as_json: Json = False) -> None:
    """List the open deadlines, the earliest first, and which are overdue on that day."""
    if desk_url() is not None:
        from deployments.cli import remote_reading

        day, found = remote_reading.due(as_of)
    else:
        from deployments.cli import database
        from models.store import forecast

        with database.reading() as connection:
            day = as_of or database.today(connection)
            found = forecast.due(connection, day)
    heads = ("id", "case", "stage", "clock", "holder", "due", "provisional", "overdue", "officer")
    fields = ("id", "case", "stage", "clock", "holder", "due_on", "provisional", "overdue", "handler")
    answer({"as_of": day, "deadlines": found}, as_json, listing(None, heads, ([d[f] for f in fields] for d in found)))


@app.command("explain")
def explain(number: Number, as_json: Json = False) -> None:
    """Why a deadline ends on its day: anchor, length, ledger, days passed over, rungs claimed and to come."""
    from deployments.cli import database
    from models.store import forecast

    with database.reading() as connection:
        found = forecast.explain(connection, number)
    locale = flow_settings().locale
    head = ("case", "stage", "clock", "holder", "state", "anchor_on", "length", "due", "provisional")
    shown = {**found, "due": found["due_on"], "length": f"{found['length']} {found['unit']}"}
    rules = told("list_comma").join(say(RULE_NAMES[RuleCode(code)], locale) for code in found["rule"])
    skipped = [(s["date"], say(NOT_COUNTED_NAMES[NotCounted(s["why"])], locale)) for s in found["skipped"]]
    rungs = [(r["rung"], r["due_on"], r["day"], r["sent"]) for r in found["rungs"]]
    following = found["next"] and f"{found['next']['rung']} {found['next']['day']}"
    answer(
        found,
        as_json,
        facts({**{label: shown[label] for label in head}, "rule": rules, "following": following}),
        listing(
            told("label_ledger"), ("act", "date", "length", "seq"), [tuple(line.values()) for line in found["ledger"]]
        ),
        listing(told("label_skipped"), ("date", "reason"), skipped),
        listing(told("label_rungs"), ("rung", "due", "date", "sent"), rungs),
    )


@app.command("simulate")
def simulate(
    as_of: Annotated[date, typer.Option("--as-of", parser=a_day, metavar="YYYY-MM-DD", help="The legal day.")],
    as_json: Json = False,
) -> None:
    """What a sweep on that day would claim, and whom it would tell; changes nothing."""
    from deployments.cli import database
    from models.store import forecast

    with database.reading() as connection:
        found = forecast.simulate(connection, as_of)
    heads = ("case", "stage", "clock", "due", "rung", "date", "sent", "audience")
    fields = ("case", "stage", "clock", "due_on", "rung", "day", "sent")
    rows = [(*(r[f] for f in fields), told("list_comma").join(r["audience"])) for r in found]
    answer({"as_of": as_of, "rungs": found}, as_json, listing(None, heads, rows))


def _calendar(region: str) -> Calendar:
    """The stored calendar; where there is no database, what chinesecalendar knows."""
    from sqlalchemy import create_engine

    from deployments.cli import database
    from models.store import calendars, chain
    from models.store.handles import CALENDAR_DAY, CALENDAR_YEAR

    if desk_url() is None and not database.missing():
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
