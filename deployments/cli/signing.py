"""The officer's passcode on the command line: asked for where the database wants one, and enrolled."""

import io
from typing import Annotated

import typer
from rich.text import Text

from deployments.cli import database
from deployments.cli.options import OPERATOR, By, Json
from deployments.cli.output import answer, told
from deployments.cli.typed import typed
from models.store import passcodes
from models.store.engine import Store


def passcode(store: Store, stated: str | None) -> str | None:
    """The code to send, stated or typed in; None where the database asks for none."""
    with store.read() as connection:
        if not passcodes.asked(connection):
            return None
    return typed(stated)


def enroll(
    badge: Annotated[str, typer.Option(help="Badge number of the officer.")],
    by: By = OPERATOR,
    as_json: Json = False,
) -> None:
    """Give an officer a passcode and show its secret, once; an older one ends."""
    import segno

    from models.passcode import uri

    with database.opened().write() as connection:
        database.require_officer(connection, by)
        secret = passcodes.enroll(connection, badge, by, database.today(connection))
    address, drawn = uri(secret, badge), io.StringIO()
    segno.make(address, error="m").terminal(out=drawn, compact=True)
    # Neither may be folded: a code of broken lines is none, and an address is copied as one.
    whole = [Text(text, no_wrap=True, overflow="ignore") for text in (drawn.getvalue(), address)]
    answer({"uri": address}, as_json, *whole, told("passcode_shown", what=badge))
