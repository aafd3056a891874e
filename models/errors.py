"""Every error of ours.

CaseworkError
├── TransitionRefused   the law or somebody's authority says no: an answer, never a fault
├── LostRace            somebody else was faster: look again, then try again
├── Unknown             what was named does not exist
├── BadInput            the input cannot be read; nothing was changed
├── SchemaMismatch      the database's tables are not those of this release
└── DefinitionError     the lifecycle table or the law data contradicts itself: a bug

A message holds codes, numbers and field names; never the content of a field.
"""

from dataclasses import dataclass


class CaseworkError(Exception):
    """Root of all errors raised on purpose."""


@dataclass(frozen=True)
class Refusal:
    """Why an act may not be taken: `code` and `article` are ids of `models.law`; `detail` holds codes and dates."""

    code: str
    article: str
    detail: tuple[str, ...] = ()


class TransitionRefused(CaseworkError):
    """The act is refused; `refusal` says by what rule."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class LostRace(CaseworkError):
    """The case changed after it was seen; `changed` names the acts recorded since."""

    def __init__(self, case: str, changed: tuple[str, ...] = ()) -> None:
        super().__init__(f"{case} changed meanwhile: {', '.join(changed) or 'look again'}")
        self.case = case
        self.changed = changed


class Unknown(CaseworkError):
    """No such case, unit, officer, message or year."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field: its path (`findings.0.duty`), the kind of mistake, and the limit it broke.

    `kind` is the type of error as pydantic names it.
    """

    field: str
    kind: str
    limit: str = ""


class BadInput(CaseworkError):
    """The input cannot be read. The message names fields and what is wrong with them; `faults` says so field by field,
    where it is a form that cannot be read."""

    def __init__(self, message: str, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(message)
        self.faults = faults


class SchemaMismatch(CaseworkError):
    """The database is empty, older, or of a release this one does not know. The message names the way out."""


class DefinitionError(CaseworkError):
    """The lifecycle table or the law data is wrong; raised at import."""
