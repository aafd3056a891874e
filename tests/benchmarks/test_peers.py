"""Peers are programs of their own; what they say joins the figures, and one that ends is no figure."""

import shlex
import sys
from pathlib import Path

import pytest

from deployments.bench import databases, kernel, peers
from tests.acceptance.conftest import in_process
from tests.benchmarks import standin

ROOT = Path(__file__).parents[2]
STAND_IN = shlex.join([sys.executable, standin.__file__])
PYTHON = ROOT / ".venv-peers/bin/python"
NAMES = ("viewflow", "spiffworkflow", "dbos")
WAYS = {"viewflow", "spiffworkflow", "spiffworkflow_warm", "dbos", "dbos_whole"}


def test_a_peer_takes_turns_on_a_database_of_its_own(tmp_path: Path) -> None:
    with databases.sqlite(tmp_path) as store, peers.running([STAND_IN], store, tmp_path) as (ways, told):
        assert {name: run(10) for name, run in ways.items()} == {"plain": 10, "twice": 20}
        assert told["plain"]["of"] == f"stand-in at sqlite:///{tmp_path}/peer0.sqlite"
        assert told["twice"]["lacks"]["en"] == "all else"


def test_a_peer_that_ends_says_why(tmp_path: Path) -> None:
    with databases.sqlite(tmp_path) as store, peers.running([STAND_IN], store, tmp_path) as (ways, _):
        assert ways["plain"](100) == 100
        with pytest.raises(RuntimeError, match="too much to ask"):
            ways["plain"](101)


def test_each_peer_has_a_ratio_under_its_name() -> None:
    rates = {"kernel_sqlite": {"ours": 300.0, "sql": 400.0, "plain": 100.0}}
    assert kernel.ratios(rates) == {"kernel_vs_sql_sqlite": 0.75, "kernel_vs_plain_sqlite": 3.0}


@pytest.mark.slow
@pytest.mark.skipif(not PYTHON.exists(), reason="no environment of the peers: make peers")
def test_a_tiny_run_has_every_peer_and_what_it_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    commands = [f"{PYTHON} -m tests.benchmarks.peers.{name}_peer" for name in NAMES]
    asked = [word for command in commands for word in ("--peer", command)]
    done = in_process("bench", *asked, "kernel", "--quick", "--json")
    assert done.code == 0, done.err
    assert set(done.json["peers"]) == WAYS
    for side in ("sqlite", "postgresql"):
        assert set(done.json["rates"][f"kernel_{side}"]) == {"ours", "sql", "sqlmodel"} | WAYS
    ratios = {f"kernel_vs_{way}_{side}" for way in WAYS for side in ("sqlite", "postgres")}
    assert ratios < set(done.json["ratios"])
    for it in done.json["peers"].values():
        assert all(it[said][locale] for said in ("persists", "lacks") for locale in ("en", "zh"))
