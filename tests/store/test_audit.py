"""Whatever somebody changes behind the journal's back is found, and named."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update

from models.deadline_changes import DeadlineChange
from models.errors import Unknown
from models.situation import no
from models.store import chain, deadline_rows, journal, snapshot
from models.store.audit import Audit, Bad, verify
from models.store.canonical import canonical, digest
from models.store.engine import Store
from models.store.handles import (
    CASE_FILE,
    CASE_KEY,
    CHAIN_HEAD,
    DEADLINE,
    DOCUMENT,
    EVENT,
    LEDGER,
    SEALED,
    STAGE,
)
from models.vocabulary import EventKind, Stage
from tests.builders import SECRET, request, take, walk_to
from tests.builders import report as unit_report
from tests.store.tampering import CASE, Tamper, audit, emptied, receipts_follow, rows, tampered

OTHER, LAST = "GZ-2026-000002", 14


@pytest.fixture(scope="module")
def world(shared: Store) -> Store:
    assert walk_to(shared, "rectification not_met") == CASE
    assert walk_to(shared, "inspection approved") == OTHER
    return shared


def at(seq: int) -> Any:
    return (EVENT.c.chain == CASE) & (EVENT.c.seq == seq)


def body_of(connection: Connection, seq: int) -> bytes:
    return bytes(connection.execute(select(EVENT.c.body).where(at(seq))).scalar_one())


def edited(old: bytes, new: bytes, *, rehash: bool) -> Tamper:
    """Event 3 says something else, its hash following or not."""

    def change(connection: Connection) -> None:
        body = body_of(connection, 3)
        assert old in body
        body = body.replace(old, new)
        values = {"body": body, **({"hash": digest(body)} if rehash else {})}
        connection.execute(update(EVENT).where(at(3)).values(**values))

    return change


def with_receipts(change: Tamper) -> Tamper:
    """And the receipts that name the events follow."""

    def both(connection: Connection) -> None:
        change(connection)
        receipts_follow(connection)

    return both


def rewritten(connection: Connection) -> None:
    """Event 3 says something else, and the whole chain after it and its head follow."""
    edited(b'"to":"approved"', b'"to":"refused"', rehash=False)(connection)
    prev = connection.execute(select(EVENT.c.hash).where(at(2))).scalar_one()
    for seq in range(3, LAST + 1):
        body = canonical({**json.loads(body_of(connection, seq)), "prev": prev})
        connection.execute(update(EVENT).where(at(seq)).values(body=body, prev=prev, hash=digest(body)))
        prev = digest(body)
    connection.execute(update(CASE_FILE).where(CASE_FILE.c.no == CASE).values(head_hash=prev))


def swapped(connection: Connection) -> None:
    for old, new in ((3, -1), (4, 3), (-1, 4)):
        connection.execute(update(EVENT).where(at(old)).values(seq=new))


def truncated(connection: Connection) -> None:
    connection.execute(delete(EVENT).where(at(LAST)))


def truncated_with_its_head(connection: Connection) -> None:
    truncated(connection)
    hashed = connection.execute(select(EVENT.c.hash).where(at(LAST - 1))).scalar_one()
    head = {"head_seq": LAST - 1, "head_hash": hashed}
    connection.execute(update(CASE_FILE).where(CASE_FILE.c.no == CASE).values(**head))


def blobs_exchanged(connection: Connection) -> None:
    """The ciphertexts of events 1 and 2, with their digests."""
    ids = [connection.execute(select(EVENT.c.sealed).where(at(n))).scalar_one() for n in (1, 2)]
    found = {i: connection.execute(select(SEALED.c.blob).where(SEALED.c.id == i)).scalar_one() for i in ids}
    for mine, other in (ids, ids[::-1]):
        moved = {"blob": found[other], "digest": digest(found[other])}
        connection.execute(update(SEALED).where(SEALED.c.id == mine).values(**moved))


def sealed_row_given_away(connection: Connection) -> None:
    sealed = select(EVENT.c.sealed).where(at(2)).scalar_subquery()
    connection.execute(update(SEALED).where(SEALED.c.id == sealed).values(case_no=OTHER))


def sealed_row_deleted(connection: Connection) -> None:
    connection.execute(delete(SEALED).where(SEALED.c.id == select(EVENT.c.sealed).where(at(2)).scalar_subquery()))


def deadline_doubled(connection: Connection) -> None:
    row = connection.execute(select(DEADLINE).where(DEADLINE.c.case_no == CASE).limit(1)).one()._asdict()
    connection.execute(insert(DEADLINE).values(**{**row, "id": 999}))


def ledger_line_added(connection: Connection) -> None:
    mine = connection.execute(select(DEADLINE.c.id).where(DEADLINE.c.case_no == CASE).limit(1)).scalar_one()
    line = {"deadline_id": mine, "kind": "extend", "on_date": date(2026, 3, 20), "length": 99, "seq": 9}
    connection.execute(insert(LEDGER).values(**line))


def raw(statement: str) -> Tamper:
    return lambda connection: connection.execute(text(statement))


BY = (b'"by":"C100"', b'"by":"C101"')
TAMPERED: dict[str, tuple[Tamper, Bad]] = {
    "a byte of a body": (edited(*BY, rehash=False), Bad(CASE, 3, "hash")),
    "a body and its hash": (edited(*BY, rehash=True), Bad(CASE, 3, "receipt")),
    "a body, its hash, the receipts": (with_receipts(edited(*BY, rehash=True)), Bad(CASE, 4, "prev")),
    "a body, not canonical": (edited(b'"alg":', b'"alg": ', rehash=True), Bad(CASE, 3, "canonical")),
    "a key twice": (edited(b'{"act":', b'{"act":"x","act":', rehash=True), Bad(CASE, 3, "canonical")),
    "a body that is no JSON": (edited(b"{", b"[", rehash=True), Bad(CASE, 3, "canonical")),
    "the algorithm": (edited(b'"sha256"', b'"md5"', rehash=True), Bad(CASE, 3, "schema")),
    "a column": (lambda c: c.execute(update(EVENT).where(at(3)).values(actor="C101")), Bad(CASE, 3, "columns")),
    "the order of two events": (swapped, Bad(CASE, 3, "columns")),
    "one event deleted": (lambda c: c.execute(delete(EVENT).where(at(5))), Bad(CASE, 5, "gap")),
    "the first event deleted": (lambda c: c.execute(delete(EVENT).where(at(1))), Bad(CASE, 1, "gap")),
    "the tail cut": (truncated, Bad(CASE, LAST - 1, "head")),
    "the tail cut, the head moved": (truncated_with_its_head, Bad(CASE, LAST - 1, "case_row")),
    "the chain rewritten": (with_receipts(rewritten), Bad(CASE, 4, "replay")),
    "a stage's state": (rows(STAGE, state="accepted"), Bad(CASE, LAST, "stage_row")),
    "a stage's acts": (rows(STAGE, acts=[]), Bad(CASE, LAST, "stage_row")),
    "the stages gone": (emptied(STAGE), Bad(CASE, LAST, "stage_row")),
    "the kind of a case": (rows(CASE_FILE, kind="activity"), Bad(CASE, LAST, "case_row")),
    "the handler": (rows(CASE_FILE, handler="N003"), Bad(CASE, LAST, "case_row")),
    "the version": (rows(CASE_FILE, version=15), Bad(CASE, LAST, "case_row")),
    "the head's hash": (rows(CASE_FILE, head_hash=""), Bad(CASE, LAST, "head")),
    "a due date": (rows(DEADLINE, due_on=date(2027, 1, 1)), Bad(CASE, LAST, "deadline_row")),
    "a deadline's state": (rows(DEADLINE, state="ended"), Bad(CASE, LAST, "deadline_row")),
    "the deadlines gone": (emptied(DEADLINE), Bad(CASE, LAST, "deadline_row")),
    "a deadline twice": (deadline_doubled, Bad(CASE, LAST, "deadline_row")),
    "a ledger line": (ledger_line_added, Bad(CASE, LAST, "deadline_row")),
    "two ciphertexts exchanged": (blobs_exchanged, Bad(CASE, 1, "sealed")),
    "a ciphertext in another case": (sealed_row_given_away, Bad(CASE, 2, "sealed")),
    "a ciphertext deleted": (sealed_row_deleted, Bad(CASE, 2, "sealed_missing")),
    "the case row deleted": (emptied(CASE_FILE), Bad(CASE, LAST, "no_case")),
    "the events of a case": (emptied(EVENT), Bad(CASE, 0, "no_events")),
    "a case, all but its receipts": (
        emptied(EVENT, CASE_FILE, STAGE, DEADLINE, DOCUMENT, SEALED, CASE_KEY),
        Bad(CASE, 0, "no_case"),
    ),
    "the head of no case": (
        lambda c: c.execute(update(CHAIN_HEAD).values(head_seq=3, head_hash="x")),
        Bad("system", 5, "head"),
    ),
    "what nobody can read": (raw("UPDATE case_file SET acts = 'x'"), Bad("", 0, "unreadable")),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_every_change_is_found_and_named(world: Store, what: str) -> None:
    change, expected = TAMPERED[what]
    found = tampered(world, change)
    assert (found.ok, found.first_bad) == (False, expected)


def test_one_case_is_verified_by_itself(world: Store) -> None:
    change = rows(STAGE, state="accepted")
    assert tampered(world, change, CASE).first_bad == Bad(CASE, LAST, "stage_row")
    assert tampered(world, change, OTHER) == Audit(True, 3, None)
    with pytest.raises(Unknown):
        audit(world, "GZ-2026-000099")


def test_an_honest_record_holds_with_refusals_rungs_and_a_new_calendar(world: Store) -> None:
    day = date(2026, 4, 1)
    running = walk_to(world, "rectification running")
    with world.write() as connection:
        journal.refuse(connection, running, "N001", "case.close", no("stages_open"), day, request())
        journal.refuse(connection, None, "N001", "case.close", no("not_a_working_case"), day, request())
        now = chain.now(connection)
        rungs = chain.NewEvent(EventKind.DEADLINE, "deadline.sweep", "system", day, data={"rungs": []})
        chain.append(connection, running, rungs, now)
        (limit,) = (
            d for d in snapshot.deadlines(connection, DEADLINE.c.case_no == running) if d.clock == "rectification_limit"
        )
        moved = DeadlineChange(replace(limit, due_on=date(2026, 3, 26), provisional=True), None, 2)
        again = {"deadlines": [deadline_rows.as_data(moved)]}
        seq, _ = chain.append(
            connection, running, chain.NewEvent(EventKind.CALENDAR, "calendar.import", "system", day, data=again), now
        )
        deadline_rows.write(connection, running, [moved], seq, "")
    late = unit_report(running).model_copy(update={"late_reason": SECRET})
    take(world, Stage.RECTIFICATION, late, "N001", day)
    found = audit(world, running)
    assert (found.ok, found.events, found.first_bad) == (True, 12 + 3 + 1, None)
    assert audit(world).ok


def test_the_audit_sees_one_moment_while_others_write(world: Store) -> None:
    before = audit(world).events
    with world.read() as connection:
        assert verify(connection).events == before
        if world.postgres:  # on SQLite the writer may have to wait for the reader
            walk_to(world, "case open")
        assert verify(connection).events == before
    if not world.postgres:
        walk_to(world, "case open")
    assert audit(world).events == before + 1
