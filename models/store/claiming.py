"""Claiming rungs: their rows, one event per case, the messages of those that are sent. All in the sweep's chunk."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection

from models.facts import OrganFacts
from models.ladders import DueRung
from models.periods import Clock
from models.store import chain, many, posting, preferences
from models.store.appending import Following, append_all
from models.store.canonical import Written, written
from models.store.handles import RUNG
from models.store.rungs import Owed, Watched
from models.vocabulary import EventKind, File

ACT = "deadline.sweep"


class CaseHead(NamedTuple):
    """A case while the sweep holds it; `organ` with the organs above it.

    `handler` is who is told in that place: a substitute while the handler is away, None for the head of the organ.
    """

    no: str
    kind: File
    version: int
    head_seq: int
    head_hash: str
    handler: str | None
    unit: str | None
    organ: OrganFacts


Notices = Callable[[CaseHead, Watched, DueRung], list[dict[str, Any]]]
"""Outbox rows for a rung that is sent, without what only the store knows: case_no, seq, dedupe and times."""


def claim(connection: Connection, owed: Iterable[Owed], at: datetime) -> None:
    """Write down each rung as claimed; one that is claimed already stays as it is."""
    rows = [
        {
            "deadline_id": entry.deadline.id,
            "due_on": entry.deadline.due_on,
            "rung": rung.key,
            "rung_on": rung.day,
            "sent": rung.send,
            "claimed_at": at,
        }
        for entry in owed
        for rung in entry.rungs
    ]
    many.put_once(connection, RUNG, rows)


def journal(
    connection: Connection,
    heads: Mapping[str, CaseHead],
    owed: Iterable[Owed],
    notices: Notices,
    today: date,
    at: datetime,
) -> None:
    """Append one event per case with all its rungs, and write the messages of those that are sent.

    `owed` comes in case order, each entry with at least one rung; the case heads must be locked.
    """
    by_case = [(heads[no], list(entries)) for no, entries in groupby(owed, key=lambda entry: entry.deadline.case_no)]
    told = _told(connection, by_case, notices, at)
    append_all(
        connection,
        (
            Following(case.no, (case.head_seq, case.head_hash), _event(case, mine, told.get(case.no, ()), today))
            for case, mine in by_case
        ),
        at,
    )
    posting.post_many(connection, [row for rows in told.values() for row in rows])


def _event(case: CaseHead, owed: Iterable[Owed], messages: Iterable[Mapping[str, Any]], today: date) -> chain.NewEvent:
    rungs = [_said(d.clock, d.stage, d.armed_seq, d.item, d.due_on, rung) for d, mine, _ in owed for rung in mine]
    data = Written(f'{{"rungs":[{",".join(rungs)}],"told":"{posting.commitment(messages)}"}}')
    return chain.NewEvent(EventKind.DEADLINE, ACT, chain.SYSTEM, today, version=case.version, data=data)


@lru_cache(maxsize=4096)
def _said(clock: Clock, stage: str | None, armed_seq: int, item: int, due_on: date, rung: DueRung) -> Written:
    """What an event says of a rung: the same in many cases of a day."""
    return written(
        {
            "clock": clock,
            "stage": stage,
            "armed_seq": armed_seq,
            "item": item,
            "rung": rung.key,
            "due_on": due_on.isoformat(),
            "day": rung.day.isoformat(),
            "sent": rung.send,
        }
    )


def _told(
    connection: Connection, by_case: Iterable[tuple[CaseHead, list[Owed]]], notices: Notices, at: datetime
) -> dict[str, list[dict[str, Any]]]:
    """The messages by case, each by the channel its reader prefers: that is asked once for all of them."""
    rows = [row for case, mine in by_case for entry in mine for row in _rows(case, entry, notices, at)]
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in preferences.routed(connection, rows):
        named = row.pop("named")
        row["dedupe"] = (
            f"{row['case_no']}:{row['seq']}:{row['channel']}:{row['audience']}:{row['target']}:{row['rung']}:{named}"
        )
        found[row["case_no"]].append(row)
    return found


def _rows(case: CaseHead, entry: Owed, notices: Notices, at: datetime) -> Iterable[dict[str, Any]]:
    d, seq = entry.deadline, case.head_seq + 1
    # Two deadlines of a case may reach the same rung on the same day: the key names the deadline too.
    named = f"{d.stage or 'case'}:{d.clock}:{d.armed_seq}:{d.item}"
    for rung in entry.rungs:
        for told in notices(case, d, rung) if rung.send else ():
            yield {
                **told, "case_no": case.no, "seq": seq, "created_at": at, "due_at": at, "deadline_id": d.id,
                "rung": rung.key, "named": named,
            }  # fmt: skip
