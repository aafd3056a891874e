"""The rows of one case, and the files they tell of, against the replay of its events."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from models.replay import CaseImage, DeadlineImage, Identity, Replay, StageImage
from models.store import files
from models.store.handles import CASE_FILE, CASE_KEY, CASE_OFFICER, DEADLINE, DOCUMENT, LEDGER, STAGE, SUPERVISION


def differ(connection: Connection, case_no: str, replay: Replay) -> str | None:
    """A code naming the table whose rows are not what the events tell, or what is wrong with a file that an event
    names; None when all is whole."""
    if _case(connection, case_no) != replay.case:
        return "case_row"
    row = select(CASE_FILE.c.classification).where(CASE_FILE.c.no == case_no)
    if replay.case is not None and connection.execute(row).scalar_one().value != replay.case.classification:
        return "case_row"
    if _officers(connection, case_no) != replay.officers:
        return "case_officer_row"
    if _stages(connection, case_no) != replay.stages:
        return "stage_row"
    expected = sorted(replay.deadlines.items(), key=repr)
    if sorted(_deadlines(connection, case_no), key=repr) != expected:
        return "deadline_row"
    if _documents(connection, case_no) != replay.documents:
        return "document_row"
    if _supervision(connection, case_no) != replay.supervision:
        return "supervision_row"
    if _erased(connection, case_no) != replay.erased:
        return "case_key"
    return next((wrong for digest in replay.documents if (wrong := files.state(digest))), None)


def _case(connection: Connection, case_no: str) -> CaseImage:
    row = connection.execute(select(CASE_FILE).where(CASE_FILE.c.no == case_no)).one()
    return CaseImage(
        row.kind.value, row.unit, row.organ, row.opened_on.isoformat(), row.state, row.version, row.handler,
        _text(row.closed_on), tuple(row.acts),
    )  # fmt: skip


def _officers(connection: Connection, case_no: str) -> dict[str, bool]:
    rows = connection.execute(select(CASE_OFFICER).where(CASE_OFFICER.c.case_no == case_no))
    return {row.badge: row.recused for row in rows}


def _stages(connection: Connection, case_no: str) -> dict[str, StageImage]:
    rows = connection.execute(select(STAGE).where(STAGE.c.case_no == case_no))
    return {
        r.label: StageImage(r.kind.value, r.state, r.ground, tuple(r.acts))
        for r in rows
        if r.id == f"{case_no}/{r.label}"
    }


def _deadlines(connection: Connection, case_no: str) -> list[tuple[Identity, DeadlineImage]]:
    rows = connection.execute(select(DEADLINE).where(DEADLINE.c.case_no == case_no)).all()
    lines: dict[int, list[tuple[str, str, int | None, int]]] = {}
    ledger = select(LEDGER).where(LEDGER.c.deadline_id.in_([r.id for r in rows])).order_by(LEDGER.c.id)
    for line in connection.execute(ledger):
        told = (line.kind.value, line.on_date.isoformat(), line.length, line.seq)
        lines.setdefault(line.deadline_id, []).append(told)
    return [
        (
            (r.stage, r.clock.value, r.armed_seq, r.item),
            DeadlineImage(
                r.length, r.unit.value, r.anchor_on.isoformat(), r.state.value, r.due_on.isoformat(), r.provisional,
                _text(r.settled_on), tuple(lines.get(r.id, ())),
            ),
        )
        for r in rows
    ]  # fmt: skip


def _documents(connection: Connection, case_no: str) -> dict[str, int]:
    named = select(DOCUMENT.c.digest, DOCUMENT.c.seq).where(DOCUMENT.c.case_no == case_no, DOCUMENT.c.seq.is_not(None))
    return {row.digest: row.seq for row in connection.execute(named)}


def _supervision(connection: Connection, case_no: str) -> dict[tuple[int, str], tuple[str, str]]:
    rows = connection.execute(select(SUPERVISION).where(SUPERVISION.c.case_no == case_no))
    return {(row.seq, row.noted.value): (row.organ, row.noted_on.isoformat()) for row in rows}


def _erased(connection: Connection, case_no: str) -> bool:
    return connection.execute(select(CASE_KEY.c.kid).where(CASE_KEY.c.case_no == case_no)).first() is None


def _text(day: date | None) -> Any:
    return day.isoformat() if day else None
