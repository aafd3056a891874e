"""Reading what was submitted: the act's form, or the names of the fields that are wrong."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from models.acts.form import Part
from models.acts.named import UNIONS
from models.errors import BadInput
from models.vocabulary import Stage

FORMS: dict[Stage, TypeAdapter[Part]] = {stage: TypeAdapter(union) for stage, union in UNIONS.items()}

REDACTED = "redacted"

NAME = re.compile(r"[a-z_]{1,30}")
"""What our fields are called like. An unknown field so called is told by its name; any other may be content."""


def read(stage: Stage, raw: object) -> Part:
    """The form. Raises BadInput naming each wrong field and what is wrong with it, never its content."""
    if isinstance(raw, Part):
        return raw
    try:
        return FORMS[stage].validate_python(raw)
    except ValidationError as error:
        raise BadInput("; ".join(_told(e) for e in error.errors(include_input=False, include_url=False))) from None


def _told(error: Any) -> str:
    where = path(error, error["loc"][1:]) or "act"
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
    named = {getattr(form, field, None) for field in ("handler", "officer")}
    for field in ("team", "present"):
        named.update(getattr(form, field, ()))
    return {badge for badge in named if badge}
