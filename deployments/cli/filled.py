"""An act's form, filled from a JSON file and from key=value pairs, and read before anything is sent."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from flows import forms
from models.acts.form import Part
from models.errors import BadInput
from models.lifecycle import find
from models.vocabulary import Stage

LARGEST_FORM = 5 * 1024 * 1024
DEEPEST = 8


def fill(stage: Stage, act: str, stated: dict[str, Any], source: str | None, pairs: Iterable[str]) -> Part:
    """The form of `act`: the file first (`-` is standard input), then the pairs, then what the options stated.

    BadInput names the fields that are wrong. `a.0.b=x` reaches into lists and nested forms; `team=N001,N002` fills a
    list; a value that is no text may be JSON.
    """
    transition = find(stage, act)
    if transition is None:
        raise BadInput(f"act: {stage} has no such act")
    form: dict[str, Any] = from_file(source) if source else {}
    for pair in pairs:
        key, given, value = pair.partition("=")
        if not given or not key:
            raise BadInput("a field is given as key=value")
        _put(form, transition.form, key.split("."), value)
    return forms.read(stage, {**form, **stated, "act": act})


def from_file(source: str) -> dict[str, Any]:
    """A form as JSON, not looked into yet; `-` is standard input."""
    if source == "-":
        raw = sys.stdin.buffer.read(LARGEST_FORM + 1)
    else:
        with Path(source).open("rb") as file:
            raw = file.read(LARGEST_FORM + 1)
    if len(raw) > LARGEST_FORM:
        raise BadInput("the form is larger than 5 MiB")
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadInput("the form is not JSON") from None
    if not isinstance(found, dict):
        raise BadInput("the form is no JSON object")
    return found


def _put(form: dict[str, Any], model: type[BaseModel], path: list[str], value: str) -> None:
    """Set one value; a number in the path is a place in a list, at most one behind its end."""
    if len(path) > DEEPEST:
        raise BadInput(f"{path[0]}: nested too deep")
    here: Any = form
    kind: Any = model
    for place, step in enumerate(path):
        kind = _kind_of(kind, step)
        last = place == len(path) - 1
        fresh: Any = _value(kind, value) if last else ([] if _is_list(kind) else {})
        if isinstance(here, list):
            index = int(step) if step.isdecimal() and len(step) < 5 else len(here) + 1
            if index > len(here):
                raise BadInput(f"{'.'.join(path)}: places of a list are filled in order, from 0")
            if index == len(here):
                here.append(fresh)
            elif last:
                here[index] = fresh
            here = here[index]
        elif isinstance(here, dict):
            here[step] = fresh if last else here.get(step, fresh)
            here = here[step]
        else:
            raise BadInput(f"{'.'.join(path)}: no such field")


def _kind_of(kind: Any, step: str) -> Any:
    """The type of a field of a form or of an item of a list; None where there is no such thing."""
    if _is_list(kind):
        return _plain(get_args(kind)[0])
    fields = getattr(kind, "model_fields", {})
    return _plain(fields[step].annotation) if step in fields else None


def _plain(kind: Any) -> Any:
    """The type without None and annotations beside it."""
    while not _is_list(kind) and (inner := [k for k in get_args(kind) if isinstance(k, type) or get_args(k)]):
        kind = next((k for k in inner if k is not type(None)), kind)
    return kind


def _is_list(kind: Any) -> bool:
    return get_origin(kind) is list


def _value(kind: Any, text: str) -> Any:
    if kind is str or kind is None:
        return text
    if text[:1] in ("[", "{", '"'):
        try:
            return json.loads(text)
        except ValueError:
            return text
    if _is_list(kind):
        return [part.strip() for part in text.split(",") if part.strip()]
    return text
