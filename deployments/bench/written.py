"""The rows one act wrote, and the same rows again for another case: by hand through the driver, and by SQLModel."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select
from sqlmodel import Session, SQLModel, col

from deployments.bench.worlds import TEXT
from models.store.canonical import canonical, digest
from models.store.engine import Store
from models.store.handles import EVENT, OUTBOX, RECEIPT, STAGE
from models.store.tables.outbox import OutboxMessage
from models.store.tables.record import CaseEvent, CaseFile, Receipt, SealedContent, StageRow

KEY = AESGCM.generate_key(256)
TABLES: Mapping[str, type[SQLModel]] = {
    "sealed_content": SealedContent, "case_event": CaseEvent, "stage": StageRow, "outbox_message": OutboxMessage,
    "receipt": Receipt,
}  # fmt: skip
Row = dict[str, Any]
Rows = list[tuple[str, Row]]
"""Rows with the name of their table."""


@dataclass(frozen=True)
class Pattern:
    """One act as the tables hold it; `body` is the event's canonical JSON read again."""

    event: Row
    body: Row
    stage: Row
    messages: list[Row]
    receipt: Row


def pattern(store: Store, case: str) -> Pattern:
    """The newest act of a case of which no other request is known."""
    with store.read() as connection:

        def found(table: Any, column: Any) -> list[Row]:
            return [dict(row) for row in connection.execute(select(table).where(column == case)).mappings()]

        event = max(found(EVENT, EVENT.c.chain), key=lambda row: int(row["seq"]))
        messages = [row for row in found(OUTBOX, OUTBOX.c.case_no) if row["seq"] == event["seq"]]
        receipts = [row for row in found(RECEIPT, RECEIPT.c.case_no) if row["request_id"] == event["request_id"]]
        return Pattern(event, json.loads(event["body"]), found(STAGE, STAGE.c.case_no)[-1], messages, receipts[0])


def again(of: Pattern, case: str, seq: int, prev: str) -> tuple[Rows, str]:
    """The rows of the same act as event `seq` of another case, and the event's hash; sealed and hashed anew."""
    at, request, label, nonce = datetime.now(UTC), str(uuid4()), f"G{seq}", os.urandom(12)
    blob = nonce + AESGCM(KEY).encrypt(nonce, TEXT.encode(), case.encode())
    sealed = {"id": uuid4().hex, "case_no": case, "digest": digest(blob), "blob": blob}
    stated = {"chain": case, "seq": seq, "prev": prev, "stage": label, "request_id": request}
    body = canonical({**of.body, **stated, "recorded_at": at.isoformat(), "sealed": sealed["digest"]})
    hashed = digest(body)
    event = {**of.event, **stated, "recorded_at": at, "sealed": sealed["id"], "hash": hashed, "body": body}
    rows: Rows = [
        ("sealed_content", sealed),
        ("case_event", event),
        ("stage", {**of.stage, "id": f"{case}/{label}", "case_no": case, "label": label}),
        ("receipt", {**of.receipt, "request_id": request, "case_no": case, "recorded_at": at}),
    ]
    for n, message in enumerate(of.messages):
        told = {name: value for name, value in message.items() if name != "id"}
        more = {"case_no": case, "seq": seq, "created_at": at, "due_at": at, "dedupe": f"{case}:{seq}:{n}"}
        rows.append(("outbox_message", told | more))
    return rows, hashed


class ByHand:
    """The least that keeps the promises: lock and read the head, write the rows, move the head, commit."""

    def __init__(self, store: Store, of: Pattern) -> None:
        self._of = of
        self._postgres = store.postgres
        self._raw = store.writer.raw_connection()
        self._cursor = self._raw.cursor()
        lock = " FOR UPDATE" if store.postgres else ""
        self._read = self._spelled(f"SELECT head_seq, head_hash, version FROM case_file WHERE no = :no{lock}")  # noqa: S608
        self._move = self._spelled(
            "UPDATE case_file SET head_seq = :seq, head_hash = :hash, version = :version WHERE no = :no"
        )
        self._insert = {name: self._spelled(_insert(name, row)) for name, row in again(of, "x", 1, "")[0]}

    def act(self, case: str) -> None:
        run = self._cursor.execute
        run("BEGIN" if self._postgres else "BEGIN IMMEDIATE")
        run(self._read, {"no": case})
        seq, prev, version = self._cursor.fetchone() or (0, "", 0)
        rows, hashed = again(self._of, case, seq + 1, prev)
        for name, row in rows:
            run(self._insert[name], {key: self._plain(value) for key, value in row.items()})
        run(self._move, {"seq": seq + 1, "hash": hashed, "version": version + 1, "no": case})
        run("COMMIT")

    def close(self) -> None:
        self._cursor.close()
        self._raw.close()

    def _spelled(self, statement: str) -> str:
        """With the driver's own placeholders."""
        if not self._postgres:
            return statement
        return " ".join(f"%({w[1:].rstrip(',)')})s{w[len(w.rstrip(',)')):]}" if w[0] == ":" else w
                        for w in statement.replace("(:", "( :").split())  # fmt: skip

    def _plain(self, value: Any) -> Any:
        if isinstance(value, StrEnum):
            return value.value
        if isinstance(value, list | dict):
            return json.dumps(value, ensure_ascii=False)
        if self._postgres or not isinstance(value, date):
            return value
        return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value.isoformat()


def _insert(table: str, row: Row) -> str:
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})"  # noqa: S608


class BySession:
    """The same in a plain SQLModel session: objects added, committed."""

    def __init__(self, store: Store, of: Pattern) -> None:
        self._store = store
        self._of = of

    def act(self, case: str) -> None:
        with Session(self._store.writer) as session:
            file = session.exec(_case(case)).one()
            rows, hashed = again(self._of, case, file.head_seq + 1, file.head_hash)
            for name, row in rows:
                session.add(TABLES[name](**row))
            file.head_seq, file.head_hash, file.version = file.head_seq + 1, hashed, file.version + 1
            session.add(file)
            session.commit()

    def close(self) -> None:
        """Nothing is kept open."""


def _case(case: str) -> Any:
    from sqlmodel import select as chosen

    return chosen(CaseFile).where(col(CaseFile.no) == case).with_for_update()
