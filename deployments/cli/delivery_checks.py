"""What `casework doctor` says of telling people: who was not told, what is silent, and which ways there are."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime

from deployments.cli import database
from deployments.cli.checks import Check, State
from deployments.cli.exits import ending
from deployments.cli.output import told
from flows.ways import MAIL, way
from models.store import channels, heartbeats
from models.store.untold import Untold, untold


def of_the_delivery() -> Iterator[Check]:
    """A database that cannot be read is told already, by its own check."""
    if database.missing():
        return
    now = datetime.now(UTC)
    try:
        with database.reading() as connection:
            yield _untold(untold(connection, database.today(connection), now))
            for pulse in heartbeats.pulses(connection, now):
                shown = pulse.at.isoformat(sep=" ", timespec="seconds") if pulse.at else told("label_none")
                yield Check("pulse", State.BAD if pulse.silent else State.GOOD, f"{pulse.name}: {shown}")
            names = [c.name for c in channels.listed(connection) if c.active]
            yield Check("registered", State.GOOD if names else State.NOTE, ", ".join(names) or told("label_none"))
            beside = way(connection, MAIL)
    except Exception as error:
        yield Check("nobody_told", State.BAD, ending(error).line)
        return
    alone = beside == MAIL
    shown = told("alarm_way_none") if alone else str(beside[1] or beside[0])
    yield Check("alarm_way", State.NOTE if alone else State.GOOD, shown)


def _untold(found: Untold) -> Check:
    """Which kinds there are, and how many of each."""
    kinds = [f"{told(f'overview_{name}')} {count}" for name, count in asdict(found).items() if count]
    shown = f"{found.total}: {told('list_comma').join(kinds)}" if kinds else "0"
    return Check("nobody_told", State.BAD if kinds else State.GOOD, shown)
