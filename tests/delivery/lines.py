"""A mail server that answers by a script, line by line, and notes what it heard."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread

Script = Sequence[str]
"""Its answers, the greeting first; after the last it hangs up."""


@dataclass
class Heard:
    """What was said to it, in small letters."""

    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def count(self, word: str) -> int:
        return sum(line.startswith(word) for line in self.lines)


@contextmanager
def speaking(*scripts: Script | None) -> Iterator[tuple[str, Heard]]:
    """Its address, and what it hears. One script for each connection; None greets drop by drop, without an end."""
    heard, stop = Heard(), Event()
    threads: list[Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            for script in scripts:
                with suppress(OSError):
                    connection, _ = listening.accept()
                    # Each in a thread of its own: one that drips holds up no other.
                    threads.append(Thread(target=_served, args=(connection, script, heard, stop)))
                    threads[-1].start()

        accepting = Thread(target=accept)
        accepting.start()
        try:
            yield f"mailto://127.0.0.1:{listening.getsockname()[1]}/?from=a@example.org&mode=insecure", heard
        finally:
            stop.set()
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for thread in threads:
                thread.join()


def _served(connection: socket.socket, script: Script | None, heard: Heard, stop: Event) -> None:
    with connection, connection.makefile("rb") as asked, suppress(OSError):
        connection.settimeout(30)
        if script is None:
            while not stop.wait(0.02):
                connection.sendall(b"2")
            return
        data = False
        for number, answer in enumerate(script):
            while number and (line := asked.readline()):
                if not data:
                    heard.lines.append(line.decode().strip().lower())
                    break
                if line == b".\r\n":
                    break
            data = answer.startswith("354")
            connection.sendall(f"{answer}\r\n".encode())
        if script:
            # Whatever is said now is not answered; what was not read would reset the line.
            connection.settimeout(0.2)
            asked.readline()
