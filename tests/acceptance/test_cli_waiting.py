"""Waiting for a receipt while Prefect dies, comes back, loses a worker or loses the race."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import httpx
import pytest
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import State
from prefect.states import Completed, Crashed, Running, Scheduled

from deployments.cli import waiting
from deployments.cli.exits import Failed
from deployments.cli.waiting import Asked
from flows import stores
from models.errors import LostRace, TransitionRefused
from models.store import journal
from models.store.engine import Store
from models.store.journal import Answer, Request
from models.vocabulary import Outcome

CASE = "GZ-2026-000001"


class Prefect:
    """Stands for the client: remembers keys, answers with what `state` gives, or raises it."""

    def __init__(self, state: Callable[[int], State[Any] | Exception]) -> None:
        self.keys: list[str] = []
        self._state = state
        self._asked = 0

    async def read_deployment_by_name(self, name: str) -> Any:
        return SimpleNamespace(id=uuid4())

    async def create_flow_run_from_deployment(self, id: UUID, idempotency_key: str, **more: Any) -> Any:
        self.keys.append(idempotency_key)
        return self._run(Scheduled())

    async def read_flow_run(self, id: UUID) -> Any:
        self._asked += 1
        state = self._state(self._asked)
        if isinstance(state, Exception):
            raise state
        return self._run(state)

    def _run(self, state: State[Any]) -> Any:
        return SimpleNamespace(id=uuid4(), state=state, state_name=state.name, created=datetime(2026, 3, 1, tzinfo=UTC))


@pytest.fixture
def store(installed: Path) -> Store:
    return stores.store()


@pytest.fixture
def asked() -> Asked:
    return Asked(str(uuid4()), "rectification/withdraw", {"act": {"act": "withdraw", "case": CASE}}, "digest")


def wait(store: Store, prefect: Prefect, asked: Asked, timeout: float = 5.0) -> Answer:
    from time import monotonic

    return asyncio.run(waiting._wait(store, cast(PrefectClient, prefect), asked, monotonic() + timeout, timeout))


def leave_receipt(store: Store, asked: Asked, digest: str = "digest") -> None:
    with store.write() as connection:
        now = datetime.now(UTC)
        request = Request(asked.id, digest, now)
        journal.write_receipt(connection, request, CASE, Answer(Outcome.RECORDED, {"case": CASE}), now)


def test_the_receipt_counts_even_while_prefect_is_gone(store: Store, asked: Asked) -> None:
    def dying(times: int) -> Exception:
        if times == 2:
            leave_receipt(store, asked)
        return httpx.ConnectError("gone")

    prefect = Prefect(dying)
    assert wait(store, prefect, asked).body == {"case": CASE}
    assert prefect.keys == [asked.id]


def test_a_run_that_lost_its_worker_is_triggered_once_more(
    store: Store, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "STUCK_SECONDS", 0.5)
    prefect = Prefect(lambda times: Running())
    with pytest.raises(Failed) as failed:
        wait(store, prefect, asked, 3.0)
    assert prefect.keys == [asked.id, f"{asked.id}/2"]
    assert failed.value.details["request"] == asked.id, "who asked can ask again"


def test_a_run_that_waits_says_that_no_worker_runs(store: Store, asked: Asked) -> None:
    with pytest.raises(Failed, match="casework up"):
        wait(store, Prefect(lambda times: Scheduled()), asked, 1.0)


def test_a_lost_race_names_what_changed(store: Store, asked: Asked) -> None:
    with pytest.raises(LostRace) as lost:
        wait(store, Prefect(lambda times: Completed(name="Lost race")), asked)
    assert lost.value.changed[-1] == "rectification.serve"


def test_a_crashed_run_is_a_failure_that_may_be_tried_again(store: Store, asked: Asked) -> None:
    with pytest.raises(Failed, match="Crashed"):
        wait(store, Prefect(lambda times: Crashed()), asked)


def test_a_request_id_used_for_another_content_is_refused(store: Store, asked: Asked) -> None:
    leave_receipt(store, asked, "another digest")
    with pytest.raises(TransitionRefused, match="request_reused"):
        waiting.answered(store, asked)
