"""`casework outbox`: messages and their states; one word for word; a failed one sent again on the word of a person."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.text import Text
from sqlalchemy import Connection, select

from deployments.cli import database
from deployments.cli.options import OPERATOR, Actor, By, Code, Json, Number
from deployments.cli.output import answer, facts, listing, told
from deployments.cli.reading_as import reading_as
from flows.settings import flow_settings
from models.errors import Refusal
from models.need_to_know import Reader
from models.situation import no
from models.store import deliveries, reading
from models.store.handles import OUTBOX
from models.vocabulary import MessageState
from models.wording import word
from notifications.moot import REASONS
from notifications.replay import replay

app = typer.Typer(add_completion=False, help="List messages, show one, send a failed one again.")
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


@app.command("show")
def show_message(number: Number, badge: Actor, code: Code = None, as_json: Json = False) -> None:
    """Show one message word for word, and every attempt with the peer's answer: to the handler, responsible persons
    and auditors. One that belongs to no case is shown to whom it was sent."""
    with database.reading() as connection:
        found = deliveries.one(connection, number)
    case = found["case_no"] if found else None

    def right(connection: Connection, who: Reader) -> Refusal | None:
        if case is not None:
            return reading.notices_refusal(connection, who, case)
        return None if found and found["target"] == who.badge else no("need_to_know")

    with reading_as(badge, code, case, "notices", right) as connection:
        message = deliveries.one(connection, number)
    assert message is not None  # noqa: S101  # no message is ever deleted
    locale = flow_settings().locale
    shown = {
        "case": message["case_no"], "seq": message["seq"], "audience": word(message["audience"], locale),
        "target": message["target"], "channel": word(message["channel"], locale),
        "state": word(message["state"], locale), "statutory": message["statutory"],
        "created_at": message["created_at"], "done_at": message["done_at"], "package": message["package"],
        "title": message["title"],
    }  # fmt: skip
    heads = ("attempt", "at", "outcome", "peer_answer")
    rows = [(a["attempt"], a["at"], a["outcome"], a["answer"]) for a in message["attempts"]]
    answer(message, as_json, facts(shown), Text(message["body"]), listing(told("label_attempts"), heads, rows))


@app.command("replay")
def replay_message(number: Number, by: By = OPERATOR, as_json: Json = False) -> None:
    """Send a dead message, or one that had no recipient, once more."""
    with database.opened().write() as connection:
        state = replay(connection, number, by, database.today(connection))
    answer({"id": number, "state": state}, as_json, told("message_ready", what=number))


def _reason(message: Mapping[str, Any]) -> str | None:
    """Why a message was not sent: in words where it was moot, else the code of the last answer."""
    reason: str | None = message["last_error"]
    return told(f"moot_{reason}") if message["state"] is MessageState.CANCELLED and reason in REASONS else reason
