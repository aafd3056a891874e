"""Pages around the forms: text is escaped and in the page's language, every link is one of the desk's own."""

import re
from dataclasses import asdict
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest

from deployments.desk.fields import label
from deployments.desk.rendering import WORDS, page, when
from deployments.desk.told import of
from models.errors import BadInput, LostRace, TransitionRefused, Unknown
from models.situation import no
from models.store.inbox import Inbox
from tests.unit.browsing import Page

CASE = "GZ-2026-000001"
HOSTILE = '<script>alert(1)</script>"'
DEADLINE = {
    "id": 1,
    "case": CASE,
    "stage": "R1",
    "clock": "rectification_limit",
    "item": 0,
    "holder": "unit",
    "state": "running",
    "due": date(2026, 4, 10),
    "provisional": True,
    "overdue": True,
}
INBOX = Inbox(
    handling=[{"case": CASE, "kind": "case", "unit": HOSTILE, "opened_on": date(2026, 3, 2)}],
    to_approve=[
        {"case": CASE, "stage": "I1", "act": "inspection.approve", "since": date(2026, 3, 3)},
        {"case": CASE, "stage": "R1", "act": "rectification.decide_extension", "due": date(2026, 3, 9)},
        {"case": CASE, "stage": None, "act": "activity.hold", "since": date(2026, 3, 3)},
    ],
    overdue=[DEADLINE],
    to_acknowledge=[DEADLINE],
    supervised=[
        {
            "case": CASE,
            "seq": 4,
            "stage": "I1",
            "act": "inspection.record",
            "noted": "excess",
            "noted_on": date(2026, 3, 4),
            "actor": "N001",
        }
    ],
)
NEXT = [{"title": "R1: rectification", "acts": [{"act": "rectification.serve", "link": f"/c/{CASE}/R1/serve"}]}]
SHOWN: dict[str, Any] = {
    "case": CASE,
    "kind": "case",
    "unit": "91520102MA6DEMO00X",
    "organ": "GY",
    "handler": None,
    "state": "open",
    "version": 4,
    "classification": "work secret",
    "opened_on": date(2026, 3, 2),
    "closed_on": None,
    "stages": [{"stage": "R1", "kind": "rectification", "state": "ordered", "ground": "I1"}],
    "corrections": [{"event": 3, "stage": "R1", "field": "served_on", "was": "2026-03-11", "now": HOSTILE}],
    "resting": ["X1"],
    "disclosures": [
        {
            "stage": "E1",
            "state": "disclosed",
            "department": "IND-GY",
            "law": "reg-7",
            "kinds": ["problems found", "guidance given"],
            "given_on": "2026-03-04",
            "acknowledged_on": None,
        }
    ],
    "penalties": [{"number": "P-1", "decided_on": "2026-03-05"}],
    "events": [
        {
            "seq": 1,
            "recorded_at": datetime(2026, 3, 2, 1, 5, tzinfo=UTC),
            "effective_on": date(2026, 3, 2),
            "kind": "act",
            "act": "case.open",
            "stage": None,
            "actor": "N001",
            "hash": "ab" * 32,
        },
        {
            "seq": 2,
            "recorded_at": datetime(2026, 3, 2, 1, 6, tzinfo=UTC),
            "effective_on": date(2026, 3, 2),
            "kind": "refusal",
            "act": "case.close",
            "stage": None,
            "actor": "N001",
            "hash": "cd" * 32,
        },
        {
            "seq": 3,
            "recorded_at": datetime(2026, 3, 2, 1, 7, tzinfo=UTC),
            "effective_on": date(2026, 3, 2),
            "kind": "deadline",
            "act": "deadline.breach",
            "stage": "R1",
            "actor": "system",
            "hash": "ef" * 32,
        },
    ],
    "deadlines": [DEADLINE],
    "notices_readable": True,
    "notices": [
        {
            "id": 1,
            "seq": 1,
            "audience": "handler",
            "channel": "mail",
            "target": HOSTILE,
            "statutory": False,
            "state": "no_recipient",
            "attempts": 0,
            "done_at": None,
        }
    ],
    "next": [],
}
RECEIPT: dict[str, Any] = {
    "case": CASE,
    "stage": "R1",
    "act": "rectification.serve",
    "state": "running",
    "version": 5,
    "event": {"seq": 5, "hash": "ab" * 32},
    "notices": 2,
    "documents": [{"number": "GY-2026-0001"}],
    "next": [],
    "deadlines": [{"clock": "rectification_limit", "due": "2026-04-10", "state": "running", "provisional": False}],
}
REFUSED = of(TransitionRefused(no("wrong_state", "proposed")), "en")
NOTHING: dict[str, Any] = {"badge": "N001", "found": None}
PAGES: dict[str, dict[str, Any]] = {
    "inbox": {"inbox": asdict(INBOX), "opens": [{"kind": "case", "name": HOSTILE}]},
    "cases": {
        "cases": [
            {
                "case": CASE,
                "kind": "activity",
                "unit": HOSTILE,
                "handler": None,
                "state_name": "open",
                "opened_on": date(2026, 3, 2),
                "stages": [{"stage": "R1", "state_name": "running"}],
            }
        ],
        "further": "2026-03-02|GZ",
        "kind": "activity",
        "kinds": ["case", "activity"],
    },
    "case": {
        "case": SHOWN,
        "file_stage": "case",
        "next": NEXT,
        "narratives": {1: [("Reason", HOSTILE)]},
        "documents": [
            {
                "called": HOSTILE,
                "number": None,
                "added_at": datetime(2026, 3, 2, 1, tzinfo=UTC),
                "digest": "0" * 64,
                "link": "/files/1",
            }
        ],
        "upload": {"key": "k", "kinds": ["photograph", "other"]},
        "erased": HOSTILE,
    },
    "receipt": {
        "waiting": False,
        "receipt": RECEIPT,
        "repeated": True,
        "basis": ["reg-28"],
        "next": NEXT,
        "case": CASE,
    },
    "notices": {
        "no": CASE,
        "notices": [
            {
                "id": 1,
                "seq": 1,
                "audience": "unit",
                "channel": "mail",
                "target": HOSTILE,
                "statutory": True,
                "title": HOSTILE,
                "body": HOSTILE,
                "state": "done",
                "done_at": datetime(2026, 3, 2, 2, tzinfo=UTC),
                "package": "0" * 64,
                "attempts": [
                    {
                        "attempt": 1,
                        "at": datetime(2026, 3, 2, 2, tzinfo=UTC),
                        "outcome": "delivered",
                        "answer": HOSTILE,
                    }
                ],
            }
        ],
    },
    "over": {"badge": None},
    "problem": {"found": REFUSED, "back": "/"},
    "sign_in": {"badge": None, "back": "/c/" + CASE, "typed": HOSTILE, "left": True, "codes": True},
}


@pytest.mark.parametrize("locale", ["en", "zh"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_text_as_text_in_one_language(name: str, locale: str) -> None:
    html = page(name, locale, **NOTHING | PAGES[name])
    assert "<script" not in html and "style=" not in html and " on" not in re.findall(r"<[a-z]+([^>]*)>", html)
    assert html.count("<h1") == 1
    ranks = [int(rank) for rank in re.findall(r"<h([1-6])", html)]
    assert all(below <= above + 1 for above, below in pairwise(ranks)), ranks
    if locale == "en":
        assert re.findall(r"[\u4e00-\u9fff]+", html) == ["中文"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_nothing_but_its_stylesheet(name: str) -> None:
    tags = Page(page(name, "en", **NOTHING | PAGES[name])).tags
    assert [has["href"] for tag, has in tags if tag == "link"] == ["/static/desk.css"]
    assert not [tag for tag, _ in tags if tag in ("script", "img", "iframe", "style", "base")]
    targets = [has["href"] for tag, has in tags if tag == "a"]
    assert all(target.startswith(("/", "?lang=", "#")) and not target.startswith("//") for target in targets), targets


def test_the_case_shows_what_was_refused_and_what_is_overdue() -> None:
    text = " ".join(Page(page("case", "en", **NOTHING | PAGES["case"])).text.split())
    assert "close the case (refused)" in text
    assert "2026-04-10 (provisional)running overdue" in text
    assert "2026-03-02 · recorded at 2026-03-02 09:05 · N001" in text


@pytest.mark.parametrize(
    ("lang", "shown"),
    [
        ("en", ("Duties ledger GZ-2026-000001", "performance of the duty: Regulations Art. 8(1)", "activity, no. 2")),
        (
            "zh",
            (
                "义务台账 GZ-2026-000001",
                "义务的下次履行：《反间谍安全防范工作规定》第八条第（一）项",
                "活动日（第 2 项）",
            ),
        ),
    ],
)
def test_a_file_that_is_no_case_says_what_it_is_and_which_of_several_things_is_due(
    lang: str, shown: tuple[str, ...]
) -> None:
    dues = [{**DEADLINE, "clock": "duty_due", "item": 801}, {**DEADLINE, "clock": "activity_day", "item": 2}]
    ledger = {**SHOWN, "kind": "duties", "state": "kept", "stages": [], "deadlines": dues, "notices_readable": True}
    found = Page(page("case", lang, **NOTHING | PAGES["case"] | {"case": ledger, "file_stage": "duties"}))
    text = " ".join(found.text.split())
    assert not [words for words in shown if words not in text]
    for of_a_case in ("Stages", "立案日期"):
        assert of_a_case not in text


def test_a_page_that_waits_looks_again_by_itself() -> None:
    html = page("receipt", "en", **NOTHING, waiting=True, case=CASE)
    assert '<meta http-equiv="refresh" content="3">' in html
    assert "refresh" not in page("receipt", "en", **NOTHING | PAGES["receipt"])


def test_a_refusal_says_rule_article_and_next_step() -> None:
    found = of(TransitionRefused(no("wrong_state", "proposed")), "en")
    assert found.code == "wrong_state" and found.article == "Regulations Art. 3"
    assert found.message == "The stage is not in a state that allows this act. Details: proposed."
    assert found.next == "Look at the case and take one of the acts it offers."


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (LostRace(CASE, ("case.close",)), "lost_race", f"The case changed meanwhile: {CASE}, close the case"),
        (Unknown(CASE), "not_found", "There is no such page or entry."),
        (BadInput("reason: Field required"), "bad_input", "The input cannot be read: reason: Field required"),
        (RuntimeError("机密"), "internal", "Something went wrong; look at the case before trying again"),
    ],
)
def test_other_problems_are_told_without_what_was_typed(error: Exception, code: str, message: str) -> None:
    found = of(error, "en")
    assert (found.code, found.message) == (code, message)


@pytest.mark.parametrize("kind", WORDS)
def test_every_word_a_page_may_show_has_chinese(kind: str) -> None:
    assert all(re.search(r"[\u4e00-\u9fff]", label(value, "zh")) for value in WORDS[kind])


def test_moments_are_shown_in_beijing() -> None:
    assert when(datetime(2026, 3, 2, 23, 30, tzinfo=UTC)) == "2026-03-03 07:30"
    assert when("2026-03-02T23:30:00+08:00") == "2026-03-02 23:30"
