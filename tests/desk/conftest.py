"""A desk over the standard world, behind a real server, for all tests of a file."""

import re
from collections.abc import Iterator

import pytest

from deployments.desk.app import create
from models.store.engine import Store
from tests.builders import UNIT_CODE
from tests.desk.visits import SECRET, Codes, Visit, other, served, worker, world

CASE = re.compile(r"GZ-[0-9]{4}-[0-9]{6}")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with world(tmp_path_factory.mktemp("desk")) as opened:
        yield opened


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
