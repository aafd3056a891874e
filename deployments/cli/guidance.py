"""`casework guidance issue-many`: the same written guidance to many units, each with a case and an act of its own.

Straight to the database, never through Prefect: one code signs them all.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from deployments.cli.exits import Exit
from deployments.cli.options import Actor, Code, Json
from deployments.cli.output import answer, told

app = typer.Typer(add_completion=False, help="Written guidance to many units at once.")
commands = {"guidance": app}

Batch = Annotated[str, typer.Option(help="Name of the batch: under one name no unit is told twice.")]
Units = Annotated[Path | None, typer.Option(help="CSV in UTF-8 with the columns unit and handler.")]
KeyUnits = Annotated[bool, typer.Option("--key-units", help="Every key unit in the territory of the officer's organ.")]


@app.callback()
def _group() -> None:
    """Written guidance to many units at once."""


@app.command("issue-many")
def issue_many(
    notice: Annotated[str, typer.Argument(help="JSON: the form of `guidance issue`, and the reason for the cases.")],
    batch: Batch,
    badge: Actor,
    units: Units = None,
    key_units: KeyUnits = False,
    code: Code = None,
    as_json: Json = False,
) -> None:
    """Open a case about each unit and issue the guidance in it. Refused units are listed; run again under the same
    name, it goes on where it stopped and nothing is doubled."""
    from deployments.cli import addressed, database, filled, signing
    from flows import to_many
    from flows.series import Series

    if (units is None) is not key_units:
        raise typer.BadParameter("either --units or --key-units is needed")
    store = database.opened()
    organ, region = addressed.organ(store, badge)
    read = to_many.read_notice(filled.from_file(notice), organ, batch)
    if units is not None:
        meant, total = addressed.listed(units, badge)
    else:
        meant, total = addressed.meant(store, region, badge, key_units=True, ledgerless=False)
    series = Series({"badge": badge, "code": signing.passcode(store, code)}, datetime.now(UTC))
    sum_ = addressed.reckon(to_many.issue(read, meant, series), total, every=as_json)
    counts = {"issued": sum_.done, "already": sum_.already, "refused": sum_.failed}
    parts = [told("guidance_issued", **counts), *([sum_.table()] if sum_.failed else [])]
    answer({"batch": batch, **counts, "units": sum_.rows}, as_json, *parts)
    if sum_.failed:
        raise typer.Exit(Exit.REFUSED)
