"""Beginning and ending a unit's dated status in the transaction of the act that serves the notice.

The row is told by an event of the system's chain too, like every row of a register: `audit verify` finds a changed one.
"""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from models.decide import Decision
from models.spells import SpellChange
from models.store import chain
from models.store.handles import UNIT_STATUS
from models.store.told_rows import tell
from models.vocabulary import EventKind


def write(connection: Connection, unit: str, file_no: str, decision: Decision, at: datetime) -> None:
    """Write what the act on that file does to the unit's spells, each change with its event. The file must exist."""
    for change in decision.spells:
        verb = "add" if change.ended_on is None else "end"
        if change.ended_on is None:
            _begin(connection, unit, file_no, change)
        named = (UNIT_STATUS.c.unit == unit, UNIT_STATUS.c.status == change.status)
        row = (*named, UNIT_STATUS.c.served_on == change.served_on)
        if change.ended_on is not None:
            connection.execute(update(UNIT_STATUS).where(*row).values(ended_on=change.ended_on))
        told = connection.execute(select(UNIT_STATUS).where(*row)).mappings().one()
        data = {"codes": [unit], "rows": {UNIT_STATUS.name: [tell(UNIT_STATUS.name, dict(told))]}, "file": file_no}
        act, on = f"register.unit_status.{verb}", decision.effective_on
        chain.append(
            connection, chain.SYSTEM, chain.NewEvent(EventKind.REGISTER, act, decision.actor, on, data=data), at
        )


def _begin(connection: Connection, unit: str, file_no: str, change: SpellChange) -> None:
    connection.execute(
        insert(UNIT_STATUS).values(
            unit=unit, status=change.status, notice_no=change.notice_no, served_on=change.served_on, listing=file_no
        )
    )
