"""`casework case link`: the links by which a unit files its own acts, with the addresses to hand over."""

from typing import Annotated, Any

import typer

from deployments.cli.options import Badge, Code, Json
from deployments.cli.output import answer, listing, told
from deployments.settings import desk_url
from models.errors import BadInput


def link(
    number: Annotated[str, typer.Argument(metavar="NO")], badge: Badge = None, code: Code = None, as_json: Json = False
) -> None:
    """Show the links of a case or ledger for its unit; for the handler, responsible persons and auditors over it."""
    found = _at_desk(number) if desk_url() is not None else _here(number, badge, code)
    shown = [
        (one["link"], told("list_comma").join(one["acts"]), one["expires_on"], one["opened_by"], _address(one))
        for one in found
    ]
    heads = ("number", "act", "expires_on", "opened_by", "address")
    answer({"case": number, "links": found}, as_json, listing(None, heads, shown))


def _at_desk(number: str) -> list[dict[str, Any]]:
    from deployments.cli import remote_reading

    return remote_reading.links(number)


def _here(number: str, badge: str | None, code: str | None) -> list[dict[str, Any]]:
    from deployments.cli import database
    from deployments.cli.reading_as import reading_as
    from flows.filing import with_address
    from models.store import reading, unit_links

    if badge is None:
        raise BadInput("badge: needed here")
    with reading_as(badge, code, number, "links", lambda c, who: reading.notices_refusal(c, who, number)) as connection:
        day = database.today(connection)
    return with_address(unit_links.of_case(database.opened(), number, day))


def _address(one: dict[str, Any]) -> str:
    return str(one["address"] or told("word_revoked" if one["revoked"] else "word_over"))
