"""A relay in a process of its own, to be killed by the tests: arguments are the database and a webhook's address."""

import sys
import time

from models.store.engine import open_store
from models.vocabulary import Channel
from notifications.backoff import Pace
from notifications.channels.webhook import WebhookSender
from notifications.outcomes import Sender
from notifications.relay import drain
from notifications.transfer import TransferSender

if __name__ == "__main__":
    store = open_store(sys.argv[1])
    # What a person wrote does not matter here; the key does.
    senders: dict[Channel, Sender] = {
        Channel.WEBHOOK: WebhookSender(sys.argv[2]),
        Channel.TRANSFER: TransferSender(store, lambda sealed_id: f'{{"sealed": "{sealed_id}"}}'.encode()),
    }
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        drain(store, senders, batch=5, pace=Pace(lease=30.0, attempt=20.0, threads=3))
        time.sleep(0.05)
