"""A receiving service to be killed: `folder port`; says when it takes requests."""

import sys
from pathlib import Path
from threading import Event

from notifications.receive import Receiver

if __name__ == "__main__":
    folder, port = sys.argv[1:]
    with Receiver(Path(folder), int(port)):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        Event().wait()
