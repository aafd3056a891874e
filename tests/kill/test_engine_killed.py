"""Prefect's server and the worker killed in the middle of a burst: every submission ends with exactly one receipt."""

import gc
import os
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from uuid import NAMESPACE_URL, uuid5

import pytest
from sqlalchemy import select

from deployments.server import free_port
from deployments.submit import submit
from flows import stores
from models.errors import CaseworkError
from models.store.engine import Store, open_store
from models.store.handles import EVENT, RECEIPT
from models.store.settings import store_settings
from models.vocabulary import EventKind, Outcome, Stage
from notifications.backoff import Pace
from tests.acceptance.conftest import forget_settings
from tests.builders import UNIT_CODE
from tests.kill.battle import open_rows
from tests.kill.conftest import RecordProperty, undated
from tests.kill.engine import EVERYTHING, SERVER, Engine
from tests.kill.reckoning import arrivals_are_as_written, record_is_whole
from tests.kill.sinks import Sinks, sinks
from tests.store.worlds import standing

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    # Prefect's client leaves sockets to the garbage collector when its server is killed.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SEED = 20261129
KILLS = (SERVER, EVERYTHING, SERVER, EVERYTHING)
INSPECTORS, CASES = 4, 3
LONGEST_ANSWER = 400.0


@pytest.fixture
def post() -> Iterator[Sinks]:
    with sinks() as there:
        yield there


@pytest.fixture
def engine(tmp_path: Path, post: Sinks, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An installation with the standard world, which sends to the sinks."""
    for name in [n for n in os.environ if n.startswith(("CASEWORK_", "PREFECT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CASEWORK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CASEWORK_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("CASEWORK_LOCALE", "en")
    monkeypatch.setenv("CASEWORK_SMTP_URL", post.mail.url)
    monkeypatch.setenv("CASEWORK_WEBHOOK_URL", post.hook.url)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "client"))
    forget_settings()
    made = open_store(store_settings().url)
    undated(made)
    standing(made)
    made.close()
    with Engine(free_port(), os.environ, ("case/open", "case/assign", "case/close")) as running:
        yield running
    stores.store().close()
    forget_settings()
    gc.collect()


def answered(engine: Engine, store: Store, form: dict[str, str], badge: str, request: str) -> dict[str, object]:
    """The receipt, asked for under the same id until it is there, as a person would who is told to try again."""
    until = time.monotonic() + LONGEST_ANSWER
    while True:
        try:
            answer = submit(engine.api_url, store, Stage.CASE, form, badge, request)
        except CaseworkError:
            assert time.monotonic() < until, "a submission without a receipt"
            continue
        assert answer.outcome is Outcome.RECORDED, answer.body
        return dict(answer.body)


def inspector(engine: Engine, store: Store, number: int) -> list[tuple[str, str]]:
    """Open, hand over and close some cases; returns each request with the act it was."""
    done = []
    for n in range(CASES):
        case = ""
        for act, badge, more in (
            ("open", "N001", {"unit": UNIT_CODE, "handler": "N001", "reason": "Weak prevention."}),
            ("assign", "N100", {"handler": "N002"}),
            ("close", "N002", {"reason": "Nothing is left to do."}),
        ):
            request = str(uuid5(NAMESPACE_URL, f"{number}/{n}/{act}"))
            form = {"act": act, **more, **({"case": case} if case else {})}
            case = str(answered(engine, store, form, badge, request)["case"])
            done.append((request, f"case.{act}"))
    return done


def test_every_submission_ends_with_one_receipt(engine: Engine, post: Sinks, record_property: RecordProperty) -> None:
    chance, store = Random(SEED), stores.store()  # noqa: S311 - moments to kill, no secret
    with ThreadPoolExecutor(INSPECTORS) as office:
        work = [office.submit(inspector, engine, store, number) for number in range(INSPECTORS)]
        for what in KILLS:
            before = receipts(store)
            while receipts(store) == before and not all(one.done() for one in work):
                time.sleep(0.05)
            time.sleep(chance.uniform(0.0, 1.0))
            engine.kill(what)
        asked = [request for one in work for request in one.result()]
    assert len(asked) == INSPECTORS * CASES * 3
    with store.read() as connection:
        kept = connection.execute(select(RECEIPT.c.request_id)).scalars().all()
        acts = connection.execute(select(EVENT.c.request_id, EVENT.c.act).where(EVENT.c.kind == EventKind.ACT)).all()
    assert Counter(kept) == Counter(request for request, _ in asked)
    assert Counter(tuple(act) for act in acts) == Counter(asked)
    record_is_whole(store)
    everything_sent(store)
    doubles = arrivals_are_as_written(store, post.keys(), len(KILLS) * Pace().at_once)
    record_property(
        "figures", f"{len(KILLS)} kills of {' and '.join(sorted(set(KILLS)))}: {len(acts)} acts, {doubles} doubles"
    )


def receipts(store: Store) -> int:
    with store.read() as connection:
        return len(connection.execute(select(RECEIPT.c.request_id)).all())


def everything_sent(store: Store) -> None:
    """The relay has sent all that waits; what a dead one had leased it takes after a minute."""
    until = time.monotonic() + LONGEST_ANSWER
    while open_rows(store):
        assert time.monotonic() < until
        time.sleep(0.2)
