"""What an officer may read at the desk. Every road to a case goes through `allow`; a refused read is an event."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from deployments.desk.signed_in import Officer, now
from flows.legal_day import legal_day
from models.clocks import OPPORTUNITIES
from models.errors import Refusal, TransitionRefused
from models.facts import Entry, Facts, StageFacts
from models.need_to_know import Reader
from models.store import casebook, deliveries, files, inbox, narrative, passcodes, reading, snapshot, unit_links, vault
from models.store.engine import Store
from models.store.handles import CASE_FILE, DEADLINE, DOCUMENT
from models.store.rungs import RUNNING
from models.store.settings import store_settings
from models.vocabulary import File, Stage

Right = Callable[[Connection, Reader, str], Refusal | None]
"""Why a reader may not read something of a case; None where nothing speaks against it."""

MOST = 200
ABOUT = frozenset({"seq", "act", "by", "on"})
"""What an entry holds beside the fields of its act."""


@contextmanager
def allow(
    store: Store, officer: Officer, case_no: str, what: str, right: Right = reading.refusal
) -> Iterator[Connection]:
    """A reading transaction on a case the officer needs to know, or has a further `right` to read in.

    Raises TransitionRefused, and records it, where the officer does not; the same for a case that is not there.
    """
    with store.read() as connection:
        refusal = right(connection, officer.reader, case_no)
        if refusal is None:
            yield connection
            return
        today = legal_day(connection, now())
    reading.note(store, officer.badge, case_no, what, refusal, today)
    raise TransitionRefused(refusal)


def case(store: Store, officer: Officer, case_no: str) -> dict[str, Any]:
    """One case with its words and its files; `erased` where its key was destroyed and no word can be read any more."""
    with allow(store, officer, case_no, "case") as connection:
        shown = casebook.show(connection, case_no, legal_day(connection, now()))
        words = _words_left(connection, case_no)
        return {
            **shown,
            "stated": _stated(snapshot.load(connection, case_no, "")),
            "narrative": words or [],
            "erased": words is None,
            "documents": _files(connection, case_no),
            "notices_readable": reading.notices_refusal(connection, officer.reader, case_no) is None,
        }


def notices(store: Store, officer: Officer, case_no: str) -> list[dict[str, Any]]:
    """What was sent in the case, word for word, with every attempt: under a right of its own."""
    with allow(store, officer, case_no, "notices", reading.notices_refusal) as connection:
        return deliveries.of_case(connection, case_no)


def links(store: Store, officer: Officer, case_no: str) -> list[dict[str, Any]]:
    """The links of the case for its unit, those that stand with the address to hand over: under the right to read what
    was sent, since who has the address can act for the unit."""
    with allow(store, officer, case_no, "links", reading.notices_refusal) as connection:
        day = legal_day(connection, now())
    return unit_links.of_case(store, case_no, day)


@dataclass(frozen=True)
class Filling:
    """What the form of an act is filled from: the case's version and files, and whether codes are asked for at all."""

    version: int | None
    documents: list[dict[str, Any]]
    codes: bool
    stated: list[dict[str, Any]] = field(default_factory=list)
    narrative: list[dict[str, Any]] = field(default_factory=list)
    stage: StageFacts | None = None


def filling(store: Store, officer: Officer, case_no: str | None, label: str | None) -> Filling:
    """For an act on this case, with what the stage instance holds; None for one that opens a case."""
    if case_no is None:
        with store.read() as connection:
            return Filling(None, [], passcodes.asked(connection))
    with allow(store, officer, case_no, "case") as connection:
        version = connection.execute(select(CASE_FILE.c.version).where(CASE_FILE.c.no == case_no)).scalar_one()
        files, codes = _files(connection, case_no), passcodes.asked(connection)
        if label is None:
            return Filling(version, files, codes)
        facts = snapshot.load(connection, case_no, "")
        stated = [one for one in _stated(facts) if one["stage"] == label]
        words = [one for one in _words(connection, case_no) if one["stage"] == label]
        return Filling(version, files, codes, stated, words, facts.stage(label))


def cases(
    store: Store,
    officer: Officer,
    *,
    open_only: bool,
    after: tuple[date, str] | None,
    limit: int,
    unit: str | None,
    kind: File | None = None,
) -> list[dict[str, Any]]:
    """The cases the officer may see, newest first, from `after` on."""
    with store.read() as connection:
        seen = reading.visible(officer.reader)
        return casebook.listed(
            connection, open_only=open_only, limit=limit, seen=seen, after=after, unit=unit, kind=kind
        )


def inbox_of(store: Store, officer: Officer) -> inbox.Inbox:
    """What waits for the officer."""
    with store.read() as connection:
        today = legal_day(connection, now())
        return inbox.of(connection, officer.badge, today, store_settings().rules)


def today(store: Store) -> date:
    """The legal day."""
    with store.read() as connection:
        return legal_day(connection, now())


def counts(store: Store, officer: Officer) -> dict[str, int]:
    """How many open cases and running deadlines the officer may see."""
    seen = reading.visible(officer.reader)
    with store.read() as connection:
        today = legal_day(connection, now())
        open_cases = select(func.count()).select_from(CASE_FILE).where(CASE_FILE.c.closed_on.is_(None), seen)
        running = select(func.count()).select_from(DEADLINE.join(CASE_FILE)).where(*_running(), seen)
        return {
            "open": connection.scalars(open_cases).one(),
            "deadlines": connection.scalars(running).one(),
            "overdue": connection.scalars(running.where(DEADLINE.c.due_on < today, ~DEADLINE.c.provisional)).one(),
        }


def deadlines(store: Store, officer: Officer, after: tuple[date, int] | None, limit: int) -> list[dict[str, Any]]:
    """Running deadlines of the cases the officer may see, the next one first, from `after` (day, id) on."""
    names = ("id", "stage", "clock", "holder", "provisional")
    wanted = (
        select(
            DEADLINE.c.case_no.label("case"), DEADLINE.c.due_on.label("due"), *DEADLINE.c[names], CASE_FILE.c.handler
        )
        .select_from(DEADLINE.join(CASE_FILE))
        .where(*_running(), reading.visible(officer.reader))
        .order_by(DEADLINE.c.due_on, DEADLINE.c.id)
        .limit(limit)
    )
    if after is not None:
        day, id = after
        wanted = wanted.where((DEADLINE.c.due_on > day) | ((DEADLINE.c.due_on == day) & (DEADLINE.c.id > id)))
    with store.read() as connection:
        return [dict(row) for row in connection.execute(wanted).mappings()]


def document(store: Store, officer: Officer, case_no: str, digest: str) -> files.Fetched:
    """A file of the case, opened. Raises Unknown, files.FileMissing, vault.Sealed."""
    with allow(store, officer, case_no, "document") as connection:
        stands = select(DOCUMENT.c.digest).where(DOCUMENT.c.case_no == case_no, DOCUMENT.c.digest == digest)
        return files.fetch(connection, connection.execute(stands).scalar() or "")


def _running() -> tuple[Any, ...]:
    return RUNNING, DEADLINE.c.clock.not_in(OPPORTUNITIES)


def _stated(facts: Facts) -> list[dict[str, Any]]:
    """The open fields of every act: as they count now, corrected ones too."""
    kept: list[tuple[Stage, str | None, tuple[Entry, ...]]] = [(s.kind, s.label, s.acts) for s in facts.stages]
    if facts.case is not None:
        kept.append((facts.case.kind.stage, None, facts.case.acts))
    found = [
        {
            "seq": e["seq"],
            "stage": label,
            "act": f"{kind}.{e['act']}",
            "fields": {name: value for name, value in e.items() if name not in ABOUT},
        }
        for kind, label, entries in kept
        for e in entries
    ]
    return sorted(found, key=lambda one: int(one["seq"]))


def _words(connection: Connection, case_no: str) -> list[dict[str, Any]]:
    return narrative.narrative(connection, case_no)


def _words_left(connection: Connection, case_no: str) -> list[dict[str, Any]] | None:
    try:
        return _words(connection, case_no)
    except vault.Erased:
        return None


def _files(connection: Connection, case_no: str) -> list[dict[str, Any]]:
    shown = DOCUMENT.c["digest", "kind", "number", "locale", "media", "size", "added_by", "added_at", "seq"]
    wanted = select(*shown).where(DOCUMENT.c.case_no == case_no).order_by(DOCUMENT.c.added_at)
    return [dict(row) for row in connection.execute(wanted).mappings()]
