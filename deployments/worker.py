"""A Prefect worker that runs our own flows, and nothing else, in threads of this warm process.

Prefect's stock workers start a process for every run and load whatever code the deployment names. This one looks the
flow up by name in a registry of ours. It ignores entry point, path, pull steps and job variables that come from the
server: whoever can change a deployment cannot choose what runs here.
"""

import asyncio
import contextvars
import logging
import time
from collections import deque
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import anyio.abc
from prefect.client.schemas.objects import FlowRun
from prefect.workers.base import BaseJobConfiguration, BaseVariables, BaseWorker, BaseWorkerResult

from deployments import alarm as alarms
from deployments import client_settings as settings
from deployments import stuck, taking, wake
from deployments.pool import POOL_TYPE, TEMPLATE, ensure_pool
from deployments.settle import Truth
from deployments.taking import Registry
from flows.settings import POOL

log = logging.getLogger("casework.worker")


class CaseworkWorker(BaseWorker[BaseJobConfiguration, BaseVariables, BaseWorkerResult]):
    """Takes runs of one work pool, at most `limit` (8) at a time, as soon as the server announces them.

    `alarm` is told of a run that is not ours, of one that has not ended after `stuck_seconds`, and of a deployment that
    is not as we publish it: the administrators are, unless another `registry` is worked for. `truth` says how a run
    that was cancelled while it went on has ended: its receipt does.

    `start` returns after `stop`. The server may come and go meanwhile; no run can end the worker.
    """

    type = POOL_TYPE
    job_configuration = BaseJobConfiguration
    job_configuration_variables = BaseVariables

    def __init__(
        self,
        work_pool_name: str = POOL,
        *,
        registry: Registry | None = None,
        alarm: alarms.Alarm | None = None,
        query_seconds: float = 2.0,
        drain_seconds: float = 30.0,
        stuck_seconds: float = stuck.AFTER_SECONDS,
        truth: Truth | None = None,
        limit: int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(work_pool_name, limit=limit, **options)
        self._registry = registry
        self._alarm = alarm or (alarms.to_administrators if registry is None else lambda kind, what: None)
        self._truth = truth or (taking.recorded_end if registry is None else lambda run: None)
        self._pool = work_pool_name
        self._slots = limit or 8
        self._query_seconds = query_seconds
        self._drain_seconds = drain_seconds
        self._stuck_seconds = stuck_seconds
        self._flows: Registry = {}
        self._flow_names: dict[UUID, str] = {}
        self._taken: dict[UUID, asyncio.Task[None]] = {}
        self._begun: dict[UUID, float] = {}
        self._met: deque[str] = deque(maxlen=200)
        self._looked_at = time.monotonic()
        self._runs_in = contextvars.copy_context()
        self._bell = wake.Bell()
        self._stopping = asyncio.Event()

    @classmethod
    def get_default_base_job_template(cls) -> dict[str, Any]:
        return deepcopy(TEMPLATE)

    async def sync_with_backend(self) -> None:
        """Show the server that this worker lives, and make the work pool anew where it has gone.

        Replaces Prefect's own, whose websocket tells of changes to the pool's settings; ours has none.
        """
        await ensure_pool(self.client, self._pool)
        await self.client.send_worker_heartbeat(self._pool, self.name, self.heartbeat_interval_seconds)

    def stop(self) -> None:
        """Take no new run; `start` returns when the running ones have ended, or after `drain_seconds`."""
        self._stopping.set()
        self._bell.call()

    async def start(
        self, run_once: bool = False, with_healthcheck: bool = False, printer: Callable[..., None] = log.info
    ) -> None:
        """Work until `stop`; with `run_once`, do only what is due now. There is no health page."""
        self._flows = taking.without_results(self._registry if self._registry is not None else taking.our_flows())
        self._runs_in = settings.for_runs()
        async with self:
            loops: list[asyncio.Task[None]] = []
            try:
                if run_once:
                    await self.get_and_submit_flow_runs()
                    return
                listening = wake.listen(self.client, self._pool, self._announced)
                polling = wake.poll(self.get_and_submit_flow_runs, self._bell, self._query_seconds, self._stopping)
                watching = stuck.watch(
                    self._begun, self._alarm, self._stuck_seconds, min(stuck.EVERY_SECONDS, self._stuck_seconds)
                )
                beside = (self._keep_in_touch(), listening, watching, self._guard())
                loops = [asyncio.create_task(loop) for loop in beside]
                loops.append(asyncio.create_task(polling, context=settings.for_polling()))
                printer(f"worker {self.name} is ready")
                await self._stopping.wait()
                await asyncio.wait(loops[-1:], timeout=2.0)  # a question under way may still be answered
            finally:
                for loop in loops:
                    loop.cancel()
                await asyncio.gather(*loops, return_exceptions=True)
                await taking.drain(dict(self._taken), self._drain_seconds)

    async def get_and_submit_flow_runs(self) -> list[FlowRun]:
        """Start what is due, as far as there are free slots; the runs started."""
        free = self._slots - len(self._taken)
        if free < 1 or self._stopping.is_set():
            return []
        due = await self.client.get_scheduled_flow_runs_for_work_pool(self._pool, scheduled_before=datetime.now(UTC))
        self._looked_at = time.monotonic()
        fresh = [entry.flow_run for entry in due if entry.flow_run.id not in self._taken][:free]
        for flow_run in fresh:
            run = taking.take(self.client, flow_run, self._flows, self._flow_names, self._alarm, self._truth)
            task = asyncio.create_task(run, context=self._runs_in.copy())
            self._taken[flow_run.id], self._begun[flow_run.id] = task, time.monotonic()
            self._met.append(str(flow_run.id))
            task.add_done_callback(partial(self._release, flow_run.id))
        return fresh

    def is_worker_still_polling(self, query_interval_seconds: float) -> bool:
        """Whether the server was asked for work, or all slots were taken, within the last thirty intervals: what
        `prefect worker start --with-healthcheck` tells a supervisor."""
        return len(self._taken) >= self._slots or time.monotonic() - self._looked_at < 30 * query_interval_seconds

    async def run(
        self,
        flow_run: FlowRun,
        configuration: BaseJobConfiguration,
        task_status: anyio.abc.TaskStatus[int] | None = None,
    ) -> BaseWorkerResult:
        """A run handed over by another way than the work pool would bring its own code: refused."""
        raise NotImplementedError("this worker runs only what it takes from its work pool")

    async def _guard(self) -> None:
        """See that what stands on the server is what we publish; of another registry nothing is published."""
        if self._registry is None:
            from deployments import guarding

            await guarding.watch(self.client, self._alarm)

    async def _keep_in_touch(self) -> None:
        while True:
            await asyncio.sleep(self.heartbeat_interval_seconds)
            try:
                await self.sync_with_backend()
            except Exception as error:
                log.warning("no sign of life could be sent to the Prefect server: %s", type(error).__name__)

    def _announced(self, run_id: str | None) -> None:
        """Look for work, unless what is announced was found before the announcement came: a look costs the server as
        much as a change of state."""
        if run_id is None or run_id not in self._met:
            self._bell.ring()

    def _release(self, run_id: UUID, task: asyncio.Task[None]) -> None:
        if len(self._taken) >= self._slots:
            self._bell.call()  # what was announced meanwhile had to wait for a free slot
        del self._taken[run_id], self._begun[run_id]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("run %s could not be taken", run_id, exc_info=error)
