"""Waiting for a receipt while Prefect dies, comes back, loses a worker or loses the race."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from deployments import waiting
from deployments.cli.exits import Failed
from deployments.waiting import Asked
from flows import stores
from flows.trigger import Run
from models.errors import LostRace, TransitionRefused
from models.store import journal
from models.store.engine import Store
from models.store.journal import Answer, Request
from models.vocabulary import Outcome

CASE = "GZ-2026-000001"
SCHEDULED, RUNNING = ("SCHEDULED", "Scheduled"), ("RUNNING", "Running")


class Prefect:
    """Stands for the server: remembers keys, and tells of a run what `state` gives; None: it is away."""

    def __init__(self, state: Callable[[int], tuple[str, str] | None]) -> None:
        self.keys: list[str] = []
        self._state = state
        self._asked = 0

    def trigger(self, api_url: str, deployment: str, parameters: Any, request_id: str, *, patient: bool) -> str:
        self.keys.append(request_id)
        return str(uuid4())

    def look(self, api_url: str, run_id: str) -> Run | None:
        self._asked += 1
        state = self._state(self._asked)
        return Run(run_id, datetime(2026, 3, 1, tzinfo=UTC), *state) if state else None


@pytest.fixture
def store(installed: Path) -> Store:
    return stores.store()


@pytest.fixture
def asked() -> Asked:
    return Asked(str(uuid4()), "rectification/withdraw", {"act": {"act": "withdraw", "case": CASE}}, "digest")


def wait(store: Store, prefect: Prefect, asked: Asked, timeout: float = 5.0) -> Answer:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(waiting, "trigger", prefect)
        return waiting.answer(store, "http://127.0.0.1:9/api", asked, timeout)


def leave_receipt(store: Store, asked: Asked, digest: str = "digest") -> None:
    with store.write() as connection:
        now = datetime.now(UTC)
        request = Request(asked.id, digest, now)
        journal.write_receipt(connection, request, CASE, Answer(Outcome.RECORDED, {"case": CASE}), now)


def test_the_receipt_counts_even_while_prefect_is_gone(store: Store, asked: Asked) -> None:
    def dying(times: int) -> None:
        if times == 2:
            leave_receipt(store, asked)

    prefect = Prefect(dying)
    assert wait(store, prefect, asked).body == {"case": CASE}
    assert prefect.keys == [asked.id]


def test_a_run_that_lost_its_worker_is_triggered_once_more(
    store: Store, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "STUCK_SECONDS", 0.5)
    prefect = Prefect(lambda times: RUNNING)
    with pytest.raises(Failed) as failed:
        wait(store, prefect, asked, 3.0)
    assert prefect.keys == [asked.id, f"{asked.id}/2"]
    assert failed.value.details["request"] == asked.id, "who asked can ask again"


def test_who_asks_again_after_the_runs_had_crashed_gets_a_new_one_and_its_answer(store: Store, asked: Asked) -> None:
    """A worker is killed with the run, and another with the second; what is found later has crashed, both of them."""

    def twice_crashed(times: int) -> tuple[str, str]:
        if len(prefect.keys) < 3:
            return ("CRASHED", "Crashed")
        leave_receipt(store, asked)
        return ("COMPLETED", "Completed")

    prefect = Prefect(twice_crashed)
    assert wait(store, prefect, asked).body == {"case": CASE}
    assert prefect.keys == [asked.id, f"{asked.id}/2", f"{asked.id}/3"]


def test_a_run_that_waits_says_that_no_worker_runs(store: Store, asked: Asked) -> None:
    with pytest.raises(Failed, match="casework up"):
        wait(store, Prefect(lambda times: SCHEDULED), asked, 1.0)


def test_a_lost_race_names_what_changed(store: Store, asked: Asked) -> None:
    with pytest.raises(LostRace) as lost:
        wait(store, Prefect(lambda times: ("COMPLETED", "Lost race")), asked)
    assert lost.value.changed[-1] == "rectification.serve"


def test_a_crashed_run_is_a_failure_that_may_be_tried_again(store: Store, asked: Asked) -> None:
    with pytest.raises(Failed, match="Crashed"):
        wait(store, Prefect(lambda times: ("CRASHED", "Crashed")), asked)


def test_a_request_id_used_for_another_content_is_refused(store: Store, asked: Asked) -> None:
    leave_receipt(store, asked, "another digest")
    with pytest.raises(TransitionRefused, match="request_reused"):
        waiting.answered(store, asked)
