"""`casework bench`: how fast it is here, beside what one would write without it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from deployments.cli.exits import Failed
from deployments.cli.options import Json
from deployments.cli.output import answer, complain, listing, told
from flows.settings import flow_settings

app = typer.Typer(
    add_completion=False,
    invoke_without_command=True,
    help="Measure speed here, beside others; touches no installation.",
)
commands = {"bench": app}

PARTS = ("acts", "kernel", "sweep", "bulk", "growth", "relay")
Peers = Annotated[list[str] | None, typer.Option("--peer", help="Command of a peer to measure; may be repeated.")]
Quick = Annotated[bool, typer.Option("--quick", help="Tiny sizes: shows that it runs, measures nothing.")]


@app.callback()
def bench(context: typer.Context, peer: Peers = None, quick: Quick = False, as_json: Json = False) -> None:
    """Measure speed here, beside plain libraries; touches no installation. All parts take about half an hour."""
    context.obj = peer or []
    if context.invoked_subcommand is None:
        _say({part: _measured(part, quick, context.obj) for part in PARTS}, as_json)


@app.command("acts")
def acts(quick: Quick = False, as_json: Json = False) -> None:
    """From trigger to effect and acts a second: warm worker, Prefect's process worker, flow.serve, a direct call."""
    _say({"acts": _measured("acts", quick)}, as_json)


@app.command("kernel")
def kernel(context: typer.Context, quick: Quick = False, as_json: Json = False) -> None:
    """Transitions a second, beside the same rows by hand and by SQLModel sessions; peers: bench --peer ... kernel."""
    _say({"kernel": _measured("kernel", quick, context.obj)}, as_json)


@app.command("sweep")
def sweep(quick: Quick = False, as_json: Json = False) -> None:
    """10,000 deadlines due among 10,000, 100,000 and a million open, beside the same rows by hand; some minutes."""
    _say({"sweep": _measured("sweep", quick)}, as_json)


@app.command("bulk")
def bulk(quick: Quick = False, as_json: Json = False) -> None:
    """A notice to 5,000 key units, ledgers for 50,000 units, 100,000 deadlines after a holiday notice; half an hour."""
    _say({"bulk": _measured("bulk", quick)}, as_json)


@app.command("growth")
def growth(quick: Quick = False, as_json: Json = False) -> None:
    """What a transition and a case's page cost after 1,000, 100,000 and a million events."""
    _say({"growth": _measured("growth", quick)}, as_json)


@app.command("relay")
def relay(quick: Quick = False, as_json: Json = False) -> None:
    """Deliveries a second by mail and webhook, claims beside plain SQL; takes about a minute."""
    _say({"relay": _measured("relay", quick)}, as_json)


def _say(parts: Mapping[str, Mapping[str, Any]], as_json: bool) -> None:
    """What was measured in all parts as one: `rates`, `ratios`, `peers`, and where and when."""
    whole: dict[str, Any] = {
        "at": max(figures["at"] for figures in parts.values()),
        "cores": max(figures["cores"] for figures in parts.values()),
        "fsync_ms": median(figures["fsync_ms"] for figures in parts.values()),
    }
    for kind in ("rates", "ratios", "peers"):
        whole[kind] = {name: found for figures in parts.values() for name, found in figures[kind].items()}
    rows = [
        (name, _way(way), figure)
        for name, ways in whole["rates"].items()
        for way, figure in (ways.items() if isinstance(ways, dict) else (("", ways),))
    ]
    locale = flow_settings().locale
    peers = [(way, it["of"], it["persists"][locale], it["lacks"][locale]) for way, it in whole["peers"].items()]
    answer(
        whole,
        as_json,
        listing(None, ("measured", "way", "figure"), rows),
        told("bench_units"),
        "",
        listing(None, ("ratio", "times"), whole["ratios"].items()),
        "",
        *([listing(None, ("way", "peer", "persists", "lacks"), peers), ""] if peers else []),
        told("bench_fsync", what=whole["fsync_ms"]),
    )


def _measured(part: str, quick: bool, peers: Sequence[str] = ()) -> dict[str, Any]:
    """In a process of its own, whose key and databases are thrown away."""
    with TemporaryDirectory(prefix="casework-bench-") as folder:
        command = [sys.executable, "-m", "deployments.bench", part, folder, "quick" if quick else "full", *peers]
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
