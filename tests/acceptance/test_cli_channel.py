"""Channels by the command line: where they lead comes by standard input, is kept sealed, and is shown nowhere."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from deployments.cli import channel
from notifications.sinks import MailSink
from tests.acceptance.conftest import Ran, Run, forget_settings
from tests.delivery.peers import peer
from tests.delivery.robots import says, told

KEY = "k3y-5ecret"


class Terminal(io.StringIO):
    """Standard input that a person sits at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def typed(installed: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `casework channel`; the text beside the arguments comes by standard input."""

    def given(*arguments: str, text: str = "", stdin: io.StringIO | None = None) -> Ran:
        monkeypatch.setattr(sys, "stdin", stdin or io.StringIO(text))
        return run("channel", *arguments)

    return given


def doctor(run: Run) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for check in run("doctor", "--json").json["checks"]:
        found.setdefault(check["check"], []).append((check["state"], check["detail"]))
    return found


def test_from_entering_to_removing(typed: Any, installed: Path, run: Run) -> None:
    with peer(says({"errcode": 0, "errmsg": "ok"})) as robot:
        text = f"{robot.url}/robot/send?access_token={KEY}\nSEC{KEY}\n"
        done = typed("add", "duty", "--kind", "dingtalk", "--alarms", "--json", text=text)
        assert (done.code, done.json) == (
            0,
            {"name": "duty", "kind": "dingtalk", "per_minute": 20, "alarms": True, "active": True},
        )
        tested = typed("test", "duty", "--json")
    assert (tested.code, tested.json) == (0, {"name": "duty", "delivered": True, "answer": "errcode 0"})
    (seen,) = robot.seen
    assert KEY in seen.path
    assert "&sign=" in seen.path
    assert told(seen)["text"]["content"].startswith("Casework: test notice")
    listed = typed("list")
    assert "dingtalk" in listed.out
    assert KEY not in done.out + tested.out + listed.out + typed("list", "--json").out
    assert KEY.encode() not in b"".join(file.read_bytes() for file in (installed / "data").glob("casework.db*"))
    assert typed("remove", "duty").code == 0
    assert typed("test", "duty").code == 5
    assert [c["active"] for c in typed("list", "--json").json["channels"]] == [False]
    assert [e["act"] for e in _system(installed)] == ["channel.add", "channel.remove"]
    assert run("audit", "verify").code == 0


def _system(installed: Path) -> list[dict[str, Any]]:
    from flows import stores

    with stores.store().read() as connection:
        bodies = connection.exec_driver_sql(
            "SELECT body FROM case_event WHERE chain = 'system' AND act LIKE 'channel.%' ORDER BY seq"
        )
        return [json.loads(body) for body in bodies.scalars()]


@pytest.mark.parametrize(
    ("answer", "shown"),
    [({"errcode": 310000, "errmsg": "sign not match"}, "errcode 310000"), ({"errcode": 130101}, "errcode 130101")],
)
def test_a_test_shows_the_platform_s_own_answer_and_fails(typed: Any, answer: Any, shown: str) -> None:
    with peer(says(answer)) as robot:
        typed("add", "duty", "--kind", "dingtalk", text=f"{robot.url}/robot/send?access_token={KEY}\n\n")
        done, plain = typed("test", "duty", "--json"), typed("test", "duty")
    assert (done.code, done.json) == (1, {"name": "duty", "delivered": False, "answer": shown})
    assert (plain.code, plain.out) == (1, f"duty: NOT taken ({shown})\n")


def test_at_a_terminal_address_and_secret_are_asked_for_unseen(typed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answers = {"URL": f"https://open.feishu.cn/open-apis/bot/v2/hook/{KEY}", "Signing": "s3cret"}

    def unseen(prompt: str, stream: object) -> str:
        asked.append(prompt.split()[0])
        assert stream is sys.stderr
        return answers[asked[-1]]

    monkeypatch.setattr(channel, "getpass", unseen)
    assert typed("add", "duty", "--kind", "feishu", "--per-minute", "0", stdin=Terminal()).code == 0
    assert asked == ["URL", "Signing"]
    assert typed("list", "--json").json["channels"][0]["per_minute"] is None


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("duty", "--kind", "wecom"), ""),
        (("duty", "--kind", "wecom"), f"http://robot.example/?key={KEY}"),
        (("duty", "--kind", "apprise"), f"wecombot://{KEY}"),
        (("duty", "--kind", "apprise"), f"nonsense://{KEY}"),
        (("duty", "--kind", "webhook"), f"ftp://{KEY}"),
        (("duty", "--kind", "mail"), f"mailto://{KEY}"),
        (("duty", "--kind", "transfer"), f"https://{KEY}"),
        (("mail", "--kind", "wecom"), f"https://robot.example/?key={KEY}"),
        (("on duty", "--kind", "wecom"), f"https://robot.example/?key={KEY}"),
        (("duty", "--kind", "wecom", "--per-minute", "-1"), f"https://robot.example/?key={KEY}"),
    ],
)
def test_what_is_no_channel_is_refused_and_not_repeated(typed: Any, arguments: tuple[str, ...], text: str) -> None:
    done = typed("add", *arguments, text=text)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert KEY not in done.err
    assert typed("list", "--json").json == {"channels": []}


def test_who_does_it_is_somebody_and_a_name_is_given_once(typed: Any) -> None:
    text = f"https://robot.example/?key={KEY}\n"
    assert typed("add", "duty", "--kind", "wecom", "--by", "N999", text=text).code == 5
    assert typed("add", "duty", "--kind", "wecom", "--by", "N003", text=text).code == 0
    assert typed("add", "duty", "--kind", "wecom", text=text).code == 2
    assert typed("remove", "other").code == 5


def test_the_channels_of_the_settings_are_tested_too(
    typed: Any, monkeypatch: pytest.MonkeyPatch, installed: Path
) -> None:
    assert [typed("test", name).code for name in ("mail", "webhook")] == [1, 1]
    with MailSink() as sink, peer(says({})) as hook:
        monkeypatch.setenv("CASEWORK_SMTP_URL", sink.url)
        monkeypatch.setenv("CASEWORK_WEBHOOK_URL", hook.url)
        forget_settings()
        mail, webhook = typed("test", "mail", "--badge", "N001", "--json"), typed("test", "webhook", "--json")
    assert (mail.code, mail.json["delivered"]) == (0, True)
    assert [message.subject for message in sink.messages] == ["Casework: test notice"]
    assert (webhook.code, webhook.json["delivered"]) == (0, True)
    assert told(hook.seen[0])["title"] == "Casework: test notice"


def test_the_doctor_says_who_was_not_told_and_by_which_ways_it_would_be(typed: Any, run: Run, installed: Path) -> None:
    found = doctor(run)
    assert found["alarm_way"][0][0] == found["registered"][0][0] == "note"
    typed("add", "duty", "--kind", "wecom", "--alarms", text=f"https://robot.example/?key={KEY}\n")
    found = doctor(run)
    assert (found["alarm_way"], found["registered"]) == ([("good", "duty")], [("good", "duty")])
    before = found["nobody_told"][0][1]
    from flows import stores

    for number, state in enumerate(("dead", "dead", "no_recipient")):
        with stores.store().write() as connection:
            connection.exec_driver_sql(
                "INSERT INTO outbox_message (dedupe, seq, channel, audience, target, statutory, title, body, state,"
                f" due_at, attempts, created_at) VALUES ('d{number}', 1, 'mail', 'handler', 'N001', 0, 't', 'b',"
                f" '{state}', '2026-03-02 00:00:00', 1, '2026-03-02 00:00:00')"
            )
    ((state, detail),) = doctor(run)["nobody_told"]
    assert state == "bad"
    assert "messages given up 2, messages without a recipient 1" in detail
    assert int(detail.split(":")[0]) == int(before.split(":")[0]) + 3
