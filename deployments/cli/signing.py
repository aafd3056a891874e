"""The officer's passcode on the command line: asked for where the database wants one, and enrolled."""

import io
import re
import sys
from getpass import getpass
from typing import Annotated

import typer
from rich.text import Text

from deployments.cli import database
from deployments.cli.options import OPERATOR, By, Json
from deployments.cli.output import answer, told
from models.acts.form import PASSCODE
from models.errors import BadInput
from models.store import passcodes
from models.store.engine import Store


def passcode(store: Store, stated: str | None) -> str | None:
    """The code to send: the one stated, else typed in unseen at a terminal; None where the database asks for none.

    Never taken from the environment, where other programs could read it.
    """
    with store.read() as connection:
        if not passcodes.asked(connection):
            return None
    if stated is None and sys.stdin.isatty():
        stated = getpass(told("passcode_prompt"), stream=sys.stderr).strip() or None
    if stated is not None and not re.fullmatch(PASSCODE, stated):
        raise BadInput(told("passcode_digits"))
    return stated


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
