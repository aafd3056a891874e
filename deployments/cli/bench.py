"""`casework bench`: how fast it is here, beside what one would write without it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from deployments.cli.exits import Failed
from deployments.cli.options import Json
from deployments.cli.output import answer, complain, listing, told

app = typer.Typer(add_completion=False, help="Measure speed here, beside plain libraries; touches no installation.")
commands = {"bench": app}


@app.callback()
def bench() -> None:
    """Measure speed here, beside plain libraries; touches no installation."""


@app.command("relay")
def relay(
    quick: Annotated[bool, typer.Option("--quick", help="Tiny sizes: shows that it runs, measures nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Deliveries a second by mail and webhook, claims beside plain SQL; takes about a minute."""
    figures = _measured("quick" if quick else "full")
    rates = [
        (told(f"bench_{title}"), _way(way), rate)
        for title, named in figures["rates"].items()
        for way, rate in named.items()
    ]
    answer(
        figures,
        as_json,
        listing(None, ("measured", "way", "rate"), rates),
        "",
        listing(None, ("ratio", "times"), figures["ratios"].items()),
        "",
        told("bench_fsync", what=figures["fsync_ms"]),
    )


def _measured(size: str) -> dict[str, Any]:
    """In a process of its own, whose key and databases are thrown away."""
    with TemporaryDirectory(prefix="casework-bench-") as folder:
        command = [sys.executable, "-m", "deployments.bench", folder, size]
        with subprocess.Popen(  # noqa: S603
            command, env=_environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None  # noqa: S101  # asked for
            assert process.stderr is not None  # noqa: S101
            last = ""
            for line in process.stderr:
                last = line.strip()
                complain(last)
            said = process.stdout.read()
        if process.returncode:
            raise Failed("bench", told("bench_failed", what=last.partition(":")[0]))
        figures: dict[str, Any] = json.loads(said)
        return figures


def _environment(folder: str) -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CASEWORK_", "PREFECT_"))}
    return {**kept, "CASEWORK_KEY_FILE": str(Path(folder) / "key"), "CASEWORK_DATA": folder}


def _way(name: str) -> str:
    kind, _, count = name.partition("_")
    return told("bench_at_once", count=count) if kind == "relay" else told("bench_ours") if name == "ours" else name
