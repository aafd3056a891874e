"""`casework outbox`: messages and their states; a failed one is sent again on the word of a person."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from sqlalchemy import select

from deployments.cli import database
from deployments.cli.options import OPERATOR, By, Json
from deployments.cli.output import answer, listing, told
from models.store.handles import OUTBOX
from models.vocabulary import MessageState
from notifications.moot import REASONS
from notifications.replay import replay

app = typer.Typer(add_completion=False, help="List messages, send a failed one again.")
commands = {"outbox": app}

SHOWN = ("id", "case_no", "seq", "channel", "via", "audience", "target", "statutory", "state", "attempts", "last_error")


@app.command("list")
def list_messages(
    state: Annotated[MessageState | None, typer.Option(help="Only messages in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many, newest first.")] = 200,
    as_json: Json = False,
) -> None:
    """List messages, newest first; never their text."""
    wanted = select(*OUTBOX.c[(*SHOWN, "due_at", "created_at", "done_at")]).order_by(OUTBOX.c.id.desc()).limit(limit)
    if state is not None:
        wanted = wanted.where(OUTBOX.c.state == state)
    with database.reading() as connection:
        found = [dict(row) for row in connection.execute(wanted).mappings()]
    heads = ("id", "case", "audience", "channel", "target", "state", "attempts", "error")
    rows = [
        (
            m["id"],
            m["case_no"],
            m["audience"],
            m["via"] or m["channel"],
            m["target"],
            m["state"],
            m["attempts"],
            _reason(m),
        )
        for m in found
    ]
    answer({"messages": found}, as_json, listing(None, heads, rows))


@app.command("replay")
def replay_message(
    number: Annotated[int, typer.Argument(metavar="ID")], by: By = OPERATOR, as_json: Json = False
) -> None:
    """Send a dead message, or one that had no recipient, once more."""
    with database.opened().write() as connection:
        state = replay(connection, number, by, database.today(connection))
    answer({"id": number, "state": state}, as_json, told("message_ready", what=number))


def _reason(message: Mapping[str, Any]) -> str | None:
    """Why a message was not sent: in words where it was moot, else the code of the last answer."""
    reason: str | None = message["last_error"]
    return told(f"moot_{reason}") if message["state"] is MessageState.CANCELLED and reason in REASONS else reason
