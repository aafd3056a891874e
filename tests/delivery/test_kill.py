"""A relay killed at random moments loses nothing, and doubles stay few; a transfer is held exactly once."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from models.store.engine import Store
from models.vocabulary import Audience, Channel
from notifications.proofs import RECEIPT
from notifications.receive import Receiver
from tests.delivery.handing_over import met
from tests.delivery.outbox import Outbox, events
from tests.delivery.peers import Seen, peer

ROUNDS = 3
BATCH = 5
MESSAGES = 40


def taken_slowly(_: Seen) -> tuple[int, dict[str, str], bytes]:
    time.sleep(0.02)
    return 200, {}, b""


class Relays:
    """Starts relays in processes of their own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    @contextmanager
    def running(self, store: Store, hook: str) -> Iterator[None]:
        """A relay, killed at the end."""
        asked, answered = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answered is not None
        asked.write(f"{store.url} {hook}\n")
        asked.flush()
        relay = int(answered.readline())
        try:
            yield
        finally:
            os.kill(relay, signal.SIGKILL)
            assert answered.readline() == "ended\n"


@pytest.fixture(scope="module")
def relays() -> Iterator[Relays]:
    command = [sys.executable, str(Path(__file__).with_name("relay_process.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Relays(process)


def test_killed_relays_lose_nothing(store: Store, outbox: Outbox, relays: Relays, tmp_path: Path) -> None:
    chance = Random(20260131)  # noqa: S311 - moments to kill, no secret
    with Receiver(tmp_path / "received") as receiver, peer(taken_slowly) as hook:
        met(store, receiver, None, *(f"GZ-2026-{number:06}" for number in range(12)))
        for number in range(MESSAGES):
            case = f"GZ-2026-{number % 12:06}"
            outbox.add(case_no=case, channel=Channel.WEBHOOK, dedupe=f"{case}:{number}:webhook:B-1")
            outbox.add(
                case_no=case,
                channel=Channel.TRANSFER,
                audience=Audience.RECEIVER,
                target="D-1",
                dedupe=f"{case}:{number}:transfer:D-1",
                sealed_id=f"s{number}",
            )
        for _ in range(ROUNDS):
            with relays.running(store, hook.url):
                time.sleep(chance.uniform(0.05, 0.6))
            outbox.make_due()
        unfinished = 2 * MESSAGES - outbox.states().get("done", 0)
        with relays.running(store, hook.url):
            until = time.monotonic() + 90
            while outbox.states() != {"done": 2 * MESSAGES} and time.monotonic() < until:
                time.sleep(0.1)
        held = receiver.ledger.all()
    assert unfinished > 0, "the kills came too late to mean anything"
    assert outbox.states() == {"done": 2 * MESSAGES}
    came = Counter(seen.headers["X-Casework-Message"] for seen in hook.seen)
    assert len(came) == MESSAGES
    assert sum(came.values()) - MESSAGES <= ROUNDS * BATCH
    first: dict[str, list[int]] = {}
    for key in came:
        case, number_, *_ = key.split(":")
        first.setdefault(case, []).append(int(number_))
    assert all(numbers == sorted(numbers) for numbers in first.values())
    assert len(held) == len({receipt["digest"] for receipt in held}) == MESSAGES
    assert len(events(store, RECEIPT)) == MESSAGES
