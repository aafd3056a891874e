"""The form of every act as a page: nothing typed is lost, nothing typed is markup, nothing unknown gets in."""

import re
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deployments.desk.fields import Stored, label
from deployments.desk.form_page import Asked, form_page
from deployments.desk.shapes import Kind, Shape, shapes
from deployments.desk.typed import Typed, gathered, shown, stated
from flows import forms
from models.acts.form import CARRIED_ELSEWHERE, Part
from models.acts.named import form_of
from models.errors import BadInput, Fault
from models.lifecycle import LIFECYCLE, find
from models.transition import Transition
from models.vocabulary import Stage
from tests.unit.browsing import Page, Pairs
from tests.unit.papers import FIELDS, paper
from tests.unit.scenes import on
from tests.unit.test_forms import filled
from tests.unit.worlds import PROOF

ACTS = {t.full_name: t for t in LIFECYCLE}
HOSTILE = '<script>alert("1")</script>\'"&amp;'


def transition(name: str) -> Transition:
    stage, act = name.split(".")
    found = find(Stage(stage), act)
    assert found is not None
    return found


def html(name: str, typed: Typed | None = None, **more: Any) -> str:
    t = transition(name)
    asked = Asked(t, "NM-11", more.pop("locale", "en"), "/c/NM-2026-000001/R1/x", "k", stored=more.pop("stored", ()))
    return form_page(asked, shown(t.form, {}) if typed is None else typed, **more)


def values(form: Part) -> dict[str, Any]:
    return {name: getattr(form, name) for name in type(form).model_fields}


def carried(form: Part) -> dict[str, Any]:
    """What the address of the page says."""
    return {name: getattr(form, name) for name in CARRIED_ELSEWHERE if getattr(form, name, None) is not None}


def posted(name: str, form: Part) -> Part:
    """The form after it was shown, posted by a browser and read again."""
    t = transition(name)
    typed = gathered(t.form, Page(html(name, shown(t.form, values(form)))).own())
    return forms.read(t.stage, carried(form) | stated(t.form, typed))


@pytest.mark.parametrize("name", FIELDS)
def test_what_a_lawful_form_says_is_what_is_read_when_it_is_posted(name: str) -> None:
    form = paper(name, on(3, 12))
    assert posted(name, form) == form


ANY_FORM = st.sampled_from(sorted(ACTS)).flatmap(lambda name: st.tuples(st.just(name), filled(ACTS[name].form)))


@settings(max_examples=80)
@given(ANY_FORM)
def test_so_it_is_for_any_form(invented: tuple[str, Part]) -> None:
    name, form = invented
    assert ticked(posted(name, form)) == ticked(form)


def ticked(form: Part) -> dict[str, Any]:
    """The form's values; boxes are ticked once and in no order."""
    boxes = {shape.name for shape in shapes(type(form)) if shape.kind is Kind.CHOICES}
    return {name: sorted(set(value)) if name in boxes else value for name, value in values(form).items()}


@pytest.mark.parametrize("locale", ["en", "zh"])
@pytest.mark.parametrize("name", ACTS)
def test_each_field_has_one_label_and_each_choice_a_word(name: str, locale: str) -> None:
    page = Page(html(name, locale=locale, more=next(iter(parts_of(name)), "")))
    ids = [has["id"] for _, has in page.tags if "id" in has]
    assert len(ids) == len(set(ids))
    labels = [has["for"] for tag, has in page.tags if tag == "label" and "for" in has]
    asked = [
        has["id"]
        for tag, has in page.tags
        if tag in ("input", "select", "textarea") and has.get("type") not in ("hidden", "checkbox")
    ]
    assert labels == asked
    described = {id for _, has in page.tags for id in has.get("aria-describedby", "").split()}
    assert described <= set(ids)


def parts_of(name: str) -> Iterable[str]:
    return (shape.name for shape in shapes(ACTS[name].form) if shape.kind is Kind.PARTS)


def test_each_act_has_a_form_and_the_page_asks_for_all_of_it() -> None:
    for name, t in ACTS.items():
        assert form_of(t.stage, t.act) is t.form
        asked = {shape.name for shape in shapes(t.form)}
        assert asked == t.form.model_fields.keys() - {"act", "case", "stage", "seen"}, name


@pytest.mark.parametrize("name", ["case.close", "inspection.record", "inspection.request"])
def test_what_is_typed_is_text_and_never_markup(name: str) -> None:
    hostile = {
        shape.name: [{inner.name: HOSTILE for inner in shape.parts}] if shape.parts else HOSTILE
        for shape in shapes(ACTS[name].form)
        if shape.kind not in (Kind.LINES, Kind.NUMBERS, Kind.CHOICES)
    }
    found = html(name, shown(ACTS[name].form, hostile))
    assert "<script" not in found
    assert HOSTILE in Page(found).text


def test_the_page_speaks_one_language() -> None:
    english, chinese = html("rectification.serve"), html("rectification.serve", locale="zh")
    assert '<html lang="en">' in english and "Proof of service" in english and "送达凭证" not in english
    assert '<html lang="zh-Hans">' in chinese and "送达凭证" in chinese and "Proof of service" not in chinese
    assert "in person" in english and "直接送达" in chinese


def test_an_untouched_form_shows_the_defaults() -> None:
    assert dict(Page(html("rectification.propose")).own())["limit_unit"] == "day"
    assert dict(Page(html("case.consent")).own())["given"] == "true"
    assert dict(Page(html("rectification.reinspect")).own())["results.0.met"] == ""


def raw(name: str, pairs: Pairs) -> dict[str, Any]:
    form = transition(name).form
    return stated(form, gathered(form, pairs))


def test_parts_are_gathered_and_blank_ones_left_out() -> None:
    pairs = [
        ("form", "written guidance"), ("content", "Lock it."),
        ("findings.0.duty", ""), ("findings.0.since", ""), ("findings.0.until", ""), ("findings.0.facts", " \r\n"),
        ("findings.1.duty", "reg-9-8"), ("findings.1.since", "2026-02-02"), ("findings.1.until", "2026-02-27"),
        ("findings.1.facts", "First.\r\nSecond."),
    ]  # fmt: skip
    assert raw("guidance.issue", pairs) == {
        "form": "written guidance",
        "content": "Lock it.",
        "findings": [
            {"duty": "reg-9-8", "since": "2026-02-02", "until": "2026-02-27", "facts": "First.\nSecond."}
        ],
        "jointly_with": [],
    }  # fmt: skip


def test_lists_are_typed_one_on_each_line_and_numbers_also_with_commas() -> None:
    pairs = [("places", " 1, 2，3\r\n 4 "), ("present", "NM-11\r\n\r\n NM-12 "), ("methods", "consult material")]
    found = raw("inspection.record", [*pairs, ("methods", "enter and look")])
    assert found["places"] == ["1", "2", "3", "4"]
    assert found["present"] == ["NM-11", "NM-12"]
    assert found["methods"] == ["consult material", "enter and look"]


def test_what_is_left_empty_is_left_out_and_no_is_said_not_implied() -> None:
    assert raw("case.consent", [("received_on", ""), ("given", "false"), ("address", "  ")]) == {"given": "false"}


@pytest.mark.parametrize(
    "name",
    ["informant", "case", "act", "reason.0", "findings", "findings.x.duty", "findings.0", "findings.0.other",
     "findings.01.duty", "findings.1000.duty", "findings.0.duty.x", "", "__class__"],
)  # fmt: skip
def test_a_field_the_form_does_not_have_is_refused(name: str) -> None:
    with pytest.raises(BadInput) as refused:
        gathered(transition("guidance.issue").form, [(name, "机密")])
    assert "机密" not in str(refused.value)


def test_a_field_given_twice_is_refused() -> None:
    with pytest.raises(BadInput, match="reason: too many values"):
        gathered(transition("case.close").form, [("reason", "One."), ("reason", "Two.")])


def test_more_fields_than_anybody_types_are_refused() -> None:
    with pytest.raises(BadInput):
        gathered(transition("inspection.request").form, [("methods", "enter and look")] * 1001)


def test_too_many_parts_are_refused_and_the_list_is_marked() -> None:
    pairs = [(f"findings.{n}.facts", "Open.") for n in range(51)]
    with pytest.raises(BadInput) as refused:
        forms.read(Stage.GUIDANCE, {"act": "issue", "case": "NM-2026-000001"} | raw("guidance.issue", pairs))
    assert Fault("findings", "too_long", "50") in refused.value.faults


def test_wrong_fields_are_marked_and_what_was_typed_stands() -> None:
    typed: Typed = {"served_on": ("yesterday",), "recipient": ("The clerk.",), "method": ("pigeon",), "proof": ("x",)}
    with pytest.raises(BadInput) as refused:
        raw_ = stated(transition("rectification.serve").form, typed)
        forms.read(Stage.RECTIFICATION, {"act": "serve", "case": "NM-2026-000001"} | raw_)
    found = html("rectification.serve", typed, faults=refused.value.faults)
    marked = [has["name"] for _, has in Page(found).tags if has.get("aria-invalid") == "true"]
    assert marked == ["method", "served_on", "proof"]
    assert dict(Page(found).own())["recipient"] == "\r\n".join(["The clerk."])
    assert "no such date or time" in Page(found).text


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault("team", "too_long", "20"), "too many entries: at most 20"),
        (Fault("team.1", "string_pattern_mismatch"), "entry 2: not written in the form asked for"),
        (Fault("starts_on", "missing"), "please fill in"),
        (Fault("reason", "string_too_long", "4000"), "at most 4000 characters"),
        (Fault("case", "string_pattern_mismatch"), "case: not written in the form asked for"),
        (Fault("ground", "anything else"), "cannot be read"),
    ],
)
def test_a_fault_is_told_in_words(fault: Fault, told: str) -> None:
    assert told in Page(html("inspection.request", faults=[fault])).text


def test_one_more_part_is_shown_beside_what_was_typed() -> None:
    typed: Typed = {"findings.0.facts": ("Open.",), "content": ("Lock it.",)}
    names = [name for name, _ in Page(html("guidance.issue", typed, more="findings")).own()]
    assert "findings.1.facts" in names and "findings.2.facts" not in names
    assert dict(Page(html("guidance.issue", typed, more="findings")).own())["content"] == "Lock it."
    assert not [n for n, _ in Page(html("guidance.issue", {"content": ("x",)})).own() if n.startswith("findings")]


def test_stored_files_are_chosen_where_there_are_any() -> None:
    stored = [Stored(PROOF, "proof of service, 2026-03-12")]
    pairs = Page(html("rectification.serve", {"proof": (PROOF,)}, stored=stored)).own()
    assert dict(pairs)["proof"] == PROOF
    typed: Typed = {"files": (PROOF, "0" * 64)}
    both = Page(html("rectification.report", typed, stored=stored)).own()
    assert [value for name, value in both if name == "files"] == [PROOF, "0" * 64]
    assert raw("rectification.report", both)["files"] == [PROOF, "0" * 64]


NAMES = st.sampled_from(
    ["findings.0.duty", "findings.3.since", "findings.0.facts", "methods", "places", "present", "files", "signing",
     "occurred_on", "statement"]
)  # fmt: skip
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)


@settings(max_examples=100)
@given(st.lists(st.tuples(NAMES | TEXT, TEXT), max_size=12))
def test_any_pairs_are_a_form_or_bad_input(pairs: Pairs) -> None:
    try:
        form = forms.read(
            Stage.INSPECTION, {"act": "record", "case": "NM-2026-000001"} | raw("inspection.record", pairs)
        )
    except BadInput as refused:
        page = html("inspection.record", faults=refused.faults)
        assert "<script" not in page
    else:
        assert form.signing  # type: ignore[attr-defined]


WRITTEN = st.sampled_from(["findings.0.facts", "findings.2.facts", "present", "places", "statement", "occurred_on"])
LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\n\t"), max_size=20)


@settings(max_examples=40)
@given(st.dictionaries(WRITTEN, LINES))
def test_what_was_typed_stands_when_the_form_is_shown_again(written: dict[str, str]) -> None:
    form = transition("inspection.record").form
    typed = gathered(form, written.items())
    again = gathered(form, Page(html("inspection.record", typed)).own())
    assert stated(form, again) == stated(form, typed)


def asked() -> list[Shape]:
    """Every field of every form, those of the nested forms too."""
    own = [shape for t in LIFECYCLE for shape in shapes(t.form)]
    return [*own, *(inner for shape in own for inner in shape.parts)]


def test_every_hint_is_in_both_languages() -> None:
    for shape in asked():
        said = shape.hint.zh, shape.hint.en
        assert said == ("", "") or (re.search(r"[\u4e00-\u9fff]", said[0]) and said[1].isascii()), shape.name


def test_every_choice_of_a_form_has_a_word_in_both_languages() -> None:
    kinds = {shape.words for shape in asked() if shape.words}
    assert len(kinds) > 15
    for kind in kinds:
        assert all(re.search(r"[\u4e00-\u9fff]", label(value, "zh")) and label(value, "en") for value in kind), kind
