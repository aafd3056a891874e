"""`casework unit duties` and `duties-open`: a unit's duties on a day, and ledgers opened for many units."""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid5

import typer

from deployments.cli.options import Badge, Code, Json, Timeout, a_day
from deployments.cli.output import answer, facts, listing, told
from deployments.settings import desk_url
from models.acts.duties import Open
from models.errors import TransitionRefused
from models.law import article
from models.register_rows import Row
from models.vocabulary import Stage

OPENING = UUID("6a2c7f5e-5d0c-5c5e-9a65-0c6b0f4d7a11")
"""Namespace of the requests of a file: the same line of the same file is the same request."""

REFUSED = 3


class LedgerRow(Row):
    """A unit whose ledger is to be opened, and who is to keep it."""

    unit: str
    handler: str | None = None


def duties(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Unified social credit code of the unit.")],
    as_of: Annotated[date | None, typer.Option(parser=a_day, metavar="YYYY-MM-DD", help="Another day.")] = None,
    as_json: Json = False,
) -> None:
    """Show each duty of a unit: since when, what was done, when it is due again, what open finding cites it."""
    if desk_url() is not None:
        from deployments.cli import remote_reading

        found = remote_reading.duties(code, as_of)
    else:
        from deployments.cli import database
        from models.store import compliance

        with database.reading() as connection:
            found = compliance.of_unit(connection, code, as_of or database.today(connection))
    head = {"unit": found["unit"], "as_of": found["as_of"], "duties_ledger": found["ledger"], "state": found["state"]}
    columns = ("duty", "bound_since", "evidence", "last_done", "next_due", "said", "open")
    answer(found, as_json, facts(head), listing(None, columns, (_row(line) for line in found["duties"])))


def _row(line: dict[str, Any]) -> tuple[object, ...]:
    marks = [told(f"duties_{mark}") for mark in ("passed", "provisional") if line[mark]]
    return (
        _place(line["duty"]),
        line["since"],
        "\n".join(_measures(done) for done in line["measures"]),
        line["last_done"],
        " ".join([str(line["next_due"]), *marks]) if line["next_due"] else None,
        f"{line['said']['answer']} {line['said']['on']}" if line["said"] else None,
        "\n".join(f"{one['case']}/{one['at']} {told('duties_' + one['what'])}" for one in line["open"]),
    )


def _place(duty: str) -> str:
    """Article and item of the Regulations, short enough for a table: 9(9)."""
    entry = article(duty)
    return f"{entry.number}({entry.item})"


def _measures(done: dict[str, Any]) -> str:
    text = told("duties_measures", what=done["kind"], times=done["times"], last=done["last"])
    return text if done["count"] is None else f"{text} ({told('duties_count', count=done['count'])})"


def open_many(
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8 with the columns unit and handler.")],
    badge: Badge = None,
    code: Code = None,
    timeout: Timeout = 60.0,
    as_json: Json = False,
) -> None:
    """Open the duties ledgers of many units, one request a line; run again, it goes on where it stopped.

    Where codes are asked for, run it at a desk: its session signs every line.
    """
    from deployments.cli import csv_rows

    rows = [row for _, row in csv_rows.read(file, LedgerRow)]
    name = sha256(file.read_bytes()).hexdigest()
    done = list(_opened(rows, name, badge, code, timeout))
    opened = sum(one["case"] is not None for one in done)
    said = told("duties_done", opened=opened, refused=len(done) - opened)
    table = listing(None, ("unit", "case", "refused"), ((one["unit"], one["case"], one["refused"]) for one in done))
    answer({"ledgers": done, "opened": opened}, as_json, table, said)
    if opened < len(done):
        raise typer.Exit(REFUSED)


def _opened(
    rows: list[Any], name: str, badge: str | None, code: str | None, timeout: float
) -> Iterator[dict[str, str | None]]:
    """What came of each line."""
    from deployments.cli import acting

    for row in rows:
        form = Open.model_validate({"unit": row.unit, "handler": row.handler})
        request = str(uuid5(OPENING, f"{name}:{row.unit}"))
        try:
            body = acting.receipt_of(form, Stage.DUTIES, badge, code, request, timeout)
            yield {"unit": row.unit, "case": body["case"], "refused": None}
        except TransitionRefused as refused:
            yield {"unit": row.unit, "case": None, "refused": refused.refusal.code}
