"""A desk over the standard world, behind a real server, for all tests of a file."""

import re
from collections.abc import Iterator

import pytest

from deployments.desk.app import create
from models.store.engine import Store, open_store
from models.store.migrate import install
from models.store.settings import store_settings
from tests.builders import UNIT_CODE, registers
from tests.desk.visits import SECRET, Codes, Visit, other, served, worker

CASE = re.compile(r"GZ-[0-9]{4}-[0-9]{6}")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The standard world in a database that asks for codes."""
    folder = tmp_path_factory.mktemp("desk")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASEWORK_KEY_FILE", str(folder / "key"))
        patch.setenv("CASEWORK_DATA", str(folder))
        store_settings.cache_clear()
        opened = open_store(f"sqlite:///{folder}/casework.sqlite")
        install(opened, demo=False, today=None)
        with opened.write() as connection:
            registers(connection)
        patch.setattr("flows.advance.store", lambda: opened)
        patch.setattr("flows.digest.store", lambda: opened)
        yield opened
        opened.close()
    store_settings.cache_clear()


@pytest.fixture(scope="module")
def codes(store: Store) -> Codes:
    return Codes(store)


@pytest.fixture(scope="module")
def url(store: Store) -> Iterator[str]:
    with served(create(store)) as url:
        yield url


@pytest.fixture
def visitor(url: str, store: Store) -> Visit:
    """A browser in which nobody is signed in."""
    return Visit(url, store)


@pytest.fixture
def visit(url: str, store: Store) -> Visit:
    return other(Visit(url, store), "N001")


@pytest.fixture(scope="module")
def case(store: Store, url: str) -> str:
    """A case opened at the desk, handled by N001."""
    visit = other(Visit(url, store), "N001")
    with worker(store):
        page = visit.fill("/open/case", {"unit": UNIT_CODE, "handler": "N001", "reason": SECRET})
    assert visit.path.startswith("/r/") and "Recorded" in page.text
    return str(CASE.findall(visit.last.text)[0])
