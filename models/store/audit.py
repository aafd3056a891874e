"""Verifying the record: each chain by itself, each case's rows against the replay of its events, then the log.

A chain cannot tell that its whole end was cut off together with its head, or that a case vanished with all its traces;
the log over all chains can, as far as it was sealed, and against who rewrites the log too, as far as it stands outside.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select, text

from models.errors import Unknown
from models.register_replay import Registers
from models.replay import Replay
from models.store import anchors, audit_registers, audit_rows, audit_told, informant_audit, log_audit, report_audit
from models.store.anchors import Unanchored
from models.store.audit_events import CHECKED, check
from models.store.chain import SYSTEM
from models.store.handles import CASE_FILE, CHAIN_HEAD, EVENT, RECEIPT, SEALED
from models.store.log_audit import Log
from models.vocabulary import EventKind, Outcome

BATCH = 200


@dataclass(frozen=True)
class Bad:
    """The first thing wrong in a chain: at which event (0: none in particular), and a short code."""

    chain: str
    seq: int
    why: str


@dataclass(frozen=True)
class Audit:
    """What was verified. `events` counts the events checked, the bad one included.

    `log` and `unanchored` are about how far the log reaches; they are None where that could not be read.
    """

    ok: bool
    events: int
    first_bad: Bad | None
    # They grow by themselves while the record stays the same, so two audits are compared without them.
    log: Log | None = field(default=None, compare=False)
    unanchored: Unanchored | None = field(default=None, compare=False)


def verify(connection: Connection, case: str | None = None) -> Audit:
    """Verify one case, or every chain there is, and the log; in the chains it stops at the first thing wrong.

    Nothing may have been read on the connection's transaction before: it becomes one snapshot (PostgreSQL).
    Raises Unknown when there is no trace of the case named, OSError when the checkpoints outside cannot be read.
    """
    notes = anchors.notes_outside()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    counted, bad = _chains(connection, case)
    log: Log | None = None
    unanchored: Unanchored | None = None
    try:
        log, fault = log_audit.verify(connection, case, notes)
        unanchored = anchors.unanchored(connection, notes, case)
    except (LookupError, ValueError):
        fault = (log_audit.LOG, 0, "unreadable")
    if bad is None and fault is not None:
        bad = Bad(*fault)
    if bad is None and case is not None and counted == 0:
        raise Unknown(case)
    return Audit(bad is None, counted, bad, log, unanchored)


def _chains(connection: Connection, case: str | None) -> tuple[int, Bad | None]:
    """How many events were checked, and the first thing wrong in the chains and in what they lead to."""
    counted, registers = 0, audit_registers.image()
    try:
        for chain, events in groupby(_stream(connection, case), key=lambda row: str(row.chain)):
            count, bad = _chain(connection, chain, events, registers)
            counted += count
            if bad is not None:
                return counted, bad
        fault = informant_audit.fault(connection, case) or report_audit.fault(connection, case)
        if fault is not None:
            return counted, Bad(*fault)
        untold = audit_registers.differ(connection, registers) if case is None else None
        if untold is not None:
            return counted, Bad(SYSTEM, *untold)
    except (LookupError, ValueError):
        # A column holds what its type cannot read: the row is not known, for rows come in batches.
        return counted, Bad(case or "", 0, "unreadable")
    return counted, _missing(connection, case)


def _stream(connection: Connection, case: str | None) -> Iterator[Any]:
    wanted = (
        select(
            *CHECKED,
            SEALED.c.case_no.label("sealed_case"),
            SEALED.c.digest.label("sealed_digest"),
            SEALED.c.blob.label("sealed_blob"),
            RECEIPT.c.answer.label("answer"),
            RECEIPT.c.outcome.label("outcome"),
            RECEIPT.c.digest.label("receipt_digest"),
            RECEIPT.c.case_no.label("receipt_case"),
            RECEIPT.c.recorded_at.label("receipt_at"),
        )
        .select_from(
            EVENT.outerjoin(SEALED, SEALED.c.id == EVENT.c.sealed).outerjoin(
                RECEIPT, RECEIPT.c.request_id == EVENT.c.request_id
            )
        )
        .order_by(EVENT.c.chain, EVENT.c.seq)
    )
    if case is not None:
        wanted = wanted.where(EVENT.c.chain == case)
    with connection.execute(wanted.execution_options(yield_per=BATCH)) as rows:
        yield from rows


def _chain(connection: Connection, chain: str, events: Iterator[Any], registers: Registers) -> tuple[int, Bad | None]:
    """Check one chain, then what it leads to; every event of it is consumed unless one is bad.

    The rows of the `registers`, which the system's chain tells of, are compared when all chains were read.
    """
    replay, seq, prev = Replay(), 0, ""
    for row in events:
        body, why = check(row, seq + 1, prev)
        seq, prev = seq + 1, row.hash
        if why is None:
            why = _fold(registers if chain == SYSTEM else replay, body)
        if why is not None:
            return seq, Bad(chain, seq, why)
    head = _head(connection, chain)
    if head is None:
        return seq, Bad(chain, seq, "no_case" if chain != SYSTEM else "head")
    if (head.head_seq, head.head_hash) != (seq, prev):
        return seq, Bad(chain, seq, "head")
    if chain == SYSTEM:
        return seq, None
    why = audit_rows.differ(connection, chain, replay)
    if why is not None:
        return seq, Bad(chain, seq, why)
    untold = audit_told.differ(connection, chain, replay)
    return seq, Bad(chain, *untold) if untold else None


def _fold(replay: Replay | Registers, body: Any) -> str | None:
    try:
        replay.fold(body)
    except (KeyError, TypeError, ValueError, AttributeError):
        return "replay"
    return None


def _head(connection: Connection, chain: str) -> Any:
    if chain == SYSTEM:
        found = select(CHAIN_HEAD.c.head_seq, CHAIN_HEAD.c.head_hash).where(CHAIN_HEAD.c.chain == chain)
    else:
        found = select(CASE_FILE.c.head_seq, CASE_FILE.c.head_hash).where(CASE_FILE.c.no == chain)
    return connection.execute(found).first()


def _missing(connection: Connection, case: str | None) -> Bad | None:
    """What should have events and has none: a case row, a head that counts some, a receipt of a lost case or of an act
    nobody took."""
    bare = select(CASE_FILE.c.no).where(~select(EVENT.c.seq).where(EVENT.c.chain == CASE_FILE.c.no).exists())
    cut = select(CHAIN_HEAD.c.chain).where(
        CHAIN_HEAD.c.head_seq > 0, ~select(EVENT.c.seq).where(EVENT.c.chain == CHAIN_HEAD.c.chain).exists()
    )
    lost = select(RECEIPT.c.case_no).where(
        RECEIPT.c.case_no.is_not(None), ~select(CASE_FILE.c.no).where(CASE_FILE.c.no == RECEIPT.c.case_no).exists()
    )
    given = select(RECEIPT.c.case_no).where(
        RECEIPT.c.outcome == Outcome.RECORDED,
        RECEIPT.c.case_no.is_not(None),
        ~select(EVENT.c.seq)
        .where(EVENT.c.request_id == RECEIPT.c.request_id, EVENT.c.kind.in_((EventKind.ACT, EventKind.REGISTER)))
        .exists(),
    )
    if case is not None:
        given = given.where(RECEIPT.c.case_no == case)
        bare, lost = bare.where(CASE_FILE.c.no == case), lost.where(RECEIPT.c.case_no == case)
        cut = cut.where(CHAIN_HEAD.c.chain == case)
    for found, why in ((bare, "no_events"), (cut, "head"), (lost, "no_case"), (given, "receipt")):
        chain = connection.execute(found.order_by(found.selected_columns[0]).limit(1)).scalar()
        if chain is not None:
            return Bad(chain, 0, why)
    return None
