"""Reading what was submitted: the act's form, or the names of the fields that are wrong."""

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from models.acts.form import Part
from models.acts.named import UNIONS
from models.errors import BadInput, Fault
from models.vocabulary import Stage

FORMS: dict[Stage, TypeAdapter[Part]] = {stage: TypeAdapter(union) for stage, union in UNIONS.items()}

Read = TypeVar("Read")
REDACTED = "redacted"

LIMITS = ("ge", "le", "min_length", "max_length")
"""What pydantic calls the limits of a field; the rest of what it says of an error may hold what was typed."""

NAME = re.compile(r"[a-z_]{1,30}")
"""What our fields are called like. An unknown field so called is told by its name; any other may be content."""


def read(stage: Stage, raw: object) -> Part:
    """The form. Raises BadInput naming each wrong field and what is wrong with it, never its content."""
    if isinstance(raw, Part):
        return raw
    return validated(FORMS[stage], raw)


def validated(adapter: TypeAdapter[Read], raw: object) -> Read:
    """What the adapter reads. Raises BadInput as `read` does."""
    try:
        return adapter.validate_python(raw)
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_url=False)
        raise BadInput("; ".join(_told(e) for e in wrong), tuple(_fault(e) for e in wrong)) from None


def _where(error: Any) -> str:
    return path(error, error["loc"][1:]) or "act"


def _fault(error: Any) -> Fault:
    limits = [value for name, value in error.get("ctx", {}).items() if name in LIMITS]
    return Fault(_where(error), error["type"], str(limits[0]) if limits else "")


def _told(error: Any) -> str:
    where = _where(error)
    # These two messages would repeat what was typed.
    quiet = {"union_tag_invalid": "no such act", "extra_forbidden": "no such field"}
    return f"{where}: {quiet.get(error['type'], error['msg'])}"


def path(error: Any, loc: Sequence[int | str]) -> str:
    """Where pydantic found the error, without names that somebody made up."""
    *above, last = [str(part) for part in loc] or [""]
    made_up = error["type"] == "extra_forbidden" and not NAME.fullmatch(last)
    return ".".join([*above, "?" if made_up else last])


def redacted(raw: object) -> bool:
    """Whether the input was already replaced after its answer was given."""
    return isinstance(raw, dict) and raw.get("act") == REDACTED


def badges(form: Part) -> set[str]:
    """Officers the form names."""
    stated = vars(form)
    named = {stated.get(field) for field in ("handler", "officer")}
    for field in ("team", "present"):
        named.update(stated.get(field, ()))
    return {badge for badge in named if badge}
