"""Instruments are numbered per organ, kind and year: no number is missing, none is given twice."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from flows.advance import advance
from flows.settings import flow_settings
from models.store import instruments
from models.store.audit import verify
from models.store.demo_day import set_demo_today
from models.store.engine import Store
from models.store.handles import DOCUMENT
from models.store.settings import store_settings
from models.vocabulary import Instrument, Stage
from tests.acceptance.hearing import Hearing
from tests.builders import draw_up, registers, take, walk_to
from tests.store.failing import failing
from tests.store.racing import Pair, pair

ROUNDS = [
    pytest.param(2, id="2 rounds"),
    pytest.param(25, marks=[pytest.mark.slow, pytest.mark.timeout(900)], id="25 rounds"),
]
ORDER, RECEIPT = Instrument.RECTIFICATION_ORDER, Instrument.SERVICE_RECEIPT
DAY = date(2026, 3, 10)


@dataclass(frozen=True)
class DrawUp:
    """The order of a case is drawn up, on the product's own road; answers with the outcome."""

    url: str
    case: str

    def __call__(self) -> str:
        if os.environ.get("CASEWORK_DATABASE_URL") != self.url:
            os.environ["CASEWORK_DATABASE_URL"] = self.url
            store_settings.cache_clear()
        form, signature = {"act": "draw_up", "case": self.case}, {"badge": "N001"}
        return advance(Stage.RECTIFICATION, form, signature, str(uuid4()), datetime.now(UTC)).outcome.value


@pytest.fixture(scope="module")
def racers(key_file: object) -> Iterator[Pair]:
    with pair() as started:
        yield started


def given(store: Store, kind: Instrument, locale: str = "zh") -> list[str]:
    """The numbers of the instruments of this kind, in order."""
    found = select(DOCUMENT.c.number).where(DOCUMENT.c.kind == kind.value, DOCUMENT.c.locale == locale)
    with store.read() as connection:
        return list(connection.scalars(found.order_by(DOCUMENT.c.number)))


def test_each_organ_kind_and_year_counts_by_itself(store: Store) -> None:
    asked = [("GZ", ORDER, 2026), ("GZ", ORDER, 2026), ("GZ", RECEIPT, 2026), ("GZ", ORDER, 2027), ("GY", ORDER, 2026)]
    with store.write() as connection:
        numbers = [instruments.reserve(connection, *one) for one in asked]
    assert numbers == ["GZ-RO-2026-0001", "GZ-RO-2026-0002", "GZ-SR-2026-0001", "GZ-RO-2027-0001", "GY-RO-2026-0001"]


def test_every_kind_has_letters_of_its_own() -> None:
    assert set(instruments.LETTERS) == set(Instrument)
    assert len(set(instruments.LETTERS.values())) == len(Instrument) == 10


@pytest.mark.parametrize("statement", ["INSERT INTO document", "INSERT INTO case_event", "INSERT INTO receipt"])
def test_an_act_that_fails_after_drawing_up_leaves_no_gap(store: Store, statement: str) -> None:
    with store.write() as connection:
        registers(connection)
    first, second = walk_to(store, "order drawn up"), walk_to(store, "rectification ordered")
    with failing(store, statement) as hit, pytest.raises(RuntimeError):
        take(store, Stage.RECTIFICATION, draw_up(second), "N001", DAY)
    assert len(hit) == 1
    assert given(store, ORDER) == ["GZ-GY-NM-RO-2026-0001"]
    take(store, Stage.RECTIFICATION, draw_up(second), "N001", DAY)
    take(store, Stage.RECTIFICATION, draw_up(first), "N001", DAY)
    numbers = ["GZ-GY-NM-RO-2026-0001", "GZ-GY-NM-RO-2026-0002", "GZ-GY-NM-RO-2026-0003"]
    assert (given(store, ORDER), given(store, ORDER, "en")) == (numbers, numbers)


def test_an_act_refused_for_its_template_leaves_no_gap(
    hearing: Hearing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hearing.no = walk_to(hearing.store, "rectification ordered")
    (tmp_path / "zh").mkdir()
    # The receipt is drawn up last, when the order has its number and its text.
    (tmp_path / "zh" / "service_receipt.docx").write_bytes(b"no document")
    with monkeypatch.context() as broken:
        broken.setattr(flow_settings(), "templates", tmp_path)
        assert hearing.refused(DAY, "N001", "rectification.draw_up") == "malformed"
    assert given(hearing.store, ORDER) == []
    hearing.act(DAY, "N001", "rectification.draw_up")
    assert given(hearing.store, ORDER) == ["GZ-GY-NM-RO-2026-0001"]
    # The first receipt came with the notice of inspection.
    assert given(hearing.store, RECEIPT) == ["GZ-GY-NM-SR-2026-0001", "GZ-GY-NM-SR-2026-0002"]


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize("cases", [1, 2], ids=["one case", "two cases"])
def test_two_who_draw_up_at_once_get_numbers_in_a_row(store: Store, racers: Pair, rounds: int, cases: int) -> None:
    with store.write() as connection:
        registers(connection)
        set_demo_today(connection, DAY)
    for _ in range(rounds):
        named = [walk_to(store, "rectification ordered") for _ in range(cases)]
        answers = racers.race(DrawUp(store.url, named[0]), DrawUp(store.url, named[-1]))
        assert answers == ("recorded", "recorded")
    orders = [f"GZ-GY-NM-RO-2026-{n:04d}" for n in range(1, 2 * rounds + 1)]
    assert (given(store, ORDER), given(store, ORDER, "en")) == (orders, orders)
    receipts = [f"GZ-GY-NM-SR-2026-{n:04d}" for n in range(1, (2 + cases) * rounds + 1)]
    assert given(store, RECEIPT) == receipts
    with store.read() as connection:
        assert verify(connection).first_bad is None
