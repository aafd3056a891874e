"""Ask a database of known weaknesses (OSV) about the pinned sets: `audit.py PIP_AUDIT LIST REQUIREMENTS...`.

Where the database cannot be reached, pip-audit asks a server on this machine that answers from the offline LIST
(`advisories.py` renews it). Exit 1 where a weakness is known. What was not asked is said to be NOT AUDITED and is no
failure, unless CASEWORK_AUDIT_REQUIRED is set. pip-audit itself ends alike in all these cases, and calls a package it
was not told of fine; so its report is read.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from advisories import Advisories, Unreadable, load
from packaging.version import Version

# The pins are renewed at least every quarter: a list that ends before that knows nothing of what they were since.
LONGEST = timedelta(days=90)
OPTIONS = ("--require-hashes", "--disable-pip", "--vulnerability-service", "osv", "--progress-spinner", "off",
           "--timeout", "15", "--format", "json")  # fmt: skip


class Answer(NamedTuple):
    """What pip-audit reported; `dependencies` is empty where it reached nobody, and `why` says what it said of that."""

    dependencies: list[dict[str, Any]]
    why: str

    def weak(self) -> list[str]:
        return [_weakness(d) for d in self.dependencies if d.get("vulns")]

    def skipped(self) -> list[str]:
        return [d["name"] for d in self.dependencies if "skip_reason" in d]


def main(program: str, listed: str, *files: str) -> int:
    answer = asked(program, files)
    return told(answer) if answer.dependencies else offline(program, Path(listed), files, answer.why)


def offline(program: str, listed: Path, files: tuple[str, ...], why: str) -> int:
    try:
        advisories = load(listed)
    except Unreadable as error:
        return _not_audited(f"{why}; {error}")
    with serving(advisories) as address:
        answer = asked(program, files, "--osv-url", address)
    if not answer.weak() and datetime.now(UTC).date() - advisories.known_to > LONGEST:
        return _not_audited(f"the list of {advisories.known_to} is older than {LONGEST.days} days")
    unseen = len({d["name"] for d in answer.dependencies} - advisories.looked_up)
    note = f" ({unseen} of them were never looked up)" if unseen else ""
    return told(answer, f" against the list of {advisories.known_to}", note)


def told(answer: Answer, against: str = "", note: str = "") -> int:
    for line in answer.weak():
        print(f"WEAK  {line}")  # noqa: T201
    if answer.weak():
        return 1
    if not answer.dependencies or answer.skipped():
        return _not_audited(f"nothing is known of {', '.join(answer.skipped())}" if answer.skipped() else answer.why)
    print(f"{len(answer.dependencies)} packages audited{against}, no weakness known{note}")  # noqa: T201
    return 0


def asked(program: str, files: tuple[str, ...], *more: str) -> Answer:
    # The answer of a server on this machine does not come through a proxy.
    environment = os.environ | ({"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"} if more else {})
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        pins = [part for file in files for part in ("--requirement", file)]
        done = subprocess.run(  # noqa: S603 - the program the Makefile names
            [program, *OPTIONS, *more, *pins, "--output", str(report)],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        found = json.loads(report.read_text("utf-8"))["dependencies"] if report.exists() else []
    return Answer(found, (done.stderr.strip().splitlines() or ["no answer"])[-1][:300])


@contextmanager
def serving(advisories: Advisories) -> Iterator[str]:
    """The list as OSV would answer, on a free port of the loopback address, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            try:
                query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                found = advisories.of(query["package"]["name"], Version(query["version"]))
            except (KeyError, TypeError, ValueError):
                return self.send_error(400)
            body = json.dumps({"vulns": [a.osv() for a in found]} if found else {}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return None

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: 170 lines would hide the one that counts."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/query"
        finally:
            server.shutdown()
            thread.join()


def _weakness(dependency: dict[str, Any]) -> str:
    known = [_named(v) for v in dependency["vulns"]]
    return f"{dependency['name']} {dependency['version']}: {', '.join(known)}"


def _named(weakness: dict[str, Any]) -> str:
    fixed = weakness.get("fix_versions")
    return f"{weakness['id']} (fixed in {', '.join(fixed)})" if fixed else str(weakness["id"])


def _not_audited(why: str) -> int:
    print(f"NOT AUDITED: {why}", file=sys.stderr)  # noqa: T201
    return 1 if os.environ.get("CASEWORK_AUDIT_REQUIRED") else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
