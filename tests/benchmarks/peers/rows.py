"""The rows of one whole act, as many and as large as ours: state, event in a chain of hashes, sealed words, stage,
receipt, two messages. Nothing is enciphered here: the sealed words are random bytes."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from os import urandom
from typing import Any
from uuid import uuid4

from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, Text

TABLES = MetaData()
SAID = "x" * 400
"""Stands for what an event says in words beside the fields that are named here."""
ANSWER = json.dumps({"next": [{"act": f"guidance.act_{n:02}", "stage": None} for n in range(27)]})


def _key(name: str) -> "Column[str]":
    return Column(name, String, primary_key=True)


def _words(*names: str) -> "list[Column[str]]":
    return [Column(name, Text, nullable=False) for name in names]


def _number(name: str, *, key: bool = False) -> "Column[int]":
    return Column(name, Integer, primary_key=key, nullable=False)


CASE = Table("case_file", TABLES, _key("no"), _number("version"), _number("head_seq"), *_words("head_hash"))
SEALED = Table("sealed_content", TABLES, _key("id"), *_words("case_no", "digest"), Column("blob", LargeBinary))
EVENT = Table(
    "case_event", TABLES, _key("chain"), _number("seq", key=True), Column("request_id", Text, unique=True),
    *_words("act", "actor", "recorded_at", "prev", "hash", "sealed", "body"),
)  # fmt: skip
STAGE = Table("stage", TABLES, _key("id"), *_words("case_no", "label", "state", "acts"))
RECEIPT = Table("receipt", TABLES, _key("request_id"), *_words("case_no", "outcome", "answer", "recorded_at"))
MESSAGE = Table(
    "outbox_message", TABLES, _number("id", key=True), _number("seq"), Column("dedupe", Text, unique=True),
    *_words("case_no", "audience", "target", "title", "body", "state", "due_at", "created_at"),
)  # fmt: skip


def rows(case: str, seq: int, prev: str) -> Iterator[tuple[Table, dict[str, Any]]]:
    """Event `seq` of the case with what belongs to it, each row with its table; the event is the first."""
    at, request, blob = datetime.now(UTC).isoformat(), str(uuid4()), urandom(406)
    sealed, digest = uuid4().hex, sha256(blob).hexdigest()
    event = {"chain": case, "seq": seq, "request_id": request, "act": "guidance.issue", "actor": "N001"}
    stated = {**event, "recorded_at": at, "prev": prev, "sealed": sealed}
    body = json.dumps({**stated, "digest": digest, "said": SAID}, sort_keys=True, separators=(",", ":"))
    yield EVENT, {**stated, "hash": sha256((prev + body).encode()).hexdigest(), "body": body}
    yield SEALED, {"id": sealed, "case_no": case, "digest": digest, "blob": blob}
    acts = json.dumps([{"act": "issue", "by": "N001", "seq": seq}])
    yield STAGE, {"id": f"{case}/G{seq}", "case_no": case, "label": f"G{seq}", "state": "issued", "acts": acts}
    told = {"case_no": case, "outcome": "recorded", "answer": ANSWER, "recorded_at": at}
    yield RECEIPT, {"request_id": request, **told}
    for n, audience in enumerate(("handler", "unit")):
        yield MESSAGE, {
            "dedupe": f"{case}:{seq}:{n}", "case_no": case, "seq": seq, "audience": audience, "target": "N001",
            "title": f"{case}: guidance", "body": "x" * 120, "state": "ready", "due_at": at, "created_at": at,
        }  # fmt: skip
