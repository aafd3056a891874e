"""What is typed unseen: the six digits, as an officer states them, and words nobody else should read."""

import re
import sys
from getpass import getpass

from deployments.cli.output import told
from models.acts.form import PASSCODE
from models.errors import BadInput


def typed(stated: str | None) -> str | None:
    """The code: the one stated, else typed in unseen at a terminal; None where there is neither.

    Never taken from the environment, where other programs could read it.
    """
    if stated is None and sys.stdin.isatty():
        stated = getpass(told("passcode_prompt"), stream=sys.stderr).strip() or None
    if stated is not None and not re.fullmatch(PASSCODE, stated):
        raise BadInput(told("passcode_digits"))
    return stated


def unseen(prompt: str) -> str:
    """One text from the terminal, unseen, or all of standard input; never from the arguments, which others can read."""
    text = getpass(told(prompt), stream=sys.stderr) if sys.stdin.isatty() else sys.stdin.read()
    if not text.strip():
        raise BadInput(told("nothing_typed"))
    return text.strip()
