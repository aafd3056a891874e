"""Reading a register from a CSV file: its columns are the fields of the row's form."""

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from models.errors import BadInput
from models.register_rows import Row
from models.store.registers import Fault, Numbered, complain

LARGEST_FILE = 5 * 1024 * 1024


def read(path: Path, form: type[Row]) -> list[Numbered]:
    """Every row with its line. BadInput names line and column of what cannot be read; an empty cell is no value."""
    text = text_of(path)
    found: list[Numbered] = []
    faults: list[Fault] = []
    for line, cells in _records(text, form):
        try:
            found.append((line, form.model_validate(cells)))
        except ValidationError as error:
            faults += faults_of(line, error)
    if faults:
        raise complain(faults)
    if not found:
        raise BadInput("the file has no rows")
    return found


def text_of(path: Path) -> str:
    """The file's text. Raises BadInput where it is too large, or not UTF-8."""
    with path.open("rb") as file:
        raw = file.read(LARGEST_FILE + 1)
    if len(raw) > LARGEST_FILE:
        raise BadInput("the file is larger than 5 MiB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadInput(f"line {line}: not UTF-8") from None


def faults_of(line: int, error: ValidationError) -> list[Fault]:
    """What is wrong with one row, without what was typed."""
    return [
        (line, ".".join(str(part) for part in e["loc"]) or "row", e["msg"].removeprefix("Value error, "))
        for e in error.errors(include_input=False, include_url=False, include_context=False)
    ]


def _records(text: str, form: type[Row]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = [cell.strip() for cell in next(reader, [])]
        check_head(head, form)
        for cells in reader:
            if not any(cells):
                continue
            if len(cells) != len(head):
                raise BadInput(f"line {reader.line_num}: {len(cells)} columns, the first line has {len(head)}")
            yield reader.line_num, {name: cell for name, cell in zip(head, cells, strict=True) if cell.strip()}
    except csv.Error as error:
        raise BadInput(f"line {reader.line_num}: {error}") from None


def check_head(head: list[str], form: type[BaseModel]) -> None:
    """The columns are fields of the form, each once, and no required one lacks. Raises BadInput."""
    fields = form.model_fields
    wrong = sorted({name for name in head if name not in fields or head.count(name) > 1})
    if wrong:
        raise BadInput(f"line 1: {', '.join(wrong)}: unknown or twice; columns are {', '.join(fields)}")
    absent = [name for name, field in fields.items() if field.is_required() and name not in head]
    if absent:
        raise BadInput(f"line 1: {', '.join(absent)}: missing")
