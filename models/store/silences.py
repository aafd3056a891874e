"""Deadlines that passed and that nobody acknowledged: the next one above is told, one step at a time."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from models.silence import climb
from models.store import chain
from models.store.acknowledging import STANDS
from models.store.claiming import Notices, claim, journal
from models.store.handles import ACKNOWLEDGEMENT, DEADLINE
from models.store.rungs import Calendars, Owed, Watched
from models.store.settings import store_settings
from models.store.sweep import Swept, hold


def chunk(connection: Connection, today: date, by_region: Calendars, notices: Notices, limit_cases: int = 100) -> Swept:
    """Tell the next one above, in at most `limit_cases` cases; no cases in the answer: nothing more is due."""
    workdays = store_settings().rules.acknowledge_working_days
    come = ACKNOWLEDGEMENT.c.next_on <= today
    of_case = ACKNOWLEDGEMENT.join(DEADLINE, DEADLINE.c.id == ACKNOWLEDGEMENT.c.deadline_id)
    waiting = select(DEADLINE.c.case_no).select_from(of_case).where(come).order_by(ACKNOWLEDGEMENT.c.next_on)
    heads = hold(connection, waiting, today, limit_cases)
    if not heads:
        return Swept()
    asked = (STANDS.label("stands"), ACKNOWLEDGEMENT.c.due_on.label("of"), *ACKNOWLEDGEMENT.c["step", "next_on"])
    found = connection.execute(
        select(*asked, *(DEADLINE.c[name] for name in Watched.__dataclass_fields__))
        .select_from(of_case)
        .where(come, DEADLINE.c.case_no.in_(heads))
        .order_by(DEADLINE.c.case_no, DEADLINE.c.id)
    ).all()
    owed, moved = [], []
    for row in found:
        top = len(heads[row.case_no].organ.line) if row.stands else row.step
        up = climb(row.step, row.next_on, top, today, workdays, by_region(row.region))
        moved.append({"of_id": row.id, "of_day": row.of, "told": up.step, "following": up.next_on})
        if up.rungs:
            watched = Watched(**{name: row._mapping[name] for name in Watched.__dataclass_fields__})
            owed.append(Owed(watched, up.rungs, None))
    _move_on(connection, moved)
    at = chain.now(connection)
    claim(connection, owed, at)
    journal(connection, heads, owed, notices, today, at)
    rungs = [rung for entry in owed for rung in entry.rungs]
    return Swept(len(heads), len(rungs), sum(rung.send for rung in rungs))


def _move_on(connection: Connection, moved: list[dict[str, Any]]) -> None:
    one = (ACKNOWLEDGEMENT.c.deadline_id == bindparam("of_id"), ACKNOWLEDGEMENT.c.due_on == bindparam("of_day"))
    changed = update(ACKNOWLEDGEMENT).where(*one).values(step=bindparam("told"), next_on=bindparam("following"))
    if moved:
        connection.execute(changed, moved)
