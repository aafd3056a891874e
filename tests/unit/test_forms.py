"""Forms: what is narrative never stands in clear, every field has a title in both languages, errors repeat nothing."""

import json
import re
import types
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from models.acts.finding import Finding
from models.acts.form import Part, Signature, split
from models.acts.rectification import ItemResult
from models.lifecycle import LIFECYCLE
from models.vocabulary import Stage
from tests.unit.papers import FIELDS, paper
from tests.unit.scenes import on
from tests.unit.worlds import PROOF

FORMS: dict[str, type[Part]] = {t.full_name: t.form for t in LIFECYCLE}
CARRIED = {"act", "case", "stage", "seen"}
SECRET = "机密"
"""Begins every narrative the strategies below invent."""

narratives = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30).map(
    lambda text: f"{SECRET}{text}{SECRET}"
)
days = st.dates(date(2021, 4, 26), date(2027, 12, 31))
moments = st.builds(datetime.combine, days, st.times() | st.times(timezones=st.timezones()))


def limits(info: Any) -> dict[str, Any]:
    """The bounds pydantic keeps beside an annotation."""
    found: dict[str, Any] = {}
    for part in info:
        found |= limits(getattr(part, "metadata", ()))
        for name in ("ge", "le", "pattern", "min_length", "max_length"):
            value = getattr(part, name, None)
            if value is not None:
                found[name] = value
    return found


def values(annotation: Any, info: Any) -> st.SearchStrategy[Any]:
    """Valid values for a field of this type within these bounds."""
    bounds = limits(info)
    origin, inner = get_origin(annotation), get_args(annotation)
    if hasattr(annotation, "__metadata__"):
        return values(inner[0], annotation.__metadata__)
    if origin in (Union, types.UnionType):
        kept = [values(a, info) for a in inner if a is not type(None)]
        return st.one_of(st.none(), *kept)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is list:
        least, most = bounds.get("min_length", 0), 3
        return st.lists(values(inner[0], ()), min_size=least, max_size=most)
    if annotation is bool:
        return st.booleans()
    if annotation is int:
        return st.integers(bounds.get("ge", -5), bounds.get("le", 999))
    if annotation is datetime:
        return moments
    if annotation is date:
        return days
    if annotation is str:
        return codes(bounds["pattern"]) if "pattern" in bounds else narratives
    if issubclass(annotation, Enum):
        return st.sampled_from(annotation)
    return filled(annotation)


@cache
def codes(pattern: str) -> st.SearchStrategy[str]:
    return st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True).filter(lambda code: code == code.strip())


@cache
def filled(form: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Valid forms of one kind."""
    fields = {name: values(info.annotation, info.metadata) for name, info in form.model_fields.items()}
    return st.builds(form, **fields)


def narratives_in(value: Any) -> list[str]:
    """Every narrative that stands in a form, or in half of one."""
    if isinstance(value, BaseModel):
        value = [getattr(value, name) for name in type(value).model_fields]
    elif isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return sorted(text for inner in value for text in narratives_in(inner))
    return [value] if isinstance(value, str) and value.startswith(SECRET) else []


ANY_FORM = st.one_of([filled(form) for form in FORMS.values()])


@settings(max_examples=150)
@given(ANY_FORM)
def test_no_narrative_ever_stands_in_the_open_half(form: Part) -> None:
    clear, sealed = split(form)
    assert SECRET not in json.dumps(clear, ensure_ascii=False)
    assert narratives_in(sealed) == narratives_in(form)


@settings(max_examples=60)
@given(ANY_FORM)
def test_the_open_half_is_json_and_holds_no_absent_value(form: Part) -> None:
    clear, sealed = split(form)
    assert json.loads(json.dumps(clear)) == clear
    assert None not in clear.values() and None not in sealed.values()
    assert not CARRIED & (clear.keys() | sealed.keys())


def test_what_stands_in_the_open_half() -> None:
    clear, sealed = split(paper("inspection.request", on(3, 3)))
    assert clear == {
        "ground": "report of clues received",
        "methods": ["consult material", "enter and look"],
        "starts_on": "2026-03-05",
        "ends_on": "2026-03-20",
        "team": ["NM-11", "NM-12"],
    }
    assert sealed == {"reason": "Somebody called.", "places": ["Server room.", "Reading room."]}


def test_places_and_systems_are_named_once_and_meant_by_number_afterwards() -> None:
    for name, field in (
        ("inspection.record", "places"),
        ("technical.notify", "systems"),
        ("technical.record", "systems"),
    ):
        clear, sealed = split(paper(name, on(3, 12)))
        assert all(isinstance(number, int) for number in clear[field]) and field not in sealed


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("2026-03-12T09:00:30", "2026-03-12T09:00:00"),
        ("2026-03-12T01:00:00Z", "2026-03-12T09:00:00"),
        ("2026-03-11T20:30:00-05:00", "2026-03-12T09:30:00"),
    ],
)
def test_a_moment_is_a_minute_in_beijing(told: str, kept: str) -> None:
    assert split(paper("technical.record", on(3, 12), started_at=told))[0]["started_at"] == kept


def test_a_digest_stands_in_clear() -> None:
    clear, _ = split(paper("rectification.serve", on(3, 12)))
    assert clear["proof"] == PROOF


def test_a_finding_is_split_in_two() -> None:
    clear, sealed = split(paper("guidance.issue", on(3, 3)))
    assert clear["findings"] == [{"duty": "reg-9-8", "since": "2026-02-02", "until": "2026-02-27"}]
    assert sealed["findings"] == [{"facts": "The server room stands open."}]


OPEN_STRINGS = {
    "case.open": {"unit", "handler"},
    "case.assign": {"handler"},
    "case.recuse": {"officer"},
    "case.relate": {"other"},
    "case.consent": {"proof"},
    "case.correct": {"field", "value", "files"},
    "case.annul": {"annulled", "decision_no", "files"},
    "case.decide_resting": {"which"},
    "case.stay": {"decision_no", "files"},
    "case.lift_stay": {"decision_no", "files"},
    "case.refer_criminal": {"reference_no"},
    "case.note_penalty": {"reference_no"},
    "case.end_reference": {"reference_no"},
    "activity.plan": {"units", "handler"},
    "activity.hold": {"attended"},
    "case.request_correction": {"field", "files"},
    "complaint.receive": {"unit", "about", "about_case", "handler", "also_to"},
    "commendation.propose": {"unit", "alias", "rests_on", "handler"},
    "commendation.join": {"department", "units", "files"},
    "commendation.hand_over": {"present"},
    "commendation.consent_publicity": {"proof", "present"},
    "commendation.publish": {"files"},
    "commendation.assign": {"handler"},
    "requirement.record": {"department", "industry"},
    "requirement.attach": {"files"},
    "requirement.amend": {"files"},
    "requirement.end": {"files"},
    "education.draft": {"departments", "handler"},
    "education.amend": {"departments"},
    "education.add_activity": {"departments", "units", "other"},
    "education.hold": {"files"},
    "duties.open": {"unit", "handler"},
    "duties.assign": {"handler"},
    "duties.record_evidence": {"files"},
    "duties.file_self_inspection": {"files"},
    "duties.file_plan": {"files"},
    "report.receive": {"unit", "handler"},
    "report.assign": {"handler"},
    "report.take_up": {"other"},
    "report.pass_on": {"receiver"},
    "report.pass_person_report": {"receiver"},
    "report.record_receipt": {"receipt"},
    "inspection.request": {"team", "jointly_with"},
    "inspection.notify": {"proof"},
    "inspection.record": {"present", "files"},
    "inspection.comment": {"files"},
    "technical.request": {"risk_in", "team", "jointly_with"},
    "technical.notify": {"proof"},
    "technical.record": {"present", "files"},
    "technical.comment": {"files"},
    "listing.propose": {"unit", "handler"},
    "listing.assign": {"handler"},
    "listing.consult": {"department"},
    "listing.record_opinion": {"files"},
    "listing.serve": {"proof"},
    "listing.object": {"files"},
    "listing.serve_removal": {"proof"},
    "rectification.propose": {"ground", "jointly_with"},
    "guidance.plan": {"jointly_with"},
    "guidance.issue": {"jointly_with"},
    "rectification.answer_objection": {"heard"},
    "complaint.decide": {"heard"},
    "rectification.serve": {"proof"},
    "rectification.progress": {"files"},
    "rectification.request_extension": {"files"},
    "rectification.object": {"files", "also_to"},
    "rectification.report": {"files"},
    "rectification.reinspect": {"present", "files"},
    "rectification.comment": {"files"},
    "interview.propose": {"order", "finding_in"},
    "interview.draw_up": {"meeting_at"},
    "interview.summon": {"proof"},
    "interview.hold": {"present", "files"},
    "interview.propose_notice": {"department"},
    "transfer.propose": {"receiver", "ground", "files"},
    "transfer.accept": {"receipt"},
    "consultation.ask": {"department"},
    "consultation.answer": {"files"},
    "joint.propose": {"department", "ground"},
    "joint.agree": {"files"},
    "joint.decline": {"files"},
    "joint.announce": {"team"},
    "joint.hold": {"present", "files"},
    "exchange.propose": {"department", "law", "files"},
    "exchange.receipt": {"receipt"},
    "protection.request": {"handler"},
    "protection.assign": {"handler"},
    "protection.hand_over": {"department", "receipt"},
}
"""The only strings that stand in clear: badges, codes, numbers of documents, digests of files, a clock time."""


def marked_open(form: type[Part]) -> set[str]:
    found = set()
    for name, info in form.model_fields.items():
        extra = info.json_schema_extra
        if isinstance(extra, dict) and extra.get("open") and name not in CARRIED:
            found.add(name)
    return found


def test_only_codes_and_numbers_are_marked_open() -> None:
    assert {name: found for name, form in FORMS.items() if (found := marked_open(form))} == OPEN_STRINGS
    assert marked_open(Finding) == marked_open(ItemResult) == set()


@pytest.mark.parametrize("name", OPEN_STRINGS)
def test_each_of_them_has_a_pattern_so_that_no_sentence_fits(name: str) -> None:
    for field in OPEN_STRINGS[name]:
        info = FORMS[name].model_fields[field]
        inner = [part for part in (info.annotation, *get_args(info.annotation)) if part is not type(None)]
        assert "pattern" in limits(info.metadata) or any("pattern" in limits(get_args(p)[1:]) for p in inner), field


@pytest.mark.parametrize("form", [*FORMS.values(), Finding, ItemResult, Signature])
def test_each_field_has_a_title_in_both_languages(form: type[BaseModel]) -> None:
    for name, info in form.model_fields.items():
        if name != "act":
            assert info.title is not None, name
            assert re.fullmatch(r"[A-Z][^·]* · [^·]*[\u4e00-\u9fff][^·]*", info.title), info.title


@pytest.mark.parametrize("name", FIELDS)
def test_a_form_refuses_unknown_fields_and_never_repeats_its_input(name: str) -> None:
    with pytest.raises(ValidationError) as unknown:
        paper(name, on(3, 3), informant=SECRET)
    assert "Extra inputs are not permitted" in str(unknown.value)
    assert SECRET not in str(unknown.value)


@pytest.mark.parametrize("name", FIELDS)
def test_no_error_repeats_what_was_typed_into_any_field(name: str) -> None:
    stage, act = name.split(".")
    form = FORMS[name]
    with pytest.raises(ValidationError) as refused:
        form.model_validate(dict.fromkeys(form.model_fields, SECRET) | {"act": SECRET})
    assert SECRET not in str(refused.value)
    assert Stage(stage) and form.model_fields["act"].default == act
