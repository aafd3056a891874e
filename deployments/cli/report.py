"""`casework report`: receipt codes, the correspondence under them, reports in the order they came, many at once.

Straight to the database, never through Prefect. Codes and words are typed unseen or read from standard input.
"""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from deployments.cli import database, signing
from deployments.cli.exits import Exit
from deployments.cli.options import Actor, Code, Json
from deployments.cli.output import answer, facts, listing, told
from deployments.cli.typed import unseen
from flows.settings import flow_settings
from models.errors import Unknown
from models.store import report_codes, reports
from models.vocabulary import Outcome
from models.wording import word

app = typer.Typer(add_completion=False, help="Reports: receipt codes, messages, order of registration, import.")
commands = {"report": app}

Report = Annotated[str, typer.Argument(metavar="NO", help="Number of the report.")]


@app.command("code")
def make_code(report: Report, badge: Actor, code: Code = None, as_json: Json = False) -> None:
    """Make the receipt code of a report and show it, once: for the reporter, who comes back with it."""
    from flows import report_codes as road

    store = database.opened()
    signature = {"badge": badge, "code": signing.passcode(store, code)}
    made = road.give(report, signature, datetime.now(UTC))
    answer({"case": report, "receipt_code": made}, as_json, Text(made, no_wrap=True), told("receipt_code_shown"))


@app.command("status")
def status(as_json: Json = False) -> None:
    """Tell how a report stands, and what was written under its code. The code is typed unseen, or read from standard
    input."""
    typed = unseen("receipt_code_prompt")
    with database.reading() as connection:
        found = report_codes.status_for(connection, typed)
        messages = report_codes.messages_for(connection, typed) or []
    if found is None:
        raise Unknown(told("receipt_code_unknown"))
    rows = [(m.number, m.on, told("word_reporter" if m.by_reporter else "word_organ"), m.text) for m in messages]
    table = listing(told("label_messages"), ("number", "date", "from", "text"), rows)
    shown = facts({"state": word(found, flow_settings().locale)})
    answer({"status": found.value, "messages": [asdict(m) for m in messages]}, as_json, shown, table)


@app.command("write")
def write(report: Report, badge: Actor, code: Code = None, as_json: Json = False) -> None:
    """Write to the reporter who holds the code. The text is typed unseen, or read from standard input."""
    from flows import report_codes as road

    store = database.opened()
    signature = {"badge": badge, "code": signing.passcode(store, code)}
    road.write(report, unseen("text_prompt"), signature, datetime.now(UTC))
    answer({"case": report}, as_json, told("recorded"))


@app.command("list")
def list_reports(as_json: Json = False) -> None:
    """List reports in the order they were registered: numbers, times and words of choices only."""
    with database.reading() as connection:
        found = reports.registered(connection)
    heads = ("case", "recorded_at", "channel", "state")
    answer({"reports": found}, as_json, listing(None, heads, [[row[head] for head in heads] for row in found]))


@app.command("import")
def import_reports(
    file: Annotated[Path, typer.Argument(help="CSV; its columns are the fields of the form of `report receive`.")],
    badge: Actor,
    code: Code = None,
    as_json: Json = False,
) -> None:
    """Register a report for each row, in order. Refused rows are listed; run again, nothing is doubled."""
    from deployments.cli import report_rows
    from flows import report_import as road

    store, rows = database.opened(), report_rows.read(file)
    signature = {"badge": badge, "code": signing.passcode(store, code)}
    whole = [row for row in rows if row.fields]
    answers = road.register([row.fields or {} for row in whole], signature, datetime.now(UTC))
    registered: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = [{"line": r.line, "code": "malformed", "detail": []} for r in rows if not r.fields]
    for row, given in zip(whole, answers, strict=True):
        if given.outcome is Outcome.RECORDED:
            registered.append({"line": row.line, "case": given.body["case"]})
        else:
            why = given.body["refused"]
            refused.append({"line": row.line, "code": why["code"], "detail": list(why["detail"])})
    refused.sort(key=lambda bad: int(bad["line"]))
    table = [(bad["line"], bad["code"], "; ".join(bad["detail"])) for bad in refused]
    answer(
        {"registered": registered, "refused": refused},
        as_json,
        told("reports_imported", registered=len(registered), refused=len(refused)),
        *([listing(told("label_refused"), ("line", "refusal", "detail"), table)] if table else []),
    )
    if refused:
        raise typer.Exit(Exit.FAILED)
