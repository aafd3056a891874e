"""Technical inspection: a risk on record, its own approval at city level, an announcement, two officers."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from models.errors import TransitionRefused
from models.facts import Facts
from models.periods import Clock
from models.vocabulary import Stage
from tests.unit.papers import paper
from tests.unit.scenes import (
    allowed,
    approved,
    attempt,
    concluded,
    go,
    issued,
    on,
    opened,
    recorded,
    refusal,
    requested,
    running_order,
    why,
)
from tests.unit.scenes_technical import (
    approved_technical,
    commented_technical,
    concluded_technical,
    drawn_technical,
    notified_technical,
    recorded_technical,
    requested_technical,
)
from tests.unit.worlds import (
    ADMIN,
    ANN,
    BO,
    CAI,
    CITY_DEPUTY,
    CITY_HEAD,
    CITY_INSPECTOR,
    COUNTY_HEAD,
    EXPIRED,
    GONE,
    NARROW,
    OFFICERS,
    OTHER_CITY_HEAD,
    PROVINCE_HEAD,
    decided,
    the_deadline,
    the_stage,
    with_stage,
)

RISK = "risk or hidden danger found"
REQUEST, NOTIFY, RECORD = "technical.request", "technical.notify", "technical.record"


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


def remote() -> Facts:
    facts = go(concluded(), REQUEST, ANN, on(3, 10), mode="remote")
    facts = go(facts, "technical.approve", CITY_HEAD, on(3, 11))
    return go(facts, "technical.draw_up", ANN, on(3, 11))


def asked_because_of_a_risk() -> Facts:
    return go(opened(), "inspection.request", ANN, on(3, 3), ground=RISK)


RISKS = [
    # Findings on record, of an inspection or of guidance.
    (concluded(), "I1", None),
    (recorded(), "I1", None),
    (issued(), "G1", None),
    # No finding, but the inspection was asked for because of a risk.
    (asked_because_of_a_risk(), "I1", None),
    (go(asked_because_of_a_risk(), "inspection.approve", CITY_HEAD, on(3, 4)), "I1", None),
    # Somebody called: that alone is no risk on record.
    (requested(), "I1", "risk_not_recorded"),
    (approved(), "I1", "risk_not_recorded"),
    (go(opened(), "guidance.issue", ANN, on(3, 3), findings=[]), "G1", "risk_not_recorded"),
    (opened(), "I1", "risk_not_recorded"),
    (running_order(), "R1", "risk_not_recorded"),
    (go(asked_because_of_a_risk(), "inspection.refuse", CITY_HEAD, on(3, 4)), "I1", "risk_not_recorded"),
    (with_stage(concluded(), "I1", state="annulled"), "I1", "risk_not_recorded"),
    (concluded(), "NM-2026-000001/I1", None),
    (concluded(), "NM-2026-000009/I1", "stage_unknown"),
]


@pytest.mark.parametrize(("facts", "where", "expected"), RISKS)
def test_a_technical_inspection_needs_a_risk_on_record(facts: Facts, where: str, expected: str | None) -> None:
    assert refusal(facts, REQUEST, ANN, on(3, 12), risk_in=where) == expected


def test_without_a_risk_the_refusal_cites_article_23() -> None:
    with pytest.raises(TransitionRefused) as caught:
        decided(requested(), Stage.TECHNICAL, paper(REQUEST, on(3, 10)), ANN, on(3, 10))
    assert (caught.value.refusal.code, caught.value.refusal.article) == ("risk_not_recorded", "reg-23")


def test_it_rests_on_the_stage_with_the_risk() -> None:
    assert the_stage(requested_technical(), "T1").ground == "I1"


APPROVERS = [
    (CITY_HEAD, None),
    (CITY_DEPUTY, None),
    (PROVINCE_HEAD, None),
    (COUNTY_HEAD, "approver_level_too_low"),
    (OTHER_CITY_HEAD, "approver_not_in_line"),
    (CITY_INSPECTOR, "not_responsible_person"),
    (ADMIN, "not_responsible_person"),
    (EXPIRED, "not_responsible_person"),
    (NARROW, "not_responsible_person"),
    (ANN, "approver_involved"),
    (BO, "approver_involved"),
]


@pytest.mark.parametrize(("badge", "expected"), APPROVERS)
@pytest.mark.parametrize("act", ["technical.approve", "technical.refuse"])
def test_a_responsible_person_of_city_level_in_line_decides(act: str, badge: str, expected: str | None) -> None:
    assert refusal(requested_technical(), act, badge, on(3, 11)) == expected


def test_the_level_is_fixed_by_article_23() -> None:
    for badge in (COUNTY_HEAD, CITY_INSPECTOR):
        with pytest.raises(TransitionRefused) as caught:
            form = paper("technical.approve", on(3, 11))
            decided(requested_technical(), Stage.TECHNICAL, form, badge, on(3, 11))
        assert caught.value.refusal.article == "reg-23"


def test_who_took_part_in_the_inspection_it_rests_on_does_not_approve() -> None:
    """Cai asks for the technical inspection; the county's head was in the team of the ordinary one."""
    facts = go(opened(), "inspection.request", ANN, on(3, 3), ground=RISK, team=[ANN, COUNTY_HEAD])
    facts = go(facts, REQUEST, CAI, on(3, 10), team=[BO, CAI])
    assert refusal(facts, "technical.approve", COUNTY_HEAD, on(3, 11)) == "approver_involved"
    assert refusal(facts, "technical.approve", CITY_HEAD, on(3, 11)) is None


def test_the_approval_of_the_ordinary_inspection_is_not_its_approval() -> None:
    for facts in (requested_technical(), concluded()):
        assert refusal(facts, "technical.draw_up", ANN, on(3, 11)) in ("wrong_state", "stage_unknown")
    assert refusal(approved_technical(), "technical.draw_up", ANN, on(3, 11)) is None


def test_one_ordinary_and_one_technical_inspection_stand_side_by_side() -> None:
    beside = go(recorded(), REQUEST, ANN, on(3, 10))
    assert refusal(beside, REQUEST, ANN, on(3, 10)) == "stage_already_open"
    assert refusal(go(beside, "technical.refuse", CITY_HEAD, on(3, 11)), REQUEST, ANN, on(3, 11)) is None
    assert refusal(go(concluded(), REQUEST, ANN, on(3, 10)), "inspection.request", ANN, on(3, 10)) is None


TEAMS = [
    ([ANN, BO], None),
    ([ANN, BO, CAI], None),
    ([ANN], "two_officers_required"),
    ([], "two_officers_required"),
    ([ANN, ANN], "duplicate_officer"),
    ([ANN, "NOBODY"], "person_unknown"),
    ([ANN, CITY_INSPECTOR], "not_organ_in_charge"),
    ([ANN, GONE], "no_mandate"),
    ([ANN, ADMIN], "no_mandate"),
]


@pytest.mark.parametrize(("badges", "expected"), TEAMS)
def test_two_different_officers_of_the_organ_in_charge(badges: list[str], expected: str | None) -> None:
    assert refusal(concluded(), REQUEST, ANN, on(3, 10), team=badges) == expected
    assert refusal(notified_technical(), RECORD, ANN, on(3, 12), present=badges) == expected


def test_a_mandate_counts_on_the_day_of_the_inspection() -> None:
    """Bo's mandate ended on the day itself; the record is made a day later."""
    mandate = replace(OFFICERS[BO].mandates[0], valid_until=on(3, 12))
    known = {**OFFICERS, BO: replace(OFFICERS[BO], mandates=(mandate,))}
    facts = replace(notified_technical(), officers=known)
    day = {"started_at": at(on(3, 12), 10), "ended_at": at(on(3, 12), 16)}
    assert refusal(facts, RECORD, ANN, on(3, 13), **day) is None
    later = {"started_at": at(on(3, 13), 10), "ended_at": at(on(3, 13), 16)}
    assert refusal(facts, RECORD, ANN, on(3, 13), **later) == "no_mandate"


# Served on Wednesday 11 March, recorded on the 12th at the earliest.
@pytest.mark.parametrize(
    ("starts", "remotely", "on_site"),
    [
        (on(3, 12), None, None),
        (on(3, 13), None, None),
        (on(3, 10), "announced_too_late", None),
    ],
)
def test_a_remote_inspection_is_announced_before_it_starts(
    starts: date, remotely: str | None, on_site: str | None
) -> None:
    hours = {"served_on": on(3, 11), "starts_at": at(starts, 9), "ends_at": at(starts, 17)}
    assert refusal(remote(), NOTIFY, ANN, on(3, 11), **hours) == remotely
    assert refusal(drawn_technical(), NOTIFY, ANN, on(3, 11), **hours) == on_site


def test_what_is_announced_begins_before_it_ends() -> None:
    for first, last, expected in ((9, 17, None), (9, 9, "dates_reversed"), (17, 9, "dates_reversed")):
        hours = {"starts_at": at(on(3, 12), first), "ends_at": at(on(3, 12), last)}
        assert refusal(drawn_technical(), NOTIFY, ANN, on(3, 11), **hours) == expected


def test_a_moment_with_a_zone_is_read_in_beijing() -> None:
    told = allowed(
        attempt(
            drawn_technical(), NOTIFY, ANN, on(3, 11), starts_at="2026-03-12T01:00:00Z",
            ends_at="2026-03-12T17:00:00+08:00",
        )
    ).entry  # fmt: skip
    assert (told["starts_at"], told["ends_at"]) == ("2026-03-12T09:00:00", "2026-03-12T17:00:00")


NUMBERS = [([1, 2], None), ([2], None), ([2, 1], None), ([3], "number_unknown"), ([0], "number_unknown")]
NUMBERS += [([1, 1], "number_unknown"), ([1, 3], "number_unknown"), ([-1], "number_unknown")]


@pytest.mark.parametrize(("systems", "expected"), NUMBERS)
def test_systems_are_named_by_the_numbers_of_the_request(systems: list[int], expected: str | None) -> None:
    assert refusal(drawn_technical(), NOTIFY, ANN, on(3, 11), systems=systems) == expected
    assert refusal(notified_technical(), RECORD, ANN, on(3, 12), systems=systems) == expected


def test_the_refusal_says_which_numbers_there_are() -> None:
    assert why(drawn_technical(), NOTIFY, ANN, on(3, 11), systems=[3]) == ("number_unknown", "systems", "1-2")


ORDERLY = [
    (at(on(3, 12), 10), at(on(3, 12), 16), None),
    (at(on(3, 12), 16), at(on(3, 12), 10), "dates_reversed"),
    (at(on(3, 12), 10), at(on(3, 12), 10), "dates_reversed"),
    (at(on(3, 12), 10), at(on(3, 14), 10), "date_in_future"),
    (at(on(3, 10), 10), at(on(3, 10), 16), "before_notice"),
    (at(on(3, 11), 10), at(on(3, 11), 16), None),
]


@pytest.mark.parametrize(("started", "ended", "expected"), ORDERLY)
def test_it_is_recorded_after_it_happened_and_never_before_the_document(
    started: datetime, ended: datetime, expected: str | None
) -> None:
    when = {"started_at": started, "ended_at": ended}
    assert refusal(notified_technical(), RECORD, ANN, on(3, 13), **when) == expected


# 30 days from Wednesday 11 March end on Friday 10 April.
@pytest.mark.parametrize(("day", "expected"), [(on(4, 10), None), (on(4, 11), "approval_expired")])
def test_an_approval_that_expired_carries_nothing_more(day: date, expected: str | None) -> None:
    assert the_deadline(notified_technical(), Clock.APPROVAL_VALIDITY, "T1").due_on == on(4, 10)
    assert refusal(notified_technical(), RECORD, ANN, day) == expected
    assert refusal(notified_technical(), "technical.order_measure", ANN, day) == expected


def test_findings_give_the_unit_three_working_days_to_comment() -> None:
    """Recorded on Thursday 12 March: until Tuesday the 17th."""
    assert the_deadline(recorded_technical(), Clock.COMMENT, "T1").due_on == on(3, 17)
    assert refusal(recorded_technical(), "technical.conclude", ANN, on(3, 17)) == "comment_time_running"
    assert refusal(recorded_technical(), "technical.conclude", ANN, on(3, 18)) is None
    assert refusal(commented_technical(), "technical.conclude", ANN, on(3, 13)) is None
    clean = go(notified_technical(), RECORD, ANN, on(3, 12), findings=[])
    assert clean.deadline(Clock.COMMENT, "T1") is None
    assert refusal(clean, "technical.conclude", ANN, on(3, 12), result="rectify") == "findings_required"
    assert refusal(clean, "technical.conclude", ANN, on(3, 12), result="no problem") is None


def test_its_findings_carry_an_order() -> None:
    facts = go(concluded_technical(), "rectification.propose", ANN, on(3, 17), ground="T1")
    assert [item["ref"] for item in facts.stages[-1].acts[0]["order_items"]] == ["T1/1"]
