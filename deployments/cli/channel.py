"""`casework channel`: places notices go to, by name. An address is typed unseen or read from standard input."""

import re
import sys
from getpass import getpass
from typing import Annotated

import typer

from deployments.cli import channel_trial, database
from deployments.cli.exits import Exit
from deployments.cli.options import OPERATOR, By, Json
from deployments.cli.output import answer, listing, told
from models.acts.form import CODE
from models.errors import BadInput
from models.store import channels
from models.store.channels import Listed
from models.vocabulary import REGISTERED, Channel
from notifications.channels.registered import kept_url

app = typer.Typer(add_completion=False, help="Places notices go to: robots, webhooks, whatever Apprise can read.")
commands = {"channel": app}

Name = Annotated[str, typer.Argument(metavar="NAME")]
SIGNING = (Channel.DINGTALK, Channel.FEISHU)
ROBOTS = (Channel.WECOM, *SIGNING)
A_MINUTE = 20
"""What a robot of these platforms takes in a minute."""


@app.command("add")
def add(
    name: Name,
    kind: Annotated[Channel, typer.Option(help=f"One of {', '.join(REGISTERED)}.")],
    per_minute: Annotated[
        int | None, typer.Option(min=0, max=10_000, help="At most so many a minute; 0: no limit. A robot: 20.")
    ] = None,
    alarms: Annotated[bool, typer.Option("--alarms", help="Administrators read it: what mail does not bring.")] = False,
    by: By = OPERATOR,
    as_json: Json = False,
) -> None:
    """Enter a channel. Its URL, as the platform hands it out, is typed unseen, or the first line of standard input;
    the secret of a robot that signs, the second."""
    if not re.fullmatch(CODE, name) or name in set(Channel):
        raise BadInput(told("channel_name"))
    if kind not in REGISTERED:
        raise BadInput(told("channel_kind", what=", ".join(REGISTERED)))
    url = kept_url(kind, _unseen("channel_url_prompt"), _unseen("channel_secret_prompt") if kind in SIGNING else None)
    limit = A_MINUTE if per_minute is None and kind in ROBOTS else per_minute or None
    listed = Listed(name, kind, limit, alarms, active=True)
    with database.opened().write() as connection:
        database.require_officer(connection, by)
        channels.add(connection, listed, url, by, database.today(connection))
    answer(vars(listed), as_json, told("channel_added", what=name))


@app.command("list")
def list_channels(as_json: Json = False) -> None:
    """List the channels of the register; never where they lead."""
    with database.reading() as connection:
        found = channels.listed(connection)
    rows = [(c.name, c.kind, c.per_minute, c.alarms, c.active) for c in found]
    heads = ("name", "kind", "per_minute", "alarms", "active")
    answer({"channels": [vars(c) for c in found]}, as_json, listing(None, heads, rows))


@app.command("remove")
def remove(name: Name, by: By = OPERATOR, as_json: Json = False) -> None:
    """Forget where a channel leads; its name stays, with what went there."""
    with database.opened().write() as connection:
        database.require_officer(connection, by)
        channels.remove(connection, name, by, database.today(connection))
    answer({"name": name, "active": False}, as_json, told("channel_removed", what=name))


@app.command("test")
def test(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A channel; or `mail`, `webhook` of the settings.")],
    badge: Annotated[str | None, typer.Option(help="Whose address a mail goes to; else an administrator's.")] = None,
    as_json: Json = False,
) -> None:
    """Send a test notice now, and show what was answered; exit 1 where it was not taken."""
    delivered, said = channel_trial.attempt(database.opened(), name, badge)
    line = told("channel_delivered" if delivered else "channel_not_delivered", what=name, answer=said)
    answer({"name": name, "delivered": delivered, "answer": said}, as_json, line)
    if not delivered:
        raise typer.Exit(Exit.FAILED)


def _unseen(prompt: str) -> str:
    """A line nobody sees: not on the command line, where it would stand in the list of processes."""
    if sys.stdin.isatty():
        return getpass(told(prompt), stream=sys.stderr).strip()
    return sys.stdin.readline().strip()
