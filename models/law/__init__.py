"""The articles this project cites, as data: our own short words, where each was read, and whether it was."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from models.errors import DefinitionError
from models.vocabulary import Name
from models.wording import say


class Bound(StrEnum):
    """Whom an article puts under a duty."""

    UNIT = "unit"
    KEY_UNIT = "key_unit"
    CII_OPERATOR = "cii_operator"
    ORGAN = "organ"
    DEPARTMENT = "department"
    ANYONE = "anyone"


@dataclass(frozen=True)
class Law:
    """A law by its short title; `analogy` marks one that governs a neighbouring procedure."""

    id: str
    title: Name
    analogy: bool


@dataclass(frozen=True)
class Article:
    """One article or item; `verified` is true only where its text was read in `source`."""

    id: str
    law: Law
    number: int | None
    item: int | None
    en: str
    zh: str
    source: str
    verified: bool
    binds: Bound

    @property
    def name(self) -> Name:
        return Name(self.en, self.zh)


@cache
def articles() -> Mapping[str, Article]:
    """Every article by its id, in the order of the file."""
    raw = _raw()
    laws = {id: _law(id, entry) for id, entry in raw["laws"].items()}
    found = {id: _article(id, entry, laws) for id, entry in raw["articles"].items()}
    for entry in found.values():
        if entry.source not in raw["sources"]:
            raise DefinitionError(f"{entry.id}: no source {entry.source}")
        if entry.item is not None and f"{entry.law.id}-{entry.number}" not in found:
            raise DefinitionError(f"{entry.id}: its article is missing")
    return MappingProxyType(found)


@cache
def sources() -> Mapping[str, Name]:
    """What each source tag stands for."""
    return MappingProxyType({tag: Name(**entry) for tag, entry in _raw()["sources"].items()})


def article(id: str) -> Article:
    """The article with this id; DefinitionError where the law data has none."""
    try:
        return articles()[id]
    except KeyError:
        raise DefinitionError(f"no article {id}") from None


def cite(id: str, locale: str) -> str:
    """A short citation: `Regulations Art. 8(1)`, `《反间谍安全防范工作规定》第八条第（一）项`."""
    found = article(id)
    title = say(found.law.title, locale)
    if found.number is None:
        return say(Name(f"{title} ({found.en})", f"{title}（{found.zh}）"), locale)
    en = f"{title} Art. {found.number}"
    zh = f"{title}第{_numeral(found.number)}条"
    if found.item is not None:
        en, zh = f"{en}({found.item})", f"{zh}第（{_numeral(found.item)}）项"
    return say(Name(en, zh), locale)


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(files("models.law").joinpath("articles.toml").read_text("utf-8"))


def _law(id: str, entry: dict[str, Any]) -> Law:
    return Law(id, Name(entry["en"], entry["zh"]), entry.get("analogy", False))


def _article(id: str, entry: dict[str, Any], laws: Mapping[str, Law]) -> Article:
    law, _, place = id.partition("-")
    number, _, item = place.partition("-")
    try:
        return Article(
            id=id,
            law=laws[law],
            number=int(number) if number.isdigit() else None,
            item=int(item) if item else None,
            en=entry["en"],
            zh=entry["zh"],
            source=entry["source"],
            verified=entry["verified"],
            binds=Bound(entry["binds"]),
        )
    except (KeyError, ValueError) as error:
        raise DefinitionError(f"{id}: {error}") from error


def _numeral(number: int) -> str:
    """Chinese numeral of 1 to 999, as articles are counted: 10 十, 21 二十一, 201 二百零一."""
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        words += "十" if tens == 1 and not hundreds else f"{digits[tens]}十"
    elif hundreds and ones:
        words += "零"
    return words + (digits[ones] if ones else "")
