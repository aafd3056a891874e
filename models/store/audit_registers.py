"""The rows of the registers against what the events of the system's chain tell of them."""

from collections import defaultdict

from sqlalchemy import Connection

from models.register_replay import Registers, Values
from models.store.told_rows import KEPT, standing


def image() -> Registers:
    """A replay before its first event."""
    return Registers({table: len(kept.names) for table, kept in KEPT.items()})


def differ(connection: Connection, told: Registers) -> tuple[int, str] | None:
    """The event whose words a row no longer repeats (0: a row of which none tells), and a code naming the table."""
    for table in KEPT:
        rows: dict[Values, list[Values]] = defaultdict(list)
        for name, says in standing(connection, table):
            rows[name].append(says)
        seq = told.wrong(table, rows)
        if seq is not None:
            return seq, f"{table}_row"
    return None
