"""`casework unit duties` and `duties-open`: what they print, and that a file run twice opens each ledger once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from deployments.waiting import Asked
from flows.advance import advance
from models.store.engine import Store
from models.store.journal import Answer
from models.vocabulary import Stage
from tests.acceptance.conftest import Run, forget_settings
from tests.builders import UNIT_CODE

CASE = "GZ-2026-000001"
"""The case of the installation: an order against this unit runs since 10 March."""


def test_the_duties_of_a_unit_on_a_day(installed: Path, run: Run) -> None:
    found = run("unit", "duties", UNIT_CODE, "--as-of", "2026-03-20", "--json").json
    assert (found["unit"], found["as_of"], found["ledger"]) == (UNIT_CODE, "2026-03-20", None)
    assert [line["duty"] for line in found["duties"]][:7] == [*(f"reg-8-{n}" for n in range(1, 7)), "reg-9-1"]
    cited = [(line["duty"], one["what"], one["case"], one["at"]) for line in found["duties"] for one in line["open"]]
    assert cited == [("reg-8-1", "order", CASE, "R1/1"), ("reg-9-2", "order", CASE, "R1/2")]
    # The notice was served on 5 January: until then the duties of every unit bind.
    assert len(run("unit", "duties", UNIT_CODE, "--as-of", "2026-01-05", "--json").json["duties"]) == 6
    assert "9(9)" in run("unit", "duties", UNIT_CODE).out
    assert run("unit", "duties", "NOBODY").code == 5


def test_a_file_opens_ledgers_and_run_again_goes_on_where_it_stopped(
    installed: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at_once(_store: Store, asked: Asked, badge: str, _code: str | None, _timeout: float) -> Answer:
        return advance(Stage.DUTIES, asked.parameters["act"], {"badge": badge}, asked.id, datetime.now(UTC))

    monkeypatch.setattr("deployments.cli.taking._through_prefect", at_once)
    monkeypatch.setenv("CASEWORK_FORMS", "prefect")
    forget_settings()
    file = installed / "units.csv"
    file.write_text(f"unit,handler\n{UNIT_CODE},N001\n", "utf-8")
    first = run("unit", "duties-open", str(file), "--badge", "N001", "--json")
    assert (first.code, first.json.get("opened")) == (0, 1), first
    assert run("unit", "duties-open", str(file), "--badge", "N001", "--json").json == first.json
    number = first.json["ledgers"][0]["case"]
    assert run("unit", "duties", UNIT_CODE, "--json").json["ledger"] == number
    assert run("case", "list", "--kind", "duties", "--json").json["cases"][0]["case"] == number
    file.write_text(f"unit\n{UNIT_CODE}\nNOBODY\n", "utf-8")
    again = run("unit", "duties-open", str(file), "--badge", "N001", "--json")
    assert (again.code, [one["refused"] for one in again.json["ledgers"]]) == (3, ["ledger_kept", "unit_unknown"])
