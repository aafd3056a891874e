"""Several relays, each with its own connections, share one PostgreSQL."""

from collections import Counter
from threading import Barrier, Thread
from time import monotonic

import pytest

from models.store.engine import Store, open_store
from models.vocabulary import Channel
from notifications.backoff import Pace
from notifications.channels.webhook import WebhookSender
from notifications.relay import drain
from tests.delivery.outbox import Outbox
from tests.delivery.peers import peer

RELAYS, CASES, MESSAGES = 4, 40, 400


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_no_message_leaves_twice_and_each_case_keeps_its_order(store: Store, outbox: Outbox) -> None:
    outbox.add_all(
        {
            "case_no": f"GZ-2026-{n % CASES:06}", "channel": Channel.WEBHOOK,
            "dedupe": f"GZ-2026-{n % CASES:06}:{n}:webhook:B-1",
        }
        for n in range(MESSAGES)
    )  # fmt: skip
    sent: list[int] = []
    together = Barrier(RELAYS)

    def relay(url: str) -> None:
        own = open_store(store.url)
        with WebhookSender(url) as sender:
            together.wait(60)
            until, mine = monotonic() + 120, 0
            # One that finds only rows behind a locked head ends early, and comes again.
            while outbox.states() != {"done": MESSAGES} and monotonic() < until:
                mine += drain(own, {Channel.WEBHOOK: sender}, batch=10, pace=Pace(at_once=2)).sent
        own.close()
        sent.append(mine)

    with peer(lambda seen: (200, {}, b"")) as hook:
        relays = [Thread(target=relay, args=(hook.url,)) for _ in range(RELAYS)]
        for thread in relays:
            thread.start()
        for thread in relays:
            thread.join()
    keys = [seen.headers["X-Casework-Message"] for seen in hook.seen]
    assert Counter(Counter(keys).values()) == {1: MESSAGES}
    assert sum(sent) == MESSAGES
    assert sum(mine > 0 for mine in sent) > 1, "one did everything"
    by_case: dict[str, list[int]] = {}
    for key in keys:
        case, number, *_ = key.split(":")
        by_case.setdefault(case, []).append(int(number))
    assert all(numbers == sorted(numbers) for numbers in by_case.values())
