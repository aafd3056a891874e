"""The one look-up for text people read, in English and Chinese."""

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files

from models.errors import DefinitionError
from models.vocabulary import Name

LOCALES = ("en", "zh")


def say(name: Name, locale: str) -> str:
    """The name in that language; DefinitionError for a language we do not speak."""
    if locale not in LOCALES:
        raise DefinitionError(f"no locale {locale}")
    return name.en if locale == "en" else name.zh


def phrase(key: str, locale: str, **values: object) -> str:
    """The phrase of `phrases.toml` with its placeholders filled; DefinitionError where key or value is missing."""
    try:
        return say(_phrases()[key], locale).format_map(values)
    except KeyError as error:
        raise DefinitionError(f"phrase {key}: no {error}") from None


def word(value: StrEnum, locale: str) -> str:
    """What a value of a choice is called: in English the value itself. DefinitionError where `words.toml` lacks it."""
    try:
        return say(Name(value.replace("_", " "), _words()[type(value).__name__][value]), locale)
    except KeyError:
        raise DefinitionError(f"no word for {type(value).__name__} {value}") from None


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("models").joinpath("words.toml").read_text("utf-8"))


@cache
def _phrases() -> dict[str, Name]:
    raw: dict[str, dict[str, str]] = tomllib.loads(files("models").joinpath("phrases.toml").read_text("utf-8"))
    one_sided = raw["en"].keys() ^ raw["zh"].keys()
    if one_sided:
        raise DefinitionError(f"phrases in one language only: {', '.join(sorted(one_sided))}")
    return {key: Name(en, raw["zh"][key]) for key, en in raw["en"].items()}
