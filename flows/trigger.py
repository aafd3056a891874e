"""Asking Prefect for a run and waiting for its answer, over plain HTTP.

Imports nothing of Prefect, whose import takes longer than the act itself.
"""

import atexit
import random
import time
from base64 import b64encode
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, TypeVar

import httpx

from flows import schema_refusal
from flows.engine import password
from flows.links import ACT_TAG, act_of
from models.errors import BadInput, CaseworkError, Unknown

T = TypeVar("T")

FINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
PATIENCE = 10.0  # seconds that a busy or restarting server is given for one request
LOOK, ASK = 0.05, 0.1  # seconds between looks at our own answer, and between questions to the server
MOST = 200  # deployments the server lists at once
_known: dict[tuple[str, str], str] = {}
_clients: dict[str, httpx.Client] = {}


class PrefectUnreachable(CaseworkError):
    """The Prefect server does not answer; nothing is known about the request, which may be sent again."""


def trigger(
    api_url: str,
    deployment: str,
    parameters: Mapping[str, Any],
    request_id: str,
    tags: Iterable[str] = (),
    *,
    patient: bool = True,
) -> str:
    """Start a run of `deployment` ("inspection/approve"); the run's id. The same request id gives the same run.

    A server that is not there is waited for, unless not `patient`; a busy one always is. Raises Unknown (no such
    deployment), BadInput (the parameters do not fit its schema), PrefectUnreachable, or
    httpx.HTTPStatusError where the server asks for another password.
    """
    body = {"parameters": dict(parameters), "idempotency_key": request_id, "tags": list(tags)}
    for attempt in (1, 2):
        found = _deployment_id(api_url, deployment, patient)
        answer = _send(api_url, "POST", f"/deployments/{found}/create_flow_run", body, patient=patient)
        if answer.status_code != 404:
            break
        _known.pop((api_url, deployment), None)  # made anew since we looked it up, perhaps
        if attempt == 2:
            raise Unknown(f"no deployment {deployment}")
    if answer.status_code in (409, 422):
        raise BadInput(schema_refusal.short(answer))
    _expect_success(answer)
    return str(answer.json()["id"])


def wait(api_url: str, run_id: str, timeout: float, also: Callable[[], T | None]) -> tuple[str | None, T | None]:
    """Wait until `also` finds something or the run has ended; the run's last known state and what `also` found.

    A server that is away is waited for. The state is None where the server never told it.
    """
    until = time.monotonic() + timeout
    state: str | None = None
    next_question = time.monotonic()
    while True:
        found = also()
        if found is not None or time.monotonic() >= until:
            return state, found
        if time.monotonic() >= next_question:
            run = look(api_url, run_id)
            state = run.name if run is not None else state
            if run is not None and run.ended:
                return state, also()
            next_question = time.monotonic() + ASK
        time.sleep(LOOK)


@dataclass(frozen=True)
class Run:
    """What the server knows of a run: when it was made (UTC), and the type and name of its state."""

    id: str
    created: datetime
    state: str
    name: str

    @property
    def ended(self) -> bool:
        return self.state in FINAL


def look(api_url: str, run_id: str) -> Run | None:
    """The run as it is now; None where the server is away, or has lost it."""
    try:
        answer = _client(api_url).get(f"/flow_runs/{run_id}")
    except httpx.HTTPError:
        return None
    found = answer.json() if answer.is_success else {}
    state = found.get("state")
    if not state:
        return None
    return Run(found["id"], datetime.fromisoformat(found["created"]), state["type"], state["name"])


def act_forms(api_url: str) -> dict[str, str]:
    """The deployments of acts, id by act; empty where the server cannot tell."""
    wanted = {"deployments": {"tags": {"all_": [ACT_TAG]}}, "limit": MOST}
    found: dict[str, str] = {}
    for offset in count(0, MOST):
        try:
            answer = _client(api_url).post("/deployments/filter", json={**wanted, "offset": offset})
        except httpx.HTTPError:
            return {}
        page = answer.json() if answer.is_success else []
        found |= {act_of(one["name"], one["tags"]): one["id"] for one in page}
        if len(page) < MOST:
            break
    return found


def _deployment_id(api_url: str, deployment: str, patient: bool) -> str:
    key = (api_url, deployment)
    if key not in _known:
        answer = _send(api_url, "GET", f"/deployments/name/{deployment}", patient=patient)
        if answer.status_code == 404:
            raise Unknown(f"no deployment {deployment}")
        _expect_success(answer)
        _known[key] = str(answer.json()["id"])
    return _known[key]


def _send(
    api_url: str, method: str, path: str, body: dict[str, Any] | None = None, *, patient: bool = True
) -> httpx.Response:
    """Send until the server is not busy (503: SQLite is locked) and not restarting. Every request may be repeated."""
    until = time.monotonic() + PATIENCE
    pause = 0.05
    while True:
        trouble = "busy"
        try:
            answer = _client(api_url).request(method, path, json=body)
            if answer.status_code not in (429, 502, 503):
                return answer
        except httpx.TransportError as error:
            trouble = type(error).__name__
            if isinstance(error, httpx.ConnectError) and not patient:
                raise PrefectUnreachable("the Prefect server is not there") from error
        if time.monotonic() + pause > until:
            raise PrefectUnreachable(f"the Prefect server does not answer ({trouble})")
        time.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads callers, guards nothing
        pause = min(2 * pause, 1.0)


def _expect_success(answer: httpx.Response) -> None:
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        answer.raise_for_status()
    if not answer.is_success:
        raise PrefectUnreachable(f"the Prefect server answered {answer.status_code}")


def close() -> None:
    """Close the connections this process keeps; they are opened again when needed."""
    while _clients:
        _clients.popitem()[1].close()


atexit.register(close)


class _Password(httpx.Auth):
    """What opens the server, read anew for each request: an installation started again may have another."""

    def __init__(self, api_url: str) -> None:
        self._api_url = api_url

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if stated := password(self._api_url):
            request.headers["Authorization"] = f"Basic {b64encode(stated.encode()).decode()}"
        yield request


def _client(api_url: str) -> httpx.Client:
    """One client per server and process. Over plain HTTP there is no certificate to check, and loading the list of
    authorities would take longer than the request."""
    if api_url not in _clients:
        auth = _Password(api_url)
        secure = not api_url.startswith("http://")
        made = httpx.Client(base_url=api_url, auth=auth, verify=secure, timeout=PATIENCE, trust_env=secure)
        if _clients.setdefault(api_url, made) is not made:
            made.close()  # another thread was faster
    return _clients[api_url]
