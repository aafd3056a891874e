"""Who was told, who took notice, which rungs were claimed: the rows of a case against what its events promise."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, select

from models.replay import Identity, Replay
from models.store import posting
from models.store.handles import ACKNOWLEDGEMENT, ATTEMPT, DEADLINE, OUTBOX, RUNG
from models.vocabulary import Channel, MessageState

DELIVERED = "delivered"
"""The outcome of an attempt after which a message is done."""

Rung = tuple[Identity, str, str]


def differ(connection: Connection, case_no: str, replay: Replay) -> tuple[int, str] | None:
    """The event whose rows are not what it promises, and a code naming the table; None when all is whole."""
    return (
        _rungs(connection, case_no, replay)
        or _acknowledged(connection, case_no, replay)
        or _messages(connection, case_no, replay)
    )


def _rungs(connection: Connection, case_no: str, replay: Replay) -> tuple[int, str] | None:
    rows = connection.execute(
        select(DEADLINE.c.stage, DEADLINE.c.clock, DEADLINE.c.armed_seq, DEADLINE.c.item, RUNG)
        .select_from(RUNG.join(DEADLINE, DEADLINE.c.id == RUNG.c.deadline_id))
        .where(DEADLINE.c.case_no == case_no)
    )
    found: dict[Rung, tuple[str, bool]] = {
        ((r.stage, r.clock.value, r.armed_seq, r.item), r.due_on.isoformat(), r.rung): (r.rung_on.isoformat(), r.sent)
        for r in rows
    }
    for rung, (day, sent, seq) in replay.rungs.items():
        if found.pop(rung, None) != (day, sent):
            return seq, "rung_row"
    return (0, "rung_row") if found else None


def _acknowledged(connection: Connection, case_no: str, replay: Replay) -> tuple[int, str] | None:
    named = DEADLINE.c["stage", "clock", "armed_seq", "item"]
    rows = connection.execute(
        select(*named, ACKNOWLEDGEMENT.c.due_on.label("of"), ACKNOWLEDGEMENT.c.badge)
        .select_from(ACKNOWLEDGEMENT.join(DEADLINE, DEADLINE.c.id == ACKNOWLEDGEMENT.c.deadline_id))
        .where(DEADLINE.c.case_no == case_no, ACKNOWLEDGEMENT.c.badge.is_not(None))
    )
    found = {((r.stage, r.clock.value, r.armed_seq, r.item), r.of.isoformat()): r.badge for r in rows}
    for passed, (badge, seq) in replay.acknowledged.items():
        if found.pop(passed, None) != badge:
            return seq, "acknowledgement_row"
    return (0, "acknowledgement_row") if found else None


def _messages(connection: Connection, case_no: str, replay: Replay) -> tuple[int, str] | None:
    columns = [OUTBOX.c[name] for name in ("id", "seq", "state", *posting.FIXED, posting.VIA)]
    sent: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    # What starts a run of the desk tells nobody anything, and no event speaks of it.
    notices = (OUTBOX.c.case_no == case_no, OUTBOX.c.channel != Channel.RUN)
    for row in connection.execute(select(*columns).where(*notices)):
        sent[row.seq].append(dict(row._mapping))
    for seq in sorted(sent.keys() | replay.told.keys()):
        promised = replay.told.get(seq, 0)
        kept = {str: posting.commitment(sent[seq]), int: len(sent[seq])}.get(type(promised))
        if kept != promised:
            return seq, "message_row"
    done = {m["id"]: seq for seq, messages in sent.items() for m in messages if m["state"] is MessageState.DONE}
    delivered = (
        select(ATTEMPT.c.message_id)
        .join(OUTBOX, OUTBOX.c.id == ATTEMPT.c.message_id)
        .where(OUTBOX.c.case_no == case_no, ATTEMPT.c.outcome == DELIVERED)
    )
    never = done.keys() - set(connection.scalars(delivered)) if done else ()
    return (min(done[m] for m in never), "message_state") if never else None
