"""A relay that kills itself at a point of a digest's way. A line "database point file" starts one in a child; when
that child has ended, "ended" is answered. What is sent is appended to the file, key and text as one line of JSON."""

import json
import os
import signal
import sys
from datetime import time
from pathlib import Path

from models.store.engine import open_store
from models.vocabulary import Channel
from notifications.digests import joining
from notifications.outcomes import Delivered, Message, Moot, Outcome, Sender, gated
from notifications.relay import drain
from notifications.timing import timing


def relay(url: str, point: str, file: str) -> None:
    store = open_store(url)
    at_hours = timing(store, time(0, 0))

    def die_at(here: str) -> None:
        if here == point:
            os.kill(os.getpid(), signal.SIGKILL)

    def gate(message: Message) -> Outcome | None:
        outcome = at_hours(message)
        if isinstance(outcome, Moot):
            die_at("joined")
        return outcome

    def send(message: Message) -> Outcome:
        die_at("put_together")
        with Path(file).open("a") as sink:
            sink.write(json.dumps([message.dedupe, message.body]) + "\n")
        die_at("sent")
        return Delivered("250")

    together: Sender = joining(store, send, "en")

    def arrived(message: Message) -> Outcome:
        outcome = together(message)
        if isinstance(outcome, Delivered):
            die_at("arrived")
        return outcome

    drain(store, {Channel.MAIL: gated(arrived, gate)})
    os._exit(0)


if __name__ == "__main__":
    for asked in sys.stdin:
        child = os.fork()
        if child == 0:
            relay(*asked.split())
        os.waitpid(child, 0)
        sys.stdout.write("ended\n")
        sys.stdout.flush()
