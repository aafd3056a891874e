"""One event against itself: its hash, its place, its bytes, its columns, its sealed content, its receipt."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from models.store.canonical import canonical, digest
from models.store.chain import ALGORITHM, SCHEMA, SYSTEM
from models.store.handles import EVENT
from models.store.receipts import commitment
from models.vocabulary import EventKind, Outcome

CHECKED = tuple(EVENT.c)
SAME = ("chain", "seq", "kind", "act", "stage", "version", "actor", "recorded_at", "effective_on",
        "request_id", "dedupe", "prev")  # fmt: skip
"""Columns that repeat what the body says."""


def check(row: Row[Any], seq: int, prev: str) -> tuple[Any, str | None]:
    """The body, and a code for the first thing wrong: the event should be number `seq` and follow `prev`."""
    if row.seq != seq:
        return None, "gap"
    if digest(row.body) != row.hash:
        return None, "hash"
    body = _read(row.body)
    if body is None:
        return None, "canonical"
    if (body.get("alg"), body.get("schema")) != (ALGORITHM, SCHEMA):
        return body, "schema"
    if any(name not in body or _plain(getattr(row, name)) != body[name] for name in SAME):
        return body, "columns"
    if row.prev != prev:
        return body, "prev"
    return body, _sealed(row, body) or _receipt(row, body)


def _read(raw: bytes) -> Any:
    """The body, if its bytes are the canonical ones."""
    try:
        body = json.loads(raw)
        return body if isinstance(body, dict) and canonical(body) == raw else None
    except ValueError:
        return None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value


def _sealed(row: Row[Any], body: Any) -> str | None:
    """The ciphertext is the one the event commits to, and stands with the event's own case."""
    committed = body.get("sealed")
    if committed is None:
        return None if row.sealed is None else "sealed"
    if row.sealed is None or row.sealed_blob is None:
        return "sealed_missing"
    whole = digest(row.sealed_blob) == committed == row.sealed_digest and row.sealed_case == row.chain
    return None if whole else "sealed"


def _receipt(row: Row[Any], body: Any) -> str | None:
    """A receipt that names an event of this chain names this one: it was given out when the event was written.

    Where the event promises a receipt, that very one is there; events of earlier releases promise none.
    """
    if "receipt" in body["data"]:
        return _promised(row, body["data"]["receipt"])
    named = row.answer.get("event") if row.kind is EventKind.ACT and isinstance(row.answer, dict) else None
    same_chain = named is not None and row.answer.get("case") == row.chain
    return "receipt" if same_chain and named != {"seq": row.seq, "hash": row.hash} else None


def _promised(row: Row[Any], promised: str) -> str | None:
    if not isinstance(row.answer, dict):
        return "receipt_missing"
    outcome = Outcome.RECORDED if row.kind is EventKind.ACT else Outcome.REFUSED
    event = {"seq": row.seq, "hash": row.hash} if row.kind is EventKind.ACT else None
    same = (
        row.answer.get("event") == event
        and (row.outcome, row.receipt_case) == (outcome, None if row.chain == SYSTEM else row.chain)
        and row.receipt_at == row.recorded_at
        and commitment(row.receipt_digest, row.answer) == promised
    )
    return None if same else "receipt"
