"""`casework notice acknowledge`: taking notice that a deadline has passed."""

import typer

from deployments.cli import database, signing
from deployments.cli.options import Actor, Code, Json, Number
from deployments.cli.output import answer, told

app = typer.Typer(add_completion=False, help="Acknowledge a notice that a deadline has passed.")
commands = {"notice": app}


@app.callback()
def _group() -> None:
    """Acknowledge a notice that a deadline has passed."""


@app.command("acknowledge")
def acknowledge(
    number: Number,
    badge: Actor,
    code: Code = None,
    as_json: Json = False,
) -> None:
    """Take notice, signed by who it was sent to; until somebody does, those above are told one after another."""
    from flows import acknowledging
    from flows.signature import Signed

    store = database.opened()
    done = acknowledging.acknowledge(store, number, Signed(badge, signing.passcode(store, code)))
    answer({"id": number, "badge": badge, **done}, as_json, told("acknowledged", what=number, case=done["case"]))
