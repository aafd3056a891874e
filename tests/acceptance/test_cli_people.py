"""How people are told, by the command line: preferences, absences, acknowledgements."""

import io
import sys
from datetime import date
from pathlib import Path

import pytest

from flows.sweeping import sweep
from models.store.demo_day import set_demo_today
from models.store.engine import open_store
from tests.acceptance.conftest import Run
from tests.builders import walk_to

FOREVER = ("--from", "2026-03-02", "--until", "2099-12-31", "--substitute", "N002")


def test_a_preference_is_set_shown_and_taken_back(installed: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("https://hooks.example/one\n"))
    assert run("channel", "add", "desk-bot", "--kind", "webhook").code == 0
    done = run("officer", "prefer", "--badge", "N001", "--quiet", "21:00-07:30", "--digest", "09:00", "--json")
    assert (done.code, done.json["quiet_until"]) == (0, "07:30")
    run("officer", "prefer", "--badge", "N001", "--channel", "desk-bot")
    shown = run("officer", "notices", "--badge", "N001", "--json").json
    assert shown == {
        "badge": "N001", "channel": "desk-bot", "quiet_from": "21:00", "quiet_until": "07:30", "digest_at": "09:00",
        "kind": "webhook", "absences": [],
    }  # fmt: skip
    run("officer", "prefer", "--badge", "N001", "--none", "--digest", "10:15")
    shown = run("officer", "notices", "--badge", "N001", "--json").json
    assert (shown["channel"], shown["quiet_from"], shown["digest_at"]) == (None, None, "10:15")
    assert "10:15" in run("officer", "notices", "--badge", "N001").out
    assert run("officer", "prefer", "--badge", "GZ-GY", "--quiet", "20:00-08:00").code == 0, "the head of an organ"
    assert run("audit", "verify").code == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 2),
        (("--quiet", "21:00"), 2),
        (("--quiet", "21:00-21:00"), 2),
        (("--quiet", "9:00-10:00"), 2),
        (("--digest", "24:00"), 2),
        (("--quiet", "21:00-07:00", "--digest", "06:00"), 2),
        (("--channel", "a b"), 2),
        (("--channel", "unknown"), 5),
        (("--digest", "09:00", "--by", "X999"), 5),
    ],
)
def test_a_preference_that_cannot_be_is_refused_in_one_line(
    installed: Path, run: Run, arguments: tuple[str, ...], code: int
) -> None:
    done = run("officer", "prefer", "--badge", "N001", *arguments)
    assert (done.code, done.out) == (code, "")
    assert run("officer", "prefer", "--badge", "X999", "--digest", "09:00").code == 5


def test_an_officer_is_away_and_comes_back(installed: Path, run: Run) -> None:
    assert run("officer", "absent", "--badge", "N001", *FOREVER).code == 0
    (away,) = run("officer", "notices", "--badge", "N001", "--json").json["absences"]
    assert away == {"from": "2026-03-02", "until": "2099-12-31", "substitute": "N002"}
    assert run("officer", "absent", "--badge", "N001", *FOREVER).code == 2
    assert run("officer", "absent", "--badge", "N003", *FOREVER[:-1], "C001").code == 2
    done = run("officer", "present", "--badge", "N001", "--json")
    assert (done.code, done.json) == (0, {"badge": "N001", "ended": 1})
    assert run("officer", "present", "--badge", "N001").code == 5
    assert run("audit", "verify").code == 0


def test_a_notice_waits_in_the_inbox_until_it_is_acknowledged(installed: Path, run: Run) -> None:
    store = open_store(f"sqlite:///{installed}/data/casework.db")
    case = walk_to(store, "rectification running")
    with store.write() as connection:
        set_demo_today(connection, date(2026, 3, 26))
    sweep(store, date(2026, 3, 26))
    store.close()
    (waiting,) = (w for w in run("inbox", "--badge", "N001", "--json").json["to_acknowledge"] if w["case"] == case)
    assert (waiting["case"], waiting["clock"], waiting["due"]) == (case, "rectification_limit", "2026-03-25")
    number = str(waiting["id"])
    assert number in run("inbox", "--badge", "N001").out
    assert run("notice", "acknowledge", number, "--badge", "N002").code == 5
    done = run("notice", "acknowledge", number, "--badge", "N001", "--json")
    assert (done.code, done.json["case"], done.json["rung"]) == (0, case, "breach")
    assert run("notice", "acknowledge", number, "--badge", "N001", "--json").json == done.json
    for badge in ("N001", "N100"):
        left = run("inbox", "--badge", badge, "--json").json["to_acknowledge"]
        assert case not in {one["case"] for one in left}
    assert run("audit", "verify").code == 0
