"""A backup or a restore killed at random moments leaves nothing half, and acts taken meanwhile lose nothing."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from signal import SIGKILL
from typing import Any

import pytest
from sqlalchemy import inspect

from models.store import backup, backup_check, pausing
from models.store.audit import verify
from models.store.engine import Store
from models.store.restore import restore
from models.store.settings import store_settings
from tests.store.backing_up import bring, day, make
from tests.store.full_record import FULL
from tests.store.racing import processes
from tests.store.worlds import Worlds, installed, standing
from tests.store.writing import write

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

ROUNDS, SEED = 12, 20260413


def killed(target: Callable[..., None], *arguments: Any, after: float) -> bool:
    """Run it and kill it after so many seconds from its first word; whether it was killed before its end."""
    mine, its = processes().Pipe()
    process = processes().Process(target=target, args=(*arguments, its))
    process.start()
    assert mine.poll(120)
    process.join(after)
    process.kill()
    process.join()
    ended = process.exitcode == -SIGKILL
    assert ended or process.exitcode == 0
    process.close()
    mine.close()
    its.close()
    return ended


@pytest.fixture
def whole(worlds: Worlds, engine: str, tmp_path: Path) -> tuple[Path, float]:
    """A backup, and how long making it took."""
    with worlds.copy(engine, *FULL) as store:
        began = time.monotonic()
        backup.take(store, tmp_path / "whole")
    return tmp_path / "whole", time.monotonic() - began


def test_a_killed_backup_is_not_there_and_one_that_is_there_is_whole(
    worlds: Worlds, engine: str, tmp_path: Path, whole: tuple[Path, float]
) -> None:
    chance, early = Random(SEED), 0  # noqa: S311 - moments to kill, no secret
    with worlds.copy(engine, *FULL) as store:
        for n in range(ROUNDS):
            folder = tmp_path / f"kept {n}"
            early += killed(make, store.url, str(folder), after=chance.uniform(0.0, whole[1]))
            assert not folder.exists() or backup_check.checked(folder)
        assert early
        with store.read() as connection:
            assert verify(connection).first_bad is None


def test_a_killed_restore_leaves_an_empty_database_or_a_whole_one_and_may_be_run_again(
    worlds: Worlds, engine: str, tmp_path: Path, whole: tuple[Path, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, early, kept = Random(SEED), 0, whole[0]  # noqa: S311 - moments to kill, no secret
    for n in range(ROUNDS):
        files = tmp_path / f"files {n}"
        monkeypatch.setattr(store_settings(), "files", files)
        with worlds.copy(engine) as store:
            early += killed(bring, store.url, str(kept), str(files), after=chance.uniform(0.0, 1.5))
            if not found(store):
                restore(store, kept, "operator", "operator", day)
            with store.read() as connection:
                assert verify(connection).first_bad is None
                assert pausing.paused(connection) is not None
        shutil.rmtree(files)
    assert early


def found(store: Store) -> bool:
    """Whether the database has tables."""
    with store.read() as connection:
        return bool(inspect(connection).get_table_names())


def test_a_backup_made_while_others_write_is_one_moment_of_the_record(
    worlds: Worlds, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with worlds.copy(engine, installed, standing) as store:
        mine, its = processes().Pipe()
        writer = processes().Process(target=write, args=(store.url, SEED, its))
        writer.start()
        assert mine.poll(120)
        try:
            taken = [backup.take(store, tmp_path / f"kept {n}") for n in range(5)]
        finally:
            writer.kill()
            writer.join()
            writer.close()
            mine.close()
            its.close()
    assert [made.lost for made in taken] == [[]] * 5
    assert len({made.manifest.events for made in taken}) > 1, "the record grew meanwhile"
    monkeypatch.setattr(store_settings(), "files", tmp_path / "files")
    for n in range(5):
        with worlds.copy(engine) as back:
            restore(back, tmp_path / f"kept {n}", "operator", "operator", day)
            with back.read() as connection:
                assert verify(connection).first_bad is None
