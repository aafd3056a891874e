"""A relay killed anywhere on a digest's way: no notice is lost, a second copy has the same key and says the same."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from models.store.engine import Store
from models.store.handles import OUTBOX, PREFERENCE
from models.vocabulary import MessageState
from tests.delivery.outbox import Outbox

PARTS = 5


@pytest.fixture(scope="module")
def relays() -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, str(Path(__file__).with_name("digest_process.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process


def run(process: "subprocess.Popen[str]", store: Store, outbox: Outbox, point: str, file: Path) -> None:
    """One relay to its end; leases and pauses of what it left are over then."""
    asked, answered = process.stdin, process.stdout
    assert asked is not None and answered is not None
    asked.write(f"{store.url} {point.replace(' ', '_')} {file}\n")
    asked.flush()
    assert answered.readline() == "ended\n"
    outbox.make_due()


@pytest.mark.parametrize("point", ["joined", "put together", "sent", "arrived"])
def test_a_killed_relay_loses_no_part_of_a_digest(
    store: Store, outbox: Outbox, relays: "subprocess.Popen[str]", tmp_path: Path, point: str
) -> None:
    hour = (datetime.now(UTC) + timedelta(hours=8)).time().replace(second=0, microsecond=0)
    with store.write() as connection:
        connection.execute(insert(PREFERENCE).values(owner="B-1", digest_at=hour))
    written = datetime.now(UTC) - timedelta(hours=2)
    parts = [outbox.add(case_no=f"GZ-2026-{n:06}", created_at=written) for n in range(PARTS)]
    sink = tmp_path / "sink"
    run(relays, store, outbox, point, sink)
    assert {outbox.state(part) for part in parts} != {MessageState.DONE} or point == "arrived"
    rounds = 0
    while "ready" in outbox.states() or "leased" in outbox.states():
        run(relays, store, outbox, "never", sink)
        rounds += 1
        # What a killed relay holds is taken up one by one, and a digest is gathered for a minute at most.
        with store.write() as connection:
            old = datetime.now(UTC) - timedelta(minutes=2)
            connection.execute(update(OUTBOX).where(OUTBOX.c.body == "").values(created_at=old))
        assert rounds < 20
    assert {outbox.state(part) for part in parts} == {MessageState.DONE}
    sent: list[tuple[str, str]] = [tuple(json.loads(line)) for line in sink.read_text().splitlines()]
    keys = dict(sent)
    assert len(set(sent)) == len(keys), "under one key always the same text"
    assert len(sent) - len(keys) <= 1, "one double for one kill"
    for number in range(PARTS):
        assert sum(f"title {number + 1}\n" in text for text in keys.values()) == 1, "each part stands in one digest"
