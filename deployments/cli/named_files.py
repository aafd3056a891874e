"""How a file is named on the command line: by its digest, of which twelve digits do, or by the instrument's number."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flows.settings import flow_settings
from models.errors import Unknown

SHORT = 12
"""Digits of a digest that are shown."""
PART = re.compile(rf"[0-9a-f]{{{SHORT},64}}")


def by_digest(wanted: str) -> bool:
    """Whether the name is a digest's; else it is a number."""
    return PART.fullmatch(wanted) is not None


def the_one(rows: Iterable[Mapping[str, Any]], wanted: str, locale: str | None) -> Mapping[str, Any]:
    """The row meant: of an instrument in two languages the one asked for, else the installation's. Raises Unknown."""
    found = list(rows)
    if locale is not None or len(found) > 1:
        found = [row for row in found if row["locale"] == (locale or flow_settings().locale)]
    if len(found) != 1:
        raise Unknown(wanted)
    return found[0]
