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
    assert set(done.json) == {"fsync_ms", "rates", "ratios"}
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
