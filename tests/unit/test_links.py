"""Links for the unit: which acts they open, on which days, and that nothing else comes through one."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models import linked
from models.acts.choices import LedgerAct, UnitAct
from models.decide import Decision, decide
from models.errors import TransitionRefused
from models.facts import Facts, LinkId
from models.guards.link import unit_or_officer
from models.lifecycle import LIFECYCLE, find
from models.need_to_know import people_of
from models.vocabulary import Audience, Stage
from tests.unit.papers import paper
from tests.unit.scenes import go, issued, on, refusal, running_order, why
from tests.unit.scenes_duties import kept_ledger, ledger_link_opened
from tests.unit.scenes_remedy import link_opened
from tests.unit.worlds import ANN, BO, CALENDAR, CASE, RULES, grown, the_case, the_stage

OPEN, REVOKE, REPORT = "case.open_link", "case.revoke_link", "rectification.report"
FIRST = LinkId(CASE, 1)
TODAY = on(4, 10)


def through(facts: Facts, link: LinkId, name: str, today: date, **given: Any) -> Decision | str:
    """What becomes of an act that the unit files through a link; no officer is named."""
    form = paper(name, today, **{"late_reason": None, "posted_on": None, **given} if name != ACKNOWLEDGE else given)
    try:
        return decide(replace(facts, link=link), Stage(name.split(".")[0]), form, today, CALENDAR, RULES)
    except TransitionRefused as refused:
        return refused.refusal.code


ACKNOWLEDGE = "guidance.acknowledge"


def test_the_unit_files_its_report_itself() -> None:
    answer = through(link_opened(), FIRST, REPORT, TODAY)
    assert isinstance(answer, Decision)
    assert (answer.actor, answer.on_behalf, answer.state) == (f"link:{CASE}-1", None, "reported")
    assert answer.entry["by"] == f"link:{CASE}-1"
    assert answer.entry["received_on"] == "2026-04-10"
    assert answer.audience == (Audience.HANDLER, Audience.HEAD, Audience.UNIT)
    assert answer.noted == ()


def test_it_counts_like_the_report_on_paper() -> None:
    by_officer = go(link_opened(), REPORT, ANN, TODAY)
    answer = through(link_opened(), FIRST, REPORT, TODAY)
    assert isinstance(answer, Decision)
    assert grown(link_opened(), answer).deadlines == by_officer.deadlines


def test_whoever_holds_a_link_is_no_officer_on_the_case() -> None:
    answer = through(link_opened(), FIRST, REPORT, TODAY)
    assert isinstance(answer, Decision)
    assert people_of(grown(link_opened(), answer)) == people_of(link_opened())


def revoked() -> Facts:
    return go(link_opened(), REVOKE, ANN, on(3, 17))


LAST_DAY = on(4, 15)


@pytest.mark.parametrize(
    ("facts", "link", "act", "day", "expected"),
    [
        (link_opened(), FIRST, REPORT, LAST_DAY, None),
        (link_opened(), FIRST, REPORT, on(4, 16), "link_invalid"),
        (revoked(), FIRST, REPORT, TODAY, "link_invalid"),
        (link_opened(), LinkId(CASE, 2), REPORT, TODAY, "link_invalid"),
        (link_opened(), LinkId("NM-2026-000002", 1), REPORT, TODAY, "link_invalid"),
        (running_order(), FIRST, REPORT, TODAY, "link_invalid"),
        (link_opened(), FIRST, "rectification.object", TODAY, "link_invalid"),
        (link_opened(), FIRST, "case.close", TODAY, "link_invalid"),
        (link_opened(), FIRST, "rectification.withdraw", TODAY, "link_invalid"),
    ],
)
def test_a_link_opens_its_acts_in_its_case_until_its_last_day(
    facts: Facts, link: LinkId, act: str, day: date, expected: str | None
) -> None:
    answer = through(facts, link, act, day) if act == REPORT else other(facts, link, act, day)
    assert (answer if isinstance(answer, str) else None) == expected


def other(facts: Facts, link: LinkId, act: str, day: date) -> Decision | str:
    try:
        return decide(replace(facts, link=link), Stage(act.split(".")[0]), paper(act, day), day, CALENDAR, RULES)
    except TransitionRefused as refused:
        return refused.refusal.code


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, None),
        ({"received_on": on(4, 9)}, "filed_at_once"),
        ({"posted_on": TODAY}, "filed_at_once"),
        ({"late_reason": "It lay in the mail room."}, "filed_at_once"),
    ],
)
def test_what_comes_through_a_link_comes_today(given: dict[str, Any], expected: str | None) -> None:
    answer = through(link_opened(), FIRST, REPORT, TODAY, **given)
    assert (answer if isinstance(answer, str) else None) == expected


def test_the_state_of_the_order_counts_for_the_unit_too() -> None:
    answer = through(link_opened(), FIRST, REPORT, TODAY)
    assert isinstance(answer, Decision)
    assert through(grown(link_opened(), answer), FIRST, REPORT, on(4, 13)) == "completion_not_requested"


def test_an_acknowledgement_is_filed_the_same_way() -> None:
    facts = go(issued(), OPEN, ANN, on(3, 3), acts=[ACKNOWLEDGE])
    answer = through(facts, FIRST, ACKNOWLEDGE, on(3, 4))
    assert isinstance(answer, Decision) and answer.state == "acknowledged"
    assert through(facts, FIRST, ACKNOWLEDGE, on(3, 4), received_on=on(3, 3)) == "filed_at_once"


def test_these_acts_may_be_opened_and_no_other_asks_for_the_unit() -> None:
    assert {t.full_name for t in LIFECYCLE if unit_or_officer in t.who} == {*UnitAct, *LedgerAct}
    for name in (*UnitAct, *LedgerAct):
        transition = find(Stage(name.split(".")[0]), name.split(".")[1])
        assert transition is not None and transition.who == (unit_or_officer,) and not transition.adverse


@pytest.mark.parametrize(
    ("day", "expected"),
    [(on(3, 15), "link_too_long"), (on(3, 16), None), (on(5, 15), None), (on(5, 16), "link_too_long")],
)
def test_a_link_ends_within_sixty_days(day: date, expected: str | None) -> None:
    assert refusal(running_order(), OPEN, ANN, on(3, 16), expires_on=day) == expected


def test_links_are_numbered_in_their_case() -> None:
    facts = go(link_opened(), OPEN, BO, on(3, 17), acts=["rectification.object", "rectification.progress"])
    first, second = linked.links(the_case(facts).acts)
    assert (first.number, first.acts, first.expires_on, first.opened_by) == (1, frozenset({REPORT}), LAST_DAY, ANN)
    assert (second.number, second.opened_by, second.revoked) == (2, BO, False)
    assert second.acts == {"rectification.object", "rectification.progress"}
    gone, still = linked.links(the_case(go(facts, REVOKE, ANN, on(3, 18))).acts)
    assert (gone.revoked, still.revoked) == (True, False)


def test_a_link_is_revoked_once_and_only_where_there_is_one() -> None:
    assert why(link_opened(), REVOKE, ANN, on(3, 17)) == ()
    assert why(revoked(), REVOKE, ANN, on(3, 18)) == ("link_unknown",)
    assert why(link_opened(), REVOKE, ANN, on(3, 17), link=2) == ("link_unknown",)


SELF_INSPECTION, FILED_PLAN = "duties.file_self_inspection", "duties.file_plan"


def test_the_unit_files_its_self_inspection_for_its_ledger_itself() -> None:
    answer = through(ledger_link_opened(), FIRST, SELF_INSPECTION, on(3, 9))
    assert isinstance(answer, Decision)
    assert (answer.actor, answer.state, answer.entry["received_on"]) == (f"link:{CASE}-1", "kept", "2026-03-09")
    by_officer = go(ledger_link_opened(), SELF_INSPECTION, ANN, on(3, 9))
    assert grown(ledger_link_opened(), answer).deadlines == by_officer.deadlines


def both() -> Facts:
    return go(kept_ledger(), "duties.open_link", ANN, on(3, 2), acts=[SELF_INSPECTION, FILED_PLAN])


@pytest.mark.parametrize(
    ("facts", "link", "act", "day", "given", "expected"),
    [
        (both(), FIRST, FILED_PLAN, on(3, 9), {}, None),
        (ledger_link_opened(), FIRST, FILED_PLAN, on(3, 9), {}, "link_invalid"),
        (ledger_link_opened(), FIRST, "duties.record_evidence", on(3, 9), {}, "link_invalid"),
        (ledger_link_opened(), LinkId(CASE, 2), SELF_INSPECTION, on(3, 9), {}, "link_invalid"),
        (kept_ledger(), FIRST, SELF_INSPECTION, on(3, 9), {}, "link_invalid"),
        (ledger_link_opened(), FIRST, SELF_INSPECTION, on(4, 1), {}, None),
        (ledger_link_opened(), FIRST, SELF_INSPECTION, on(4, 2), {}, "link_invalid"),
        (ledger_link_opened(), FIRST, SELF_INSPECTION, on(3, 9), {"received_on": on(3, 6)}, "filed_at_once"),
        (go(ledger_link_opened(), "duties.revoke_link", ANN, on(3, 3)), FIRST, SELF_INSPECTION, on(3, 9), {},
         "link_invalid"),
        (go(ledger_link_opened(), "duties.close", ANN, on(3, 3)), FIRST, SELF_INSPECTION, on(3, 9), {}, "wrong_state"),
    ],
)  # fmt: skip
def test_a_link_opens_its_acts_on_its_ledger_until_its_last_day(
    facts: Facts, link: LinkId, act: str, day: date, given: dict[str, Any], expected: str | None
) -> None:
    answer = through(facts, link, act, day, **given)
    assert (answer if isinstance(answer, str) else None) == expected


def test_a_link_of_a_ledger_is_short_and_revoked_once() -> None:
    assert refusal(kept_ledger(), "duties.open_link", ANN, on(3, 9), expires_on=on(5, 8)) is None
    assert refusal(kept_ledger(), "duties.open_link", ANN, on(3, 9), expires_on=on(5, 9)) == "link_too_long"
    assert refusal(ledger_link_opened(), "duties.revoke_link", ANN, on(3, 9)) is None
    assert refusal(ledger_link_opened(), "duties.revoke_link", ANN, on(3, 9), link=2) == "link_unknown"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GZ-2026-000123-2", LinkId("GZ-2026-000123", 2)),
        ("GZ-2026-000123-12", LinkId("GZ-2026-000123", 12)),
        ("GZ-2026-000123-0", None),
        ("GZ-2026-000123-02", None),
        ("GZ-2026-000123", None),
        ("GZ-2026-000123-2 ", None),
        ("GZ-2026-000123-\u0662", None),
        ("", None),
    ],
)
def test_the_number_of_a_link_is_read_strictly(text: str, expected: LinkId | None) -> None:
    assert linked.read(text) == expected


def test_no_officer_is_taken_for_a_link() -> None:
    assert linked.is_link(linked.actor(FIRST))
    assert not linked.is_link(ANN)
    assert the_stage(go(running_order(), REPORT, ANN, TODAY), "R1").acts[-1]["by"] == ANN
