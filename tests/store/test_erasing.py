"""Destroying a closed case's key: its text and files are gone for everybody, the record stays provably whole."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text, update

from models.acts import case as case_acts
from models.acts import guidance
from models.acts.choices import IssuedGuidance
from models.errors import BadInput, TransitionRefused, Unknown
from models.store import audit, casebook, erasing, files, rotation, vault
from models.store.engine import Store
from models.store.handles import CASE_FILE, CASE_KEY, DOCUMENT, EVENT, OUTBOX, SEALED
from models.store.settings import store_settings
from models.vocabulary import Evidence, Stage
from tests.acceptance.hearing import Hearing
from tests.builders import OPENED, SECRET, registers, stored, take, walk_to
from tests.store.keys_set import setting

DAY = date(2036, 4, 2)
REMINDER = IssuedGuidance.REMINDER.value
REASON = "Kept for ten years; retention list 2036-4."


def closed(store: Store) -> str:
    """A closed case with sealed text and a file; returns its number."""
    case = walk_to(store, "case open")
    issued = guidance.Issue(case=case, form=IssuedGuidance.REMINDER, content=SECRET)
    take(store, Stage.GUIDANCE, issued, "N001", OPENED)
    with store.write() as connection:
        stored(connection, case, Evidence.OTHER)
    take(store, Stage.GUIDANCE, guidance.Complete(case=case, outcome=SECRET), "N001", OPENED)
    take(store, Stage.CASE, case_acts.Close(case=case, reason=SECRET), "N001", OPENED)
    return case


@pytest.fixture
def world(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(store_settings(), "files", tmp_path / "files")
    with store.write() as connection:
        registers(connection)
    return store


def destroy(store: Store, case: str, reason: str = REASON) -> dict[str, Any]:
    return erasing.destroy(store, case, reason, "operator", DAY)


def refused(store: Store, case: str) -> str:
    with pytest.raises(TransitionRefused) as caught:
        destroy(store, case)
    return caught.value.refusal.code


def whole(store: Store) -> audit.Bad | None:
    with store.read() as connection:
        return audit.verify(connection).first_bad


def sealed(store: Store, case: str) -> list[str]:
    with store.read() as connection:
        return list(connection.execute(select(SEALED.c.id).where(SEALED.c.case_no == case)).scalars())


def bytes_of(store: Store) -> bytes:
    """What the database keeps on the disk: of PostgreSQL the tables where it could be."""
    if not store.postgres:
        path = Path(str(store.writer.url.database))
        return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    with store.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        tables = ("case_key", "sealed_content", "case_event", "receipt", "document", "case_file", "stage")
        read = text("SELECT pg_read_binary_file(pg_relation_filepath(:t))")
        return b"".join(bytes(connection.execute(read, {"t": table}).scalar_one()) for table in tables)


def bytes_of_files() -> bytes:
    return b"".join(path.read_bytes() for path in store_settings().files_folder.rglob("*") if path.is_file())


def test_text_and_files_are_gone_and_the_record_is_whole(world: Store) -> None:
    case, other = closed(world), closed(world)
    done = destroy(world, case)
    assert (done["sealed"], done["documents"], done["reason"]) == (4, 1, REASON)
    with world.read() as connection:
        for row in sealed(world, case):
            with pytest.raises(vault.Erased):
                vault.unseal(connection, row)
        digests = connection.execute(select(DOCUMENT.c.digest).where(DOCUMENT.c.case_no == case)).scalars().all()
        for digest in digests:
            assert files.state(digest) is None
            with pytest.raises(vault.Erased):
                files.fetch(connection, digest)
        assert all(vault.unseal(connection, row) for row in sealed(world, other))
        last = connection.execute(select(EVENT).where(EVENT.c.chain == case).order_by(EVENT.c.seq.desc())).first()
        assert last is not None
        assert (last.act, last.actor, last.effective_on) == ("keys.destroy", "operator", DAY)
        shown = casebook.show(connection, case, DAY)
        assert (shown["state"], shown["events"][-1]["act"]) == ("closed", "keys.destroy")
    assert whole(world) is None


def test_no_byte_of_the_key_or_of_the_text_is_left(world: Store) -> None:
    case = closed(world)
    with world.read() as connection:
        wrapped = connection.execute(select(CASE_KEY.c.wrapped).where(CASE_KEY.c.case_no == case)).scalar_one()
    before = bytes_of(world)
    assert wrapped in before
    assert case.encode() in before
    assert SECRET.encode() not in before + bytes_of_files()
    destroy(world, case)
    after = bytes_of(world)
    assert wrapped not in after
    assert wrapped[12:40] not in after
    assert SECRET.encode() not in after + bytes_of_files()


def test_only_a_closed_case_and_only_once(world: Store) -> None:
    case = closed(world)
    assert refused(world, walk_to(world, "case open")) == "case_not_closed"
    destroy(world, case)
    assert refused(world, case) == "case_erased"
    with pytest.raises(Unknown):
        destroy(world, "GZ-2026-000099")
    with world.read() as connection:
        count = select(func.count()).where(EVENT.c.act == "keys.destroy")
        assert connection.execute(count).scalar_one() == 1
    assert whole(world) is None


@pytest.mark.parametrize("reason", ["", "  ", "a\nb", "x" * 501])
def test_a_reason_is_one_line(world: Store, reason: str) -> None:
    case = closed(world)
    with pytest.raises(BadInput, match="reason"):
        destroy(world, case, reason)
    with world.read() as connection:
        assert vault.opens(connection, case)


def test_what_has_a_package_to_send_is_kept(world: Store) -> None:
    case = closed(world)
    now = datetime.now(UTC)
    with world.write() as connection:
        message = {"dedupe": "d", "case_no": case, "seq": 1, "channel": "transfer", "audience": "receiver"}
        times = {"due_at": now, "created_at": now, "attempts": 0}
        connection.execute(
            insert(OUTBOX).values(
                **message, **times, target="D-REC", statutory=True, title="t", body="b", sealed_id="s", state="dead"
            )
        )
    assert refused(world, case) == "package_unsent"
    with world.write() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.dedupe == "d").values(state="done"))
    destroy(world, case)


def test_acts_that_need_the_key_are_refused_and_the_refusal_is_recorded(hearing: Hearing) -> None:
    hearing.no = closed(hearing.store)
    destroy(hearing.store, hearing.no)
    assert hearing.refused(date(2026, 3, 9), "N100", "case.reopen", reason="once more") == "case_erased"
    assert hearing.refused(date(2026, 3, 9), "N001", "guidance.issue", form=REMINDER, content="x") == "case_closed"
    assert whole(hearing.store) is None
    assert hearing.record_is_whole()


def test_a_key_taken_away_without_its_event_is_found(world: Store) -> None:
    case = closed(world)
    with world.write() as connection:
        connection.execute(delete(CASE_KEY).where(CASE_KEY.c.case_no == case))
    found = whole(world)
    assert found is not None
    assert (found.chain, found.why) == (case, "case_key")


def test_a_key_that_is_back_after_its_end_is_found(world: Store) -> None:
    case = closed(world)
    with world.read() as connection:
        row = dict(connection.execute(select(CASE_KEY).where(CASE_KEY.c.case_no == case)).mappings().one())
    destroy(world, case)
    with world.write() as connection:
        connection.execute(insert(CASE_KEY).values(**row))
    found = whole(world)
    assert found is not None
    assert (found.chain, found.why) == (case, "case_key")


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "keys" / "new"
    store_settings.cache_clear()


def test_a_rotation_brings_no_erased_case_back(
    world: Store, key_file: Path, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, other = closed(world), closed(world)
    destroy(world, case)
    assert rotation.rotate(world, keys, "operator", DAY).moved == 2
    with monkeypatch.context() as patch:
        setting(patch)(keys, key_file)
        assert rotation.rotate(world, keys, "operator", DAY).finished
        with world.read() as connection:
            assert connection.execute(select(CASE_KEY.c.case_no)).scalars().all() == [other]
            assert connection.execute(select(func.count()).select_from(CASE_FILE)).scalar_one() == 2
        assert refused(world, case) == "case_erased"
        destroy(world, other)
        assert whole(world) is None
