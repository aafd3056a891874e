"""What a delivery test puts into the tables and finds there."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import Row, Table, func, insert, select, update

from models.classification import Classification
from models.store import vault
from models.store.addresses import seal_addresses
from models.store.engine import Store
from models.store.handles import ATTEMPT, CASE_FILE, DEPARTMENT, EVENT, OFFICER, ORGAN, OUTBOX, UNIT
from models.vocabulary import Audience, Channel, DepartmentKind, File, Level, MessageState, UnitKind


@dataclass
class Outbox:
    """What a test puts into the outbox and finds there."""

    store: Store
    added: int = 0

    def add(self, **values: Any) -> int:
        with self.store.write() as connection:
            row = self._row(values)
            return int(connection.execute(insert(OUTBOX).values(**row).returning(OUTBOX.c.id)).scalar_one())

    def add_all(self, rows: Iterable[dict[str, Any]]) -> None:
        with self.store.write() as connection:
            connection.execute(insert(OUTBOX), [self._row(values) for values in rows])

    def _row(self, values: dict[str, Any]) -> dict[str, Any]:
        self.added += 1
        return {
            "dedupe": f"GZ-2026-000001:{self.added}:mail:B-1",
            "case_no": "GZ-2026-000001",
            "seq": self.added,
            "channel": Channel.MAIL,
            "audience": Audience.HANDLER,
            "target": "B-1",
            "statutory": False,
            "title": f"title {self.added}",
            "body": "body\n",
            "sealed_id": None,
            "state": MessageState.READY,
            "due_at": datetime.now(UTC) - timedelta(minutes=1),
            "attempts": 0,
            "created_at": datetime.now(UTC),
        } | values

    def set(self, message_id: int, **values: Any) -> None:
        with self.store.write() as connection:
            connection.execute(update(OUTBOX).where(OUTBOX.c.id == message_id).values(**values))

    def row(self, message_id: int) -> Row[Any]:
        with self.store.read() as connection:
            return connection.execute(select(OUTBOX).where(OUTBOX.c.id == message_id)).one()

    def state(self, message_id: int) -> MessageState:
        return cast(MessageState, self.row(message_id).state)

    def attempts(self, message_id: int) -> list[tuple[int, str, str]]:
        with self.store.read() as connection:
            rows = connection.execute(select(ATTEMPT).where(ATTEMPT.c.message_id == message_id).order_by(ATTEMPT.c.id))
            return [(row.attempt, row.outcome, row.answer) for row in rows]

    def states(self) -> dict[str, int]:
        with self.store.read() as connection:
            rows = connection.execute(select(OUTBOX.c.state, func.count()).group_by(OUTBOX.c.state))
            return {state.value: count for state, count in rows}

    def make_due(self) -> None:
        """All pauses and leases are over."""
        past = datetime.now(UTC) - timedelta(seconds=1)
        with self.store.write() as connection:
            connection.execute(update(OUTBOX).where(OUTBOX.c.state == MessageState.READY).values(due_at=past))
            connection.execute(update(OUTBOX).where(OUTBOX.c.state == MessageState.LEASED).values(lease_until=past))


def register(store: Store, endpoint: str | None = None, public_key: bytes | None = None) -> None:
    """One organ, one officer, one unit and one receiving department, with addresses."""
    rows: list[tuple[Table, dict[str, Any]]] = [
        (
            ORGAN,
            {
                "code": "O-1",
                "name": "organ",
                "level": Level.CITY,
                "region": "440100",
                "prefix": "GZ",
                "email": "organ@example.org",
            },
        ),
        (OFFICER, {"badge": "B-1", "organ": "O-1", "post": "p", "email": "b1@example.org", "active": True}),
        (OFFICER, {"badge": "B-2", "organ": "O-1", "post": "p", "email": "b2@example.org", "active": False}),
        (OFFICER, {"badge": "B-3", "organ": "O-1", "post": "p", "email": None, "active": True}),
        (
            UNIT,
            {
                "code": "U-1",
                "name": "unit",
                "kind": UnitKind.ENTERPRISE,
                "industry": "i",
                "region": "440100",
                "email": "unit@example.org",
            },
        ),
        (
            DEPARTMENT,
            {
                "code": "D-1",
                "name": "department",
                "kind": DepartmentKind.RECEIVER,
                "email": "dep@example.org",
                "endpoint": endpoint,
                "public_key": public_key.hex() if public_key else None,
            },
        ),
    ]
    with store.write() as connection:
        for table, values in rows:
            connection.execute(insert(table).values(seal_addresses(connection, table, [values])))


def events(store: Store, act: str) -> list[dict[str, Any]]:
    """The bodies of all events of this act, in order."""
    wanted = select(EVENT.c.body).where(EVENT.c.act == act).order_by(EVENT.c.chain, EVENT.c.seq)
    with store.read() as connection:
        return [json.loads(body) for body in connection.scalars(wanted)]


def cases(store: Store, *numbers: str) -> None:
    """Open case files about the unit, so that what a receiver signs has a chain to stand in."""
    row = {"kind": File.CASE, "unit": "U-1", "organ": "O-1", "state": "open", "opened_on": date(2026, 3, 2)}
    row |= {"version": 0, "head_seq": 0, "head_hash": "", "acts": [], "classification": Classification.INTERNAL}
    with store.write() as connection:
        connection.execute(insert(CASE_FILE), [{**row, "no": number} for number in numbers])
        for number in numbers:
            vault.new_case_key(connection, number)
