"""`casework audit`: whether the record is whole."""

from dataclasses import asdict
from typing import Annotated

import typer

from deployments.cli import database
from deployments.cli.exits import Exit
from deployments.cli.options import Json
from deployments.cli.output import answer, told
from models.store import audit

app = typer.Typer(help="Verify the record.")
commands = {"audit": app}


@app.callback()
def _group() -> None:
    """Verify the record."""


@app.command("verify")
def verify(
    case: Annotated[str | None, typer.Option(help="One case instead of every chain.")] = None, as_json: Json = False
) -> None:
    """Check every hash, every chain and every row derived from it; exit 1 where something is wrong."""
    with database.reading() as connection:
        found = audit.verify(connection, case)
    if found.first_bad is None:
        line = told("audit_whole", count=found.events)
    else:
        bad = found.first_bad
        line = told("audit_broken", chain=bad.chain, seq=bad.seq, why=bad.why)
    answer(asdict(found), as_json, line)
    if not found.ok:
        raise typer.Exit(Exit.FAILED)
