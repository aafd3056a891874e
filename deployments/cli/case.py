"""`casework case`: open, list, show."""

import sys
from typing import Annotated, Any

import typer

from deployments.cli import linking, proving
from deployments.cli.options import Badge, Code, Json, RequestId, Timeout
from deployments.cli.output import answer, facts, listing, told
from deployments.settings import desk_url
from flows.settings import flow_settings
from models.acts.choices import Information
from models.vocabulary import STAGE_NAMES, EventKind, File, Stage
from models.wording import say, word

app = typer.Typer(add_completion=False, help="Open, list and show cases.")
app.command("proof")(proving.proof)
app.command("link")(linking.link)
commands = {"case": app}


@app.command("open")
def open_case(
    unit: Annotated[str, typer.Option(help="Unified social credit code of the unit.")],
    reason: Annotated[str, typer.Option(help="Why; `-` reads it from standard input.")],
    badge: Badge = None,
    handler: Annotated[str | None, typer.Option(help="Badge number of the officer in charge of the case.")] = None,
    code: Code = None,
    request_id: RequestId = None,
    timeout: Timeout = 60.0,
    as_json: Json = False,
) -> None:
    """Open a case about one unit."""
    from deployments.cli import acting, filled

    stated: dict[str, Any] = {"unit": unit, "reason": sys.stdin.read() if reason == "-" else reason}
    if handler is not None:
        stated["handler"] = handler
    form = filled.fill(Stage.CASE, "open", stated, None, ())
    acting.take(form, Stage.CASE, badge, code, request_id, timeout, as_json)


@app.command("list")
def list_cases(
    open_only: Annotated[bool, typer.Option("--open", help="Open cases only.")] = False,
    kind: Annotated[File | None, typer.Option(help="Files of this kind only.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many, newest first.")] = 200,
    as_json: Json = False,
) -> None:
    """List cases, newest first."""
    if desk_url() is not None:
        from deployments.cli import remote_reading

        found = remote_reading.cases(open_only=open_only, limit=limit, kind=kind)
    else:
        from deployments.cli import database
        from models.store import casebook

        with database.reading() as connection:
            found = casebook.listed(connection, open_only=open_only, limit=limit, kind=kind)
    plain = ("case", "kind", "unit", "handler", "state", "opened_on")
    rows = [(*(c[name] for name in plain), _states(c["stages"])) for c in found]
    table = listing(None, ("case", "kind", "unit", "officer", "state", "opened_on", "stages"), rows)
    answer({"cases": found}, as_json, table)


@app.command("show")
def show_case(number: Annotated[str, typer.Argument(metavar="NO")], as_json: Json = False) -> None:
    """Show stages, timeline, deadlines, messages and next acts; no narrative."""
    if desk_url() is not None:
        from deployments.cli import remote_reading

        case = remote_reading.case(number)
    else:
        from deployments.cli import database
        from models.store import casebook

        with database.reading() as connection:
            case = casebook.show(connection, number, database.today(connection))
    locale = flow_settings().locale
    head = ("case", "kind", "unit", "organ", "handler", "state", "version", "opened_on", "closed_on")
    stages = [(s["stage"], say(STAGE_NAMES[s["kind"]], locale), s["state"], s["ground"]) for s in case["stages"]]
    events = [
        (e["seq"], e["recorded_at"], e["effective_on"], _event(e), _officer(e),
         e["hash"][:12])
        for e in case["events"]
    ]  # fmt: skip
    deadlines = [
        (d["id"], d["stage"], d["clock"], d["due"], d["state"], d["provisional"], d["overdue"])
        for d in case["deadlines"]
    ]
    notices = [(n["id"], n["seq"], n["audience"], n["channel"], n["target"], n["state"]) for n in case["notices"]]
    corrected = ("event", "stage", "field", "was", "now")
    rows = [tuple(found[name] for name in corrected) for found in case["corrections"]]
    given = ("stage", "state", "department", "law", "kinds", "given_on", "acknowledged_on")
    exchanged = [
        tuple(_kinds(found["kinds"], locale) if name == "kinds" else found[name] for name in given)
        for found in case["disclosures"]
    ]
    decided = [(found["number"], found["decided_on"]) for found in case["penalties"]]
    answer(
        case,
        as_json,
        facts({label: case[label] for label in head}),
        listing(told("label_stages"), ("stage", "name", "state", "ground"), stages),
        *([listing(told("label_corrections"), corrected, rows)] if rows else []),
        *([f"{told('label_resting')}: {told('list_comma').join(case['resting'])}"] if case["resting"] else []),
        *([listing(told("label_disclosures"), given, exchanged)] if exchanged else []),
        *([listing(told("label_penalties"), ("number", "decided_on"), decided)] if decided else []),
        listing(told("label_timeline"), ("seq", "recorded_at", "effective_on", "act", "officer", "hash"), events),
        listing(told("label_deadlines"), ("id", "stage", "clock", "due", "state", "provisional", "overdue"), deadlines),
        listing(told("label_notices"), ("id", "seq", "audience", "channel", "target", "state"), notices),
        f"{told('label_next')}: " + told("list_comma").join(_named(n) for n in case["next"]),
    )


def _officer(event: dict[str, Any]) -> str:
    """Who acted, and in brackets on whose behalf."""
    return f"{event['actor']} ({event['on_behalf']})" if event["on_behalf"] else str(event["actor"])


def _kinds(kinds: list[str], locale: str) -> str:
    return told("list_comma").join(word(Information(kind), locale) for kind in kinds)


def _event(event: dict[str, Any]) -> str:
    """The act with its stage instance; a refused one is marked, since nothing came of it."""
    mark = f" ({told('word_refused')})" if event["kind"] == EventKind.REFUSAL else ""
    return f"{event['act']} {event['stage'] or ''}".strip() + mark


def _states(stages: list[dict[str, Any]]) -> str:
    return told("list_comma").join(f"{s['stage']} {s['state']}" for s in stages)


def _named(following: dict[str, Any]) -> str:
    return f"{following['act']} {following['stage'] or ''}".strip()
