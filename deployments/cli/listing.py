"""`casework listing`: the list of key units as it stood on a day, and its yearly adjustment."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from deployments.cli.options import Actor, Code, Json, Timeout, a_day
from deployments.cli.output import answer, complain, listing, told

app = typer.Typer(add_completion=False, help="The list of key units as it stood on a day; its yearly adjustment.")
commands = {"listing": app}
NOT_ALL = 3
"""Exit code where a row was not taken."""


@app.command("list")
def list_units(
    as_of: Annotated[date | None, typer.Option(parser=a_day, metavar="YYYY-MM-DD", help="Today unless said.")] = None,
    organ: Annotated[str | None, typer.Option(help="Code of the organ whose list it is; none: all.")] = None,
    unit: Annotated[str | None, typer.Option(help="This unit's history only.")] = None,
    as_json: Json = False,
) -> None:
    """Show the list as it stood on a day, with its version: how many changes came up to then, and which."""
    from deployments.cli import database
    from models.store import key_units

    with database.reading() as connection:
        found = key_units.on(connection, as_of or database.today(connection), organ, unit)
    shown = ("unit", "organ", "case", "number", "since")
    units = [(u["unit"], u["organ"], u["file"], u["notice_no"], u["served_on"]) for u in found["units"]]
    changes = [(c["on"], c["change"], c["unit"], c["organ"], c["file"]) for c in found["changes"]]
    head = f"{told('label_version')} {found['version']}, {found['as_of'].isoformat()}"
    answer(
        found,
        as_json,
        listing(head, shown, units),
        listing(told("label_timeline"), ("date", "outcome", "unit", "organ", "case"), changes),
    )


@app.command("adjust")
def adjust(
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8; the first line names the fields.")],
    badge: Actor,
    code: Code = None,
    timeout: Timeout = 60.0,
    as_json: Json = False,
) -> None:
    """Keep, add or remove units, each row as an act of its own; the same file sent again goes on where it stopped."""
    from deployments import sealing
    from deployments.cli import adjusting, csv_rows, database, signing, taking
    from deployments.cli.adjusting import Wanted
    from models.acts.adjustment import AdjustmentRow
    from models.errors import BadInput
    from models.store import passcodes
    from models.store.journal import Answer
    from models.vocabulary import Stage

    store = database.opened()
    rows = csv_rows.read(file, AdjustmentRow)
    digest = sha256(file.read_bytes()).hexdigest()
    asked = adjusting.wanted(store, badge, digest, rows)
    if sealing.by_desk(store):
        proof = signing.passcode(store, code)
        take = adjusting.by_desk(store, badge, adjusting.key_of(digest, badge), asked, proof, timeout)
    else:
        with store.read() as connection:
            if passcodes.asked(connection):
                raise BadInput("one code signs many acts only where acts come by the desk")

        def take(one: Wanted) -> Answer:
            return taking.unsigned(store, Stage.LISTING, one.act, badge, one.request, timeout)

    done = []
    for result in adjusting.answers(asked, take):
        done.append(result)
        if not as_json:
            complain(f"{len(done)}/{len(asked)}  {_line(result)}")
    taken = sum(result["outcome"] == "recorded" for result in done)
    answer({"file": digest, "rows": done, "recorded": taken}, as_json, told("added", count=taken))
    if taken < len(done):
        raise typer.Exit(NOT_ALL)


def _line(result: dict[str, object]) -> str:
    words: Sequence[object] = [result[name] for name in ("line", "unit", "change", "case", "outcome", "code")]
    return "  ".join(str(word) for word in words if word is not None)
