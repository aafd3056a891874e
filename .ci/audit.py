"""Ask a database of known weaknesses (OSV) about the pinned set: `audit.py PIP_AUDIT REQUIREMENTS...`.

Exit 1 where a weakness is known. Where the database cannot be reached nothing is known: that is said and is no failure,
unless CASEWORK_AUDIT_REQUIRED is set. pip-audit itself ends alike in both cases, and calls a package it was not told of
fine; so its report is read.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

OPTIONS = ("--require-hashes", "--disable-pip", "--vulnerability-service", "osv", "--progress-spinner", "off",
           "--timeout", "15", "--format", "json")  # fmt: skip


def main(program: str, *files: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        pins = [part for file in files for part in ("--requirement", file)]
        done = subprocess.run(  # noqa: S603 - the program the Makefile names
            [program, *OPTIONS, *pins, "--output", str(report)], capture_output=True, text=True, check=False
        )
        found = json.loads(report.read_text("utf-8"))["dependencies"] if report.exists() else []
    weak = [f"{d['name']} {d['version']}: {', '.join(v['id'] for v in d['vulns'])}" for d in found if d.get("vulns")]
    skipped = [d["name"] for d in found if "skip_reason" in d]
    for line in weak:
        print(f"WEAK  {line}")  # noqa: T201
    if weak:
        return 1
    if not found or skipped:
        why = f"nothing is known of {', '.join(skipped)}" if skipped else _last_line(done.stderr)
        print(f"NOT AUDITED: {why}", file=sys.stderr)  # noqa: T201
        return 1 if os.environ.get("CASEWORK_AUDIT_REQUIRED") else 0
    print(f"{len(found)} packages audited, no weakness known")  # noqa: T201
    return 0


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no answer"])[-1][:300]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
