"""`casework sign-in` and `sign-out`: a session at the desk, for this command line."""

from typing import Annotated

import typer

from deployments.cli.options import Code, Json
from deployments.cli.output import answer, told

sign_in = typer.Typer(add_completion=False)
sign_out = typer.Typer(add_completion=False)
commands = {"sign-in": sign_in, "sign-out": sign_out}


@sign_in.command()
def begin(badge: Annotated[str, typer.Option(help="Badge number.")], code: Code = None, as_json: Json = False) -> None:
    """Sign in with badge and passcode; the session ends after 15 minutes without use, after 8 hours at the latest."""
    from deployments.cli import remote
    from deployments.cli.typed import typed

    url, seconds = remote.sign_in(badge, lambda: typed(code))
    answer({"badge": badge, "desk": url, "idle_seconds": seconds}, as_json, told("signed_in", what=badge, url=url))


@sign_out.command()
def end(as_json: Json = False) -> None:
    """Sign out; the session is over at the desk, too."""
    from deployments.cli import remote

    badge = remote.sign_out()
    answer({"badge": badge}, as_json, told("signed_out", what=badge))
