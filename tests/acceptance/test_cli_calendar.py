"""A holiday notice from the command line; what an import that broke off has left is named, and counted."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.calendars import parse_year
from models.store.calendars import import_year
from models.store.engine import open_store
from tests.acceptance.conftest import Run

NOTICE = {
    "year": 2026,
    "papers": ["https://example.org/notice"],
    "days": [{"name": "元旦", "date": f"2026-03-{day}", "isOffDay": True} for day in range(20, 32)],
}


@pytest.fixture
def left(installed: Path) -> None:
    """The notice is in force, and nothing was counted anew: so a kill, or a migration, leaves it."""
    store = open_store(f"sqlite:///{installed}/data/casework.db")
    with store.write() as connection:
        import_year(connection, parse_year(NOTICE), datetime.now(UTC))
    store.close()


def test_what_an_import_that_broke_off_has_left_is_counted_without_its_file(left: None, run: Run) -> None:
    assert run("calendar", "recount", "--json").json == {"recomputed": 1}
    assert run("calendar", "recount").out.strip().endswith(": 0")
    assert run("audit", "verify").code == 0


@pytest.mark.slow
def test_the_doctor_names_deadlines_counted_with_an_older_calendar(left: None, run: Run) -> None:
    def counted() -> tuple[str, str]:
        (found,) = [c for c in run("doctor", "--json").json["checks"] if c["check"] == "counted"]
        return found["state"], found["detail"]

    assert counted() == ("bad", "counted with an older calendar: 1 (casework calendar recount)")
    run("calendar", "recount")
    assert counted()[0] == "good"


def test_the_same_notice_is_put_in_force_once(installed: Path, run: Run) -> None:
    file = installed / "2026.json"
    file.write_text(json.dumps(NOTICE), "utf-8")
    first = run("calendar", "import", str(file), "--json")
    assert (first.code, first.json["recomputed"], first.err) == (0, 1, "1/1\n")
    again = run("calendar", "import", str(file), "--json")
    assert (again.json["version"], again.json["recomputed"]) == (first.json["version"], 0)
    assert run("audit", "verify").code == 0
