"""Two plans of one organ for one year, drafted at the same moment: one is the plan, the other is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from uuid import uuid4

import pytest

from flows.advance import advance
from models.store.engine import Store
from models.vocabulary import Outcome, Stage

PLAN = {"act": "draft", "year": 2026, "targets": ["key units"], "contents": ["law and duties"], "forms": ["lecture"]}


def test_of_two_plans_drafted_at_once_one_is_recorded(world: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.advance.store", lambda: world)
    monkeypatch.setattr("flows.digest.store", lambda: world)
    start = Barrier(4)

    def draft(n: int) -> str:
        form, badge = {**PLAN, "plan": "A lecture."}, ("N001", "N002")[n % 2]
        start.wait(timeout=10)
        answer = advance(Stage.EDUCATION, form, {"badge": badge}, str(uuid4()), datetime.now(UTC))
        return "recorded" if answer.outcome is Outcome.RECORDED else str(answer.body["refused"]["code"])

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(draft, range(4)))
    assert answers == ["education_plan_exists"] * 3 + ["recorded"]
