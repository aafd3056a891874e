"""The bytes an event's hash covers: one string for a value, and nothing that has two."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.store.canonical import canonical, digest, flat, written
from models.vocabulary import Channel

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
KEYS = st.text(st.characters(max_codepoint=127), max_size=4)
PLAIN = st.none() | st.booleans() | st.integers() | TEXT
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=4)


def shuffled(value: Any) -> Any:
    """The same value, its keys in another order and its lists as tuples."""
    if isinstance(value, dict):
        return {key: shuffled(value[key]) for key in reversed(list(value))}
    return tuple(shuffled(item) for item in value) if isinstance(value, list) else value


@settings(max_examples=60)
@given(OBJECTS)
def test_bytes_are_read_back_and_written_again_the_same(value: dict[str, Any]) -> None:
    data = canonical(value)
    assert json.loads(data) == value
    assert canonical(json.loads(data)) == data
    assert canonical(shuffled(value)) == data


@settings(max_examples=60)
@given(OBJECTS, OBJECTS)
def test_two_values_never_share_their_bytes(one: dict[str, Any], other: dict[str, Any]) -> None:
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (canonical(one) == canonical(other)) == same
    assert (digest(canonical(one)) == digest(canonical(other))) == same


@pytest.mark.parametrize(
    "value", [1.5, [1.0], {"a": {"b": 0.1}}, {"名": 1}, {1: 2}, {"a": b"x"}, {"a": {1, 2}}, chr(0xD800)]
)
def test_what_has_no_one_text_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        canonical({"value": value})


NAMES = ("b", "a", "channel", "count", "flag", "nothing")


@settings(max_examples=60)
@given(st.fixed_dictionaries({name: PLAIN | st.sampled_from(Channel) for name in NAMES}), VALUES)
def test_a_flat_object_has_the_same_bytes_and_so_has_one_with_a_part_written_before(
    value: dict[str, Any], part: Any
) -> None:
    assert flat(NAMES)(value) == canonical(value)
    assert flat((*NAMES, "part"))({**value, "part": written(part)}) == canonical({**value, "part": part})


@pytest.mark.parametrize("value", [1.5, {"a": 1}, [1], b"x"])
def test_what_is_not_flat_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        flat(("value",))({"value": value})


def test_the_bytes_are_these() -> None:
    assert canonical({"b": [True, None, 2], "a": '贵"\n'}) == '{"a":"贵\\"\\n","b":[true,null,2]}'.encode()
