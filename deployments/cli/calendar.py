"""`casework calendar`: the yearly notice of the State Council, or of a region."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from deployments.cli import database
from deployments.cli.options import Json, Region, a_region
from deployments.cli.output import answer, told
from deployments.cli.progress import progress
from flows.calendar_import import catch_up, import_notice
from models.errors import BadInput
from models.store.calendars import NATIONAL

app = typer.Typer(add_completion=False, help="Import the yearly holiday notice.")
commands = {"calendar": app}

LARGEST_NOTICE = 1024 * 1024


@app.callback()
def _group() -> None:
    """Import the yearly holiday notice."""


@app.command("import")
def import_year(
    file: Annotated[Path, typer.Argument(help="JSON: year, papers, days with name, date, isOffDay.")],
    region: Region = "",
    as_json: Json = False,
) -> None:
    """Put a year's notice in force and count every open deadline anew; broken off and run again, it goes on."""
    with file.open("rb") as opened:
        raw = opened.read(LARGEST_NOTICE + 1)
    if len(raw) > LARGEST_NOTICE:
        raise BadInput("the notice is larger than 1 MiB")
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadInput("the notice is not JSON") from None
    with progress() as said:
        done = import_notice(database.opened(), document, a_region(region), said)
    answer(asdict(done), as_json, told("calendar_imported", year=done.year, count=done.recomputed))


@app.command("recount")
def recount(as_json: Json = False) -> None:
    """Count the deadlines that were counted with an older calendar: after an import that broke off, or a migration."""
    store = database.opened()
    with store.read() as connection:
        today = database.today(connection)
    with progress() as said:
        changed = catch_up(store, NATIONAL, today, said)
    answer({"recomputed": changed}, as_json, told("calendar_recounted", count=changed))
