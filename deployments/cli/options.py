"""Options that many commands share."""

from datetime import date
from typing import Annotated
from uuid import UUID, uuid4

import typer

from models.errors import BadInput

REGION_DIGITS = 6


def a_day(text: str) -> date:
    """A date written as YYYY-MM-DD; anything else is wrong usage."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("a date is written as YYYY-MM-DD") from None
    if found.isoformat() != text:
        raise typer.BadParameter("a date is written as YYYY-MM-DD")
    return found


def a_region(text: str) -> str:
    """A region's six digits, or nothing for the nation."""
    if text and not (text.isascii() and text.isdigit() and len(text) == REGION_DIGITS):
        raise BadInput("region: six digits are needed")
    return text


def a_request(text: str | None) -> str:
    """The id of the request: the one stated, else a new one."""
    try:
        return str(UUID(text) if text is not None else uuid4())
    except ValueError:
        raise BadInput("request id: a UUID is needed") from None


def the_badge(text: str | None) -> str:
    """The badge, which is needed where no session at a desk has it."""
    if text is None:
        raise typer.BadParameter("--badge is needed")
    return text


LARGEST_NUMBER = 2**31 - 1
"""The largest number a row can have."""

Number = Annotated[int, typer.Argument(metavar="ID", min=1, max=LARGEST_NUMBER)]
Region = Annotated[str, typer.Option(help="Region whose own holidays count (GB/T 2260); none: the nation.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Badge = Annotated[str | None, typer.Option(help="Badge number of the acting officer; at a desk, who is signed in.")]
Actor = Annotated[str, typer.Option("--badge", help="Badge number of the acting officer.")]
By = Annotated[str, typer.Option(help="Badge number of who does this; an operator without one needs none.")]
Code = Annotated[str | None, typer.Option(help="Passcode, six digits; at a terminal it is asked for, unseen.")]
RequestId = Annotated[str | None, typer.Option(help="UUID; the same request gets the same answer.")]
Timeout = Annotated[float, typer.Option(min=1, max=3600, help="Seconds to wait for the receipt.")]

OPERATOR = "operator"
"""Who acts where nobody is named: whoever has a shell on the machine."""
