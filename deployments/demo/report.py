"""What the demo tells at its end, as data and as tables: read from the record, not from what was played."""

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, func, select

from deployments.demo.told import Told
from models.law import article, cite
from models.law.refusals import reason
from models.lifecycle import find
from models.store import audit
from models.store.handles import CASE_FILE, DEADLINE, EVENT, OUTBOX, STAGE
from models.vocabulary import EventKind, MessageState, Stage
from models.wording import phrase, say


def gather(connection: Connection, case_no: str, told: Told) -> dict[str, Any]:
    """The demo's outcome as the command line's contract has it."""
    events = connection.execute(select(EVENT).where(EVENT.c.chain == case_no).order_by(EVENT.c.seq)).all()
    by_state = connection.execute(select(OUTBOX.c.state, func.count()).group_by(OUTBOX.c.state))
    counts: dict[MessageState, int] = {row[0]: row[1] for row in by_state}
    sent = counts.pop(MessageState.DONE, 0)
    cancelled = counts.pop(MessageState.CANCELLED, 0)
    verified = audit.verify(connection)
    case = connection.execute(select(CASE_FILE.c.state).where(CASE_FILE.c.no == case_no)).scalar_one()
    return {
        "case": case_no,
        "state": case,
        "stages": {
            row.label: {"kind": row.kind.value, "state": row.state}
            for row in connection.execute(select(STAGE).where(STAGE.c.case_no == case_no).order_by(STAGE.c.label))
        },
        "events": [
            {
                "seq": e.seq,
                "kind": e.kind.value,
                "act": e.act,
                "stage": e.stage,
                "actor": e.actor,
                "on": e.effective_on.isoformat(),
                "hash": e.hash,
                "made_up": e.seq > told.published_until,
            }
            for e in events
        ],
        "refusals": told.refusals,
        "notices": {"sent": sent, "lost": sum(counts.values()), "cancelled": cancelled, "received": told.received()},
        "deadlines": [
            {
                "clock": d.clock.value,
                "stage": d.stage,
                "due": d.due_on.isoformat(),
                "provisional": d.provisional,
                "state": d.state.value,
            }
            for d in connection.execute(select(DEADLINE).where(DEADLINE.c.case_no == case_no).order_by(DEADLINE.c.id))
        ],
        "transfer": told.transfer,
        "audit": asdict(verified),
    }


def show(console: Console, outcome: dict[str, Any], locale: str) -> None:
    """The same for people, within a terminal's width."""
    timeline = Table(title=f"{outcome['case']}: {phrase('demo_timeline', locale)}", title_justify="left")
    for column in ("#", phrase("label_date", locale), phrase("label_act", locale), phrase("label_officer", locale)):
        timeline.add_column(column, no_wrap=True)
    timeline.add_column(phrase("label_article", locale), overflow="fold")
    for event in outcome["events"]:
        mark = " *" if event["made_up"] else ""
        row = (f"{event['seq']}{mark}", event["on"], _named(event, locale), event["actor"], _basis(event, locale))
        timeline.add_row(*row, style="dim" if event["kind"] != EventKind.ACT.value else None)
    console.print(timeline)
    console.print(f"* {phrase('made_up', locale)}\n")
    deadlines = Table(title=phrase("label_deadlines", locale), title_justify="left")
    for column in ("label_stage", "label_deadlines", "label_due", "label_state"):
        deadlines.add_column(phrase(column, locale))
    for d in outcome["deadlines"]:
        deadlines.add_row(d["stage"] or "", d["clock"], d["due"], d["state"])
    console.print(deadlines)
    notices = outcome["notices"]
    states = ", ".join(f"{label} {stage['state']}" for label, stage in outcome["stages"].items())
    console.print(f"{phrase('label_state', locale)}: {outcome['state']} ({states})")
    console.print(phrase("demo_notices", locale, sent=notices["sent"], lost=notices["lost"]))
    console.print(phrase("demo_audit", locale, events=outcome["audit"]["events"], ok=outcome["audit"]["ok"]))


def _named(event: dict[str, Any], locale: str) -> str:
    stage, _, act = event["act"].partition(".")
    transition = find(Stage(stage), act) if stage in set(Stage) else None
    name = say(transition.name, locale) if transition else event["act"]
    refused = f" ({phrase('demo_refused', locale)})" if event["kind"] == EventKind.REFUSAL.value else ""
    return f"{name}{refused}"


def _basis(event: dict[str, Any], locale: str) -> str:
    stage, _, act = event["act"].partition(".")
    transition = find(Stage(stage), act) if stage in set(Stage) else None
    if transition is None or event["kind"] != EventKind.ACT.value:
        return ""
    first = article(transition.basis[0])
    # What a text without numbers says would fill the column.
    return cite(first.id, locale) if first.number is not None else say(first.law.title, locale)


def refusal_line(code: str, article: str, locale: str) -> str:
    """A refusal in one line: code, article, message."""
    return f"{code} · {cite(article, locale)} · {say(reason(code).message, locale)}"
