"""An act is signed with badge and passcode: checked before it is decided, used up only with the act itself."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyotp
import pytest
from sqlalchemy import Connection, func, select, update

from deployments.acts import form_schema
from flows.advance import advance
from flows.run import delayed
from models.lifecycle import LIFECYCLE
from models.store import audit, journal, passcodes
from models.store.engine import Store, open_store
from models.store.handles import EVENT, INSTALLATION, OUTBOX, PASSCODE_FAILURE, PASSCODE_STEP, RECEIPT
from models.store.migrate import install
from models.store.settings import store_settings
from models.store.tables import metadata
from models.vocabulary import EventKind, Outcome, Stage
from tests.builders import UNIT_CODE, registers

NOW = datetime(2026, 3, 2, 2, 0, 10, tzinfo=UTC)
OPEN = {"act": "open", "unit": UNIT_CODE, "handler": "N001", "reason": "Weak prevention."}


@dataclass
class Desk:
    """Where officers sign: every act that is taken here goes its own road, at a time the test states."""

    store: Store
    secrets: dict[str, str] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)

    def enroll(self, badge: str) -> None:
        with self.store.write() as connection:
            self.secrets[badge] = passcodes.enroll(connection, badge, "operator", NOW.date())

    def code(self, badge: str = "N001", at: datetime = NOW) -> str:
        self.given.add(pyotp.TOTP(self.secrets[badge]).at(at))
        return pyotp.TOTP(self.secrets[badge]).at(at)

    def wrong(self, at: datetime = NOW) -> str:
        """Six digits that are no code of the officer's around that time."""
        near = {self.code(at=at + timedelta(seconds=30 * n)) for n in (-1, 0, 1)}
        found = next(f"{n:06d}" for n in range(417_001, 418_000) if f"{n:06d}" not in near)
        self.given.add(found)
        return found

    def take(self, form: Any, code: str | None, *, at: datetime = NOW, badge: str = "N001", request: str = "",
             late: bool = False) -> journal.Answer:  # fmt: skip
        signature = {"badge": badge} if code is None else {"badge": badge, "code": code}
        return advance(Stage.CASE, form, signature, request or str(uuid4()), at, barred="run_delayed" if late else None)

    def refused(self, form: Any, code: str | None, **more: Any) -> str:
        """The code of the refusal."""
        answer = self.take(form, code, **more)
        assert answer.outcome is Outcome.REFUSED
        return str(answer.body["refused"]["code"])

    def count(self, table: Any, *which: Any) -> int:
        with self.store.read() as connection:
            return int(connection.execute(select(func.count()).select_from(table).where(*which)).scalar_one())


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The standard world in a database that asks for codes; N001 has a passcode."""
    monkeypatch.setenv("CASEWORK_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("CASEWORK_DATA", str(tmp_path))
    store_settings.cache_clear()
    store = open_store(f"sqlite:///{tmp_path}/casework.sqlite")
    install(store, demo=False, today=None)
    with store.write() as connection:
        registers(connection)
    monkeypatch.setattr("flows.advance.store", lambda: store)
    monkeypatch.setattr("flows.digest.store", lambda: store)
    found = Desk(store)
    found.enroll("N001")
    yield found
    store.close()
    store_settings.cache_clear()


def test_an_act_uses_its_code_up(desk: Desk) -> None:
    case = desk.take(OPEN, desk.code()).body["case"]
    assert desk.count(PASSCODE_STEP) == 1
    assign = {"act": "assign", "case": case, "handler": "N002"}
    assert desk.refused(assign, desk.code()) == "passcode_used"
    assert desk.refused(assign, desk.code(), at=NOW + timedelta(seconds=20)) == "passcode_used"
    after = NOW + timedelta(seconds=30)
    assert desk.refused(assign, desk.code(at=after), at=after) == "not_responsible_person", (
        "decided on, since it is signed"
    )


def test_the_code_is_measured_by_the_receipt_not_by_the_clock(desk: Desk) -> None:
    assert desk.refused(OPEN, desk.code(at=datetime.now(UTC))) == "passcode_wrong"
    assert desk.take(OPEN, desk.code()).outcome is Outcome.RECORDED


@pytest.mark.parametrize(
    ("badge", "code", "refusal"),
    [
        ("N001", None, "passcode_missing"),
        ("N001", "12345", "passcode_wrong"),
        ("N002", "123456", "passcode_not_enrolled"),
        ("N002", None, "passcode_not_enrolled"),
        ("X999", "123456", "officer_unknown"),
        ("N 001", "123456", "officer_unknown"),
        ("system", "123456", "system_not_allowed"),
    ],
)
def test_nobody_acts_without_a_code_of_their_own(desk: Desk, badge: str, code: str | None, refusal: str) -> None:
    assert desk.refused(OPEN, code, badge=badge) == refusal
    assert desk.count(RECEIPT) == 1, "a refusal is an answer"


def test_the_code_of_another_officer_is_wrong(desk: Desk) -> None:
    desk.enroll("N002")
    assert desk.refused(OPEN, desk.code("N002")) == "passcode_wrong"
    assert desk.count(PASSCODE_FAILURE) == 1


def test_an_act_that_could_not_be_recorded_leaves_its_code(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(connection: Connection, *_: object) -> None:
        assert connection.execute(select(PASSCODE_STEP)).all(), "it stands, in the transaction that is about to fail"
        raise RuntimeError

    request = str(uuid4())
    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(journal, "write_receipt", broken)
        desk.take(OPEN, desk.code(), request=request)
    assert desk.count(PASSCODE_STEP) == 0
    assert desk.take(OPEN, desk.code(), request=request).outcome is Outcome.RECORDED


def test_a_refused_act_leaves_its_code_and_is_final_itself(desk: Desk) -> None:
    request = str(uuid4())
    stranger = {**OPEN, "unit": "91520102000000000X"}
    assert desk.refused(stranger, desk.code(), request=request) == "unit_unknown"
    assert desk.count(PASSCODE_STEP) == 0
    assert desk.refused(stranger, desk.code(), request=request) == "unit_unknown"
    assert desk.take(OPEN, desk.code()).outcome is Outcome.RECORDED


def test_a_form_that_cannot_be_read_is_refused_before_its_code_is_looked_at(desk: Desk) -> None:
    assert desk.refused({"act": "open"}, desk.wrong()) == "malformed"
    assert desk.count(PASSCODE_FAILURE) == 0


@pytest.mark.parametrize("code", ["same", "wrong", None])
def test_a_request_answered_before_is_answered_again_whatever_its_code(desk: Desk, code: str | None) -> None:
    request, signed = str(uuid4()), desk.code()
    first = desk.take(OPEN, signed, request=request)
    again = {"same": signed, "wrong": desk.wrong(), None: None}[code]
    assert desk.take(OPEN, again, request=request) == first
    assert desk.count(PASSCODE_FAILURE) == 0
    assert desk.count(PASSCODE_STEP) == 1


def test_the_fifth_wrong_code_locks_and_is_told(desk: Desk) -> None:
    answers = [desk.refused(OPEN, desk.wrong(), at=NOW + timedelta(seconds=n)) for n in range(5)]
    assert answers == ["passcode_wrong"] * 4 + ["passcode_locked"]
    with desk.store.read() as connection:
        told = {row.target: row for row in connection.execute(select(OUTBOX))}
        events = select(EVENT.c.body).where(EVENT.c.kind == EventKind.REFUSAL, EVENT.c.chain == "system")
        assert b"passcode_locked" in connection.scalars(events.order_by(EVENT.c.seq.desc())).all()[0]
    assert told.keys() == {"N001", "GZ-GY-NM"}
    assert all("N001" in row.title and "2026-03-02 10:15" in row.body for row in told.values())
    assert desk.refused(OPEN, desk.code()) == "passcode_locked", "even a right one"
    assert desk.count(PASSCODE_FAILURE) == 5
    free = NOW + timedelta(minutes=15, seconds=4)
    assert desk.take(OPEN, desk.code(at=free), at=free).outcome is Outcome.RECORDED
    assert desk.count(OUTBOX, OUTBOX.c.case_no.is_(None)) == 2, "told once"


def test_an_act_that_was_to_run_later_is_refused(desk: Desk) -> None:
    assert desk.refused(OPEN, desk.code(), late=True) == "run_delayed"
    assert desk.count(PASSCODE_STEP) == 0
    minute = timedelta(seconds=60)
    assert delayed(NOW, NOW + minute + timedelta(microseconds=1))
    assert not delayed(NOW, NOW + minute)
    assert not delayed(NOW, None)


def test_a_demo_accepts_the_badge_alone(desk: Desk) -> None:
    with desk.store.write() as connection:
        connection.execute(update(INSTALLATION).values(demo=True))
    assert desk.take(OPEN, None, badge="N002").outcome is Outcome.RECORDED
    assert desk.take(OPEN, desk.wrong()).outcome is Outcome.RECORDED
    assert desk.refused(OPEN, None, badge="system") == "system_not_allowed"
    assert (desk.count(PASSCODE_STEP), desk.count(PASSCODE_FAILURE)) == (0, 0)


def test_no_code_and_no_secret_stands_anywhere_in_clear(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    desk.enroll("N002")
    desk.take(OPEN, desk.code())
    desk.refused(OPEN, desk.code())
    for n in range(6):
        desk.refused(OPEN, desk.wrong(), at=NOW + timedelta(seconds=n))
    path = Path(str(desk.store.writer.url.database))
    raw = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert b"GZ-2026-000001" in raw
    assert all(secret.encode() not in raw for secret in desk.secrets.values())
    shown = "\n".join([caplog.text, *_values(desk.store)])
    assert "passcode_locked" in shown
    assert not [secret for secret in (*desk.secrets.values(), *desk.given) if secret in shown]
    with desk.store.read() as connection:
        assert audit.verify(connection).ok


def _values(store: Store) -> Iterator[str]:
    """What stands in every column of every table, without digests and ids: six digits may turn up in these."""
    with store.read() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                for value in row:
                    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
                    yield re.sub(r"\b[0-9a-f]{32,}\b|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "", text)


def test_every_form_asks_for_a_code_and_hides_it() -> None:
    for transition in LIFECYCLE:
        schema = form_schema(transition)["definitions"]["Signature"]
        code = schema["properties"]["code"]
        assert (code["title"], code["format"], code["type"]) == ("Passcode · 口令", "password", "string")
        assert schema["required"] == ["badge"]
