"""A desk with an engine behind it, and a command line elsewhere: a process that has neither database nor key."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Any, ClassVar, Self

import pyotp
from sqlalchemy import delete, select

from flows.advance import advance_sealed
from models.errors import LostRace
from models.store import passcodes
from models.store.engine import Store
from models.store.handles import PASSCODE_STEP, SUBMISSION
from tests import builders
from tests.acceptance.conftest import Ran
from tests.builders import SECRET, UNIT_CODE

OPEN = ("case", "open", "--unit", UNIT_CODE, "--handler", "N001", "--reason", SECRET)
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
ELSEWHERE = """
import contextlib, io, json, sys
from deployments.cli import main

for line in sys.stdin:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(json.loads(line))
    loaded = sorted({"prefect", "sqlalchemy", "sqlmodel", "fastapi"} & sys.modules.keys())
    print(json.dumps([code, out.getvalue(), err.getvalue(), loaded]), flush=True)
"""


@dataclass
class Engine:
    """Plays Prefect: takes what is sealed, as long as it is not resting."""

    store: Store
    resting: Event = field(default_factory=Event)
    _ended: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._run, name="engine", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        waiting = select(SUBMISSION.c.id, SUBMISSION.c.stage).where(SUBMISSION.c.answered_at.is_(None))
        while not self._ended.wait(0.02):
            if self.resting.is_set():
                continue
            with self.store.read() as connection:
                rows = connection.execute(waiting).all()
            for row in rows:
                try:
                    advance_sealed(row.stage, row.id)
                except LostRace:
                    continue


@dataclass
class Authenticator:
    """The officers' authenticators. Nobody waits half a minute here: codes used before are forgotten."""

    store: Store
    _secrets: dict[str, str] = field(default_factory=dict)

    def code(self, badge: str) -> str:
        """A code that counts now, once."""
        at = datetime.now(UTC)
        with self.store.write() as connection:
            connection.execute(delete(PASSCODE_STEP).where(PASSCODE_STEP.c.badge == badge))
            if badge not in self._secrets:
                self._secrets[badge] = passcodes.enroll(connection, badge, "operator", at.date())
        return pyotp.TOTP(self._secrets[badge]).at(at)

    def wrong(self, badge: str) -> str:
        """A code that counts for nobody."""
        later = datetime.now(UTC) + timedelta(hours=1)
        return pyotp.TOTP(self._secrets[badge]).at(later)


@dataclass
class Elsewhere:
    """An officer's machine: an empty home, and the desk's address."""

    home: Path
    desk: str
    loaded: list[str] = field(default_factory=list)
    _process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        environment = {
            "HOME": str(self.home), "PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            "CASEWORK_DESK_URL": self.desk, "CASEWORK_LOCALE": "en", "COLUMNS": "100",
        }  # fmt: skip
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            [sys.executable, "-c", ELSEWHERE], env=environment, cwd=self.home, stdin=pipe, stdout=pipe, text=True
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._process is not None:
            self._process.communicate(timeout=30)

    def run(self, *arguments: str) -> Ran:
        """Run a command there."""
        process = self._process
        assert process is not None and process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps(arguments) + "\n")
        process.stdin.flush()
        code, out, err, self.loaded = json.loads(process.stdout.readline())
        return Ran(code, out, err)

    def done(self, *arguments: str) -> Any:
        """The JSON of a command that must succeed."""
        ran = self.run(*arguments, "--json")
        assert ran.code == 0, (arguments, ran.out, ran.err)
        return ran.json


def code(ran: Ran) -> tuple[int, str]:
    """Exit code, and the code of the refusal or the error."""
    body: dict[str, Any] = ran.json
    return ran.code, str((body.get("refused") or body["error"])["code"])


def asked_for(case: str, folder: Path) -> tuple[str, ...]:
    """The command that asks for an inspection in the days to come."""
    form, day = builders.inspection_request(case).model_dump(mode="json", exclude_none=True), datetime.now(UTC).date()
    span = {"starts_on": f"{day + timedelta(7)}", "ends_on": f"{day + timedelta(14)}"}
    file = folder / "form.json"
    file.write_text(json.dumps({**form, **span}))
    return ("act", "inspection", "request", "--case", case, "--form", str(file))


class Elsewhither(BaseHTTPRequestHandler):
    """Sends whoever asks to another place, and counts who follows."""

    asked: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.asked.append(self.path)
        self.send_response(307)
        self.send_header("Location", "/followed")
        self.end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        pass
