"""Flows for the tests of the worker."""

import time
from collections.abc import Mapping
from threading import Event
from typing import Any

from prefect import flow
from prefect.flows import Flow
from prefect.runtime import deployment

from deployments.spec import DeploymentSpec

SEEN: list[str] = []
GATE = Event()
"""What `held` waits for."""


@flow(name="sample-calm", validate_parameters=False)
async def calm(word: str = "") -> None:
    SEEN.append(word)


@flow(name="sample-plain", validate_parameters=False)
def plain() -> None:
    SEEN.append("plain")


@flow(name="sample-broken", validate_parameters=False)
async def broken() -> None:
    raise LookupError("broken on purpose")


@flow(name="sample-leaving", validate_parameters=False)
async def leaving() -> None:
    raise SystemExit(3)


@flow(name="sample-slow", validate_parameters=False)
def slow(seconds: float = 1.0) -> None:
    time.sleep(seconds)
    SEEN.append("slow")


@flow(name="sample-held", validate_parameters=False)
def held() -> None:
    GATE.wait(60.0)


@flow(name="sample-deployed", validate_parameters=False)
async def deployed() -> None:
    SEEN.append(f"deployed {deployment.name}")


@flow(name="sample-foreign")
async def foreign() -> None:
    SEEN.append("foreign")


REGISTRY: Mapping[str, Flow[..., Any]] = {f.name: f for f in (calm, plain, broken, leaving, slow, held, deployed)}

WORD = {
    "type": "object",
    "properties": {"word": {"type": "string", "maxLength": 10, "title": "Word"}},
    "required": [],
    "additionalProperties": False,
}


def _spec(name: str, schema: Mapping[str, Any] | None = None) -> DeploymentSpec:
    return DeploymentSpec(f"sample-{name}", "one", f"tests.flows.sample_flows.{name}", parameter_schema=schema)


SPECS = [
    _spec("calm", WORD),
    _spec("slow", {"type": "object", "properties": {"seconds": {"type": "number"}}}),
    _spec("held"),
    *(_spec(name) for name in ("plain", "broken", "leaving", "deployed", "foreign")),
]
