"""`casework inbox`: what waits for an officer."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from deployments.cli.options import Json, the_badge
from deployments.cli.output import answer, listing, told
from deployments.settings import desk_url

app = typer.Typer(add_completion=False)
commands = {"inbox": app}

HEADS = {
    "handling": ("case", "kind", "unit", "opened_on"),
    "to_approve": ("case", "stage", "act", "since", "due"),
    "to_acknowledge": ("id", "case", "stage", "clock", "due", "since"),
    "overdue": ("id", "case", "stage", "clock", "holder", "due"),
    "supervised": ("case", "seq", "stage", "act", "noted", "noted_on"),
}


@app.command()
def show(
    badge: Annotated[str | None, typer.Option(help="Badge number; at a desk, who is signed in.")] = None,
    to_approve: Annotated[bool, typer.Option("--to-approve", help="Only what waits for approval.")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only deadlines past their last day.")] = False,
    supervised: Annotated[bool, typer.Option("--supervised", help="Only what is noted for the supervisor.")] = False,
    as_json: Json = False,
) -> None:
    """Cases in hand, acts waiting for approval in the organs in line, overdue deadlines, what supervision noted."""
    whose, found = _found(badge)
    choices = {"to_approve": to_approve, "overdue": overdue, "supervised": supervised}
    asked = {name for name, wanted in choices.items() if wanted}
    shown = {name: rows for name, rows in found.items() if name in (asked or HEADS)}
    tables = [
        listing(told(f"label_{name}"), HEADS[name], [[row.get(head) for head in HEADS[name]] for row in rows])
        for name, rows in shown.items()
    ]
    answer({"badge": whose, **shown}, as_json, *tables)


def _found(badge: str | None) -> tuple[str, dict[str, Any]]:
    if desk_url() is not None:
        from deployments.cli import remote_reading

        return remote_reading.inbox(badge)
    from deployments.cli import database
    from models.store import inbox
    from models.store.settings import store_settings

    whose = the_badge(badge)
    with database.reading() as connection:
        return whose, asdict(inbox.of(connection, whose, database.today(connection), store_settings().rules))
