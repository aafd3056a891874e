"""What an act said, as the form asked for it: its open fields and its words together, in the page's language."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from deployments.desk.fields import label
from deployments.desk.shapes import Kind, Shape, shapes
from models.lifecycle import find
from models.store.report_codes import WRITTEN as MESSAGE
from models.vocabulary import Stage
from models.wording import phrase, say

Said = list[tuple[str, str]]


def said(act: str, clear: Mapping[str, Any], texts: Mapping[str, str], locale: str) -> Said:
    """Title and text of each field that was filled. `texts` are by path, entries of a list counted from 1."""
    stage, _, short = act.partition(".")
    transition = find(Stage(stage), short) if stage in set(Stage) else None
    return list(_said(shapes(transition.form), clear, texts, "", "", locale)) if transition else []


def told_by_event(
    stated: Iterable[Mapping[str, Any]], narrative: Iterable[Mapping[str, Any]], locale: str
) -> dict[int, Said]:
    """What each event says, by its number; those that say nothing are left out. A message of a report has no form."""
    spoken = list(narrative)
    words = {one["seq"]: one["texts"] for one in spoken}
    told = {one["seq"]: said(one["act"], one["fields"], words.get(one["seq"], {}), locale) for one in stated}
    for one in spoken:
        if one.get("act") == MESSAGE:
            told[one["seq"]] = [(phrase("desk_message", locale), one["texts"]["content"])]
    return {seq: pairs for seq, pairs in told.items() if pairs}


def _said(
    among: tuple[Shape, ...], clear: Mapping[str, Any], texts: Mapping[str, str], path: str, above: str, locale: str
) -> Iterator[tuple[str, str]]:
    for shape in among:
        here, own = path + shape.name, say(shape.title, locale)
        title = phrase("desk_under", locale, above=above, title=own) if above else own
        if shape.kind is Kind.PARTS:
            halves = list(clear.get(shape.name, ()))
            for place in range(1, max(len(halves), _most(texts, here)) + 1):
                half = halves[place - 1] if place <= len(halves) else {}
                part = phrase("desk_part", locale, title=own, number=place)
                yield from _said(shape.parts, half, texts, f"{here}.{place}.", part, locale)
        elif shape.name in clear:
            yield title, _plain(shape, clear[shape.name], locale)
        elif here in texts:
            yield title, texts[here]
        elif count := _most(texts, here):
            # Other acts mean these entries by their numbers.
            lines = (f"{place}. {texts[f'{here}.{place}']}" for place in range(1, count + 1))
            yield title, "\n".join(lines)


def _most(texts: Mapping[str, str], path: str) -> int:
    """How many entries stand under a path."""
    places = [key[len(path) + 1 :].split(".")[0] for key in texts if key.startswith(f"{path}.")]
    return max((int(place) for place in places), default=0)


def _plain(shape: Shape, value: Any, locale: str) -> str:
    if isinstance(value, list | tuple):
        return phrase("list_comma", locale).join(_plain(shape, one, locale) for one in value)
    if isinstance(value, bool):
        return phrase("word_yes" if value else "word_no", locale)
    if shape.words is not None:
        return label(shape.words(value), locale)
    return str(value).replace("T", " ") if shape.kind is Kind.MOMENT else str(value)
