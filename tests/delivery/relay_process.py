"""Relays to be killed by the tests. A line "database webhook" starts one in a child, whose process id is answered;
when that child has ended, "ended" is. Importing what a relay needs takes a second, a child next to nothing."""

import os
import sys
import time

from models.store.canonical import canonical
from models.store.engine import open_store
from models.vocabulary import Channel
from notifications.backoff import Pace
from notifications.bag import pack
from notifications.channels.webhook import WebhookSender
from notifications.outcomes import Sender
from notifications.relay import drain
from notifications.transfer import TransferSender


def package(sealed_id: str) -> bytes:
    clue = {"letter": sealed_id, "unit": "U-1", "breach": [{"duty": "reg-8-1"}]}
    return pack(sealed_id, {}, {"clue.json": canonical(clue)})


def relay(url: str, hook: str) -> None:
    store = open_store(url)
    # What a person wrote does not matter here; the key does.
    senders: dict[Channel, Sender] = {
        Channel.WEBHOOK: WebhookSender(hook),
        Channel.TRANSFER: TransferSender(store, package),
    }
    said(str(os.getpid()))
    while True:
        drain(store, senders, batch=5, pace=Pace(lease=30.0, attempt=20.0, at_once=3))
        time.sleep(0.05)


def said(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    for asked in sys.stdin:
        child = os.fork()
        if child == 0:
            relay(*asked.split())
        os.waitpid(child, 0)
        said("ended")
