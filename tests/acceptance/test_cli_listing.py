"""`casework listing`: the list as it stood on a day; a file of adjustments that cannot be read changes nothing."""

from pathlib import Path

import pytest

from tests.acceptance.conftest import Run
from tests.builders import UNIT_CODE

LISTED = {"unit": UNIT_CODE, "notice_no": "K-1", "file": None, "organ": None}


def test_the_list_stands_as_it_was_on_that_day(installed: Path, run: Run) -> None:
    assert run("listing", "list", "--as-of", "2026-01-04", "--json").json == {
        "as_of": "2026-01-04", "organ": None, "version": 0, "units": [], "changes": [],
    }  # fmt: skip
    found = run("listing", "list", "--as-of", "2026-01-05", "--organ", "GZ-GY-NM", "--json").json
    assert (found["version"], found["units"]) == (1, [{**LISTED, "served_on": "2026-01-05"}])
    assert found["changes"] == [{**LISTED, "on": "2026-01-05", "change": "listed"}]
    shown = run("listing", "list")
    assert shown.code == 0
    assert UNIT_CODE in shown.out and "K-1" in shown.out


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("unit,change\n", "no rows"),
        (f"unit,change\n{UNIT_CODE},score\n", "line 2, change"),
        ("unit,change\nnobody,keep\n", "line 2, unit"),
        (f"unit,change,points\n{UNIT_CODE},keep,9\n", "points: unknown"),
    ],
)
def test_a_file_that_cannot_be_read_takes_no_act(installed: Path, run: Run, lines: str, told: str) -> None:
    file = installed / "a.csv"
    file.write_text(lines, "utf-8")
    done = run("listing", "adjust", str(file), "--badge", "N001")
    assert (done.code, done.out) == (2, "")
    assert told in done.err


def test_a_unit_that_is_on_no_list_is_told_and_nothing_is_submitted(installed: Path, run: Run) -> None:
    file = installed / "a.csv"
    file.write_text(f"unit,change,reason\n{UNIT_CODE},remove,It moved.\n", "utf-8")
    done = run("listing", "adjust", str(file), "--badge", "N001", "--json")
    assert (done.code, done.json["recorded"]) == (3, 0)
    assert [(r["line"], r["outcome"], r["code"]) for r in done.json["rows"]] == [(2, "malformed", "not_listed")]
