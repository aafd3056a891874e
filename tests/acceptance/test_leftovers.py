"""What Prefect is left with when a run fails or its worker dies, on a real server and database."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.states import Completed, Crashed, Failed, Pending, Running
from sqlalchemy import insert, select

from deployments.acts import act_specs
from deployments.client_settings import talking_to
from deployments.server import PrefectServer
from flows import leftovers, stores
from flows.advance import advance
from models.store.handles import MANDATE, OUTBOX
from models.vocabulary import Role, Stage
from tests.builders import SECRET, UNIT_CODE
from tests.flows.applying import registered

pytestmark = pytest.mark.slow  # a real Prefect server

pytest_plugins = ["tests.flows.server_fixture"]

OPEN = {"act": "open", "unit": UNIT_CODE, "handler": "N001", "reason": SECRET}
CASE = "GZ-2026-000001"
Prefect = Callable[[Callable[[PrefectClient], Coroutine[Any, Any, Any]]], Any]


@pytest.fixture
def prefect(prefect_server: PrefectServer, installed: Path) -> Iterator[Prefect]:
    """Asks the server, on which `case/open` is published."""
    specs = [spec for spec in act_specs() if spec.full_name == "case/open"]
    registered(prefect_server.api_url, specs)

    async def ask(question: Callable[[PrefectClient], Coroutine[Any, Any, Any]]) -> Any:
        async with get_client() as client:
            return await question(client)

    with talking_to(prefect_server.api_url):
        yield lambda question: asyncio.run(ask(question))


def left(prefect: Prefect, state: State[Any], act: dict[str, Any], badge: str = "N001", key: str | None = None) -> str:
    """A run of `case/open` that is in this state, with what was typed."""

    async def made(client: PrefectClient) -> str:
        deployment = await client.read_deployment_by_name("case/open")
        run = await client.create_flow_run_from_deployment(
            deployment.id, parameters={"act": OPEN, "signature": {"badge": badge}}, state=state, idempotency_key=key
        )
        # What the form would not let through may still be sent to a run that is there.
        await client.update_flow_run(run.id, parameters={"act": act, "signature": {"badge": badge}})
        return str(run.id)

    return str(prefect(made))


def settled(prefect: Prefect, older_than: timedelta = timedelta(0)) -> None:
    prefect(lambda client: leftovers.settle_lost(client, datetime.now(UTC) - older_than))


def cleared(prefect: Prefect, older_than: timedelta = timedelta(0)) -> None:
    prefect(lambda client: leftovers.clear_kept(client, datetime.now(UTC) - older_than))


def run(prefect: Prefect, run_id: str) -> FlowRun:
    found: FlowRun = prefect(lambda client: client.read_flow_run(UUID(run_id)))
    return found


def ends(prefect: Prefect, run_id: str) -> tuple[str, str]:
    state = run(prefect, run_id).state
    assert state is not None
    return state.type.value, str(state.name)


def told(run_id: str) -> list[tuple[str, str]]:
    """Whom the outbox tells of the run, and what."""
    wanted = select(OUTBOX.c.target, OUTBOX.c.title + OUTBOX.c.body).where(OUTBOX.c.dedupe.contains(run_id))
    with stores.store().read() as connection:
        return [(row[0], row[1]) for row in connection.execute(wanted.order_by(OUTBOX.c.target))]


@pytest.mark.parametrize("begun", [Running, Pending])
def test_a_run_whose_worker_died_after_its_receipt_is_completed_and_redacted(
    prefect: Prefect, begun: Callable[[], State[Any]]
) -> None:
    key = str(uuid4())
    run_id = left(prefect, begun(), OPEN, key=key)
    answer = advance(Stage.CASE, OPEN, {"badge": "N001"}, key, datetime.now(UTC))
    settled(prefect)
    case = answer.body["case"]
    assert ends(prefect, run_id) == ("COMPLETED", "Completed")
    found = run(prefect, run_id)
    assert found.parameters == {"act": {"act": "redacted", "of": "open", "case": case}}
    assert found.name == f"{case} open"
    assert "casework-act" not in found.tags


def test_a_run_whose_receipt_is_a_refusal_ends_as_refused(prefect: Prefect) -> None:
    key = str(uuid4())
    run_id = left(prefect, Running(), OPEN, badge="X999", key=key)
    advance(Stage.CASE, OPEN, {"badge": "X999"}, key, datetime.now(UTC))
    settled(prefect)
    assert ends(prefect, run_id) == ("COMPLETED", "Refused")
    assert run(prefect, run_id).parameters == {"act": {"act": "redacted", "of": "open", "case": None}}


def test_a_run_without_a_receipt_crashes_once_it_is_old_and_can_still_be_retried(prefect: Prefect) -> None:
    run_id = left(prefect, Running(), OPEN)
    settled(prefect, timedelta(minutes=15))
    assert ends(prefect, run_id) == ("RUNNING", "Running")
    settled(prefect)
    assert ends(prefect, run_id) == ("CRASHED", "Crashed")
    assert run(prefect, run_id).parameters["act"] == OPEN


def test_a_run_that_ends_by_itself_meanwhile_keeps_its_own_end(prefect: Prefect) -> None:
    run_id = left(prefect, Running(), OPEN)
    settled(prefect)
    prefect(lambda client: client.set_flow_run_state(run_id, Completed()))
    settled(prefect)
    assert ends(prefect, run_id) == ("COMPLETED", "Completed")


@pytest.mark.parametrize("failed", [Failed, Crashed])
def test_a_failed_run_keeps_what_was_typed_for_a_day_then_its_author_is_told_once(
    prefect: Prefect, failed: Callable[[], State[Any]]
) -> None:
    run_id = left(prefect, failed(), {**OPEN, "case": CASE})
    cleared(prefect, timedelta(hours=24))
    assert run(prefect, run_id).parameters["act"]["reason"] == SECRET
    assert told(run_id) == []
    cleared(prefect)
    cleared(prefect)
    assert run(prefect, run_id).parameters == {"act": {"act": "redacted", "of": "open", "case": CASE}}
    [(target, text)] = told(run_id)
    assert target == "N001"
    assert run_id in text
    assert CASE in text
    assert SECRET not in text


def test_what_stands_where_the_case_should_is_shown_only_if_it_is_a_case(prefect: Prefect) -> None:
    run_id = left(prefect, Failed(), {**OPEN, "case": SECRET})
    cleared(prefect)
    assert run(prefect, run_id).parameters["act"]["case"] is None
    assert all(SECRET not in text for _, text in told(run_id))


def test_without_a_known_author_the_administrators_are_told_else_the_highest_organ(prefect: Prefect) -> None:
    first = left(prefect, Failed(), OPEN, badge="X999")
    cleared(prefect)
    assert [target for target, _ in told(first)] == ["GZ"]
    with stores.store().write() as connection:
        for badge in ("N002", "N003"):
            until = None if badge == "N002" else date(2024, 1, 1)
            row = {"badge": badge, "role": Role.ADMINISTRATOR, "act": "*", "valid_from": date(2022, 1, 1)}
            connection.execute(insert(MANDATE).values(**row, valid_until=until))
    second = left(prefect, Failed(), OPEN, badge="X999")
    cleared(prefect)
    assert [target for target, _ in told(second)] == ["N002"]


def test_a_failed_run_that_did_leave_a_receipt_is_redacted_at_once_and_nobody_is_told(prefect: Prefect) -> None:
    run_id = left(prefect, Crashed(), OPEN)
    case = advance(Stage.CASE, OPEN, {"badge": "N001"}, run_id, datetime.now(UTC)).body["case"]
    cleared(prefect, timedelta(hours=24))
    assert run(prefect, run_id).parameters == {"act": {"act": "redacted", "of": "open", "case": case}}
    assert told(run_id) == []


def test_a_run_that_completed_while_its_page_could_not_be_written_is_redacted_at_once(prefect: Prefect) -> None:
    run_id = left(prefect, Completed(name="Lost race"), OPEN)
    cleared(prefect, timedelta(hours=24))
    assert run(prefect, run_id).parameters["act"]["act"] == "redacted"
    assert told(run_id) == []


def test_a_sealed_submission_is_left_to_be_retried(prefect: Prefect) -> None:
    """It names a row of ours and holds no content."""
    sealed = {"act": "sealed", "submission": str(uuid4())}
    run_id = left(prefect, Failed(), sealed)
    cleared(prefect)
    assert run(prefect, run_id).parameters["act"] == sealed
