"""Asking receiving organs what became of what was handed over: their answers are pulled, nothing listens here.

A sender that pulls needs no door of its own to the network of others. What comes is kept with its signature and told to
the handler; the act that records it is a person's.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx
from sqlalchemy import and_, func, literal, not_, select

from models.store.engine import Store
from models.store.handles import CASE_FILE, EVENT, OUTBOX, STAGE
from models.store.vault import Sealed
from models.vocabulary import Channel, MessageState, TransferState
from notifications.peers import Line, acceptable, registered
from notifications.proofs import keep_answer
from notifications.settings import NotificationSettings
from notifications.statements import BadStatement, Statement
from notifications.transfer import read

AT_ONCE = 100
"""At most so many transfers are asked about in one round, by chance: each comes in time."""

WAITING = ("sent", "disclosed", "accepted", "acknowledged", "withdrawn")
LAST = (TransferState.RETURNED, TransferState.WITHDRAWN, TransferState.CONCLUDED)

KEPT = EVENT.alias("kept")

Notices = Callable[[Mapping[str, Any], TransferState], Sequence[Mapping[str, Any]]]
"""The outbox rows that tell of an answer: given the transfer (case, stage, handler, organ) and the state."""


def pull(store: Store, settings: NotificationSettings, notices: Notices) -> int:
    """Ask about every transfer that still waits for a word; returns how many new answers were kept.

    A peer that does not answer, or not well, is left for this round; the clock on its answer tells who must know.
    """
    waiting = _waiting(store)
    if not waiting:
        return 0
    silent: set[str] = set()
    kept = 0
    with Line(settings) as line:
        for message in waiting:
            found = None if message["target"] in silent else _asked(store, line, message)
            if found is None:
                silent.add(message["target"])
            for said, text in (found or [])[1:]:
                with store.write() as connection:
                    kept += keep_answer(connection, message, said, text, notices(message, said.state))
    return kept


def _waiting(store: Store) -> list[Mapping[str, Any]]:
    """Packages that arrived, of transfers whose last word is not here yet."""
    ended = [literal("peer:").concat(OUTBOX.c.dedupe).concat(f":{state}") for state in LAST]
    last = select(KEPT.c.seq).where(KEPT.c.dedupe.in_(ended))
    wanted = (
        select(*OUTBOX.c["dedupe", "case_no", "seq", "target"], STAGE.c.label, CASE_FILE.c.handler, CASE_FILE.c.organ)
        .select_from(
            OUTBOX.join(EVENT, and_(EVENT.c.chain == OUTBOX.c.case_no, EVENT.c.seq == OUTBOX.c.seq))
            .join(STAGE, and_(STAGE.c.case_no == OUTBOX.c.case_no, STAGE.c.label == EVENT.c.stage))
            .join(CASE_FILE, CASE_FILE.c.no == OUTBOX.c.case_no)
        )
        .where(
            OUTBOX.c.channel == Channel.TRANSFER,
            OUTBOX.c.state == MessageState.DONE,
            OUTBOX.c.sealed_id.is_not(None),
            STAGE.c.state.in_(WAITING),
            not_(last.correlate(OUTBOX).exists()),
        )
        .order_by(func.random())
        .limit(AT_ONCE)
    )
    with store.read() as connection:
        return [dict(row) for row in connection.execute(wanted).mappings()]


def _asked(store: Store, line: Line, message: Mapping[str, Any]) -> list[tuple[Statement, str]] | None:
    try:
        with store.read() as connection:
            peer = registered(connection, message["target"])
        if isinstance(peer, str) or not acceptable(peer.base, plain=line.plain):
            return None
        status, body, _ = line.ask("GET", peer.transfers(message["dedupe"]))
        return read(body, peer, message["dedupe"]) if status == 200 else None
    except (Sealed, BadStatement, httpx.HTTPError):
        return None
