"""Text people read: one look-up, two languages, nothing missing."""

import re
import tomllib
from enum import StrEnum
from importlib.resources import files
from string import Formatter

import pytest

from models import periods, vocabulary
from models.acts import choices, education_choices, honours, report_choices
from models.acts.choices import Service
from models.errors import DefinitionError
from models.vocabulary import STAGE_NAMES, MessageState, Name, Stage
from models.wording import LOCALES, phrase, say, word

PHRASES: dict[str, dict[str, str]] = tomllib.loads(files("models").joinpath("phrases.toml").read_text("utf-8"))
WORDS: dict[str, dict[str, str]] = tomllib.loads(files("models").joinpath("words.toml").read_text("utf-8"))
LANGUAGE_FREE = {"list_comma", "sentence_gap", "desk_under"}


def fields(text: str) -> set[str | None]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


def test_say() -> None:
    assert LOCALES == ("en", "zh")
    assert say(STAGE_NAMES[Stage.INTERVIEW], "en") == "interview"
    assert say(STAGE_NAMES[Stage.INTERVIEW], "zh") == "约谈"


def test_unknown_locale() -> None:
    with pytest.raises(DefinitionError):
        say(Name("a", "甲"), "de")


def test_phrase_fills_its_placeholders() -> None:
    assert phrase("no_such_case", "en", what="GZ-2026-000123") == "No such case: GZ-2026-000123"
    assert phrase("no_such_case", "zh", what="GZ-2026-000123") == "没有该案件：GZ-2026-000123"
    assert phrase("made_up", "en") == "made up for the demo"


def test_a_value_is_never_read_as_a_pattern() -> None:
    assert phrase("no_such_case", "en", what="{year}") == "No such case: {year}"


@pytest.mark.parametrize("key", ["no_such_phrase", "no_such_case"])
def test_missing_key_or_value(key: str) -> None:
    with pytest.raises(DefinitionError):
        phrase(key, "en")


def test_a_choice_is_its_own_word_in_english() -> None:
    assert (word(Service.IN_PERSON, "en"), word(Service.IN_PERSON, "zh")) == ("in person", "直接送达")
    assert (word(MessageState.NO_RECIPIENT, "en"), word(MessageState.NO_RECIPIENT, "zh")) == (
        "no recipient",
        "无接收地址",
    )
    with pytest.raises(DefinitionError):
        word(Stage.CASE, "en")


def test_every_word_is_that_of_a_choice() -> None:
    modules = (vocabulary, periods, choices, education_choices, honours, report_choices)
    kinds = {kind.__name__: kind for module in modules
             for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, StrEnum)}  # fmt: skip
    for name, words in WORDS.items():
        assert set(words) == set(kinds[name]), name


def test_both_languages_hold_the_same_keys() -> None:
    assert PHRASES.keys() == {"en", "zh"}
    assert PHRASES["en"].keys() == PHRASES["zh"].keys()


@pytest.mark.parametrize("key", sorted(PHRASES["en"].keys() - LANGUAGE_FREE))
def test_each_phrase_has_the_same_named_placeholders_and_its_own_language(key: str) -> None:
    en, zh = PHRASES["en"][key], PHRASES["zh"][key]
    assert fields(en) == fields(zh)
    assert all(field and field.isidentifier() for field in fields(en))
    assert re.search(r"[A-Za-z]", en)
    assert not re.search(r"[\u4e00-\u9fff]", en)
    assert re.search(r"[\u4e00-\u9fff]", zh)
