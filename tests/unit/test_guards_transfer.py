"""Transfer of clues (the Ministry's summary): a breach and an adverse consequence, to an organ that is competent."""

from typing import Any

import pytest
from pydantic import ValidationError

from models.acts.transfer import Propose
from models.facts import Facts
from tests.unit.papers import paper
from tests.unit.scenes import (
    accepted_transfer,
    concluded,
    go,
    issued,
    not_met_order,
    notified,
    on,
    proposed_transfer,
    recorded,
    refusal,
    reported_order,
    running_order,
    sent_transfer,
)
from tests.unit.worlds import ANN, CITY_HEAD, INDUSTRY, RECEIVER, SECOND_RECEIVER, SUPERIOR, UNREACHABLE, with_stage


def propose(facts: Facts, **given: Any) -> str | None:
    return refusal(facts, "transfer.propose", ANN, on(5, 11), **given)


@pytest.mark.parametrize(
    ("consequence", "expected"),
    [("adverse consequence", None), ("adverse influence", None), ("none", "no_consequence")],
)
def test_a_breach_alone_is_not_enough(consequence: str, expected: str | None) -> None:
    assert propose(not_met_order(), consequence=consequence) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("not_met", None),
        ("renewed", None),
        ("concluded", None),
        ("accepted", "no_breach"),
        ("withdrawn", "no_breach"),
        ("running", "no_breach"),
        ("reported", "no_breach"),
    ],
)
def test_an_order_shows_a_breach_once_it_was_found_not_met(state: str, expected: str | None) -> None:
    assert propose(with_stage(not_met_order(), "R1", state=state)) == expected


def test_an_inspection_shows_a_breach_once_it_is_concluded_with_findings() -> None:
    assert propose(concluded(), ground="I1") is None
    assert propose(recorded(), ground="I1") == "no_breach"
    clean = go(notified(), "inspection.record", ANN, on(3, 6), findings=[])
    clean = go(clean, "inspection.conclude", ANN, on(3, 9), result="no problem")
    assert propose(clean, ground="I1") == "no_breach"


def test_nothing_else_shows_a_breach() -> None:
    assert propose(issued(), ground="G1") == "no_breach"
    assert propose(not_met_order(), ground="R9") == "no_breach"
    assert propose(running_order()) == propose(reported_order()) == "no_breach"


@pytest.mark.parametrize(
    ("receiver", "expected"),
    [
        (RECEIVER, None),
        (SECOND_RECEIVER, None),
        (SUPERIOR, "receiver_not_competent"),
        (INDUSTRY, "receiver_not_competent"),
        # One without a service gets the package as a file; its paper receipt is recorded by `accept`.
        (UNREACHABLE, None),
        ("NOBODY", "receiver_unknown"),
    ],
)
def test_the_receiver_is_registered_as_one(receiver: str, expected: str | None) -> None:
    assert propose(not_met_order(), receiver=receiver) == expected


def test_several_transfers_run_to_different_organs() -> None:
    for facts in (proposed_transfer(), sent_transfer(), accepted_transfer()):
        assert propose(facts) == "transfer_already_open"
        assert propose(facts, receiver=SECOND_RECEIVER) is None


def test_a_transfer_that_ended_makes_room_for_another() -> None:
    refused = go(proposed_transfer(), "transfer.refuse", CITY_HEAD, on(5, 7))
    returned = go(sent_transfer(), "transfer.return", ANN, on(5, 11))
    withdrawn = go(sent_transfer(), "transfer.withdraw", ANN, on(5, 11))
    done = go(accepted_transfer(), "transfer.feedback", ANN, on(5, 11))
    assert [propose(facts) for facts in (refused, returned, withdrawn, done)] == [None, None, None, None]


def test_a_reroute_needs_a_new_approval() -> None:
    returned = go(sent_transfer(), "transfer.return", ANN, on(5, 11))
    again = go(returned, "transfer.propose", ANN, on(5, 12), receiver=SECOND_RECEIVER)
    assert refusal(again, "transfer.send", ANN, on(5, 12)) == "wrong_state"
    again = go(again, "transfer.approve", CITY_HEAD, on(5, 13))
    assert refusal(again, "transfer.send", ANN, on(5, 13)) == "instrument_missing"
    again = go(again, "transfer.draw_up", ANN, on(5, 13))
    assert refusal(again, "transfer.send", ANN, on(5, 13)) is None


def test_after_acceptance_nothing_is_withdrawn() -> None:
    assert refusal(accepted_transfer(), "transfer.withdraw", ANN, on(5, 12)) == "wrong_state"
    assert refusal(accepted_transfer(), "transfer.return", ANN, on(5, 12)) == "wrong_state"


@pytest.mark.parametrize("act", ["transfer.accept", "transfer.return"])
def test_no_answer_comes_tomorrow(act: str) -> None:
    assert refusal(sent_transfer(), act, ANN, on(5, 11), received_on=on(5, 12)) == "date_in_future"
    assert refusal(sent_transfer(), act, ANN, on(5, 11), received_on=on(5, 11)) is None
    feedback = refusal(accepted_transfer(), "transfer.feedback", ANN, on(5, 12), received_on=on(5, 13))
    assert feedback == "date_in_future"


@pytest.mark.parametrize("missing", ["statement", "in_favour", "facts", "suggestion", "consequence_facts"])
def test_the_package_holds_the_units_statement_and_what_speaks_for_it(missing: str) -> None:
    with pytest.raises(ValidationError):
        paper("transfer.propose", on(5, 6), **{missing: ""})


def test_the_package_has_no_place_for_an_informant() -> None:
    assert set(Propose.model_fields) == {
        "act", "case", "seen", "receiver", "competence", "ground", "consequence", "consequence_facts", "facts",
        "suggestion", "statement", "in_favour", "files",
    }  # fmt: skip
