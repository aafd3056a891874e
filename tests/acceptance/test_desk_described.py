"""The desk answers as its description says, whatever is asked: schemathesis tries what the OpenAPI allows."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from limits import RateLimitItemPerMinute
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import select

from models.store import audit
from models.store.handles import DOCUMENT
from models.vocabulary import Evidence
from tests import builders
from tests.acceptance.at_desk import AtDesk, desk_in, engine

pytestmark = pytest.mark.slow  # a real server, every operation

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
FEW, MANY = 3, 60
OPEN = {"act": "open", "unit": builders.UNIT_CODE, "handler": "N001", "reason": "Weak prevention."}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtDesk]:
    with desk_in(tmp_path_factory.mktemp("desk")) as desk, pytest.MonkeyPatch.context() as patch:
        for name in ("SIGN_IN", "ASKING", "WRITING"):
            patch.setattr(f"deployments.desk.rates.{name}", RateLimitItemPerMinute(1_000_000))
        case = builders.walk_to(desk.store, "case open")
        with desk.store.write() as connection:
            builders.stored(connection, case, Evidence.OTHER)
        with engine(desk):
            yield desk


def tried(desk: AtDesk, examples: int) -> None:
    """Every operation, so many times; every second question is about what there is."""
    schema = schemathesis.openapi.from_dict(desk.app.openapi())
    for found in list[Any](schema.get_all_operations()):
        operation = found.ok()
        if operation.path.endswith("/session") and operation.method == "delete":
            continue
        if examples == FEW and operation.body:
            continue  # forms take seconds to be drawn; tests of the surface send some that are typed by hand
        _tried(desk, operation, examples)()


def _tried(desk: AtDesk, operation: Any, examples: int) -> Callable[[], None]:
    who = desk.officer("N001")
    turn = count()
    with desk.store.read() as connection:
        known = {**connection.execute(select(DOCUMENT.c.case_no.label("case"), DOCUMENT.c.digest)).mappings().one()}
    known |= {"stage": "case", "act": "open"}

    @settings(max_examples=examples, database=None, derandomize=examples == FEW,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy())
    def check(case: Any) -> None:
        if next(turn) % 2:
            case.path_parameters |= {k: v for k, v in known.items() if k in case.path_parameters}
            if operation.path.endswith("/acts"):
                case.body = {"stage": "case", "act": OPEN}
        answer = case.call(base_url=str(desk.http.base_url).rstrip("/"), headers=who)
        case.validate_response(answer, checks=CHECKS)

    return check


def test_every_operation_answers_as_described(desk: AtDesk) -> None:
    tried(desk, FEW)


@pytest.mark.timeout(1200)
def test_every_operation_answers_as_described_many_times(desk: AtDesk) -> None:
    tried(desk, MANY)
    with desk.store.read() as connection:
        assert audit.verify(connection).ok
