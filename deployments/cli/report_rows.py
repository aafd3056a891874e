"""Reports from a CSV file: its columns are the fields of the form. A row that cannot be read keeps no other back."""

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deployments.cli import csv_rows
from models.acts.report import Receive
from models.errors import BadInput


@dataclass(frozen=True)
class Row:
    """One row with its line; `fields` None where it has not as many cells as the file has columns."""

    line: int
    fields: dict[str, Any] | None = field(repr=False)


def read(path: Path) -> list[Row]:
    """Every row, in order; an empty cell is no value. BadInput where the file as a whole cannot be read."""
    reader = csv.reader(io.StringIO(csv_rows.text_of(path), newline=""), strict=True)
    try:
        head = [cell.strip() for cell in next(reader, [])]
        csv_rows.check_head(head, Receive)
        found = [_row(reader.line_num, head, cells) for cells in reader if any(cells)]
    except csv.Error as error:
        raise BadInput(f"line {reader.line_num}: {error}") from None
    if not found:
        raise BadInput("the file has no rows")
    return found


def _row(line: int, head: list[str], cells: list[str]) -> Row:
    if len(cells) != len(head):
        return Row(line, None)
    return Row(line, {name: cell for name, cell in zip(head, cells, strict=True) if cell.strip()})
