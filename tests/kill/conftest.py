"""A site for a battle: the standard world in a database of its own, on each engine in turn, with its sinks."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.store.engine import Store
from models.store.migrate import install
from models.store.settings import store_settings
from tests.kill.place import Site
from tests.kill.sinks import Sinks, sinks
from tests.store.worlds import Worlds, standing

RecordProperty = Callable[[str, object], None]


@pytest.fixture
def record_property(record_property: RecordProperty) -> RecordProperty:
    """Figures of a battle: in the report (`--junitxml`) and, with -s or -rP, on the screen."""

    def record(name: str, value: object) -> None:
        record_property(name, value)
        sys.stdout.write(f"{value}\n")

    return record


@pytest.fixture(scope="module", autouse=True)
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The key-encryption key of a file's tests, evidence beside it; the settings of other tests are left alone."""
    path = tmp_path_factory.mktemp("key") / "key"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASEWORK_KEY_FILE", str(path))
        patch.setenv("CASEWORK_FILES", str(path.with_name("files")))
        store_settings.cache_clear()
        yield path
    store_settings.cache_clear()


@pytest.fixture(scope="module")
def worlds(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, key_file: Path) -> Worlds:
    return Worlds(tmp_path_factory.mktemp("worlds"), lambda: str(request.getfixturevalue("postgres")))


def undated(store: Store) -> None:
    """An installed demo whose day is that on which a request was received, so that each act has its own."""
    install(store, demo=True, today=None)


@dataclass(frozen=True)
class Field:
    """Where a battle takes place."""

    site: Site
    store: Store
    sinks: Sinks


@pytest.fixture(params=["sqlite", "postgresql"])
def field(request: pytest.FixtureRequest, worlds: Worlds, key_file: Path, tmp_path: Path) -> Iterator[Field]:
    notes = tmp_path / "notes"
    notes.mkdir()
    with worlds.copy(request.param, undated, standing) as store, sinks() as there:
        site = Site(store.url, key_file, key_file.with_name("files"), notes, there.mail.url, there.hook.url)
        yield Field(site, store, there)
