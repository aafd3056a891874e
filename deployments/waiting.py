"""Waiting for the answer to one request: ask for its run, then look into our database until the receipt is there.

The receipt is the truth; Prefect is only asked whether the run can still leave one. It may die and come back meanwhile.
"""

import time
from dataclasses import dataclass
from typing import Any

from deployments.cli.exits import Failed
from deployments.cli.output import told
from flows import trigger
from flows.trigger import PrefectUnreachable, Run
from models.errors import LostRace, TransitionRefused, Unknown
from models.situation import no
from models.store import journal, meanwhile
from models.store.engine import Store
from models.store.journal import Answer

LOOK_SECONDS = 0.05
ASK_SECONDS, LONGEST_ASK = 0.5, 2.0
"""Until Prefect is first asked, and then each time twice as long: the receipt comes sooner, and a busy server that is
asked by everyone who waits does little else."""

STUCK_SECONDS = 15.0
"""A run that was begun and neither ends nor leaves a receipt for so long has lost its worker."""

MOST_RUNS = 5
"""Runs for one request at most: those that had crashed before it was sent again count too."""

BEGUN = ("PENDING", "RUNNING")
CRASHED = "CRASHED"
WAITS = "SCHEDULED"


@dataclass(frozen=True)
class Asked:
    """One request: what is sent to which deployment, and the digest its receipt must carry."""

    id: str
    deployment: str
    parameters: dict[str, Any]
    digest: str

    @property
    def case(self) -> str | None:
        """The case the act is about; None where it opens one."""
        case: str | None = self.parameters["act"].get("case")
        return case


def signature(badge: str, code: str | None) -> dict[str, str]:
    """The signature as it is sent; a database made as a demo needs no code."""
    return {"badge": badge} if code is None else {"badge": badge, "code": code}


def answered(store: Store, asked: Asked) -> Answer | None:
    """The answer this request has got; refused where it was got for another content."""
    with store.read() as connection:
        found = journal.answered(connection, asked.id)
    if found is None:
        return None
    digest, answer = found
    if digest != asked.digest:
        raise TransitionRefused(no("request_reused"))
    return answer


def answer(store: Store, api_url: str, asked: Asked, timeout: float) -> Answer:
    """The answer, waited for. Raises LostRace, PrefectUnreachable, or Failed with the request's id: it may be sent
    again under the same id."""
    until = time.monotonic() + timeout
    runs, watch = 1, _Watch(api_url, _triggered(api_url, asked, asked.id))
    while (now := time.monotonic()) < until:
        found = answered(store, asked)
        if found is not None:
            return found
        if now >= watch.ask_at:
            if watch.run is not None and watch.run.ended:
                raise _without_receipt(store, asked, watch.run)
            watch.ask()
            if watch.stuck or (watch.crashed_before and runs < MOST_RUNS):
                runs += 1
                key = f"{asked.id}/{runs}"
                watch = _Watch(api_url, _triggered(api_url, asked, key), again=watch.again or watch.stuck)
        time.sleep(LOOK_SECONDS)
    waits = watch.run is not None and watch.run.state == WAITS
    message = told("no_worker") if waits else told("timed_out", seconds=round(timeout))
    raise Failed("timed_out", message, request=asked.id)


class _Watch:
    """What is known of the run: asked now and then, and left alone while Prefect does not answer."""

    def __init__(self, api_url: str, run_id: str, again: bool = False) -> None:
        self.run: Run | None = None
        self.again = again
        self.crashed_before = False
        self._pause = ASK_SECONDS
        self.ask_at = time.monotonic() + self._pause
        self._api_url, self._run_id = api_url, run_id
        self._begun: float | None = None

    @property
    def stuck(self) -> bool:
        """Whether to ask for a run again: begun too long ago, Prefect answers, and it was not done before."""
        return not self.again and self._begun is not None and time.monotonic() - self._begun > STUCK_SECONDS

    def ask(self) -> None:
        """Look at the run once more; what was known stays where the server is away."""
        found = trigger.look(self._api_url, self._run_id)
        if self.run is None and found is not None:
            # The same key gives the same run: one that had crashed already when we came will never answer.
            self.crashed_before = found.state == CRASHED
        begun = found is not None and found.state in BEGUN
        self._begun = (self._begun or time.monotonic()) if begun else None
        self.run = found or self.run
        self._pause = min(2 * self._pause, LONGEST_ASK)
        self.ask_at = time.monotonic() + self._pause


def _triggered(api_url: str, asked: Asked, key: str) -> str:
    """Ask for the run, or find the one this key has started before."""
    try:
        return trigger.trigger(api_url, asked.deployment, asked.parameters, key, patient=False)
    except Unknown:
        raise Failed("engine", told("not_published", what=asked.deployment), request=asked.id) from None
    except PrefectUnreachable:
        if key == asked.id:
            raise
        raise Failed("engine", told("engine_unreachable"), request=asked.id) from None


def _without_receipt(store: Store, asked: Asked, run: Run) -> Exception:
    """A run that ended and left no receipt has lost a race, or has failed for a technical reason."""
    if run.name == "Lost race" and asked.case is not None:
        return LostRace(asked.case, _changed(store, asked, asked.case, run))
    return Failed("run_ended", told("run_ended", state=run.name), request=asked.id, run=run.id)


def _changed(store: Store, asked: Asked, case: str, run: Run) -> tuple[str, ...]:
    seen: int | None = asked.parameters["act"].get("seen")
    with store.read() as connection:
        if seen is not None:
            return meanwhile.acts_after(connection, case, seen)
        return meanwhile.acts_since(connection, case, run.created)
