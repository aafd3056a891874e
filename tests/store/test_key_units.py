"""The list of key units as it stood on a day, and its yearly adjustment row by row."""

from datetime import UTC, date, datetime
from typing import Any

from deployments.cli import adjusting
from deployments.cli.adjusting import Wanted
from flows.advance import advance
from models.acts.adjustment import AdjustmentRow
from models.store import key_units
from models.store.demo_day import set_demo_today
from models.store.engine import Store
from models.store.journal import Answer
from models.vocabulary import Stage
from tests.builders import SECRET, UNIT_CODE
from tests.store import test_listing
from tests.store.tampering import audit
from tests.store.test_listing import FILE, PLAIN, REMOVED, SERVED, listed, propose, removed

world = test_listing.world
NOBODY = "91520102MA6DK5AB4W"


def stood(store: Store, day: date, **more: Any) -> dict[str, Any]:
    with store.read() as connection:
        return key_units.on(connection, day, **more)


def units(store: Store, day: date, **more: Any) -> tuple[int, list[str]]:
    found = stood(store, day, **more)
    return found["version"], [u["unit"] for u in found["units"]]


def test_the_list_is_that_of_the_day_with_its_version(world: Store) -> None:
    removed(world)
    assert units(world, date(2026, 1, 4)) == (0, [])
    assert units(world, date(2026, 3, 11)) == (1, [UNIT_CODE])
    assert units(world, SERVED) == (2, [UNIT_CODE, PLAIN])
    assert units(world, date(2026, 5, 14)) == (2, [UNIT_CODE, PLAIN])
    assert units(world, REMOVED) == (3, [UNIT_CODE])
    assert [(c["on"], c["change"], c["unit"], c["file"]) for c in stood(world, REMOVED)["changes"]] == [
        (date(2026, 1, 5), "listed", UNIT_CODE, None), (SERVED, "listed", PLAIN, FILE),
        (REMOVED, "removed", PLAIN, FILE),
    ]  # fmt: skip
    assert units(world, SERVED, organ="GZ-GY-NM") == (2, [UNIT_CODE, PLAIN])
    assert units(world, SERVED, organ="GZ-ZY") == (0, [])
    assert units(world, SERVED, unit=PLAIN) == (1, [PLAIN])


def row(line: int, unit: str, change: str, **more: Any) -> tuple[int, AdjustmentRow]:
    return line, AdjustmentRow.model_validate({"unit": unit, "change": change, **more})


ROWS = [
    row(2, PLAIN, "keep", reviewed_on="2026-09-01", reason=SECRET),
    row(3, UNIT_CODE, "add", secrecy=SECRET, handler="N001"),
    row(4, UNIT_CODE, "add"),
    row(5, UNIT_CODE, "remove", reason=SECRET),
    row(6, PLAIN, "keep", reason=SECRET),
    row(7, PLAIN, "remove", reason=SECRET),
]


def adjusted(store: Store) -> list[tuple[Any, ...]]:
    def take(one: Wanted) -> Answer:
        return advance(Stage.LISTING, dict(one.act), {"badge": "N001"}, one.request, datetime.now(UTC))

    with store.write() as connection:
        set_demo_today(connection, date(2026, 9, 1))
    asked = adjusting.wanted(store, "N001", "ab" * 32, ROWS)
    return [(r["line"], r["case"], r["outcome"], r["code"]) for r in adjusting.answers(asked, take)]


def test_each_row_of_the_adjustment_is_an_act_of_its_own_and_taken_once(world: Store) -> None:
    listed(world)
    expected = [
        (2, FILE, "recorded", None), (3, "GZ-2026-000002", "recorded", None), (4, None, "refused", "factor_required"),
        (5, None, "malformed", "not_listed"), (6, FILE, "malformed", "occurred_on: Input should be a valid date"),
        (7, FILE, "recorded", None),
    ]  # fmt: skip
    assert adjusted(world) == expected
    whole = audit(world)
    again = adjusted(world)
    # What was refused the first time is answered alike; the file opened meanwhile is found now, and is not listed yet.
    assert [a for a in again if a[0] != 5] == [e for e in expected if e[0] != 5]
    assert again[3][2:] == ("refused", "wrong_state")
    assert whole.ok and audit(world).ok
    assert propose(world).body["refused"]["code"] == "listing_already_open"
