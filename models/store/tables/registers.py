"""Registers: organs, units with their dated statuses, officers with their dated mandates, departments.

Natural keys (organ code, credit code, badge number) are the primary keys, so that an event is readable without a join.
"""

from datetime import date

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from models.classification import Classification
from models.store.columns import by_value, by_word
from models.vocabulary import DepartmentKind, Level, Role, UnitKind, UnitStatus


class Organ(SQLModel, table=True):
    """A state security organ. `region` is a GB/T 2260 code; `prefix` opens its case numbers.

    `contact`, `reconsideration` and `court` are printed on instruments: whom to answer, where to ask for a remedy.
    """

    __tablename__ = "organ"
    code: str = Field(primary_key=True)
    name: str
    level: Level = Field(sa_column=Column(by_value(Level), nullable=False))
    region: str
    prefix: str
    parent: str | None = Field(default=None, foreign_key="organ.code")
    email: str | None = None
    contact: str | None = None
    reconsideration: str | None = None
    court: str | None = None


class Department(SQLModel, table=True):
    """A body outside the state security organs: superior or industry department, or receiver of clues.

    `endpoint` is where its receiving service is reached; `public_key` (Ed25519, hexadecimal) verifies what it signs.
    """

    __tablename__ = "department"
    code: str = Field(primary_key=True)
    name: str
    kind: DepartmentKind = Field(sa_column=Column(by_word(DepartmentKind), nullable=False))
    email: str | None = None
    endpoint: str | None = None
    public_key: str | None = None


class UnitRow(SQLModel, table=True):
    """An organisation with duties under the Regulations. `code` is its unified social credit code."""

    __tablename__ = "unit"
    code: str = Field(primary_key=True)
    name: str
    kind: UnitKind = Field(sa_column=Column(by_value(UnitKind), nullable=False))
    industry: str
    region: str
    superior: str | None = Field(default=None, foreign_key="department.code")
    email: str | None = None


class UnitStatusRow(SQLModel, table=True):
    """A spell of a status. It binds from the day after `served_on`; `ended_on` is the last day.

    `listing` is the file whose acts began and end it; None where it was entered by hand.
    """

    __tablename__ = "unit_status"
    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(foreign_key="unit.code", index=True)
    status: UnitStatus = Field(sa_column=Column(by_value(UnitStatus), nullable=False))
    notice_no: str
    served_on: date
    ended_on: date | None = None
    listing: str | None = Field(default=None, foreign_key="case_file.no")


class Officer(SQLModel, table=True):
    """An officer, known by badge number and post; no personal name is kept."""

    __tablename__ = "officer"
    badge: str = Field(primary_key=True)
    organ: str = Field(foreign_key="organ.code", index=True)
    post: str
    email: str | None = None
    active: bool = True
    clearance: Classification = Field(
        sa_column=Column(by_value(Classification), nullable=False, default=Classification.INTERNAL)
    )


class Mandate(SQLModel, table=True):
    """What an officer may do: a role, for one act (`rectification.approve`) or all (`*`), within dates.

    A delegation names who lent it and under which order; from `revoked_on` on it holds no more.
    """

    __tablename__ = "mandate"
    __table_args__ = (Index("mandate_by_badge", "badge"),)
    id: int | None = Field(default=None, primary_key=True)
    badge: str = Field(foreign_key="officer.badge")
    role: Role = Field(sa_column=Column(by_value(Role), nullable=False))
    act: str = "*"
    valid_from: date
    valid_until: date | None = None
    delegated_by: str | None = Field(default=None, foreign_key="officer.badge")
    order_no: str | None = None
    revoked_on: date | None = None
