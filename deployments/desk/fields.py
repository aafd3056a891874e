"""The inputs of one form as a page shows them: what was typed, what may be chosen, and what is wrong with each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from deployments.desk.shapes import Kind, Shape, shapes
from deployments.desk.typed import Typed, count_of
from models.acts.choices import LedgerAct, UnitAct
from models.acts.form import Part
from models.classification import CLASSIFICATION_NAMES, Classification
from models.errors import Fault
from models.law import article, cite
from models.law.duties import DutyItem
from models.wording import phrase, say, word

SAID = {
    "missing": "fault_missing",
    "string_too_short": "fault_missing",
    "string_too_long": "fault_long",
    "string_pattern_mismatch": "fault_written",
    "too_short": "fault_few",
    "too_long": "fault_many",
    "greater_than_equal": "fault_low",
    "less_than_equal": "fault_high",
    "enum": "fault_choice",
    "bool_parsing": "fault_choice",
    "extra_forbidden": "fault_unknown",
}
"""The phrase for each kind of mistake; any other is told by the kind of input."""


@dataclass(frozen=True)
class Option:
    """One value to choose."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Input:
    """One field. `parts` holds the inputs of each nested form; `faults` are sentences in the page's language."""

    name: str
    kind: Kind
    title: str
    hint: str
    needed: bool
    typed: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    parts: tuple[tuple["Input", ...], ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return "f-" + self.name.replace(".", "-")

    @property
    def text(self) -> str:
        return "".join(self.typed)


@dataclass(frozen=True)
class Stored:
    """A file kept with the case, as a choice: its digest and what it is called."""

    digest: str
    label: str


@dataclass(frozen=True)
class Asking:
    """What a form shows beside what was typed: the language, faults, files to choose from, the list that grows."""

    locale: str
    faults: Sequence[Fault] = ()
    stored: Sequence[Stored] = ()
    more: str = ""


def inputs(form: type[Part], typed: Typed, asking: Asking) -> tuple[Input, ...]:
    """The inputs of a form, with one part where one is needed and none was typed."""
    return tuple(_input(shape, "", typed, asking) for shape in shapes(form))


def unplaced(form: type[Part], faults: Iterable[Fault], locale: str) -> list[str]:
    """What is wrong with something the form shows no input for."""
    names = {shape.name for shape in shapes(form)}
    return [f"{f.field}: {_said(f, None, locale)}" for f in faults if f.field.split(".")[0] not in names]


def _input(shape: Shape, prefix: str, typed: Typed, asking: Asking) -> Input:
    name = prefix + shape.name
    values = typed.get(name, ())
    return Input(
        name=name,
        kind=_as_choices(shape, asking),
        title=say(shape.title, asking.locale),
        hint=_hint(shape, asking),
        needed=shape.needed,
        typed=values,
        options=_options(shape, values, asking),
        parts=_parts(shape, name, typed, asking) if shape.kind is Kind.PARTS else (),
        faults=tuple(_faults(shape, name, asking)),
    )


def _parts(shape: Shape, name: str, typed: Typed, asking: Asking) -> tuple[tuple[Input, ...], ...]:
    count = count_of(typed, name)
    if asking.more == name or (shape.needed and not count):
        count += 1
    return tuple(
        tuple(_input(inner, f"{name}.{place}.", typed, asking) for inner in shape.parts) for place in range(count)
    )


def _as_choices(shape: Shape, asking: Asking) -> Kind:
    """Stored files are chosen, where there are any; otherwise their digests are typed."""
    if not shape.stored or not asking.stored:
        return shape.kind
    return Kind.CHOICES if shape.kind is Kind.LINES else Kind.CHOICE


def _hint(shape: Shape, asking: Asking) -> str:
    if shape.stored and asking.stored:
        return phrase("desk_stored_hint", asking.locale)
    return say(shape.hint, asking.locale)


def _options(shape: Shape, values: tuple[str, ...], asking: Asking) -> tuple[Option, ...]:
    if shape.words:
        return tuple(Option(w.value, label(w, asking.locale), w.value in values) for w in shape.words)
    if shape.kind is Kind.FLAG:
        said = {"true": "word_yes", "false": "word_no"}
        return tuple(Option(v, phrase(key, asking.locale), v in values) for v, key in said.items())
    if not shape.stored or not asking.stored:
        return ()
    known = {file.digest: file.label for file in asking.stored}
    typed = [entry for value in values for entry in value.split()]
    # One that was typed and is no file of the case stays to be seen: the answer says what is wrong with it.
    return tuple(Option(v, known.get(v, v), v in typed) for v in dict.fromkeys((*known, *typed)))


def label(value: StrEnum, locale: str) -> str:
    """What a choice is called; a duty by its article."""
    if isinstance(value, Classification):
        return say(CLASSIFICATION_NAMES[value], locale)
    if isinstance(value, UnitAct | LedgerAct):
        return phrase(f"filing_{value.replace('.', '_')}", locale)
    if isinstance(value, DutyItem):
        return phrase("desk_under", locale, above=cite(value, locale), title=say(article(value).name, locale))
    return word(value, locale)


def _faults(shape: Shape, name: str, asking: Asking) -> Iterable[str]:
    for fault in asking.faults:
        if fault.field == name:
            yield _said(fault, shape, asking.locale)
        elif shape.kind is not Kind.PARTS and fault.field.startswith(f"{name}."):
            place = fault.field[len(name) + 1 :]
            what = _said(fault, shape, asking.locale)
            yield phrase("fault_entry", asking.locale, place=_counted(place), what=what)


def _counted(place: str) -> Any:
    return int(place) + 1 if place.isdecimal() else place


def _said(fault: Fault, shape: Shape | None, locale: str) -> str:
    key = SAID.get(fault.kind)
    if key is None:
        dated = shape is not None and shape.kind in (Kind.DAY, Kind.MOMENT)
        counted = shape is not None and shape.kind in (Kind.NUMBER, Kind.NUMBERS)
        key = "fault_day" if dated else "fault_number" if counted else "fault_unreadable"
    return phrase(key, locale, limit=fault.limit)
