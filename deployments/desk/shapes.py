"""What an act's form asks for, read from its model: the inputs a page needs, in the order they are asked for."""

import types
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from models.acts.form import CARRIED_ELSEWHERE, DIGEST, Part, in_order
from models.errors import DefinitionError
from models.vocabulary import Name


class Kind(StrEnum):
    """How a field is asked for. `lines` and `numbers` are lists, one entry on each line; `parts` are nested forms."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    FLAG = "flag"
    CHOICE = "choice"
    CHOICES = "choices"
    LINES = "lines"
    NUMBERS = "numbers"
    PARTS = "parts"


LISTS = (Kind.CHOICES, Kind.LINES, Kind.NUMBERS, Kind.PARTS)
SINGLE = {int: Kind.NUMBER, datetime: Kind.MOMENT, date: Kind.DAY, bool: Kind.FLAG}
BOUNDS = ("ge", "le", "pattern", "min_length", "max_length")


@dataclass(frozen=True)
class Shape:
    """One field: `bounds` as pydantic names them, `words` to choose from, `parts` the fields of each nested form.

    `stored`: it names stored files by their digests. `default` is what stands in an untouched form.
    """

    name: str
    kind: Kind
    title: Name
    hint: Name
    needed: bool
    default: Any
    bounds: dict[str, Any]
    words: type[StrEnum] | None = None
    stored: bool = False
    parts: tuple["Shape", ...] = ()


@cache
def shapes(form: type[Part]) -> tuple[Shape, ...]:
    """The fields of a form, without those the address of its page says. DefinitionError for one no page can ask for."""
    return tuple(_shape(name, form.model_fields[name]) for name in in_order(form) if name not in CARRIED_ELSEWHERE)


def _shape(name: str, info: FieldInfo) -> Shape:
    asked, bounds = _plain(info.annotation, _bounds(info.metadata))
    many = get_origin(asked) is list
    inner, inner_bounds = _plain(get_args(asked)[0], {}) if many else (asked, bounds)
    if not isinstance(inner, type):
        raise DefinitionError(f"{name}: no page can ask for it")
    needed = info.is_required() and (not many or bool(bounds.get("min_length")))
    return Shape(
        name, _kind(inner, many, bounds), both(info.title or name), both(info.description or ""), needed,
        None if info.is_required() else info.default, bounds,
        words=inner if issubclass(inner, StrEnum) else None,
        stored=inner_bounds.get("pattern") == DIGEST,
        parts=shapes(inner) if issubclass(inner, Part) else (),
    )  # fmt: skip


def _kind(inner: type, many: bool, bounds: dict[str, Any]) -> Kind:
    if issubclass(inner, StrEnum):
        return Kind.CHOICES if many else Kind.CHOICE
    if issubclass(inner, Part) and many:
        return Kind.PARTS
    if many:
        return Kind.NUMBERS if inner is int else Kind.LINES
    if inner is str:
        return Kind.LINE if "pattern" in bounds else Kind.TEXT
    if inner not in SINGLE:
        raise DefinitionError(f"{inner.__name__}: no page can ask for it")
    return SINGLE[inner]


def _plain(annotation: Any, bounds: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The type without `Annotated` and without None beside it, and all its bounds."""
    if get_origin(annotation) is Annotated:
        inner, *notes = get_args(annotation)
        return _plain(inner, bounds | _bounds(notes))
    if get_origin(annotation) in (Union, types.UnionType):
        (kept,) = (kind for kind in get_args(annotation) if kind is not type(None))
        return _plain(kept, bounds)
    return annotation, bounds


def _bounds(notes: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for note in notes:
        found |= _bounds(getattr(note, "metadata", ()))
        found |= {name: value for name in BOUNDS if (value := getattr(note, name, None)) is not None}
    return found


def both(text: str) -> Name:
    """`English · 中文` as a name; a text in one language stands for both."""
    en, _, zh = text.partition(" · ")
    return Name(en, zh or en)
