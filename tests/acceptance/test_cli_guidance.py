"""The same written guidance to many units: a case and an act each, refusals row by row, nothing doubled."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlalchemy import func, select, update

from flows import to_many
from flows.series import Series
from flows.to_many import Addressee
from models.store import passcodes
from models.store.audit import verify
from models.store.engine import Store, open_store
from models.store.handles import CASE_FILE, EVENT, INSTALLATION, OUTBOX
from tests.acceptance.conftest import Ran, Run, forget_settings
from tests.builders import UNIT_CODE
from tests.registered import credit_code, more_units

TEXT = "The doors stand open at night."
NOTICE = {"reason": "Every key unit is written to.", "form": "written guidance", "content": TEXT}
OTHERS = [credit_code(n) for n in (1, 2, 3)]
FAR, ENDED = credit_code(4), credit_code(5)
KEYS = sorted([UNIT_CODE, *OTHERS[:2]])


@pytest.fixture
def world(installed: Path) -> Iterator[Store]:
    """Three units more in the organ's county, two of them key units; one beyond it, and one listed no more."""
    store = open_store(f"sqlite:///{installed}/data/casework.db")
    with store.write() as connection:
        regions = {**dict.fromkeys((*OTHERS, ENDED), "520102"), FAR: "530102"}
        more_units(connection, regions, {**dict.fromkeys((*OTHERS[:2], FAR)), ENDED: date(2026, 2, 1)})
    yield store
    store.close()


@pytest.fixture
def issue(world: Store, installed: Path, run: Run) -> Any:
    """Runs `casework guidance issue-many` with a notice as N001."""

    def issued(*arguments: str, notice: dict[str, Any] | None = None, batch: str = "2026-key") -> Ran:
        (installed / "notice.json").write_text(json.dumps(notice or NOTICE), "utf-8")
        stated = (str(installed / "notice.json"), "--batch", batch, "--badge", "N001", "--json")
        return run("guidance", "issue-many", *stated, *arguments)

    return issued


def cases(store: Store) -> int:
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(CASE_FILE)).scalar_one()


def in_file(folder: Path, *lines: str) -> tuple[str, str]:
    (folder / "units.csv").write_text("\n".join(("unit,handler", *lines)) + "\n", "utf-8")
    return "--units", str(folder / "units.csv")


def test_every_key_unit_of_the_territory_gets_a_case_and_an_act_of_its_own_once(issue: Any, world: Store) -> None:
    before = cases(world)
    first = issue("--key-units")
    assert (first.code, first.json["issued"], first.json["already"], first.json["refused"]) == (0, 3, 0, 0)
    assert [row["unit"] for row in first.json["units"]] == KEYS
    numbers = [row["case"] for row in first.json["units"]]
    with world.read() as connection:
        acts = select(EVENT.c.chain, EVENT.c.seq, EVENT.c.act, EVENT.c.actor).where(EVENT.c.chain.in_(numbers))
        found = [tuple(row) for row in connection.execute(acts.order_by(EVENT.c.chain, EVENT.c.seq))]
        to_units = select(OUTBOX.c.target).where(OUTBOX.c.case_no.in_(numbers), OUTBOX.c.audience == "unit")
        assert sorted(connection.scalars(to_units)) == KEYS
    taken = ((1, "case.open", "N001"), (2, "guidance.issue", "N001"))
    assert found == [(number, *act) for number in sorted(numbers) for act in taken]
    again = issue("--key-units")
    assert (again.code, again.json["issued"], again.json["already"]) == (0, 0, 3)
    assert [row["case"] for row in again.json["units"]] == numbers
    assert cases(world) == before + 3
    assert issue("--key-units", batch="2027-key").json["issued"] == 3
    with world.read() as connection:
        assert verify(connection).first_bad is None
    assert TEXT.encode() not in Path(str(world.writer.url.database)).read_bytes()


def test_refused_units_are_listed_with_code_and_article_and_keep_no_other_back(
    issue: Any, world: Store, installed: Path
) -> None:
    lines = ("NOBODY,", f"{OTHERS[0]},N002", f"{FAR},", f"{OTHERS[1]},N999", f"{OTHERS[2]},")
    done = issue(*in_file(installed, *lines))
    assert (done.code, done.json["issued"], done.json["refused"]) == (3, 2, 3)
    told = [(row["line"], row["unit"], row["code"], row["article"]) for row in done.json["units"] if row["code"]]
    assert told == [
        (2, "NOBODY", "unit_unknown", "reg-3"),
        (4, FAR, "outside_jurisdiction", "reg-5"),
        (5, OTHERS[1], "person_unknown", "reg-3"),
    ]
    again = issue(*in_file(installed, *lines)).json
    assert (again["issued"], again["already"], again["refused"]) == (0, 2, 3)
    mended = issue(*in_file(installed, *lines[:3], f"{OTHERS[1]},N002", lines[4])).json
    assert (mended["issued"], mended["already"], mended["refused"]) == (1, 2, 2), "what was refused is tried anew"


def test_another_notice_under_the_name_of_a_batch_is_refused(issue: Any, world: Store, installed: Path) -> None:
    assert issue(*in_file(installed, f"{OTHERS[0]},")).code == 0
    other = issue(*in_file(installed, f"{OTHERS[0]},"), notice={**NOTICE, "content": "Other words."})
    assert (other.code, [row["code"] for row in other.json["units"]]) == (3, ["request_reused"])


class Killed(Exception):
    """The process ended here."""


def test_stopped_between_the_two_acts_of_a_unit_it_goes_on_with_that_unit(
    issue: Any, world: Store, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, taken = Series.take, list[Any]()

    def stopped(self: Series, *act: Any) -> Any:
        if len(taken) == 3:
            raise Killed
        taken.append(act)
        return real(self, *act)

    for bound in ("FIRST", "MOST"):
        monkeypatch.setattr(to_many, bound, 1)
    before = cases(world)
    notice = to_many.read_notice(NOTICE, "GZ-GY-NM", "2026-key")
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(Series, "take", stopped)
        list(to_many.issue(notice, [Addressee(code, "N001") for code in OTHERS], series_of("N001")))
    assert cases(world) == before + 1, "of the unit it was at nothing stands"
    done = issue(*in_file(installed, *(f"{code}," for code in OTHERS)))
    assert (done.json["issued"], done.json["already"]) == (2, 1)
    assert cases(world) == before + 3


def series_of(badge: str) -> Series:
    return Series({"badge": badge}, datetime.now(UTC))


def test_one_code_signs_them_all(issue: Any, world: Store, installed: Path) -> None:
    with world.write() as connection:
        secret = passcodes.enroll(connection, "N001", "operator", date(2026, 3, 2))
        connection.execute(update(INSTALLATION).values(demo=False))
    forget_settings()
    assert issue("--key-units").json["refused"]["code"] == "passcode_missing"
    code = pyotp.TOTP(secret).now()
    done = issue("--key-units", "--code", code)
    assert (done.code, done.json["issued"]) == (0, 3)
    assert issue("--key-units", "--code", code).json["refused"]["code"] == "passcode_used"


@pytest.mark.parametrize(
    ("notice", "told"),
    [({**NOTICE, "form": "a letter"}, "form"), ({**NOTICE, "reason": ""}, "reason"), ({**NOTICE, "sum": 9}, "sum")],
)
def test_a_notice_that_cannot_be_read_reaches_nobody(
    issue: Any, world: Store, notice: dict[str, Any], told: str
) -> None:
    before = cases(world)
    done = issue("--key-units", notice=notice)
    assert (done.code, done.json["error"]["code"], told in done.json["error"]["message"]) == (2, "bad_input", True)
    assert issue().code == 2, "nobody said to whom"
    assert cases(world) == before
