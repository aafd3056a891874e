"""What the rows of the registers must be, told by the events of the system's chain alone. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.vocabulary import EventKind

Values = tuple[Any, ...]
Told = tuple[Values, Values]
"""What names a row, and what the row says."""

BY_CODES = {"officer": ("officer", "mandate")}
"""Tables that an event without rows spoke of, by its register; every other register is one table of its name."""


@dataclass
class Registers:
    """Folds the events. `rows` holds each row's last words with the event that said them; `untold` the codes that an
    event of an earlier release named without saying what the rows are."""

    names: Mapping[str, int]
    rows: dict[str, dict[Values, tuple[Values, int]]] = field(default_factory=lambda: defaultdict(dict))
    untold: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def fold(self, body: Mapping[str, Any]) -> None:
        """Take the next event. Raises KeyError, TypeError or ValueError where it cannot be read.

        `names` says, for each table, how many values at the beginning of a row name it.
        """
        if body["kind"] != EventKind.REGISTER:
            return
        data = body["data"]
        if "rows" not in data:
            self._earlier(body["act"], data)
        for table, rows in data.get("rows", {}).items():
            cut = self.names[table]
            for row in rows:
                self.rows[table][tuple(row[:cut])] = (tuple(row[cut:]), body["seq"])

    def _earlier(self, act: str, data: Mapping[str, Any]) -> None:
        kind, _, verb = act.removeprefix("register.").rpartition(".")
        if verb == "add":
            for table in BY_CODES.get(kind, (kind,)):
                self.untold[table].update(data["codes"])

    def wrong(self, table: str, standing: Mapping[Values, list[Values]]) -> int | None:
        """The event whose words a row no longer repeats, 0 for a row no event tells of; None where all is whole.

        A row of a code that was only ever named by an earlier release's event is taken as it stands.
        """
        told = self.rows.get(table, {})
        for name, (says, seq) in told.items():
            if standing.get(name) != [_grown(says, standing.get(name, []))]:
                return seq
        strangers = (name for name in standing if name not in told and name[0] not in self.untold[table])
        return 0 if next(strangers, None) is not None else None


def _grown(says: Values, stand: list[Values]) -> Values:
    """What an event of an earlier release said, with nothing in the columns it did not know yet."""
    return says + (None,) * (max(map(len, stand), default=0) - len(says))
