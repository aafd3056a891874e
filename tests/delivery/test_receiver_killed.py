"""A receiving service killed at random moments takes each package once and signs one receipt for it."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from threading import Event, Thread

import pytest

from deployments.server import free_port
from models.store import transfer_key
from models.store.canonical import canonical
from models.store.engine import Store
from models.vocabulary import Audience, Channel
from notifications.backoff import Pace
from notifications.bag import pack
from notifications.proofs import RECEIPT
from notifications.receive import FILE
from notifications.received import Ledger
from notifications.relay import drain
from notifications.statements import opened
from notifications.transfer import TransferSender
from tests.delivery.handing_over import ours
from tests.delivery.outbox import Outbox, cases, events, register

pytestmark = pytest.mark.slow

ROUNDS, PACKAGES = 8, 60
CASES = [f"GZ-2026-{number:06}" for number in range(6)]


@contextmanager
def running(folder: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """The service in a process of its own, killed at the end."""
    command = [sys.executable, str(Path(__file__).with_name("receiver_process.py")), str(folder), str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.send_signal(signal.SIGKILL)


def package(sealed_id: str) -> bytes:
    return pack(sealed_id, {}, {"clue.json": canonical({"letter": sealed_id, "unit": "U-1", "breach": []})})


def test_a_killed_receiver_keeps_each_package_once(store: Store, outbox: Outbox, tmp_path: Path) -> None:
    chance = Random(20260715)  # noqa: S311 - moments to kill, no secret
    port = free_port()
    folder = tmp_path / "received"
    secret = transfer_key.secret(folder / "key")
    ledger, public_key = Ledger(folder / FILE, secret), transfer_key.public_of(secret)
    ledger.trust("us", ours())
    register(store, f"http://127.0.0.1:{port}", public_key)
    cases(store, *CASES)
    for number in range(PACKAGES):
        case = CASES[number % len(CASES)]
        outbox.add(
            case_no=case, channel=Channel.TRANSFER, audience=Audience.RECEIVER, target="D-1", sealed_id=f"s{number}",
            dedupe=f"{case}:{number}:transfer:receiver:D-1",
        )  # fmt: skip
    ended = Event()

    def relay() -> None:
        with TransferSender(store, package) as sender:
            while not ended.is_set():
                outbox.make_due()
                drain(store, {Channel.TRANSFER: sender}, batch=4, limit=4, pace=Pace(max_attempts=1000), stop=ended)

    relaying = Thread(target=relay)
    relaying.start()
    try:
        for _ in range(ROUNDS):
            with running(folder, port):
                time.sleep(chance.uniform(0.0, 0.3))
        unfinished = PACKAGES - outbox.states().get("done", 0)
        with running(folder, port):
            until = time.monotonic() + 120
            while outbox.states() != {"done": PACKAGES} and time.monotonic() < until:
                time.sleep(0.1)
    finally:
        ended.set()
        relaying.join()
    assert unfinished > 0, "the kills came too late to mean anything"
    assert outbox.states() == {"done": PACKAGES}
    held = {one["key"]: one for one in ledger.all()}
    assert len(held) == len(ledger.all()) == PACKAGES
    kept = events(store, RECEIPT)
    assert len(kept) == PACKAGES
    for event in kept:
        key = event["dedupe"].removeprefix("peer:").removesuffix(":pending")
        said = opened(event["data"]["signed"], public_key, key=key, digest=held[key]["digest"])
        assert said.receipt == held[key]["receipt"]
