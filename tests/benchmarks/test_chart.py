"""The chart says what the JSON of a run says, and is drawn from a saved run without measuring anything."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from deployments.bench.chart import draw, rows
from flows.settings import flow_settings
from tests.acceptance.conftest import in_process

SAID = {"en": "all else", "zh": "其余一切"}
RUN: dict[str, Any] = {
    "at": "2026-03-02T10:00:00+00:00",
    "cores": 2,
    "fsync_ms": 0.25,
    "rates": {"acts_warm": {"latency_p50": 0.31, "latency_p95": 0.42, "throughput": 3.1}},
    "ratios": {
        "kernel_vs_plain_sqlite": 3.17,
        "kernel_vs_plain_postgres": 12.5,
        "history_growth": 1.04,
        "new_one": 7.0,
    },
    "peers": {"plain": {"of": "Stand-in 1.0", "persists": SAID, "lacks": SAID}},
}


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CASEWORK_LOCALE", "en")
    flow_settings.cache_clear()
    yield
    flow_settings.cache_clear()


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    file = tmp_path / "run.json"
    file.write_text(json.dumps(RUN), "utf-8")
    return file


def texts(svg: Path) -> str:
    return "\n".join("".join(node.itertext()) for node in ElementTree.fromstring(svg.read_text("utf-8")).iter())  # noqa: S314


@pytest.mark.slow
def test_a_saved_run_becomes_a_picture_with_all_its_figures(tmp_path: Path, saved: Path) -> None:
    to = tmp_path / "run.svg"
    done = in_process("bench", "--from", str(saved), "--chart", str(to), "--json")
    assert done.code == 0, done.err
    assert done.json == RUN
    took, where = "p50 0.31 s, p95 0.42 s; 3.1 acts/s", "2026-03-02, 2 cores, one fsync 0.25 ms"
    said = ("Stand-in 1.0", "3.17", "12.5", "1.04", "new one", took, where)
    found = texts(to)
    assert [text for text in said if text not in found] == []


def test_parts_saved_one_by_one_are_told_as_one(tmp_path: Path, saved: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text(json.dumps({**RUN, "ratios": {"sweep_vs_sql": 0.9}, "fsync_ms": 0.75}), "utf-8")
    done = in_process("bench", "--from", str(saved), "--from", str(other))
    assert done.code == 0, done.err
    assert all(
        word in done.out for word in ("sweep_vs_sql", "kernel_vs_plain_sqlite", "all else", "latency_p95", "0.5")
    )


@pytest.mark.slow
def test_a_chart_knows_both_languages_and_a_png(tmp_path: Path) -> None:
    draw(RUN, tmp_path / "zh.svg", "zh")
    assert "一次 fsync 0.25 毫秒" in texts(tmp_path / "zh.svg")
    draw(RUN, tmp_path / "en.png", "en")
    assert (tmp_path / "en.png").read_bytes().startswith(b"\x89PNG")


def test_both_databases_share_a_row_and_growth_has_its_own_panel() -> None:
    assert rows(RUN["ratios"], growth=False) == [
        ("kernel_vs_plain", {"sqlite": 3.17, "postgres": 12.5}),
        ("new_one", {"sqlite": 7}),
    ]
    assert rows(RUN["ratios"], growth=True) == [("history_growth", {"sqlite": 1.04})]


def test_what_cannot_be_drawn_or_read_is_said_before_anything_is_measured(tmp_path: Path, saved: Path) -> None:
    assert ".svg or .png" in in_process("bench", "--chart", str(tmp_path / "run.gif")).err
    saved.write_text("{}", "utf-8")
    assert "not what casework bench" in in_process("bench", "--from", str(saved)).err
    for more in (["kernel"], ["--quick"], ["--peer", "true"]):
        assert in_process("bench", "--from", str(saved), *more).code == 2
