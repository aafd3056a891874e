"""Why an act may be refused, as data: a plain sentence, the article behind it, and what to do next."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from models.errors import DefinitionError, Refusal
from models.law import article, cite
from models.vocabulary import Name
from models.wording import phrase, say


@dataclass(frozen=True)
class Reason:
    """One code of refusal; `own` marks a rule of this system that its article guides but does not spell out."""

    code: str
    article: str
    own: bool
    en: str
    zh: str
    next_en: str
    next_zh: str

    @property
    def message(self) -> Name:
        return Name(self.en, self.zh)

    @property
    def next(self) -> Name:
        return Name(self.next_en, self.next_zh)


@cache
def reasons() -> Mapping[str, Reason]:
    """Every reason by its code; DefinitionError where one cites an article the law data lacks."""
    raw = tomllib.loads(files("models.law").joinpath("refusals.toml").read_text("utf-8"))
    try:
        found = {code: Reason(code=code, **entry) for code, entry in raw.items()}
    except TypeError as error:
        raise DefinitionError(f"refusals: {error}") from error
    for entry in found.values():
        article(entry.article)
    return MappingProxyType(found)


def reason(code: str) -> Reason:
    """The reason with this code; DefinitionError where the catalogue has none."""
    try:
        return reasons()[code]
    except KeyError:
        raise DefinitionError(f"no refusal {code}") from None


def explain(refusal: Refusal, locale: str) -> str:
    """Message, details, citation with how far it carries, and the next step, as one line of text."""
    why = reason(refusal.code)
    parts = [say(why.message, locale)]
    if refusal.detail:
        parts.append(phrase("refusal_detail", locale, what=phrase("list_comma", locale).join(refusal.detail)))
    parts += [
        phrase(_basis(why, refusal.article), locale, article=cite(refusal.article, locale)),
        say(why.next, locale),
    ]
    return phrase("sentence_gap", locale).join(parts)


def _basis(why: Reason, cited: str) -> str:
    """The phrase that says how the cited article carries the refusal; never more than was read."""
    found = article(cited)
    if not found.verified:
        return "refusal_basis_unverified"
    if why.own and cited == why.article:
        return "refusal_basis_own"
    return "refusal_basis_analogy" if found.law.analogy else "refusal_basis"
