"""The key-encryption key is changed under a record in use, and the old one opens nothing afterwards."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from signal import SIGKILL

import pyotp
import pytest
from sqlalchemy import func, select, update

from flows.advance import advance
from models.errors import BadInput
from models.store import audit, passcodes, rotation, vault
from models.store.engine import Store
from models.store.handles import CASE_KEY, EVENT, INSTALLATION, KEPT_KEY, SEALED
from models.store.settings import store_settings
from models.vocabulary import Stage
from tests.acceptance.hearing import Hearing
from tests.builders import OPENED, UNIT_CODE, opening, take, walk_to
from tests.store.keys_set import DAY, Use, rotate_slowly, setting
from tests.store.racing import processes
from tests.store.writing import write

NOW = datetime(2026, 3, 2, 2, 0, 10, tzinfo=UTC)


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Iterator[Use]:
    with monkeypatch.context() as patch:
        yield setting(patch)
    store_settings.cache_clear()


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "new"


def rotate(store: Store, new: Path) -> rotation.Rotated:
    return rotation.rotate(store, new, "operator", DAY)


def opened(store: Store) -> int:
    """How many sealed texts there are; every one must open."""
    with store.read() as connection:
        rows = connection.execute(select(SEALED.c.id)).scalars().all()
        assert all(vault.unseal(connection, row) for row in rows)
    return len(rows)


def kids(store: Store) -> set[str]:
    with store.read() as connection:
        return set(connection.execute(select(CASE_KEY.c.kid)).scalars())


def events(store: Store) -> int:
    with store.read() as connection:
        assert audit.verify(connection).first_bad is None
        return connection.execute(select(func.count()).where(EVENT.c.act == rotation.ACT)).scalar_one()


def test_the_new_key_opens_everything_and_the_old_nothing(world: Store, key_file: Path, new: Path, use: Use) -> None:
    walk_to(world, "inspection requested")
    with world.write() as connection:
        connection.execute(update(INSTALLATION).values(demo=False, demo_today=None))
        code = pyotp.TOTP(passcodes.enroll(connection, "N001", "operator", OPENED)).at(NOW)
    digest = vault.fingerprint(world, b"a request")

    first = rotate(world, new)
    assert (first.moved, first.unopened, first.finished) == (4, 0, False)
    assert new.stat().st_mode & 0o777 == 0o600
    use(new, key_file)
    second = rotate(world, new)
    assert (second.old, second.moved, second.finished) == (second.new, 0, True)

    use(new)
    assert opened(world) == 2
    assert vault.fingerprint(world, b"a request") == digest
    with world.write() as connection:
        assert passcodes.check(connection, "N001", code, NOW) > 0
        (only,) = rotation.uses(connection)
        assert (only.cases, only.passcodes, only.others, only.current, only.opens) == (1, 1, 2, True, True)
    assert events(world) == 1

    use(key_file)
    with world.read() as connection, pytest.raises(vault.Sealed, match="key file"):
        vault.unseal(connection, connection.execute(select(SEALED.c.id)).scalars().first() or "")
    vault._FINGERPRINTS.clear()  # a process that begins now has opened nothing yet
    with pytest.raises(vault.Sealed):
        vault.fingerprint(world, b"a request")


def test_who_knows_only_the_old_key_goes_on_until_started_again(
    world: Store, key_file: Path, new: Path, use: Use
) -> None:
    walk_to(world, "case open")
    done = rotate(world, new)
    assert kids(world) == {done.new}
    assert opened(world) == 1
    walk_to(world, "inspection requested")  # its key is wrapped by the key this process knows as the current one
    assert kids(world) == {done.old, done.new}
    assert opened(world) == 3
    use(new, key_file)
    assert opened(world) == 3
    done = rotate(world, new)
    assert (done.moved, done.finished) == (1, True)
    use(new)
    assert opened(world) == 3
    assert events(world) == 1


def test_a_rotation_killed_in_the_middle_is_finished_by_the_next(
    world: Store, key_file: Path, new: Path, use: Use
) -> None:
    for _ in range(5):
        walk_to(world, "case open")
    mine, other = processes().Pipe()
    rotating = processes().Process(target=rotate_slowly, args=(world.url, str(new), other))
    rotating.start()
    assert mine.poll(120)
    assert mine.recv() == [vault.ADDRESSES]
    mine.send("go on")
    assert mine.poll(120)
    assert len(mine.recv()) == 2
    mine.send("go on")
    assert mine.poll(120)  # the second chunk is not committed yet
    rotating.kill()
    rotating.join()
    assert rotating.exitcode == -SIGKILL
    for end in (mine, other, rotating):
        end.close()
    assert len(kids(world)) == 2
    assert opened(world) == 5
    take(world, Stage.CASE, opening(), "N001", OPENED)
    done = rotate(world, new)
    assert done.moved == 4
    assert kids(world) == {done.new}
    assert (rotate(world, new).moved, events(world)) == (0, 1)
    use(new, key_file)
    assert rotate(world, new).finished
    use(new)
    assert (opened(world), events(world)) == (6, 1)


def test_acts_go_on_while_the_key_is_changed(
    world: Store, key_file: Path, new: Path, use: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "CHUNK", 2)
    for _ in range(6):
        walk_to(world, "case open")
    mine, other = processes().Pipe()
    writer = processes().Process(target=write, args=(world.url, 7, other))
    writer.start()
    assert mine.poll(120)

    def acts() -> int:
        with world.read() as connection:
            return connection.execute(select(func.count()).select_from(EVENT)).scalar_one()

    before = acts()
    rotate(world, new)
    between = acts()
    for _ in range(600):
        if acts() > between + 5:
            break
        time.sleep(0.1)
    writer.kill()
    writer.join()
    for end in (mine, other, writer):
        end.close()
    assert acts() > between + 5 > before
    use(new, key_file)
    assert rotate(world, new).finished
    use(new)
    assert opened(world) > 6
    assert events(world) == 1


def test_a_request_made_before_is_recognised_after_the_old_key_is_gone(
    hearing: Hearing, key_file: Path, new: Path, use: Use
) -> None:
    form = {"act": "open", "unit": UNIT_CODE, "reason": "a visit"}
    asked, at = "5b0c7a0e-2a7c-4c7b-9e1d-0a4a5b0c7a0e", datetime.now(UTC)
    first = advance(Stage.CASE, form, {"badge": "N001"}, asked, at)
    rotate(hearing.store, new)
    use(new, key_file)
    rotate(hearing.store, new)
    use(new)
    assert advance(Stage.CASE, form, {"badge": "N001"}, asked, at) == first
    other = advance(Stage.CASE, {**form, "reason": "another"}, {"badge": "N001"}, asked, at)
    assert other.body["refused"]["code"] == "request_reused"


def test_a_key_that_opens_nothing_changes_nothing(world: Store, tmp_path: Path, new: Path, use: Use) -> None:
    walk_to(world, "case open")
    before = kids(world)
    use(tmp_path / "another")
    with pytest.raises(BadInput, match="open nothing"):
        rotate(world, new)
    assert (kids(world), events(world)) == (before, 0)
    with world.read() as connection:
        assert {use.kid: use.opens for use in rotation.uses(connection)}[before.pop()] is False
        assert rotation.unopened_cases(connection) == 1
        assert connection.execute(select(KEPT_KEY.c.name)).scalars().all() == [vault.ADDRESSES]


def test_what_no_key_opens_stays_and_is_counted(
    world: Store, key_file: Path, tmp_path: Path, new: Path, use: Use
) -> None:
    walk_to(world, "case open")
    use(tmp_path / "another")
    walk_to(world, "case open")
    done = rotate(world, new)
    assert (done.moved, done.unopened, done.finished) == (1, 2, False), "the case's key, and that of the addresses"
    use(new, tmp_path / "another")
    assert not rotate(world, new).finished
    use(new, tmp_path / "another", key_file)
    done = rotate(world, new)
    assert (done.moved, done.unopened, done.finished) == (2, 0, True)
    use(new)
    assert (opened(world), events(world)) == (2, 1)


def test_the_key_may_be_changed_back_again(world: Store, key_file: Path, new: Path, use: Use) -> None:
    walk_to(world, "case open")
    for current, following in ((key_file, new), (new, key_file), (key_file, new)):
        use(current)
        assert rotate(world, following).moved == 2
        use(following, current)
        assert rotate(world, following).finished
    use(new)
    assert (opened(world), events(world)) == (1, 3)
    with world.read() as connection:
        kept = connection.execute(select(KEPT_KEY.c.name)).scalars().all()
    assert kept == [vault.ADDRESSES]


def test_a_new_key_beside_the_data_is_refused(world: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_settings(), "data", tmp_path / "data")
    for folder in (tmp_path / "data", store_settings().files_folder):
        with pytest.raises(BadInput, match="apart"):
            rotate(world, folder / "deeper" / "key")
        assert not (folder / "deeper").exists()
