"""Where keys come from: a file or the environment, older files beside; never both, never a half one."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from models.errors import BadInput
from models.store import keyring
from models.store.settings import store_settings
from tests.store.keys_set import OF_KEYS

KEY = "5a" * 32


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    with monkeypatch.context() as patch:
        for name in OF_KEYS:
            patch.delenv(name, raising=False)
        store_settings.cache_clear()
        yield patch
    store_settings.cache_clear()


def test_a_key_of_the_environment_needs_no_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("HOME", str(tmp_path))
    environment.setenv("CASEWORK_KEY", KEY)
    ring = keyring.keyring()
    assert ring.key == bytes.fromhex(KEY)
    assert set(ring.keys) == {ring.current}
    assert list(tmp_path.iterdir()) == []
    assert KEY not in repr(store_settings())
    assert repr(ring) == f"Keyring(current='{ring.current}')"


def test_the_same_key_has_the_same_id_from_a_file_and_from_the_environment(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "key").write_text(KEY + "\n")
    environment.setenv("CASEWORK_KEY", KEY)
    assert keyring.keyring().current == keyring.read(tmp_path / "key")[0]


def test_a_key_and_its_file_are_never_both_set(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("CASEWORK_KEY", KEY)
    environment.setenv("CASEWORK_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(ValidationError, match="not both") as caught:
        store_settings()
    assert KEY not in str(caught.value)


def test_older_keys_open_and_the_current_one_wraps(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    older = [tmp_path / "first", tmp_path / "second"]
    for n, path in enumerate(older):
        path.write_text(f"{n}" * 64)
    environment.setenv("CASEWORK_KEY_FILE", str(tmp_path / "third"))
    environment.setenv("CASEWORK_OLD_KEY_FILES", os.pathsep.join(map(str, older)))
    ring = keyring.keyring()
    assert ring.current == keyring.read(tmp_path / "third")[0]
    assert set(ring.keys) == {ring.current, *(keyring.read(path)[0] for path in older)}


def test_an_older_key_that_is_not_there_is_told_and_never_made(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("CASEWORK_KEY", KEY)
    environment.setenv("CASEWORK_OLD_KEY_FILES", str(tmp_path / "gone"))
    with pytest.raises(BadInput, match="gone"):
        keyring.keyring()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", KEY[:-2], KEY + "00", "key" * 20, "张" * 64])
def test_what_is_no_key_is_told_without_its_text(environment: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    (tmp_path / "key").write_text(text)
    environment.setenv("CASEWORK_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(BadInput, match="64 hexadecimal digits") as caught:
        keyring.keyring()
    assert not text or text not in str(caught.value)
