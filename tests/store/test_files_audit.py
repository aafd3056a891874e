"""A file that an event names and that is missing, altered or unknown is found by the audit, and named."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, update

from models.store import chain, files, vault
from models.store.audit import Audit, Bad, verify
from models.store.canonical import digest
from models.store.engine import Store
from models.store.handles import CASE_FILE, CASE_OFFICER, DOCUMENT
from models.store.settings import store_settings
from models.vocabulary import EventKind, Evidence
from tests.builders import UNIT_CODE, registers

CASE, OTHER = "GZ-2026-000001", "GZ-2026-000002"
DAY = date(2026, 3, 2)
NAMED, UNNAMED = 5, 1
Tamper = Callable[["World"], object]


class World:
    """A case whose two events name five files: the first one, two and three; the second all but two and three."""

    def __init__(self, store: Store) -> None:
        self.store = store
        with store.write() as connection:
            registers(connection)
            for number in (CASE, OTHER):
                self._case(connection, number)
            self.files = [self._put(connection, CASE) for _ in range(NAMED + UNNAMED)]
            one, two, three, four, five, self.unnamed = self.files
            self._act(connection, "opens", {"act": "open", "on": DAY.isoformat(), "files": [one, two, three]})
            drawn = [{"kind": "inspection_notice", "number": "GZ-IN-1", "files": {"zh": five}}]
            entry = {"act": "x", "on": DAY.isoformat(), "files": [one], "proof": four, "documents": drawn}
            self._act(connection, "moves", entry)

    def place(self, n: int) -> Path:
        return store_settings().files_folder / self.files[n][:2] / self.files[n]

    def row(self, n: int, **values: Any) -> None:
        with self.store.write() as connection:
            connection.execute(update(DOCUMENT).where(DOCUMENT.c.digest == self.files[n]).values(**values))

    def forget(self, n: int) -> None:
        with self.store.write() as connection:
            connection.execute(delete(DOCUMENT).where(DOCUMENT.c.digest == self.files[n]))

    def audit(self, case: str | None = None) -> Audit:
        with self.store.read() as connection:
            return verify(connection, case)

    @staticmethod
    def _put(connection: Connection, case: str) -> str:
        now = datetime.now(UTC)
        return files.put(connection, case, Evidence.OTHER, "a.pdf", b"%PDF", media="m", added_by="N001", at=now)

    @staticmethod
    def _case(connection: Connection, number: str) -> None:
        row = {"no": number, "kind": "case", "unit": UNIT_CODE, "organ": "GZ", "state": "open", "opened_on": DAY}
        connection.execute(insert(CASE_FILE).values(**row, version=0, head_seq=0, head_hash="", acts=[]))
        vault.new_case_key(connection, number)
        if number == CASE:
            connection.execute(insert(CASE_OFFICER).values(case_no=CASE, badge="N001", recused=False))

    def _act(self, connection: Connection, how: str, entry: dict[str, Any]) -> None:
        """What the journal does with an act on the case: event, row, and the files named in one transaction."""
        entry = {**entry, "by": "N001"}
        version, _ = chain.head(connection, CASE)
        taken = (
            {"label": None, "from": "open", "to": "open", "entry": entry}
            if how == "moves"
            else {"kind": "case", "label": None, "state": "open", "ground": None, "entry": entry}
        )
        data = {"moves": [], "opens": [], how: [taken], "handler": None, "deadlines": [], "notices": 0}
        opened = {"unit": UNIT_CODE, "organ": "GZ"} if how == "opens" else {}
        event = chain.NewEvent(
            EventKind.ACT, f"case.{entry['act']}", "N001", DAY, version=version + 1, data={**data, **opened}
        )
        seq, _ = chain.append(connection, CASE, event, chain.now(connection))
        acts = [*connection.execute(CASE_FILE.select().where(CASE_FILE.c.no == CASE)).one().acts, {**entry, "seq": seq}]
        connection.execute(update(CASE_FILE).where(CASE_FILE.c.no == CASE).values(version=version + 1, acts=acts))
        drawn = [d for one in entry.get("documents", ()) for d in one["files"].values()]
        stated = [*entry["files"], *([entry["proof"]] if "proof" in entry else []), *drawn]
        files.name_all(connection, CASE, stated, seq)


@pytest.fixture
def world(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(store_settings(), "files", tmp_path / "files")
    return World(store)


def test_a_record_whose_files_are_all_there_is_whole(world: World) -> None:
    assert world.audit(CASE) == Audit(True, 2, None)


def one_bit(n: int) -> Tamper:
    return lambda w: w.place(n).write_bytes(bytes([w.place(n).read_bytes()[0] ^ 1]) + w.place(n).read_bytes()[1:])


def exchanged(world: World) -> None:
    one, two = world.place(0).read_bytes(), world.place(1).read_bytes()
    world.place(0).write_bytes(two)
    world.place(1).write_bytes(one)


def replaced(world: World) -> None:
    """A file of ours in the place of another, row and all: only the event tells which one was meant."""
    blob = b"another"
    path = store_settings().files_folder / digest(blob)[:2] / digest(blob)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(blob)
    world.row(0, digest=digest(blob))


TAMPERED: dict[str, tuple[Tamper, str]] = {
    "a file gone": (lambda w: w.place(0).unlink(), "document_missing"),
    "a proof gone": (lambda w: w.place(3).unlink(), "document_missing"),
    "an instrument gone": (lambda w: w.place(4).unlink(), "document_missing"),
    "one bit": (one_bit(2), "document_altered"),
    "one bit of an instrument": (one_bit(4), "document_altered"),
    "a file emptied": (lambda w: w.place(1).write_bytes(b""), "document_altered"),
    "two files exchanged": (exchanged, "document_altered"),
    "a file replaced, its row too": (replaced, "document_row"),
    "a row gone": (lambda w: w.forget(1), "document_row"),
    "a row given to another case": (lambda w: w.row(1, case_no=OTHER), "document_row"),
    "a row no longer named": (lambda w: w.row(1, seq=None), "document_row"),
    "a row named by another event": (lambda w: w.row(1, seq=2), "document_row"),
    "a row that no event names": (lambda w: w.row(NAMED, seq=2), "document_row"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_every_change_of_a_named_file_is_found(world: World, what: str) -> None:
    tamper, why = TAMPERED[what]
    tamper(world)
    assert world.audit(CASE) == Audit(False, 2, Bad(CASE, 2, why))


def test_files_that_no_act_named_are_no_part_of_the_record(world: World) -> None:
    world.place(NAMED).unlink()
    assert world.audit(CASE).ok
    world.forget(NAMED)
    assert world.audit(CASE).ok
