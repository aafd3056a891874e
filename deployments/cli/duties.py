"""`casework unit duties` and `duties-open`: a unit's duties on a day, and ledgers opened for many units."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid5

import typer

from deployments.cli.options import Badge, Code, Json, Timeout, a_day, the_badge
from deployments.cli.output import answer, facts, listing, told
from deployments.settings import desk_url
from models.acts.duties import Open
from models.errors import TransitionRefused
from models.law import article
from models.vocabulary import Stage

OPENING = UUID("6a2c7f5e-5d0c-5c5e-9a65-0c6b0f4d7a11")
"""Namespace of the requests of a file: the same line of the same file is the same request."""

REFUSED = 3


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
    file: Annotated[Path | None, typer.Argument(help="CSV in UTF-8 with the columns unit and handler.")] = None,
    everyone: Annotated[bool, typer.Option("--all", help="Every unit in the territory that never had one.")] = False,
    key_units: Annotated[bool, typer.Option("--key-units", help="Of these the key units only.")] = False,
    badge: Badge = None,
    code: Code = None,
    timeout: Timeout = 60.0,
    as_json: Json = False,
) -> None:
    """Open the duties ledgers of many units: those of a file, or all that never had one in the territory of the
    officer's organ. Run again, it goes on where it stopped.

    On the server one code signs them all; at a desk, which takes a file only, its session signs every line.
    """
    if sum((file is not None, everyone, key_units)) != 1:
        raise typer.BadParameter("a file, --all or --key-units is needed")
    if file is not None and desk_url() is not None:
        rows = list(_at_the_desk(file, badge, code, timeout))
        opened, failed = sum(row["case"] is not None for row in rows), sum(row["case"] is None for row in rows)
    else:
        rows, opened, failed = _on_the_server(file, the_badge(badge), code, key_units=key_units, every=as_json)
    said = told("duties_done", opened=opened, refused=failed)
    refused = [(row["unit"], row["refused"]) for row in rows if row["refused"] is not None]
    tables = [listing(None, ("unit", "refused"), refused)] if refused else []
    answer({"ledgers": rows, "opened": opened}, as_json, *tables, said)
    if failed:
        raise typer.Exit(REFUSED)


def _on_the_server(
    file: Path | None, badge: str, code: str | None, *, key_units: bool, every: bool
) -> tuple[list[dict[str, Any]], int, int]:
    """What came of each unit (where not of `every`, of those that were refused), how many ledgers there are now, and
    how many were refused."""
    from deployments.cli import addressed, database, signing
    from flows import to_many
    from flows.series import Series

    store = database.opened()
    organ, region = addressed.organ(store, badge)
    if file is not None:
        name = sha256(file.read_bytes()).hexdigest()
        meant, total = addressed.listed(file, None)
    else:
        name = organ
        meant, total = addressed.meant(store, region, badge, key_units=key_units, ledgerless=True)
    series = Series({"badge": badge, "code": signing.passcode(store, code)}, datetime.now(UTC))
    sum_ = addressed.reckon(to_many.open_ledgers(name, meant, series), total, every=every)
    rows = [{"unit": row["unit"], "case": row["case"], "refused": row["code"]} for row in sum_.rows]
    return rows, sum_.done + sum_.already, sum_.failed


def _at_the_desk(file: Path, badge: str | None, code: str | None, timeout: float) -> Iterator[dict[str, Any]]:
    """What came of each line, filed by who is signed in."""
    from deployments.cli import acting, csv_rows
    from models.register_rows import AddressedUnit

    name = sha256(file.read_bytes()).hexdigest()
    for _, row in csv_rows.read(file, AddressedUnit):
        form = Open.model_validate({"unit": row.unit, "handler": row.handler})
        request = str(uuid5(OPENING, f"{name}:{row.unit}"))
        try:
            body = acting.receipt_of(form, Stage.DUTIES, badge, code, request, timeout)
            yield {"unit": row.unit, "case": body["case"], "refused": None}
        except TransitionRefused as refused:
            yield {"unit": row.unit, "case": None, "refused": refused.refusal.code}
