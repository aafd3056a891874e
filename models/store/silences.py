"""Deadlines that passed and that nobody acknowledged: the next one above is told, one step at a time."""

from datetime import date

from sqlalchemy import Connection, select

from models.silence import climb
from models.store import chain, many
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
        select(*asked, *(DEADLINE.c[name] for name in Watched._fields))
        .select_from(of_case)
        .where(come, many.among(connection, DEADLINE.c.case_no, heads))
        .order_by(DEADLINE.c.case_no, DEADLINE.c.id)
    ).all()
    owed, moved = [], []
    for row in found:
        top = len(heads[row.case_no].organ.line) if row.stands else row.step
        up = climb(row.step, row.next_on, top, today, workdays, by_region(row.region))
        moved.append({"deadline_id": row.id, "due_on": row.of, "step": up.step, "next_on": up.next_on})
        if up.rungs:
            watched = Watched(**{name: row._mapping[name] for name in Watched._fields})
            owed.append(Owed(watched, up.rungs, None))
    many.change(connection, ACKNOWLEDGEMENT, ("deadline_id", "due_on"), moved)
    at = chain.now(connection)
    claim(connection, owed, at)
    journal(connection, heads, owed, notices, today, at)
    rungs = [rung for entry in owed for rung in entry.rungs]
    return Swept(len(heads), len(rungs), sum(rung.send for rung in rungs))
