"""Folding events: what is built from them, and what contradicts itself."""

from typing import Any

import pytest

from models.replay import CaseImage, DeadlineImage, Replay

LIMIT = {
    "clock": "rectification_limit", "stage": "R1", "armed_seq": 0, "state": "running", "length": 15, "unit": "day",
    "anchor_on": "2026-03-10", "due_on": "2026-03-25", "provisional": False, "settled_on": None, "ledger": None,
    "item": 0, "mends": None,
}  # fmt: skip
ENTRY = {"act": "open", "by": "N001", "on": "2026-03-02"}


def act(seq: int, version: int | None = None, **data: Any) -> dict[str, Any]:
    said = {"moves": [], "opens": [], "deadlines": [], "handler": "N001", **data}
    return {"kind": "act", "seq": seq, "version": version or seq, "effective_on": "2026-03-02", "data": said}


def opened() -> Replay:
    replay = Replay()
    opening = {"kind": "case", "label": None, "state": "open", "ground": None, "entry": ENTRY}
    replay.fold(act(1, opens=[opening], unit="U", organ="O"))
    return replay


def test_the_opening_makes_the_case() -> None:
    assert opened().case == CaseImage("case", "U", "O", "2026-03-02", "open", 1, "N001", None, ({**ENTRY, "seq": 1},))


def test_a_case_closes_on_the_day_of_its_last_act_and_opens_again() -> None:
    replay = opened()
    closing = {"label": None, "from": "open", "to": "closed", "entry": {"act": "close", "on": "2026-04-01"}}
    replay.fold(act(2, moves=[closing], handler=None))
    assert replay.case is not None
    assert (replay.case.state, replay.case.closed_on, replay.case.handler) == ("closed", "2026-04-01", None)
    again = {"label": None, "from": "closed", "to": "open", "entry": {"act": "reopen", "on": "2026-05-01"}}
    replay.fold(act(3, moves=[again]))
    assert (replay.case.state, replay.case.closed_on, replay.case.version) == ("open", None, 3)


def test_a_deadline_keeps_its_name_and_gathers_its_ledger() -> None:
    replay = opened()
    replay.fold(act(2, deadlines=[LIMIT]))
    longer = {**LIMIT, "armed_seq": 2, "due_on": "2026-03-30", "ledger": ["extend", "2026-03-20", 5]}
    replay.fold(act(3, deadlines=[longer]))
    recounted = {**LIMIT, "armed_seq": 2, "due_on": "2026-03-31", "provisional": True}
    replay.fold({"kind": "calendar", "seq": 4, "version": 0, "data": {"deadlines": [recounted]}})
    of = {"stage": "R1", "clock": "rectification_limit", "armed_seq": 2, "item": 0}
    rung = {**of, "due_on": "2026-03-31", "rung": "breach", "day": "2026-04-01", "sent": True}
    replay.fold({"kind": "deadline", "seq": 5, "version": 3, "data": {"rungs": [rung], "told": "d"}})
    replay.fold({"kind": "deadline", "seq": 6, "version": 3, "data": {"rungs": [rung]}})
    assert replay.rungs == {(tuple(of.values()), "2026-03-31", "breach"): ("2026-04-01", True, 5)}
    assert replay.told == {1: None, 2: None, 3: None, 5: "d", 6: None}
    line = ("extend", "2026-03-20", 5, 3)
    expected = DeadlineImage(15, "day", "2026-03-10", "running", "2026-03-31", True, None, (line,))
    assert replay.deadlines == {("R1", "rectification_limit", 2, 0): expected}
    assert replay.case is not None
    assert replay.case.version == 3


def test_a_correction_mends_the_entry_and_the_line_of_the_ledger() -> None:
    replay = opened()
    serving = {"act": "serve", "by": "N001", "on": "2026-03-10", "occurred_on": "2026-03-10"}
    opening = {"kind": "rectification", "label": "R1", "state": "running", "ground": None, "entry": serving}
    suspended = {**LIMIT, "state": "suspended", "ledger": ["suspend", "2026-03-12", None]}
    replay.fold(act(2, opens=[opening], deadlines=[suspended]))
    change = {"label": "R1", "seq": 2, "field": "occurred_on", "was": "2026-03-10", "right": "2026-03-09"}
    mended = {**suspended, "armed_seq": 2, "ledger": None, "mends": [2, "2026-03-11"]}
    replay.fold(act(3, amends=[change], deadlines=[mended]))
    entry = replay.stages["R1"].acts[0]
    assert (entry["occurred_on"], entry["corrected"]) == ("2026-03-09", {"occurred_on": "2026-03-10"})
    assert replay.deadlines["R1", "rectification_limit", 2, 0].ledger == (("suspend", "2026-03-11", None, 2),)


def test_a_file_belongs_to_the_event_that_named_it_first() -> None:
    replay = opened()
    drawn = {"act": "draw_up", "on": "2026-03-03", "documents": [{"files": {"zh": "a" * 64, "en": "b" * 64}}]}
    named = {"act": "serve", "on": "2026-03-04", "proof": "c" * 64, "files": ["a" * 64]}
    opening = {"kind": "rectification", "label": "R1", "state": "ordered", "ground": None, "entry": drawn}
    replay.fold(act(2, opens=[opening]))
    replay.fold(act(3, moves=[{"label": "R1", "from": "ordered", "to": "running", "entry": named}]))
    assert replay.documents == {"a" * 64: 2, "b" * 64: 2, "c" * 64: 3}


def test_an_activity_is_closed_on_the_day_it_was_held() -> None:
    replay = Replay()
    plan = {"kind": "activity", "label": None, "state": "planned", "ground": None, "entry": {**ENTRY, "act": "plan"}}
    replay.fold(act(1, opens=[plan], unit=None, organ="O"))
    held = {"label": None, "from": "planned", "to": "held", "entry": {"act": "hold", "on": "2026-05-20"}}
    replay.fold(act(2, moves=[held]))
    assert replay.case is not None
    assert (replay.case.unit, replay.case.state, replay.case.closed_on) == (None, "held", "2026-05-20")


@pytest.mark.parametrize(
    "body",
    [
        act(2, version=3),
        act(2, moves=[{"label": None, "from": "closed", "to": "open", "entry": ENTRY}]),
        act(2, moves=[{"label": "R1", "from": "proposed", "to": "ordered", "entry": ENTRY}]),
        act(2, opens=[{"kind": "case", "label": None, "state": "open", "ground": None, "entry": ENTRY}]),
        act(2, opens=2 * [{"kind": "inspection", "label": "I1", "state": "requested", "ground": None, "entry": ENTRY}]),
        act(2, deadlines=[{**LIMIT, "armed_seq": 1}]),
        act(2, deadlines=[LIMIT, LIMIT]),
        {"kind": "act", "seq": 2, "version": 2, "data": {}},
    ],
)
def test_what_contradicts_the_events_before_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        opened().fold(body)


def test_a_rung_of_a_deadline_no_event_armed_is_refused() -> None:
    of = {"stage": "R1", "clock": "rectification_limit", "armed_seq": 2, "item": 0}
    rung = {**of, "due_on": "2026-03-31", "rung": "breach", "day": "2026-04-01", "sent": True}
    with pytest.raises(ValueError, match="rung"):
        opened().fold({"kind": "deadline", "seq": 2, "version": 1, "data": {"rungs": [rung]}})


def test_nothing_comes_before_the_opening() -> None:
    with pytest.raises(ValueError, match="version"):
        Replay().fold(act(1))


def erasure(seq: int) -> dict[str, Any]:
    return {"kind": "register", "act": "keys.destroy", "seq": seq, "data": {}}


def test_the_key_of_a_closed_case_is_destroyed_once() -> None:
    replay = opened()
    with pytest.raises(ValueError, match="erased"):
        replay.fold(erasure(2))
    closing = {
        "label": None,
        "from": "open",
        "to": "closed",
        "entry": {"act": "close", "by": "N001", "on": "2026-03-02"},
    }
    replay.fold(act(2, moves=[closing]))
    assert not replay.erased
    replay.fold(erasure(3))
    assert replay.erased
    with pytest.raises(ValueError, match="erased"):
        replay.fold(erasure(4))
