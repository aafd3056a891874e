"""The benchmark of the relay: rounds in which everyone has a turn, medians, and ratios that mean the same anywhere."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from deployments.bench import claiming, databases
from deployments.bench.medians import Contestant, Progress, medians
from deployments.bench.sending import AT_ONCE, Sinks, contestants
from models.store.engine import Store
from models.vocabulary import Channel


@dataclass(frozen=True)
class Size:
    """How many rounds, and how many messages each contestant delivers in one; Apprise fewer where it is slow."""

    rounds: int
    messages: int
    apprise_mails: int
    rows: int


FULL = Size(rounds=5, messages=400, apprise_mails=25, rows=1000)
QUICK = Size(rounds=1, messages=10, apprise_mails=2, rows=20)


def measured(folder: Path, size: Size, progress: Progress) -> dict[str, dict[str, float]]:
    """Deliveries or rows a second, by what was measured and way."""
    with databases.sqlite(folder) as lite, databases.postgresql(folder) as served, _sinks() as sinks:
        rates = _sending(lite, sinks, size, progress)
        for name, store in (("sqlite", lite), ("postgresql", served)):
            if store is not None:
                rates[f"claim_{name}"] = _claiming(store, name, size, progress)
    return rates


def ratios(rates: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """The relay at its best number at once beside Apprise; claim and acknowledgement beside plain SQL."""
    best = {channel: max(rates[channel][f"relay_{n}"] for n in AT_ONCE) for channel in ("mail", "webhook")}
    found = {
        "mail_vs_apprise": best["mail"] / rates["mail"]["apprise"],
        "mail_vs_smtplib": best["mail"] / rates["mail"]["smtplib"],
        "webhook_vs_apprise": best["webhook"] / rates["webhook"]["apprise"],
        "webhook_vs_httpx": best["webhook"] / rates["webhook"]["httpx"],
        "claim_vs_sql": rates["claim_sqlite"]["ours"] / rates["claim_sqlite"]["sql"],
    }
    if served := rates.get("claim_postgresql"):
        found["claim_vs_sql_postgresql"] = served["ours"] / served["sql"]
    return found


def _sending(store: Store, sinks: Sinks, size: Size, progress: Progress) -> dict[str, dict[str, float]]:
    rates: dict[str, dict[str, float]] = {}
    with contestants(store, sinks) as by_channel:
        for channel, named in by_channel.items():
            counts = dict.fromkeys(named, size.messages)
            if channel == "mail":
                counts["apprise"] = size.apprise_mails
            rates[channel] = medians(channel, named, counts, size.rounds, progress)
    return rates


def _claiming(store: Store, name: str, size: Size, progress: Progress) -> dict[str, float]:
    def filled(way: Callable[[Store], float], count: int) -> float:
        databases.fill(store, Channel.MAIL, count)
        return way(store)

    named: dict[str, Contestant] = {"ours": partial(filled, claiming.ours), "sql": partial(filled, claiming.plain)}
    return medians(f"claim_{name}", named, dict.fromkeys(named, size.rows), size.rounds, progress)


@contextmanager
def _sinks() -> Iterator[Sinks]:
    command = [sys.executable, "-m", "deployments.bench.sinks"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdin is not None  # noqa: S101  # asked for
        assert process.stdout is not None  # noqa: S101
        mail, http = process.stdout.readline().split()
        yield Sinks(int(mail), int(http))
        process.stdin.close()
