"""Two officers open the ledger of the same unit in the same moment: one does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from uuid import uuid4

import pytest

from flows.advance import advance
from models.store.engine import Store
from models.vocabulary import Stage
from tests.builders import UNIT_CODE, registers


def test_a_ledger_asked_for_twice_at_once_is_opened_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.advance.store", lambda: store)
    monkeypatch.setattr("flows.digest.store", lambda: store)
    with store.write() as connection:
        registers(connection)
    together = Barrier(3)

    def take(badge: str) -> str:
        together.wait()
        asked = {"act": "open", "unit": UNIT_CODE}
        answer = advance(Stage.DUTIES, asked, {"badge": badge}, str(uuid4()), datetime.now(UTC))
        return str(answer.body.get("refused", {}).get("code", "opened"))

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(take, ("N001", "N002", "N003"))) == ["ledger_kept", "ledger_kept", "opened"]
