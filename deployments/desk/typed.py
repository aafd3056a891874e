"""What was typed into a form: from the pairs a browser posts to what `flows.forms.read` takes, and back.

Names are paths: `reason`, `findings.0.duty`. Parts left blank are left out, and those after them move up.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from deployments.desk.shapes import LISTS, Kind, Shape, shapes
from models.acts.form import Part
from models.errors import BadInput, Fault

Typed = Mapping[str, tuple[str, ...]]
"""The values of each input as they were typed."""

MOST_PAIRS = 1000
PLACE = re.compile(r"0|[1-9][0-9]{0,2}", re.ASCII)
BETWEEN = re.compile(r"[\s,，、;；]+")
LINE_END = re.compile(r"[\r\n]")


def gathered(form: type[Part], pairs: Iterable[tuple[str, str]]) -> Typed:
    """The pairs by name. Raises BadInput for a name the form does not have, one given twice, more than anybody types;
    never with what was typed."""
    found: dict[str, tuple[str, ...]] = {}
    for count, (name, value) in enumerate(pairs, 1):
        shape = _find(shapes(form), name)
        if shape is None:
            raise BadInput("there is a field this form does not have", (Fault("act", "extra_forbidden"),))
        several = shape.kind is Kind.CHOICES or (shape.kind is Kind.LINES and shape.stored)
        if count > MOST_PAIRS or (name in found and not several):
            raise BadInput(f"{name}: too many values", (Fault(name, "too_long"),))
        found[name] = (*found.get(name, ()), value.replace("\r\n", "\n"))
    return _without_blanks(shapes(form), found, "")


def stated(form: type[Part], typed: Typed) -> dict[str, Any]:
    """The plain values, fit for `flows.forms.read`; what was left empty is left out."""
    return _stated(shapes(form), typed, "")


def shown(form: type[Part], values: Mapping[str, Any]) -> Typed:
    """The inputs that say these values, as a model or JSON holds them; what they leave out has its default."""
    found: dict[str, tuple[str, ...]] = {}
    defaults = {shape.name: shape.default for shape in shapes(form) if shape.default is not None}
    _show(shapes(form), defaults | dict(values), "", found)
    return found


def count_of(typed: Typed, name: str) -> int:
    """How many parts were typed under this name."""
    places = [key[len(name) + 1 :].split(".")[0] for key in typed if key.startswith(f"{name}.")]
    return max((int(place) + 1 for place in places), default=0)


def _find(among: tuple[Shape, ...], name: str) -> Shape | None:
    head, _, rest = name.partition(".")
    shape = next((shape for shape in among if shape.name == head), None)
    if shape is None or shape.kind is not Kind.PARTS:
        return None if rest else shape
    place, _, inner = rest.partition(".")
    return _find(shape.parts, inner) if PLACE.fullmatch(place) else None


def _without_blanks(among: tuple[Shape, ...], typed: Typed, prefix: str) -> dict[str, tuple[str, ...]]:
    kept: dict[str, tuple[str, ...]] = {}
    for shape in among:
        name = prefix + shape.name
        if shape.kind is not Kind.PARTS:
            kept |= {name: typed[name]} if name in typed else {}
            continue
        place = 0
        for old in range(count_of(typed, name)):
            inner = _without_blanks(shape.parts, typed, f"{name}.{old}.")
            if any(value.strip() for values in inner.values() for value in values):
                start = len(f"{name}.{old}.")
                kept |= {f"{name}.{place}.{key[start:]}": values for key, values in inner.items()}
                place += 1
    return kept


def _stated(among: tuple[Shape, ...], typed: Typed, prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for shape in among:
        name = prefix + shape.name
        if shape.kind is Kind.PARTS:
            places = range(count_of(typed, name))
            found[shape.name] = [_stated(shape.parts, typed, f"{name}.{place}.") for place in places]
        elif shape.kind in LISTS:
            found[shape.name] = _entries(shape, typed.get(name, ()))
        elif value := "".join(typed.get(name, ())).strip():
            found[shape.name] = value
    return found


def _entries(shape: Shape, values: tuple[str, ...]) -> list[str]:
    if shape.kind is Kind.CHOICES:
        return list(values)
    split = BETWEEN if shape.kind is Kind.NUMBERS else LINE_END
    return [entry.strip() for value in values for entry in split.split(value) if entry.strip()]


def _show(among: tuple[Shape, ...], values: Mapping[str, Any], prefix: str, found: dict[str, tuple[str, ...]]) -> None:
    for shape in among:
        name, value = prefix + shape.name, values.get(shape.name)
        if value is None:
            continue
        if shape.kind is Kind.PARTS:
            for place, part in enumerate(value):
                inner = {n: getattr(part, n) for n in type(part).model_fields} if isinstance(part, Part) else part
                _show(shape.parts, inner, f"{name}.{place}.", found)
        elif shape.kind is Kind.CHOICES:
            found[name] = tuple(map(str, value))
        elif shape.kind in LISTS:
            found[name] = ("\n".join(map(str, value)),)
        else:
            found[name] = (_one(value),)


def _one(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else str(value)
