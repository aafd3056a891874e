"""Folding what the events tell of the registers; those of an earlier release named codes only."""

from typing import Any

import pytest

from models.register_replay import Registers

NAMES = {"officer": 1, "mandate": 2}
FIRST, SECOND = ("N001", "inspector"), ("N001", "responsible")


def told(seq: int, act: str = "register.officer.add", **data: Any) -> dict[str, Any]:
    return {"kind": "register", "act": act, "seq": seq, "data": data}


def replayed(*bodies: dict[str, Any]) -> Registers:
    registers = Registers(NAMES)
    for body in bodies:
        registers.fold(body)
    return registers


def test_the_last_words_of_a_row_count() -> None:
    known = replayed(told(1, rows={"officer": [["N001", True]]}), told(4, rows={"officer": [["N001", False]]}))
    assert known.wrong("officer", {("N001",): [(False,)]}) is None
    assert known.wrong("officer", {("N001",): [(True,)]}) == 4
    assert known.wrong("officer", {}) == 4


def test_a_row_nobody_told_of_and_a_row_twice_are_wrong() -> None:
    known = replayed(told(1, rows={"mandate": [[*FIRST, "2026"]]}))
    assert known.wrong("mandate", {FIRST: [("2026",)], SECOND: [("2026",)]}) == 0
    assert known.wrong("mandate", {FIRST: [("2026",), ("2026",)]}) == 1
    assert known.wrong("officer", {}) is None


def test_codes_named_by_an_earlier_release_are_taken_as_they_stand() -> None:
    known = replayed(told(1, codes=["N001"]), told(2, rows={"mandate": [[*FIRST, "2026"]]}))
    assert known.wrong("officer", {("N001",): [(True,)]}) is None
    assert known.wrong("mandate", {FIRST: [("2026",)], SECOND: [("x",)]}) is None
    assert known.wrong("mandate", {FIRST: [("x",)]}) == 2, "what was told since is compared"
    assert known.wrong("officer", {("N002",): [(True,)]}) == 0


def test_a_column_an_earlier_release_did_not_know_is_empty() -> None:
    known = replayed(told(1, rows={"officer": [["N001", True]]}))
    assert known.wrong("officer", {("N001",): [(True, None)]}) is None
    assert known.wrong("officer", {("N001",): [(True, "x")]}) == 1
    assert known.wrong("officer", {("N001",): [(False, None)]}) == 1


def test_other_events_tell_nothing_of_rows() -> None:
    known = replayed({"kind": "refusal", "act": "case.close", "seq": 1, "data": {}})
    assert not known.rows
    known.fold(told(2, "register.passcode.enroll", codes=["N001"]))
    assert known.wrong("officer", {("N001",): [(True,)]}) == 0
    with pytest.raises(KeyError):
        known.fold(told(3, rows={"unknown": [["x"]]}))
