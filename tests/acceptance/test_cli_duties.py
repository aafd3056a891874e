"""`casework unit duties` and `duties-open`: what they print, and that a file run twice opens each ledger once."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.store.engine import open_store
from models.store.handles import CASE_FILE, DEADLINE
from models.vocabulary import File
from tests.acceptance.conftest import Run
from tests.builders import UNIT_CODE
from tests.registered import credit_code, more_units

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


def test_a_file_opens_ledgers_and_run_again_goes_on_where_it_stopped(installed: Path, run: Run) -> None:
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


def test_all_units_of_the_territory_that_never_had_a_ledger_get_one(
    installed: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = sorted(credit_code(n) for n in range(5))
    store = open_store(f"sqlite:///{installed}/data/casework.db")
    with store.write() as connection:
        more_units(connection, {**dict.fromkeys(codes, "520102"), credit_code(9): "530102"}, {codes[0]: None})
    monkeypatch.setattr("flows.to_many.PAGE", 2)
    opened = ("unit", "duties-open", "--badge", "N001", "--json")
    key = run(*opened, "--key-units")
    assert (key.code, [row["unit"] for row in key.json["ledgers"]]) == (0, sorted([UNIT_CODE, codes[0]]))
    rest = run(*opened, "--all")
    assert (rest.code, [row["unit"] for row in rest.json["ledgers"]]) == (0, codes[1:])
    assert run(*opened, "--all").json == {"ledgers": [], "opened": 0}
    ended = rest.json["ledgers"][0]["case"]
    with store.read() as connection:
        ledgers = select(func.count()).select_from(CASE_FILE).where(CASE_FILE.c.kind == File.DUTIES)
        assert connection.execute(ledgers).scalar_one() == 6
        periods = select(DEADLINE.c.item).where(DEADLINE.c.case_no == ended)
        assert connection.scalars(periods).all() == [801], "every unit trains, a key unit inspects itself as well"
    assert run("unit", "duties-open", "--badge", "N001").code == 2, "for whom was not said"
    assert run("audit", "verify").code == 0
    store.close()
