"""The sweep: claims every rung that is due, a chunk of cases in one transaction. Its cost follows what is due."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Select, select

from models.store import absences, acknowledging, chain, many
from models.store.claiming import CaseHead, Notices, claim, journal
from models.store.handles import CASE_FILE, CASE_OFFICER, DEADLINE
from models.store.organs import lines
from models.store.rungs import Calendars, Owed, due_by, owed

SPARE = 2
"""Candidates per place in a chunk, so that a few cases held by others do not end a round."""


@dataclass(frozen=True)
class Swept:
    """What a sweep did: cases looked at, rungs claimed, and how many of them somebody is told of."""

    cases: int = 0
    rungs: int = 0
    sent: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(self.cases + other.cases, self.rungs + other.rungs, self.sent + other.sent)


def chunk(connection: Connection, today: date, by_region: Calendars, notices: Notices, limit_cases: int = 100) -> Swept:
    """Claim what at most `limit_cases` cases owe on `today`; no cases in the answer: nothing more is due.

    Cases another transaction holds are left for the next round (PostgreSQL).
    """
    # The index is read from its beginning, the longest waiting first, and no further than this chunk needs.
    waiting = select(DEADLINE.c.case_no).where(due_by(today)).order_by(DEADLINE.c.next_rung_on, DEADLINE.c.case_no)
    heads = hold(connection, waiting, today, limit_cases)
    if not heads:
        return Swept()
    # Read again under the lock: a deadline met, suspended or closed since then owes nothing.
    found = owed(connection, many.among(connection, DEADLINE.c.case_no, heads), today, by_region)
    _move_on(connection, found)
    with_rungs = [entry for entry in found if entry.rungs]
    at = chain.now(connection)
    claim(connection, with_rungs, at)
    acknowledging.begin(connection, heads, with_rungs, by_region, today, at)
    journal(connection, heads, with_rungs, notices, today, at)
    rungs = [rung for entry in with_rungs for rung in entry.rungs]
    return Swept(len(heads), len(rungs), sum(rung.send for rung in rungs))


def hold(connection: Connection, waiting: Select[tuple[str]], today: date, limit: int) -> dict[str, CaseHead]:
    """At most `limit` of the cases that `waiting` names, their heads locked in case order."""
    many.by_keys(connection)
    spare = SPARE if connection.dialect.name == "postgresql" else 1
    candidates = set(connection.scalars(waiting.limit(spare * limit)).all())
    columns = [CASE_FILE.c[name] for name in CaseHead._fields]
    free = select(*columns).where(many.among(connection, CASE_FILE.c.no, candidates)).order_by(CASE_FILE.c.no)
    rows = connection.execute(free.limit(limit).with_for_update(skip_locked=True)).all()
    organs = lines(connection, {row.organ for row in rows})
    away = absences.standing(connection, organs, today)
    aside = _aside(connection, [row.no for row in rows if row.handler in away.away])
    nobody: frozenset[str] = frozenset()
    heads = {}
    for no, kind, version, seq, hashed, handler, unit, organ in rows:
        told = away.instead_of(handler, aside.get(no, nobody)) if handler in away.away else handler
        heads[no] = CaseHead(no, kind, version, seq, hashed, told, unit, organs[organ])
    return heads


def _aside(connection: Connection, cases: Collection[str]) -> defaultdict[str, frozenset[str]]:
    """Who stands aside in these cases; asked only where somebody has to be told in a handler's place."""
    found: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    recused = select(*CASE_OFFICER.c["case_no", "badge"]).where(
        CASE_OFFICER.c.case_no.in_(cases), CASE_OFFICER.c.recused
    )
    for row in connection.execute(recused) if cases else ():
        found[row.case_no] |= {row.badge}
    return found


def _move_on(connection: Connection, found: Iterable[Owed]) -> None:
    rows = [{"id": entry.deadline.id, "next_rung_on": entry.next_rung_on} for entry in found]
    many.change(connection, DEADLINE, ("id",), rows)
