"""`casework officer delegate`, `revoke`, `retire`: lending a decision to a colleague, and what ends it."""

from datetime import date
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from deployments.cli import database, signing
from deployments.cli.options import OPERATOR, By, Code, Json, a_day
from deployments.cli.output import answer, told
from models.acts.form import Badge
from models.errors import BadInput
from models.store import delegations

Lender = Annotated[str, typer.Option("--from", help="Badge number of who lends the decision, and signs.")]
Borrower = Annotated[str, typer.Option("--to", help="Badge number of who is to decide on their behalf.")]
Lent = Annotated[str, typer.Option("--act", help="One decision, such as rectification.approve.")]
Day = Annotated[date, typer.Option(parser=a_day, metavar="YYYY-MM-DD")]
ORDER = TypeAdapter(Badge)
"""An order's number stands in the record in clear, so it is a code like a badge number."""


def delegate(
    lender: Lender, borrower: Borrower, act: Lent, since: Day, until: Day,
    order: Annotated[str, typer.Option(help="Number of the document that orders it: letters, digits, . _ -")],
    code: Code = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Lend one decision to a colleague of the same organ, from day to day; signed by who lends it."""
    from flows import delegating
    from models.delegation import Delegation

    try:
        number = ORDER.validate_python(order)
    except ValidationError:
        raise BadInput("order: letters, digits, . _ - are possible, at most 40") from None
    signed = signing.passcode(database.opened(), code)
    delegating.delegate(Delegation(lender, borrower, act, since, until, number), signed)
    data = {"act": act, "from": lender, "to": borrower, "since": str(since), "until": str(until), "order": number}
    answer(data, as_json, told("delegated", act=act, lender=lender, what=borrower, since=since, until=until))


def revoke(lender: Lender, borrower: Borrower, act: Lent, code: Code = None, as_json: Json = False) -> None:
    """Take back, from today on, what was lent for this act; signed by who lent it. What was decided stands."""
    from flows import delegating

    signed = signing.passcode(database.opened(), code)
    ended = len(delegating.revoke(lender, borrower, act, signed)["rows"]["mandate"])
    answer({"act": act, "from": lender, "to": borrower, "ended": ended}, as_json, told("revoked", count=ended))


def retire(
    badge: Annotated[str, typer.Option(help="Badge number of the officer.")], by: By = OPERATOR, as_json: Json = False
) -> None:
    """Let an officer who left take no further act, nor anybody on the officer's behalf."""
    with database.opened().write() as connection:
        database.require_officer(connection, by)
        delegations.retire(connection, badge, by, database.today(connection))
    answer({"badge": badge, "active": False}, as_json, told("retired", what=badge))
