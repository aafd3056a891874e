"""Other products in the same rounds: each a program of its own that speaks by lines of JSON on its input and output.

A program is started with the address of a new and empty database. It says `{"of": name and version, "ways": {way:
{"persists": {language: text}, "lacks": {language: text}}}}`, then answers each `{"way", "acts"}` with `{"seconds"}`.
"""

import json
import os
import shlex
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from deployments.bench import databases
from deployments.bench.medians import Contestant
from models.store.engine import Store

Told = Mapping[str, Any]
"""What a way is `of`, what it `persists` and what it `lacks`, in each language."""
Running = tuple[dict[str, Contestant], dict[str, Told]]
"""Who takes acts by name, and what each is."""


class Peer:
    """One program under way; what it has to say besides answers goes to the file `log`."""

    def __init__(self, process: "subprocess.Popen[str]", log: Path) -> None:
        self._process = process
        self._log = log
        hello = self._answer()
        self.told: Mapping[str, Told] = {way: {"of": hello["of"], **said} for way, said in hello["ways"].items()}

    def timed(self, way: str, acts: int) -> float:
        """Seconds it took for so many acts. Raises RuntimeError where it ended instead."""
        assert self._process.stdin is not None  # noqa: S101  # asked for
        self._process.stdin.write(json.dumps({"way": way, "acts": acts}) + "\n")
        self._process.stdin.flush()
        return float(self._answer()["seconds"])

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None  # noqa: S101
        line = self._process.stdout.readline()
        if not line:
            last = self._log.read_text("utf-8", "replace").strip().rpartition("\n")[2]
            raise RuntimeError(f"a peer ended: {last}")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def running(commands: Sequence[str], store: Store, folder: Path) -> Iterator[Running]:
    """All of them, each with a database beside that of `store`."""
    ways: dict[str, Contestant] = {}
    told: dict[str, Told] = {}
    with ExitStack() as stack:
        for n, command in enumerate(commands):
            peer = stack.enter_context(_started(command, databases.beside(store, f"peer{n}"), folder / f"peer{n}.log"))
            ways |= {way: partial(peer.timed, way) for way in peer.told}
            told |= peer.told
        yield ways, told


@contextmanager
def _started(command: str, url: str, log: Path) -> Iterator[Peer]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CASEWORK_", "PREFECT_"))}
    call, pipe = [*shlex.split(command), url], subprocess.PIPE
    with (
        log.open("w", encoding="utf-8") as said,
        subprocess.Popen(call, env=kept, stdin=pipe, stdout=pipe, stderr=said, text=True) as process,  # noqa: S603
    ):
        try:
            yield Peer(process, log)
        finally:
            process.terminate()
