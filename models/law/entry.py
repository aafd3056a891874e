"""One article or item of the law, as an entry says it: whom it binds, and what here models it or why nothing does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.errors import DefinitionError
from models.vocabulary import Bound, Name

KINDS = ("act", "guard", "rule", "duty", "register", "choice", "clock", "instrument", "setting")
"""What a reference may point at: `act:inspection.approve`, `clock:reinspection`; `deployments.modelled` looks it up."""

REQUIRED = {"en", "zh", "source", "verified", "binds"}
KNOWN = REQUIRED | {"modelled_by", "not_modelled", "missing", "corrected"}


@dataclass(frozen=True)
class Law:
    """A law by its short title; `analogy` marks one that governs a neighbouring procedure or another province."""

    id: str
    title: Name
    analogy: bool


@dataclass(frozen=True)
class Article:
    """One article or item; `verified` is true only where its text was read in `source`.

    Either `modelled_by` names what models it, or `not_modelled` says why nothing does. `missing` is what a modelled one
    still lacks. `corrected` says what the translation it was read in has wrong.
    """

    id: str
    law: Law
    number: int | None
    item: int | None
    en: str
    zh: str
    source: str
    verified: bool
    binds: tuple[Bound, ...]
    modelled_by: tuple[str, ...] = ()
    not_modelled: Name | None = None
    missing: Name | None = None
    corrected: Name | None = None

    @property
    def name(self) -> Name:
        return Name(self.en, self.zh)

    @property
    def part(self) -> str | None:
        """The part of its article that has a name instead of a number: `warning` in `cel-56-warning`."""
        place = self.id.split("-", 2)[1:]
        return place[1] if self.number is not None and self.item is None and len(place) > 1 else None


def read(id: str, raw: Mapping[str, Any], laws: Mapping[str, Law], reasons: Mapping[str, Name]) -> Article:
    """The entry of this id; DefinitionError for a field, law, reason or reference that is not known, and for an entry
    that says neither what models it nor why nothing does, or both."""
    if not raw.keys() >= REQUIRED or not raw.keys() <= KNOWN:
        raise DefinitionError(f"{id}: {', '.join(sorted((REQUIRED - raw.keys()) | (raw.keys() - KNOWN)))}")
    law, _, place = id.partition("-")
    number, _, item = place.partition("-")
    try:
        entry = Article(
            id=id,
            law=laws[law],
            number=int(number) if number.isdigit() else None,
            item=int(item) if item.isdigit() else None,
            en=raw["en"],
            zh=raw["zh"],
            source=raw["source"],
            verified=raw["verified"],
            binds=tuple(Bound(whom) for whom in raw["binds"]),
            modelled_by=tuple(raw.get("modelled_by", ())),
            not_modelled=reasons[raw["not_modelled"]] if "not_modelled" in raw else None,
            missing=reasons[raw["missing"]] if "missing" in raw else None,
            corrected=Name(**raw["corrected"]) if "corrected" in raw else None,
        )
    except (KeyError, ValueError, TypeError) as error:
        raise DefinitionError(f"{id}: {error}") from error
    _check(entry)
    return entry


def _check(entry: Article) -> None:
    if bool(entry.modelled_by) == (entry.not_modelled is not None):
        raise DefinitionError(f"{entry.id}: either modelled_by or not_modelled")
    if entry.missing is not None and entry.not_modelled is not None:
        raise DefinitionError(f"{entry.id}: what nothing models lacks no part")
    if not entry.binds:
        raise DefinitionError(f"{entry.id}: it binds nobody")
    for reference in entry.modelled_by:
        kind, _, what = reference.partition(":")
        if kind not in KINDS or not what:
            raise DefinitionError(f"{entry.id}: no reference {reference}")
