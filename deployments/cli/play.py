"""`casework demo`: showing what it does."""

from typing import Annotated

import typer

from deployments.cli.options import Json

demo = typer.Typer(add_completion=False)
commands = {"demo": demo}


@demo.command()
def play(
    keep: Annotated[bool, typer.Option("--keep", help="Keep everything running afterwards.")] = False,
    as_json: Json = False,
) -> None:
    """Play a real case from guidance to transfer through the real deployments."""
    from deployments.demo import play

    raise typer.Exit(play(keep=keep, as_json=as_json))
