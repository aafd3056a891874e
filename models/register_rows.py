"""What a row of a register may hold. Pure: whether what it names exists is asked where it is written."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as NotValid

from models.acts import informant
from models.acts.form import CODE
from models.classification import Classification
from models.lifecycle import LIFECYCLE
from models.vocabulary import DepartmentKind, Level, Role, UnitKind, UnitStatus

ACTS = frozenset((*(t.full_name for t in LIFECYCLE), *informant.ACTS))


def _credit_code(text: str) -> str:
    try:
        checked: str = uscc.validate(text)
    except NotValid:
        raise ValueError("not a unified social credit code") from None
    return checked


def _clearance(stated: Classification) -> Classification:
    if stated.state_secret:
        raise ValueError("nothing here is a state secret")
    return stated


def _act(text: str) -> str:
    if text != "*" and text not in ACTS:
        raise ValueError("no such act; `*` means all")
    return text


Code = Annotated[str, Field(pattern=CODE)]
CreditCode = Annotated[str, Field(max_length=40), AfterValidator(_credit_code)]
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Region = Annotated[str, Field(pattern=r"^\d{6}$")]
Mail = Annotated[str, Field(max_length=254, pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+$")]
Endpoint = Annotated[str, Field(max_length=500, pattern=r"^https?://[^\s@?#]+$")]
Clearance = Annotated[Classification, AfterValidator(_clearance)]
Covered = Annotated[str, Field(max_length=80), AfterValidator(_act)]


class Row(BaseModel):
    """A row as it was typed; errors never repeat what was typed."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True)


class OrganRow(Row):
    """A state security organ."""

    code: Code
    name: Line
    level: Level
    region: Region
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{2,8}$")]
    parent: Code | None = None
    email: Mail | None = None
    contact: Line | None = None
    reconsideration: Line | None = None
    court: Line | None = None


class DepartmentRow(Row):
    """A body outside the state security organs."""

    code: Code
    name: Line
    kind: DepartmentKind
    email: Mail | None = None
    endpoint: Endpoint | None = None


class UnitRow(Row):
    """A unit with duties, by its unified social credit code."""

    code: CreditCode
    name: Line
    kind: UnitKind
    industry: Line
    region: Region
    superior: Code | None = None
    email: Mail | None = None


class _Spell(Row):
    """Something with a first and a last day."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        first, last = self.bounds()
        if last is not None and last < first:
            raise ValueError("the last day lies before the first")
        return self

    def bounds(self) -> tuple[date, date | None]:
        raise NotImplementedError


class UnitStatusRow(_Spell):
    """A status that adds duties, from the day after service of the notice."""

    unit: CreditCode
    status: UnitStatus
    notice_no: Code
    served_on: date
    ended_on: date | None = None

    def bounds(self) -> tuple[date, date | None]:
        return self.served_on, self.ended_on


class OfficerRow(_Spell):
    """An officer with one mandate; further rows with the same badge, organ and post add further mandates."""

    badge: Code
    organ: Code
    post: Line
    email: Mail | None = None
    clearance: Clearance = Classification.INTERNAL
    role: Role
    act: Covered = "*"
    valid_from: date
    valid_until: date | None = None

    def bounds(self) -> tuple[date, date | None]:
        return self.valid_from, self.valid_until

    def person(self) -> dict[str, Any]:
        """The officer without the mandate."""
        named = {name: getattr(self, name) for name in ("badge", "organ", "post", "email", "clearance")}
        return {**named, "active": True}

    def mandate(self) -> dict[str, Any]:
        return {
            "badge": self.badge,
            "role": self.role,
            "act": self.act,
            "valid_from": self.valid_from,
            "valid_until": self.valid_until,
        }
