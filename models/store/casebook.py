"""Looking at cases: what may be shown to who may see a case at all. Codes, dates and states; never a narrative."""

import json
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, literal, select, tuple_

from models.carried import disclosures, penalties
from models.clocks import OPPORTUNITIES
from models.errors import Unknown
from models.guards.remedy import undecided
from models.lifecycle import next_acts
from models.periods import DeadlineState
from models.store import snapshot
from models.store.handles import CASE_FILE, EVENT, OUTBOX, STAGE
from models.vocabulary import Channel, File, Stage

STATED = ("no", "kind", "unit", "organ", "handler", "state", "version", "opened_on", "closed_on", "classification")
SHOWN_OF_EVENT = ("seq", "recorded_at", "effective_on", "kind", "act", "stage", "actor", "hash")
SHOWN_OF_MESSAGE = ("id", "seq", "audience", "channel", "target", "statutory", "state", "attempts", "done_at")


def listed(
    connection: Connection,
    *,
    open_only: bool,
    limit: int,
    seen: ColumnElement[bool] | None = None,
    after: tuple[date, str] | None = None,
    unit: str | None = None,
    kind: File | None = None,
) -> list[dict[str, Any]]:
    """The newest files, of one `kind` or of all, each with its stage instances and their states.

    `seen` is what the reader may see (`reading.visible`); `after` the day and number of the last one listed before.
    """
    wanted = select(*CASE_FILE.c[tuple(name for name in STATED if name != "version")])
    if open_only:
        wanted = wanted.where(CASE_FILE.c.closed_on.is_(None))
    if seen is not None:
        wanted = wanted.where(seen)
    if unit is not None:
        wanted = wanted.where(CASE_FILE.c.unit == unit)
    if kind is not None:
        wanted = wanted.where(CASE_FILE.c.kind == kind)
    if after is not None:
        wanted = wanted.where(
            tuple_(CASE_FILE.c.opened_on, CASE_FILE.c.no) < tuple_(literal(after[0]), literal(after[1]))
        )
    newest = wanted.order_by(CASE_FILE.c.opened_on.desc(), CASE_FILE.c.no.desc()).limit(limit).cte("newest")
    rows = connection.execute(
        select(newest, STAGE.c.label, STAGE.c.state.label("stage_state"))
        .select_from(newest.outerjoin(STAGE, STAGE.c.case_no == newest.c.no))
        .order_by(newest.c.opened_on.desc(), newest.c.no.desc(), STAGE.c.label)
    )
    found: dict[str, dict[str, Any]] = {}
    for row in rows.mappings():
        case = found.setdefault(
            row["no"], {"case": row["no"], **{k: row[k] for k in newest.c.keys()[1:]}, "stages": []}
        )
        if row["label"] is not None:
            case["stages"].append({"stage": row["label"], "state": row["stage_state"]})
    return list(found.values())


def require(connection: Connection, case_no: str) -> None:
    """Raises Unknown where there is no such case."""
    if connection.execute(select(CASE_FILE.c.no).where(CASE_FILE.c.no == case_no)).first() is None:
        raise Unknown(case_no)


def show(connection: Connection, case_no: str, today: date) -> dict[str, Any]:
    """One case: stages, timeline, deadlines, messages, next acts. Raises Unknown."""
    row = connection.execute(select(*CASE_FILE.c[STATED]).where(CASE_FILE.c.no == case_no)).mappings().first()
    if row is None:
        raise Unknown(case_no)
    facts = snapshot.load(connection, case_no, "")
    events = select(*EVENT.c[SHOWN_OF_EVENT], EVENT.c.body).where(EVENT.c.chain == case_no).order_by(EVENT.c.seq)
    messages = (
        select(*OUTBOX.c[SHOWN_OF_MESSAGE])
        .where(OUTBOX.c.case_no == case_no, OUTBOX.c.channel != Channel.RUN)
        .order_by(OUTBOX.c.id)
    )
    return {
        "case": case_no,
        **{name: row[name] for name in STATED[1:]},
        "stages": [
            {"stage": s.label, "kind": s.kind, "state": s.state, "ground": s.ground}
            for s in sorted(facts.stages, key=lambda s: (list(Stage).index(s.kind), len(s.label), s.label))
        ],
        "corrections": [
            {"event": e["seq"], "stage": label, "field": field, "was": was, "now": e[field]}
            for label, acts in (
                *((s.label, s.acts) for s in facts.stages),
                (None, facts.case.acts if facts.case else ()),
            )
            for e in acts
            for field, was in e.get("corrected", {}).items()
        ],
        "resting": list(undecided(facts)),
        "disclosures": disclosures(facts),
        "penalties": penalties(facts),
        "events": [_event(r) for r in connection.execute(events).mappings()],
        "deadlines": [
            {
                "id": d.id,
                "stage": d.stage,
                "clock": d.clock,
                "holder": d.holder,
                "state": d.state,
                "due": d.due_on,
                "provisional": d.provisional,
                "overdue": d.clock not in OPPORTUNITIES
                and d.state is DeadlineState.RUNNING
                and today > d.due_on
                and not d.provisional,
            }
            for d in facts.deadlines
        ],
        "notices": [dict(r) for r in connection.execute(messages).mappings()],
        "next": [{"act": t.full_name, "stage": label} for t, label in next_acts(facts)],
    }


def _event(row: RowMapping) -> dict[str, Any]:
    """An event's columns, and on whose behalf it was taken, which only its body says."""
    return {**{name: row[name] for name in SHOWN_OF_EVENT}, "on_behalf": json.loads(row["body"])["on_behalf"]}
