"""What a row of a register may hold. Pure: whether what it names exists is asked where it is written."""

import re
from datetime import date
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from stdnum import numdb
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as NotValid

from models.acts import informant
from models.acts.form import CODE
from models.classification import Classification
from models.lifecycle import LIFECYCLE
from models.vocabulary import DepartmentKind, Level, Role, UnitKind, UnitStatus

ACTS = frozenset((*(t.full_name for t in LIFECYCLE), *informant.ACTS))
NATION = "000000"
WIDEST = {Level.COUNTY: "00", Level.CITY: "0000", Level.PROVINCE: NATION}
"""How the code of a region ends that is too wide for an organ of this level."""


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


def _region(text: str) -> str:
    """A county, city or province of GB/T 2260, as python-stdnum lists them; one that was merged is still known."""
    if not any("county" in found for _, found in numdb.get("cn/loc").info(text)):
        raise ValueError("no such region in GB/T 2260")
    return text


def _territory(text: str) -> str:
    return text if text == NATION else _region(text)


def _act(text: str) -> str:
    if text != "*" and text not in ACTS:
        raise ValueError("no such act; `*` means all")
    return text


Code = Annotated[str, Field(pattern=CODE)]
CreditCode = Annotated[str, Field(max_length=40), AfterValidator(_credit_code)]
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Region = Annotated[str, Field(pattern=r"^[0-9]{6}$"), AfterValidator(_region)]
Territory = Annotated[str, Field(pattern=r"^[0-9]{6}$"), AfterValidator(_territory)]
Mail = Annotated[str, Field(max_length=254, pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+$")]
Endpoint = Annotated[str, Field(max_length=500, pattern=r"^https?://[^\s@?#]+$")]
PUBLIC_KEY = re.compile(r"^[0-9a-f]{64}$")
PublicKey = Annotated[str, Field(pattern=PUBLIC_KEY)]
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
    region: Territory
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{2,8}$")]
    parent: Code | None = None
    email: Mail | None = None
    contact: Line | None = None
    reconsideration: Line | None = None
    court: Line | None = None

    @model_validator(mode="after")
    def _no_wider_than_its_level(self) -> Self:
        too_wide = WIDEST.get(self.level)
        if too_wide is not None and self.region.endswith(too_wide):
            raise ValueError("the region is wider than the level")
        return self


class DepartmentRow(Row):
    """A body outside the state security organs. `public_key` (Ed25519, hexadecimal) verifies its receipts."""

    code: Code
    name: Line
    kind: DepartmentKind
    email: Mail | None = None
    endpoint: Endpoint | None = None
    public_key: PublicKey | None = None


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


class AddressedUnit(Row):
    """A unit of a list an act for many is meant for, and who is to handle its file."""

    unit: str
    handler: str | None = None
