"""The law as data: our own short words for each article, where it was read and whether, and what models it here."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from models.errors import DefinitionError
from models.law.entry import Article, Law, read
from models.vocabulary import Bound, Name
from models.wording import say

__all__ = ["PARTS", "Article", "Bound", "Law", "article", "articles", "cite", "sources"]

PARTS = ("regulations", "guizhou", "counter_espionage", "reports", "administration", "time")
"""The files of `statute/`, in the order they are listed."""


@cache
def articles() -> Mapping[str, Article]:
    """Every article by its id, in the order of the files."""
    told = _told("laws.toml")
    laws = {id: Law(id, Name(raw["en"], raw["zh"]), raw.get("analogy", False)) for id, raw in told["laws"].items()}
    reasons = {code: Name(**raw) for code, raw in told["reasons"].items()}
    found: dict[str, Article] = {}
    for part in PARTS:
        for id, raw in _told(f"statute/{part}.toml").items():
            if id in found:
                raise DefinitionError(f"{id} stands twice")
            found[id] = read(id, raw, laws, reasons)
    for entry in found.values():
        if entry.source not in told["sources"]:
            raise DefinitionError(f"{entry.id}: no source {entry.source}")
        if (entry.item or entry.part) and f"{entry.law.id}-{entry.number}" not in found:
            raise DefinitionError(f"{entry.id}: its article is missing")
    return MappingProxyType(found)


@cache
def sources() -> Mapping[str, Name]:
    """What each source tag stands for."""
    return MappingProxyType({tag: Name(**raw) for tag, raw in _told("laws.toml")["sources"].items()})


def article(id: str) -> Article:
    """The article with this id; DefinitionError where the law data has none."""
    try:
        return articles()[id]
    except KeyError:
        raise DefinitionError(f"no article {id}") from None


def cite(id: str, locale: str) -> str:
    """A short citation: `Regulations Art. 8(1)`, `《反间谍安全防范工作规定》第八条第（一）项`."""
    found = article(id)
    en, zh = found.law.title.en, found.law.title.zh
    if found.number is not None:
        en, zh = f"{en} Art. {found.number}", f"{zh}第{_numeral(found.number)}条"
    if found.item is not None:
        en, zh = f"{en}({found.item})", f"{zh}第（{_numeral(found.item)}）项"
    elif found.number is None or found.part:
        en, zh = f"{en} ({found.en})", f"{zh}（{found.zh}）"
    return say(Name(en, zh), locale)


@cache
def _told(file: str) -> dict[str, Any]:
    return tomllib.loads(files("models.law").joinpath(file).read_text("utf-8"))


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
