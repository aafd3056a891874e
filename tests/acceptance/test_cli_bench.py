"""The benchmark runs and says what it promises; how fast this machine is today is no test."""

import pytest

from tests.acceptance.conftest import Run

RATIOS = {
    "mail_vs_apprise", "mail_vs_smtplib", "webhook_vs_apprise", "webhook_vs_httpx", "claim_vs_sql",
    "claim_vs_sql_postgresql",
}  # fmt: skip
WAYS = {
    "mail": {"relay_1", "relay_4", "relay_16", "apprise", "smtplib"},
    "webhook": {"relay_1", "relay_4", "relay_16", "apprise", "httpx"},
    "claim_sqlite": {"ours", "sql"},
    "claim_postgresql": {"ours", "sql"},
}


def test_a_tiny_run_has_every_ratio_beside_the_medians_it_is_made_of(run: Run) -> None:
    done = run("bench", "relay", "--quick", "--json")
    assert done.code == 0, done.err
    assert set(done.json) == {"at", "cores", "fsync_ms", "rates", "ratios", "peers"}
    rates, ratios = done.json["rates"], done.json["ratios"]
    assert {title: set(named) for title, named in rates.items()} == WAYS
    assert set(ratios) == RATIOS
    assert all(rate > 0 for named in rates.values() for rate in named.values())
    assert ratios["claim_vs_sql"] == pytest.approx(
        rates["claim_sqlite"]["ours"] / rates["claim_sqlite"]["sql"], abs=0.01
    )
    best = max(rates["mail"][f"relay_{n}"] for n in (1, 4, 16))
    assert ratios["mail_vs_apprise"] == pytest.approx(best / rates["mail"]["apprise"], abs=0.01)
    assert "mail relay_1 1/1" in done.err, "it shows how far it is"


@pytest.mark.slow
def test_people_read_a_table(run: Run) -> None:
    done = run("bench", "relay", "--quick")
    assert done.code == 0, done.err
    assert all(word in done.out for word in ("smtplib", "httpx", "mail_vs_apprise", "claim_vs_sql", "fsync"))


SIDES = {"sqlite", "postgresql"}
SHAPES = {
    "kernel": (
        {f"kernel_{side}": {"ours", "sql", "sqlmodel"} for side in SIDES},
        {"kernel_vs_sql_sqlite", "kernel_vs_sql_postgres", "kernel_vs_sqlmodel_sqlite", "kernel_vs_sqlmodel_postgres"},
    ),
    "sweep": (
        {f"sweep_{side}": {"ours_10", "sql_10", "ours_20", "sql_20"} for side in SIDES},
        {"sweep_vs_sql", "sweep_vs_sql_postgres", "sweep_growth", "sweep_growth_postgres"},
    ),
    "bulk": (
        {
            f"bulk_{side}": {
                f"{done}_{figure}"
                for done in ("notices", "ledgers", "deadlines")
                for figure in ("s", "cpu_s", "per_s", "longest_ms")
            }
            for side in SIDES
        },
        set(),
    ),
    "growth": (
        {f"growth_{side}": {"act_20", "page_20", "act_40", "page_40"} for side in SIDES},
        {"history_growth", "history_growth_postgres"},
    ),
    "acts": (
        {
            f"acts_{way}": {"latency_p50", "latency_p95", "throughput"}
            for way in (
                *("direct", "warm", "process", "serve"),
                *("direct_postgres", "warm_postgres"),
            )
        },
        {"latency_vs_process", "throughput_vs_process"},
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("part", SHAPES)
def test_every_part_has_the_figures_its_ratios_are_made_of(run: Run, part: str) -> None:
    done = run("bench", part, "--quick", "--json")
    assert done.code == 0, done.err
    rates, ratios = SHAPES[part]
    assert {name: set(ways) for name, ways in done.json["rates"].items() if isinstance(ways, dict)} == rates
    assert set(done.json["ratios"]) == ratios
    assert all(figure > 0 for ways in done.json["rates"].values() if isinstance(ways, dict) for figure in ways.values())
    assert all(ratio >= 0 for ratio in done.json["ratios"].values())
    assert done.json["fsync_ms"] > 0
