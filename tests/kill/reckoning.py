"""What must hold when a battle is over: of the acts, of the messages, and between both."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select, text

from models.store.audit import verify
from models.store.engine import Store
from models.store.handles import EVENT, OUTBOX, RECEIPT
from models.vocabulary import EventKind, MessageState, Outcome
from tests.kill.notes import Notes
from tests.kill.writing import STEPS

ACTS = {step.reaches: n for n, step in enumerate(STEPS)}


def acts_are_as_answered(store: Store, folder: Path) -> int:
    """Every request was answered, once; each answer stands in the record as its one act; returns how many."""
    notes = [Notes.read(path) for path in sorted(folder.iterdir())]
    answers = {request: body for each in notes for request, body in each.answers.items()}
    assert set(answers) == {request for each in notes for request in each.asked}, "a request without an answer"
    with store.read() as connection:
        receipts = connection.execute(select(RECEIPT)).all()
        acts = connection.execute(
            select(EVENT.c.request_id, EVENT.c.chain, EVENT.c.act)
            .where(EVENT.c.kind == EventKind.ACT)
            .order_by(EVENT.c.chain, EVENT.c.seq)
        ).all()
    assert {row.request_id: row.answer for row in receipts} == answers, "lost, or nobody's"
    assert {row.outcome for row in receipts} <= {Outcome.RECORDED}
    assert Counter(row.request_id for row in acts) == Counter(list(answers)), "an act taken twice, or not at all"
    for each in notes:
        _in_the_order_asked(each, acts)
    return len(acts)


def _in_the_order_asked(notes: Notes, acts: Sequence[object]) -> None:
    place = {request: n for n, request in enumerate(notes.asked)}
    by_case: defaultdict[str, list[int]] = defaultdict(list)
    for row in acts:
        if row.request_id in place:  # type: ignore[attr-defined]
            by_case[row.chain].append(place[row.request_id])  # type: ignore[attr-defined]
    assert all(places == list(range(places[0], places[0] + len(places))) for places in by_case.values())


def record_is_whole(store: Store) -> None:
    """State, events and outbox tell the same; the database itself is sound."""
    with store.read() as connection:
        assert verify(connection).first_bad is None
    if not store.postgres:
        with store.read() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def arrivals_are_as_written(store: Store, keys: Sequence[str], doubles: int) -> int:
    """Each row arrived, in its line in the order of the rows, with at most so many doubles; returns how many there
    were. A double is known by its key: nothing else is needed to leave it out."""
    with store.read() as connection:
        rows = connection.execute(select(OUTBOX).order_by(OUTBOX.c.id)).all()
    assert {row.state for row in rows} <= {MessageState.DONE}
    came = Counter(keys)
    assert set(came) == {row.dedupe for row in rows}, "lost, or nobody's"
    lines: defaultdict[tuple[str | None, str, str], list[str]] = defaultdict(list)
    for row in rows:
        lines[row.case_no, row.channel, row.target].append(row.dedupe)
    line = {key: name for name, members in lines.items() for key in members}
    first: defaultdict[tuple[str | None, str, str], list[str]] = defaultdict(list)
    for key in dict.fromkeys(keys):
        first[line[key]].append(key)
    assert first == lines, "out of order"
    assert came.total() - len(came) <= doubles
    return came.total() - len(came)
