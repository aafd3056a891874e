"""`casework education`: which organs have a plan of the year, and what became of it in numbers."""

import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

import typer

from deployments.cli import database
from deployments.cli.options import Json
from deployments.cli.output import answer, listing, told
from flows import missing_plans
from flows.settings import flow_settings
from models.acts.education_choices import Became, EducationForm, EducationPartner, MediaKind, StatutoryDay
from models.states import state_name
from models.store import education_years
from models.vocabulary import Stage
from models.wording import say, word

app = typer.Typer(add_completion=False, help="The yearly plans of publicity and education, in numbers.")
commands = {"education": app}

HEADS = ("organ", "case", "state", "planned", "held", "cancelled", "attendance")
ITEMS = ("item", "planned_on", "statutory_day", "became", "attendance")


@app.callback()
def _group() -> None:
    """The yearly plans of publicity and education, in numbers."""


@app.command("overview")
def overview(
    year: Annotated[int | None, typer.Option(min=2000, max=2100, help="The year; none: the one that runs.")] = None,
    as_json: Json = False,
) -> None:
    """Organs with and without a plan of the year, in the order of their codes: planned, held, how many attended."""
    with database.reading() as connection:
        meant = year or database.today(connection).year
        organs = education_years.overview(connection, meant)
        without = education_years.without_plan(connection, meant)
    due = missing_plans.due_on(meant)
    data = {"year": meant, "due_on": due, "due_verified": False, "organs": organs, "without_plan": without}
    rows = [[_state(o["state"]) if head == "state" else o[head] for head in HEADS] for o in organs]
    none = told("education_none", year=meant, what=told("list_comma").join(without) or told("label_none"))
    until = told("education_due", year=meant, day=due, unverified=told("unverified_setting"))
    answer(data, as_json, listing(None, HEADS, rows), "", none, until)


@app.command("report")
def report(number: Annotated[str, typer.Argument(metavar="NO")], as_json: Json = False) -> None:
    """The year of one plan in numbers, counted from its acts: as Markdown, or as JSON."""
    with database.reading() as connection:
        found = education_years.report(connection, number)
    if as_json:
        answer(found, as_json)
    else:
        sys.stdout.write(_markdown(found))  # for a file: a wrapped line would be another text


def _markdown(found: Mapping[str, Any]) -> str:
    counts = found["counts"]
    title = told("education_title", year=found["year"], organ=found["organ"], state=_state(found["state"]))
    numbers = {name: counts[name] for name in education_years.NUMBERS}
    lines = [f"# {title}", "", told("education_activities", **numbers), ""]
    for name, kind in (("forms", EducationForm), ("partners", EducationPartner), ("media", MediaKind)):
        lines.append(f"- {told(f'education_{name}', what=_counted(kind, counts[name]))}")
    heads = [told(f"label_{head}") for head in ITEMS]
    lines += ["", _row(heads), _row(["---"] * len(ITEMS))]
    for a in found["activities"]:
        day = _word(StatutoryDay, a["day"]) if a["day"] else ""
        lines.append(_row([a["item"], a["planned_on"], day, _word(Became, a["became"]), _or_none(a["attendance"])]))
    return "\n".join(lines) + "\n"


def _row(cells: list[Any]) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _or_none(value: object) -> object:
    return "" if value is None else value


def _counted(kind: type[StrEnum], counts: Mapping[str, int]) -> str:
    return told("list_comma").join(f"{_word(kind, name)} {n}" for name, n in counts.items()) or told("label_none")


def _word(kind: type[StrEnum], value: str) -> str:
    return word(kind(value), flow_settings().locale)


def _state(state: str | None) -> str:
    return say(state_name(Stage.EDUCATION, state), flow_settings().locale) if state else told("label_none")
