"""What commands print: JSON for programs, or text and tables for people, at most 100 columns wide."""

import json
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table

from flows.settings import flow_settings
from models.wording import phrase

WIDEST = 100


def answer(data: Any, as_json: bool, *parts: RenderableType) -> None:
    """Print `data` as JSON and nothing else, or the parts one under the other."""
    if as_json:
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=_plain) + "\n")
        return
    wide = min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns)
    # No markup: what stands in brackets may come from a register.
    console = Console(width=wide, markup=False, emoji=False, highlight=False)
    for part in parts:
        console.print(part)


def complain(line: str) -> None:
    """One line for people, on stderr."""
    sys.stderr.write(line + "\n")


def told(key: str, **values: object) -> str:
    """A phrase in the installation's language."""
    return phrase(key, flow_settings().locale, **values)


def listing(title: str | None, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> RenderableType:
    """A table whose heads are labels of the phrases; "none" where there is no row."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for head in heads:
        table.add_column(told(f"label_{head}"), overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    if table.row_count:
        return table
    return f"{title}: {told('label_none')}" if title else told("label_none")


def facts(pairs: Mapping[str, object]) -> RenderableType:
    """Labels with their values, one a line."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in pairs.items():
        table.add_row(told(f"label_{label}"), _cell(value))
    return table


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, bool):
        return told("word_yes" if value else "word_no")
    return str(value)


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
