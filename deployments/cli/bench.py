"""`casework bench`: how fast it is here, beside what one would write without it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
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
Saved = Annotated[
    list[Path] | None, typer.Option("--from", help="Measure nothing: tell a run saved with --json; may be repeated.")
]
Chart = Annotated[Path | None, typer.Option(help="Draw the figures as well: a file named .svg or .png.")]
Quick = Annotated[bool, typer.Option("--quick", help="Tiny sizes: shows that it runs, measures nothing.")]
Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Wish:
    """What was asked of all parts: peers to measure beside, and a chart."""

    peers: Sequence[str]
    chart: Path | None


@app.callback()
def bench(
    context: typer.Context,
    peer: Peers = None,
    saved: Saved = None,
    chart: Chart = None,
    quick: Quick = False,
    as_json: Json = False,
) -> None:
    """Measure speed here, beside plain libraries; touches no installation. All parts take about half an hour."""
    if chart is not None:
        _can_draw(chart)
    context.obj = Wish(peer or (), chart)
    if saved and (context.invoked_subcommand is not None or peer or quick):
        raise typer.BadParameter("--from measures nothing: name no part, no peer, no size")
    if saved:
        _say(context, [_read(file) for file in saved], as_json)
    elif context.invoked_subcommand is None:
        _say(context, [_measured(part, quick, context.obj.peers) for part in PARTS], as_json)


@app.command("acts")
def acts(context: typer.Context, quick: Quick = False, as_json: Json = False) -> None:
    """From trigger to effect and acts a second: warm worker, Prefect's process worker, flow.serve, a direct call."""
    _say(context, [_measured("acts", quick)], as_json)


@app.command("kernel")
def kernel(context: typer.Context, quick: Quick = False, as_json: Json = False) -> None:
    """Transitions a second, beside the same rows by hand and by SQLModel sessions; peers: bench --peer ... kernel."""
    _say(context, [_measured("kernel", quick, context.obj.peers)], as_json)


@app.command("sweep")
def sweep(context: typer.Context, quick: Quick = False, as_json: Json = False) -> None:
    """10,000 deadlines due among 10,000, 100,000 and a million open, beside the same rows by hand; some minutes."""
    _say(context, [_measured("sweep", quick)], as_json)


@app.command("bulk")
def bulk(context: typer.Context, quick: Quick = False, as_json: Json = False) -> None:
    """A notice to 5,000 key units, ledgers for 50,000 units, 100,000 deadlines after a holiday notice; ten minutes."""
    _say(context, [_measured("bulk", quick)], as_json)


@app.command("growth")
def growth(context: typer.Context, quick: Quick = False, as_json: Json = False) -> None:
    """What a transition and a case's page cost after 1,000, 100,000 and a million events."""
    _say(context, [_measured("growth", quick)], as_json)


@app.command("relay")
def relay(context: typer.Context, quick: Quick = False, as_json: Json = False) -> None:
    """Deliveries a second by mail and webhook, claims beside plain SQL; takes about a minute."""
    _say(context, [_measured("relay", quick)], as_json)


def _say(context: typer.Context, parts: Sequence[Figures], as_json: bool) -> None:
    """What was measured in all parts as one: `rates`, `ratios`, `peers`, and where and when."""
    whole: dict[str, Any] = {
        "at": max(figures["at"] for figures in parts),
        "cores": max(figures["cores"] for figures in parts),
        "fsync_ms": round(median(figures["fsync_ms"] for figures in parts), 3),
    }
    for kind in ("rates", "ratios", "peers"):
        whole[kind] = {name: found for figures in parts for name, found in figures[kind].items()}
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
    if context.obj.chart is not None:
        _draw(whole, context.obj.chart)


def _read(file: Path) -> Figures:
    try:
        found: Figures = json.loads(file.read_text("utf-8"))
        if not {"at", "cores", "fsync_ms", "rates", "ratios", "peers"} <= found.keys():
            raise ValueError
    except (OSError, ValueError, AttributeError):
        raise Failed("bench", told("bench_unreadable", what=file)) from None
    return found


def _can_draw(chart: Path) -> None:
    """Before anything is measured."""
    if chart.suffix not in (".svg", ".png"):
        raise Failed("bench", told("chart_kind"))
    if find_spec("matplotlib") is None:
        raise Failed("bench", told("chart_needs"))


def _draw(whole: Figures, chart: Path) -> None:
    from deployments.bench.chart import NoFont, draw

    try:
        draw(whole, chart, flow_settings().locale)
    except NoFont:
        raise Failed("bench", told("chart_font")) from None


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
