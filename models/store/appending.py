"""Appending one event to each of many chains, in two statements."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from models.store import chain, many
from models.store.handles import CASE_FILE, EVENT


class Following(NamedTuple):
    """The event of one case, and the head it follows, which is locked."""

    case: str
    head: tuple[int, str]
    event: chain.NewEvent


def append_all(connection: Connection, events: Iterable[Following], at: datetime) -> None:
    """Append each event to the chain of its case, one to a case at most, and move the heads."""
    rows, heads = [], []
    for case, (last, prev), event in events:
        row, hashed = chain.build(case, last + 1, prev, event, at)
        rows.append(row)
        heads.append({"no": case, "head_seq": last + 1, "head_hash": hashed})
    many.put(connection, EVENT, rows)
    many.change(connection, CASE_FILE, ("no",), heads)
