"""An installation over several processes as over several machines: nothing is lost or taken twice, whoever dies."""

import asyncio
import gc
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median, quantiles
from uuid import NAMESPACE_URL, uuid5

import pytest
from sqlalchemy import func, select

from deployments.published import publish
from deployments.submit import submit
from flows import stores
from models.errors import CaseworkError
from models.store.engine import Store, open_store
from models.store.handles import CASE_FILE, EVENT, RECEIPT
from models.store.migrate import install
from models.store.settings import store_settings
from models.vocabulary import EventKind, Outcome, Stage
from tests import builders
from tests.acceptance import apart
from tests.acceptance.conftest import forget_settings, in_process
from tests.builders import UNIT_CODE
from tests.kill.reckoning import record_is_whole

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(apart.redis_missing(), reason="needs redis-server"),
    # Prefect's client leaves sockets to the garbage collector when its server ends.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

CASES = int(os.environ.get("CASEWORK_TRIAL_CASES", "6"))
SERVERS = int(os.environ.get("CASEWORK_TRIAL_SERVERS", "2"))
WORKERS = int(os.environ.get("CASEWORK_TRIAL_WORKERS", "2"))
CALLERS = 8
LONGEST_ANSWER = 600.0
STEPS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("open", "N001", {"unit": UNIT_CODE, "handler": "N001", "reason": "Weak prevention."}),
    ("assign", "N100", {"handler": "N002"}),
    ("assign", "N100", {"handler": "N001"}),
    ("assign", "N100", {"handler": "N002"}),
    ("close", "N002", {"reason": "Nothing is left to do."}),
)


@dataclass
class Trial:
    """What runs, and what the callers saw: each request with its act, how long each took, how often one gave up and
    asked again, by reason."""

    api_urls: list[str]
    workers: list[apart.Part]
    engine: list[apart.Part]
    processes: Mapping[str, int]
    store: Store
    asked: list[tuple[str, str]] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    given_up: Counter[str] = field(default_factory=Counter)

    def case(self, number: int) -> None:
        """One case from beginning to end, through the API server of its caller."""
        api_url = self.api_urls[number % len(self.api_urls)]
        case = ""
        for n, (act, badge, more) in enumerate(STEPS):
            request = str(uuid5(NAMESPACE_URL, f"{number}/{n}"))
            form = {"act": act, **more, **({"case": case} if case else {})}
            began = time.monotonic()
            case = str(self._answered(api_url, form, badge, request)["case"])
            self.took.append(time.monotonic() - began)
            self.asked.append((request, f"case.{act}"))

    def receipts(self) -> int:
        with self.store.read() as connection:
            return connection.execute(select(func.count()).select_from(RECEIPT)).scalar_one()

    def spent(self) -> dict[str, float]:
        """Seconds of processor each kind of part has used so far, and this one, which calls."""
        found = {"callers": sum(os.times()[:2])}
        for part in (*self.workers, *self.engine):
            kind = part.name.split("-")[0]
            found[kind] = found.get(kind, 0.0) + part.cpu_seconds()
        return found | {name: apart.cpu_seconds(pid) for name, pid in self.processes.items()}

    def _answered(self, api_url: str, form: dict[str, str], badge: str, request: str) -> dict[str, object]:
        until = time.monotonic() + LONGEST_ANSWER
        while True:
            try:
                answer = submit(api_url, self.store, Stage.CASE, form, badge, request)
            except CaseworkError as error:
                self.given_up[getattr(error, "code", type(error).__name__)] += 1
                assert time.monotonic() < until, "a submission without a receipt"
                continue
            assert answer.outcome is Outcome.RECORDED, answer.body
            return dict(answer.body)


@pytest.fixture
def trial(monkeypatch: pytest.MonkeyPatch) -> Iterator[Trial]:
    """API servers, background services and workers, and the standard world in their database."""
    for name in [n for n in os.environ if n.startswith(("CASEWORK_", "PREFECT_"))]:
        monkeypatch.delenv(name)
    with apart.site() as site, ExitStack() as running:
        for name, value in site.settings.items():
            monkeypatch.setenv(name, value)
        forget_settings()
        made = open_store(store_settings().url)
        install(made, demo=True, today=None)
        with made.write() as connection:
            builders.registers(connection)
        made.close()
        assert in_process("migrate", "--json").json["engine"] is True

        def started(part: apart.Part) -> apart.Part:
            running.callback(part.stop)
            return part

        served = [(started(part), url) for part, url in apart.servers(site.home, SERVERS)]
        for part, url in served:
            part.await_health(url)
        services = started(apart.Part(site.home, "services", "services"))
        urls = [url for _, url in served]
        monkeypatch.setenv("PREFECT_API_URL", urls[0])
        asyncio.run(publish(urls[0], apart.PASSWORD, {f"case/{act}" for act, _, _ in STEPS}))
        workers = [started(apart.worker(site.home, n, urls[n % len(urls)])) for n in range(WORKERS)]
        for part in workers:
            part.await_line('"api"')
        yield Trial(urls, workers, [*(part for part, _ in served), services], site.processes, stores.store())
        stores.store().close()
    forget_settings()
    gc.collect()


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(
    trial: Trial, record_property: Callable[[str, object], None]
) -> None:
    wanted = CASES * len(STEPS)
    began, before = time.monotonic(), trial.spent()
    with ThreadPoolExecutor(CALLERS) as office:
        work = [office.submit(trial.case, number) for number in range(CASES)]
        if len(trial.workers) > 1:
            while trial.receipts() < wanted // 2:
                assert not any(one.done() and one.exception() for one in work)
                time.sleep(0.05)
            trial.workers[0].kill()
        for one in work:
            one.result()
    every, spent = time.monotonic() - began, trial.spent()
    with trial.store.read() as connection:
        kept = connection.execute(select(RECEIPT.c.request_id, RECEIPT.c.outcome)).all()
        acts = connection.execute(select(EVENT.c.request_id, EVENT.c.act).where(EVENT.c.kind == EventKind.ACT)).all()
        cases = connection.execute(select(CASE_FILE.c.state, CASE_FILE.c.handler)).all()
    assert len(trial.asked) == wanted
    assert Counter(row.request_id for row in kept) == Counter(request for request, _ in trial.asked), "lost, or doubled"
    assert {row.outcome for row in kept} == {Outcome.RECORDED}
    assert Counter(tuple(act) for act in acts) == Counter(trial.asked), "an effect lost, or doubled"
    assert Counter((case.state, case.handler) for case in cases) == Counter({("closed", "N002"): CASES})
    record_is_whole(trial.store)
    assert in_process("audit", "verify").code == 0
    slow = quantiles(trial.took, n=20)[-1]
    told = f"{wanted} acts on {CASES} cases in {every:.1f} s ({wanted / every:.2f}/s), p50 {median(trial.took):.2f} s, "
    told += f"p95 {slow:.2f} s, longest {max(trial.took):.1f} s, gave up and asked again: {dict(trial.given_up)}; "
    shares = ", ".join(f"{name} {(spent[name] - before[name]) / wanted:.3f}" for name in sorted(spent))
    told += f"seconds of processor an act: {shares}; "
    told += f"{len(trial.api_urls)} API servers, {len(trial.workers)} workers"
    record_property("figures", told)
    sys.stdout.write(told + "\n")
