"""Whatever is submitted as a form, it is read or it is `BadInput`; nothing else is ever raised, nothing is repeated."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from flows import forms
from models.acts.form import Part
from models.errors import BadInput
from models.lifecycle import LIFECYCLE
from models.vocabulary import Stage
from tests.unit.papers import FIELDS, paper
from tests.unit.scenes import on

ACTS = {stage: sorted({t.act for t in LIFECYCLE if t.stage is stage}) for stage in Stage}
NAMES = sorted({name for t in LIFECYCLE for name in t.form.model_fields})
TYPED = "Zhang\ud800San"

scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.binary(max_size=4),
    st.sampled_from([
        10**400, -(10**30), float("nan"), float("inf"), "\ud800", "\x00", "x" * 5000, "2026-02-30", "1e999",
        "GZ-2026-000001", "N001", "0" * 64, "", " ", "９",
    ]),
)  # fmt: skip
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@st.composite
def submitted(draw: st.DrawFn) -> tuple[Stage, Any]:
    """A stage and what came for it: a lawful form with some fields spoiled, or anything at all."""
    stage = draw(st.sampled_from(Stage))
    if draw(st.integers(0, 9)) == 0:
        return stage, draw(anything)
    act = draw(st.sampled_from(ACTS[stage]))
    form: dict[str, Any] = {"act": act, "case": "GZ-2026-000001", **_plain(FIELDS.get(f"{stage}.{act}", {}))}
    spoiled = draw(st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), anything, max_size=3))
    return stage, {**form, **spoiled}


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if isinstance(value, str | int | list)}


def read(stage: Stage, raw: Any) -> None:
    try:
        assert isinstance(forms.read(stage, raw), Part)
    except BadInput as error:
        str(error).encode()
        assert len(str(error)) < 20_000


@settings(max_examples=120)
@given(submitted())
def test_a_form_is_read_or_it_is_bad_input(given_: tuple[Stage, Any]) -> None:
    read(*given_)


@pytest.mark.slow
@settings(max_examples=4000, suppress_health_check=list(HealthCheck))
@given(submitted())
def test_a_form_is_read_or_it_is_bad_input_many_times(given_: tuple[Stage, Any]) -> None:
    read(*given_)


def nested(depth: int) -> Any:
    found: Any = "x"
    for n in range(depth):
        found = [found] if n % 2 else {"a": found}
    return found


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize(
    "raw",
    [nested(900), {"act": nested(900)}, {"act": "open", "reason": nested(900)}, dict.fromkeys(range(3), 1),
     {"act": TYPED}, {TYPED: 1}, {"act": "x" * 10**6}, {"x" * 10**6: 1}, {"act": 10**4000}, {"act": b"\xff"}],
    ids=range(10),
)  # fmt: skip
def test_deep_long_and_broken_input_is_bad_input(stage: Stage, raw: Any) -> None:
    with pytest.raises(BadInput) as caught:
        forms.read(stage, raw)
    assert len(str(caught.value)) < 1000
    assert "Zhang" not in str(caught.value)


@pytest.mark.parametrize(("name", "told"), [("resaon", "resaon"), ("张三", "?"), ("Zhang", "?"), ("x" * 31, "?")])
def test_an_unknown_field_is_told_by_its_name_where_it_could_be_one_of_ours(name: str, told: str) -> None:
    form = {"act": "recuse", "case": "GZ-2026-000001", "officer": "N001", "reason": "x", name: "x"}
    with pytest.raises(BadInput) as caught:
        forms.read(Stage.CASE, form)
    assert str(caught.value) == f"{told}: no such field"


@pytest.mark.parametrize("blank", ["", "   ", "\n"])
def test_a_narrative_is_not_blank(blank: str) -> None:
    with pytest.raises(ValidationError):
        paper("case.close", on(3, 3), reason=blank)


def test_a_form_cannot_be_changed_after_it_was_filled() -> None:
    form = paper("case.close", on(3, 3))
    with pytest.raises(ValidationError):
        form.reason = "other"  # type: ignore[attr-defined]
