"""An act through Prefect: from trigger to effect, and acts a second, by who runs it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from uuid import uuid4

from deployments.acts import act_specs
from deployments.apply import apply
from deployments.bench.medians import Progress
from deployments.bench.worlds import TEXT, issue, opened, world_in
from deployments.client_settings import talking_to
from deployments.demo.world import INSPECTOR
from deployments.own_database import ENGINE_DATABASE, of_the_engine
from deployments.postgres import OwnPostgres, PostgresMissing
from deployments.server import PrefectServer
from deployments.settings import DeploymentSettings
from deployments.submit import submit
from flows import stores
from models.vocabulary import Outcome, Stage

WANTED = "guidance/issue"
CALLERS, PATIENCE = 4, 30
Act = Callable[[str], Any]
Databases = tuple[str, Mapping[str, str]]
"""The address of ours, and what Prefect's server is told of its own."""


@dataclass(frozen=True)
class Size:
    """How many acts one after another, and how many at once from `CALLERS`, by a warm way and by one that is not."""

    alone: int
    together: int
    alone_slow: int
    together_slow: int


def measured(folder: Path, size: Size, progress: Progress) -> dict[str, dict[str, float]]:
    """`latency_p50`, `latency_p95` in seconds and `throughput` in acts a second, by way: both databases on SQLite, and
    with `_postgres` both on PostgreSQL, where its package is installed."""
    found: dict[str, dict[str, float]] = {}
    os.environ["PREFECT_HOME"] = str(folder / "client")
    sides: tuple[tuple[str, Any, Mapping[str, Any]], ...] = (
        ("", _sqlite, {"direct": _direct, "warm": _warm, "process": _process, "serve": _served}),
        ("_postgres", _postgresql, {"direct": _direct, "warm": _warm, "process": _process}),
    )
    for side, databases, ways in sides:
        with databases(folder) as urls:
            if urls is None:
                continue
            ours, theirs = urls
            with world_in(ours), PrefectServer(folder / f"server{side}", settings=theirs) as server:
                os.environ["PREFECT_API_URL"] = server.api_url
                for name, way in ways.items():
                    warm = name in ("direct", "warm")
                    if side and not warm and size.alone_slow < 2:
                        continue  # a tiny run starts Prefect's process worker once
                    counts = (size.alone, size.together) if warm else (size.alone_slow, size.together_slow)
                    with way(server) as act:
                        act(opened())  # what is loaded at first use is no part of it
                        took = found[f"acts_{name}{side}"] = _timed(act, *counts)
                    progress(f"acts {name}{side}: p50 {took['latency_p50']} s, {took['throughput']}/s")
    return found


@contextmanager
def _sqlite(folder: Path) -> Iterator[Databases]:
    yield f"sqlite:///{folder / 'acts.sqlite'}", {}


@contextmanager
def _postgresql(folder: Path) -> Iterator[Databases | None]:
    try:
        made = OwnPostgres(folder / "postgres-acts")
    except PostgresMissing:
        yield None
        return
    with made as server:
        server.create("acts", ENGINE_DATABASE)
        yield server.url("acts"), of_the_engine(server, DeploymentSettings())


def ratios(found: dict[str, dict[str, float]]) -> dict[str, float]:
    """The warm worker beside Prefect's process worker; larger is better."""
    told: dict[str, float] = {}
    for side in ("", "_postgres"):
        if f"acts_process{side}" in found:
            warm, process = found[f"acts_warm{side}"], found[f"acts_process{side}"]
            told[f"latency_vs_process{side}"] = process["latency_p50"] / warm["latency_p50"]
            told[f"throughput_vs_process{side}"] = warm["throughput"] / process["throughput"]
    return told


def _timed(act: Act, alone: int, together: int) -> dict[str, float]:
    cases = [opened() for _ in range(alone + together)]
    took = []
    for case in cases[:alone]:
        began = perf_counter()
        act(case)
        took.append(perf_counter() - began)
    began = perf_counter()
    with ThreadPoolExecutor(CALLERS) as callers:
        list(callers.map(act, cases[alone:]))
    every = perf_counter() - began
    late = quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
    return {
        "latency_p50": round(median(took), 3),
        "latency_p95": round(late, 3),
        "throughput": round(together / every, 2),
    }


@contextmanager
def _direct(server: PrefectServer) -> Iterator[Act]:
    yield issue


@contextmanager
def _warm(server: PrefectServer) -> Iterator[Act]:
    from deployments.warm import WarmWorker

    asyncio.run(_published(server, "casework"))
    with WarmWorker(server.api_url, alarm=lambda kind, what: None):
        yield _through(server)


@contextmanager
def _process(server: PrefectServer) -> Iterator[Act]:
    asyncio.run(_published(server, "bench-process", "process"))
    command = [str(Path(sys.executable).with_name("prefect")), "worker", "start", "--pool", "bench-process"]
    with _running([*command, "--type", "process"]):
        yield _through(server)


@contextmanager
def _served(server: PrefectServer) -> Iterator[Act]:
    with _running([sys.executable, "-m", "deployments.bench.serving"]):
        yield _through(server)


def _through(server: PrefectServer) -> Act:
    def act(case: str) -> None:
        form = {"act": "issue", "case": case, "form": "written guidance", "content": TEXT}
        answer = submit(server.api_url, stores.store(), Stage.GUIDANCE, form, INSPECTOR, str(uuid4()))
        if answer.outcome is not Outcome.RECORDED:
            raise RuntimeError(str(answer.body["refused"]["code"]))

    return act


async def _published(server: PrefectServer, pool: str, kind: str | None = None) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate

    with talking_to(server.api_url):
        async with get_client() as client:
            if kind is not None:
                await client.create_work_pool(WorkPoolCreate(name=pool, type=kind))
            await apply(client, [replace(spec, pool=pool) for spec in act_specs() if spec.full_name == WANTED])


@contextmanager
def _running(command: list[str]) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as process:  # noqa: S603
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                # Prefect's worker, told to end while a run of its own just ends, may wait for it for ever.
                process.kill()
