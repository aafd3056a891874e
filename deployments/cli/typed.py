"""The six digits, as an officer states them."""

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
