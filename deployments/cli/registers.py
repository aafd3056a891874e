"""`casework organ`, `department`, `unit`, `officer`: adding rows to the registers, one by one or from a file."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from deployments.cli import csv_rows, database, delegating, duties, people, signing
from deployments.cli.options import OPERATOR, By, Json, a_day
from deployments.cli.output import answer, told
from models.store import registers
from models.store.registers import REGISTERS, Numbered
from models.vocabulary import DepartmentKind, Level, Role, UnitKind, UnitStatus

organ = typer.Typer(add_completion=False, help="State security organs.")
department = typer.Typer(add_completion=False, help="Superior and industry departments, receivers of clues.")
unit = typer.Typer(add_completion=False, help="Units with duties, and their statuses.")
status = typer.Typer(add_completion=False, help="Dated statuses that add duties.")
officer = typer.Typer(add_completion=False, help="Officers and their mandates.")
unit.add_typer(status, name="status")
unit.command("duties")(duties.duties)
unit.command("duties-open")(duties.open_many)
officer.command("enroll")(signing.enroll)
officer.command("delegate")(delegating.delegate)
officer.command("revoke")(delegating.revoke)
officer.command("retire")(delegating.retire)
officer.command("prefer")(people.prefer)
officer.command("absent")(people.absent)
officer.command("present")(people.present)
officer.command("notices")(people.notices)
commands = {"organ": organ, "department": department, "unit": unit, "officer": officer}

Text = Annotated[str, typer.Option()]
Maybe = Annotated[str | None, typer.Option()]
Day = Annotated[date, typer.Option(parser=a_day, metavar="YYYY-MM-DD")]
MaybeDay = Annotated[date | None, typer.Option(parser=a_day, metavar="YYYY-MM-DD")]
File = Annotated[Path, typer.Argument(help="CSV in UTF-8; the first line names the fields.")]


@organ.command("add")
def add_organ(
    code: Text, name: Text, level: Annotated[Level, typer.Option()], region: Text, prefix: Text, parent: Maybe = None,
    email: Maybe = None, contact: Maybe = None, reconsideration: Maybe = None, court: Maybe = None,
    by: By = OPERATOR, as_json: Json = False,
) -> None:  # fmt: skip
    """Add one organ; `--parent` is the organ above it.

    `--contact`, `--reconsideration` and `--court` are printed on instruments: whom to answer, where to seek remedy.
    """
    given = {"code": code, "name": name, "level": level, "region": region, "prefix": prefix}
    printed = {"contact": contact, "reconsideration": reconsideration, "court": court}
    _one("organ", {**given, "parent": parent, "email": email, **printed}, by, as_json)


@department.command("add")
def add_department(
    code: Text, name: Text, kind: Annotated[DepartmentKind, typer.Option()], email: Maybe = None,
    endpoint: Maybe = None, public_key: Maybe = None, by: By = OPERATOR, as_json: Json = False,
) -> None:  # fmt: skip
    """Add one department; `--endpoint` is the address of its receiving service, `--public-key` verifies its receipts.

    Both come from the department itself, over a way that nobody else can write on.
    """
    given = {"code": code, "name": name, "kind": kind, "email": email, "endpoint": endpoint}
    _one("department", {**given, "public_key": public_key}, by, as_json)


@unit.command("add")
def add_unit(
    code: Text, name: Text, kind: Annotated[UnitKind, typer.Option()], industry: Text, region: Text,
    superior: Maybe = None, email: Maybe = None, by: By = OPERATOR, as_json: Json = False,
) -> None:  # fmt: skip
    """Add one unit by its unified social credit code; `--superior` is its superior department."""
    given = {"code": code, "name": name, "kind": kind, "industry": industry, "region": region}
    _one("unit", {**given, "superior": superior, "email": email}, by, as_json)


@status.command("add")
def add_status(
    unit: Text, status: Annotated[UnitStatus, typer.Option()], served_on: Day, notice_no: Text,
    ended_on: MaybeDay = None, by: By = OPERATOR, as_json: Json = False,
) -> None:  # fmt: skip
    """Add a status; its duties bind from the day after the notice was served."""
    given = {"unit": unit, "status": status, "served_on": served_on, "notice_no": notice_no, "ended_on": ended_on}
    _one("unit_status", given, by, as_json)


@officer.command("add")
def add_officer(
    badge: Text, organ: Text, post: Text, role: Annotated[Role, typer.Option()], valid_from: Day,
    act: Annotated[str, typer.Option(help="`*`, or one act such as rectification.approve.")] = "*",
    valid_until: MaybeDay = None, email: Maybe = None, by: By = OPERATOR, as_json: Json = False,
) -> None:  # fmt: skip
    """Add an officer with a mandate, or a further mandate to a known officer."""
    given = {"badge": badge, "organ": organ, "post": post, "role": role, "act": act, "valid_from": valid_from}
    _one("officer", {**given, "valid_until": valid_until, "email": email}, by, as_json)


def _import(name: str, file: Path, by: str, as_json: bool) -> None:
    rows = csv_rows.read(file, REGISTERS[name].form)
    _write(name, rows, by, as_json)


@organ.command("import")
def import_organs(file: File, by: By = OPERATOR, as_json: Json = False) -> None:
    """Add organs from a file, all or none; an organ stands after the one above it."""
    _import("organ", file, by, as_json)


@department.command("import")
def import_departments(file: File, by: By = OPERATOR, as_json: Json = False) -> None:
    """Add departments from a file, all or none."""
    _import("department", file, by, as_json)


@unit.command("import")
def import_units(file: File, by: By = OPERATOR, as_json: Json = False) -> None:
    """Add units from a file, all or none."""
    _import("unit", file, by, as_json)


@status.command("import")
def import_statuses(file: File, by: By = OPERATOR, as_json: Json = False) -> None:
    """Add statuses from a file, all or none."""
    _import("unit_status", file, by, as_json)


@officer.command("import")
def import_officers(file: File, by: By = OPERATOR, as_json: Json = False) -> None:
    """Add officers and mandates from a file, all or none."""
    _import("officer", file, by, as_json)


def _one(name: str, given: dict[str, Any], by: str, as_json: bool) -> None:
    stated = {field: value for field, value in given.items() if value is not None}
    try:
        row = REGISTERS[name].form.model_validate(stated)
    except ValidationError as error:
        raise registers.complain(csv_rows.faults_of(0, error)) from None
    _write(name, [(0, row)], by, as_json)


def _write(name: str, rows: list[Numbered], by: str, as_json: bool) -> None:
    with database.opened().write() as connection:
        database.require_officer(connection, by)
        added = registers.add(connection, REGISTERS[name], rows, by, database.today(connection))
    answer({"register": name, "added": added}, as_json, told("added", count=added))
