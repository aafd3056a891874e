"""What an act said is shown as its form asked for it: open fields and words together, entries with their numbers."""

import pytest

from deployments.desk.narrated import said, told_by_event
from models.acts.form import split
from models.store.narrative import _flat
from tests.unit.papers import FIELDS, paper
from tests.unit.scenes import on


def test_a_request_is_told_in_the_order_of_its_form() -> None:
    clear = {
        "ground": "report of clues received", "methods": ["consult material", "enter and look"],
        "starts_on": "2026-03-05", "ends_on": "2026-03-20", "team": ["NM-11", "NM-12"],
    }  # fmt: skip
    texts = {"reason": "Somebody called.", "places.1": "Server room.", "places.2": "Reading room."}
    assert said("inspection.request", clear, texts, "en") == [
        ("Ground (Art. 21)", "report of clues received"),
        ("Facts behind the ground", "Somebody called."),
        ("Methods (Art. 22)", "consult material, enter and look"),
        ("Places", "1. Server room.\n2. Reading room."),
        ("First day", "2026-03-05"),
        ("Last day", "2026-03-20"),
        ("Team", "NM-11, NM-12"),
    ]


def test_both_halves_of_a_finding_stand_together() -> None:
    clear = {
        "form": "written guidance",
        "findings": [{"duty": "reg-8-1", "since": "2026-02-02", "until": "2026-02-27"}],
    }
    texts = {"content": "Train.", "findings.1.facts": "No training was given."}
    assert said("guidance.issue", clear, texts, "zh")[2:] == [
        ("发现的问题 第 1 项：条款", "《反间谍安全防范工作规定》第八条第（一）项：教育培训本单位人员"),
        ("发现的问题 第 1 项：起", "2026-02-02"),
        ("发现的问题 第 1 项：止", "2026-02-27"),
        ("发现的问题 第 1 项：事实与证据", "No training was given."),
    ]


@pytest.mark.parametrize("name", FIELDS)
def test_everything_a_form_says_is_told(name: str) -> None:
    clear, sealed = split(paper(name, on(3, 12)))
    texts = dict(_flat("", sealed))
    told = "\n".join(text for _, text in said(name, clear, texts, "en"))
    assert all(text in told for text in texts.values())
    assert not clear or told


def test_events_that_say_nothing_are_left_out() -> None:
    stated = [
        {"seq": 1, "act": "case.open", "fields": {"unit": "U"}},
        {"seq": 2, "act": "interview.approve_notice", "fields": {"derived": 1}},
    ]
    narrative = [{"seq": 1, "texts": {"reason": "Because."}}]
    assert told_by_event(stated, narrative, "en") == {1: [("Unit", "U"), ("Why the case is opened", "Because.")]}
    assert said("deadline.sweep", {"a": 1}, {}, "en") == []
