"""Receipt codes: how an anonymous reporter comes back to a report, hears how it stands, and is written to.

A code is shown once and stands nowhere. Whatever is not a code gets the answer a wrong one gets, in the same time.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from models.acts.form import NARRATIVE
from models.errors import BadInput, TransitionRefused
from models.reporting import status
from models.situation import no
from models.store import chain, vault
from models.store.canonical import canonical, digest
from models.store.handles import CASE_FILE, EVENT, REPORT_CODE
from models.vocabulary import EventKind, File, ReportStatus

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
SELECTOR, SECRET, GROUP = 6, 26, 4
"""26 of 32 letters are 130 bits that nobody can guess; 6 more find the row. Written in eight groups of four."""

SLOW = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}
REPORTER = "reporter"
"""Who writes under a code; nobody knows more of who that is."""

CODE_MADE, WRITTEN = "report.code", "report.message"
MOST = 200
"""Messages of a reporter on one report."""

_NOBODY = b"\0" * 16


@dataclass(frozen=True)
class Message:
    """One message of the correspondence, in order; `by_reporter`, or else by the organ."""

    number: int
    on: date
    by_reporter: bool
    text: str


def give(connection: Connection, case_no: str, actor: str, today: date) -> str:
    """Make the code of a report, and return it: it can be read here only, and no second one is made.

    Raises TransitionRefused for what is no report, or has its code.
    """
    kind = select(CASE_FILE.c.kind).where(CASE_FILE.c.no == case_no).with_for_update()
    if connection.execute(kind).scalar() is not File.REPORT:
        raise TransitionRefused(no("not_a_report"))
    if connection.execute(select(REPORT_CODE.c.case_no).where(REPORT_CODE.c.case_no == case_no)).first() is not None:
        raise TransitionRefused(no("code_given"))
    code = "".join(secrets.choice(LETTERS) for _ in range(SELECTOR + SECRET))
    salt, at = secrets.token_bytes(16), chain.now(connection)
    row = {"selector": code[:SELECTOR], "salt": salt, "hash": _slow(code[SELECTOR:], salt)}
    connection.execute(insert(REPORT_CODE).values(case_no=case_no, made_by=actor, made_at=at, **row))
    _record(connection, case_no, CODE_MADE, actor, today, at, {"code": commitment(row)})
    return "-".join(code[n : n + GROUP] for n in range(0, len(code), GROUP))


def status_for(connection: Connection, code: str) -> ReportStatus | None:
    """How the report stands, in one word; None for what is no code."""
    case_no = _find(connection, code)
    if case_no is None:
        return None
    return status(connection.execute(select(CASE_FILE.c.state).where(CASE_FILE.c.no == case_no)).scalar_one())


def leave_message(connection: Connection, code: str, text: str, today: date) -> str | None:
    """Keep what the reporter writes; the report's number. None for what is no code, and where the text of the report
    was destroyed. Raises BadInput for no text or too long a one, TransitionRefused where there are too many."""
    written, case_no = _written(text), _find(connection, code)
    if case_no is None:
        return None
    chain.head(connection, case_no)
    if not vault.opens(connection, case_no):
        return None
    if connection.execute(_messages(case_no, func.count()).where(EVENT.c.actor == REPORTER)).scalar_one() >= MOST:
        raise TransitionRefused(no("too_many_messages"))
    _record(connection, case_no, WRITTEN, REPORTER, today, chain.now(connection), {}, written)
    return case_no


def write(connection: Connection, case_no: str, text: str, actor: str, today: date) -> None:
    """Keep what the organ writes to who holds the code. Raises BadInput, TransitionRefused where there is no code,
    vault.Erased."""
    written = _written(text)
    if connection.execute(select(REPORT_CODE.c.case_no).where(REPORT_CODE.c.case_no == case_no)).first() is None:
        raise TransitionRefused(no("code_missing"))
    _record(connection, case_no, WRITTEN, actor, today, chain.now(connection), {}, written)


def messages_for(connection: Connection, code: str) -> list[Message] | None:
    """The correspondence under this code; None for what is no code."""
    case_no = _find(connection, code)
    return None if case_no is None else messages(connection, case_no)


def messages(connection: Connection, case_no: str) -> list[Message]:
    """The correspondence of a report; none where its text was destroyed."""
    if not vault.opens(connection, case_no):
        return []
    wanted = _messages(case_no, *EVENT.c["effective_on", "actor", "sealed"]).order_by(EVENT.c.seq)
    return [
        Message(n, row.effective_on, row.actor == REPORTER, vault.unseal(connection, row.sealed)["content"])
        for n, row in enumerate(connection.execute(wanted).all(), 1)
    ]


def commitment(row: Any) -> str:
    """What the event that made a code commits to."""
    return digest(canonical({"selector": row["selector"], "salt": row["salt"].hex(), "hash": row["hash"].hex()}))


def _find(connection: Connection, code: str) -> str | None:
    """The report of this code. The slow hash is taken of whatever was typed, so that the time tells nothing."""
    typed = "".join(letter for letter in code[:100].upper() if letter.isalnum())
    row = connection.execute(select(REPORT_CODE).where(REPORT_CODE.c.selector == typed[:SELECTOR])).first()
    salt, kept = (row.salt, row.hash) if row is not None else (_NOBODY, _NOBODY * 2)
    same = hmac.compare_digest(_slow(typed[SELECTOR:], salt), kept)
    return row.case_no if same and row is not None else None


def _slow(secret: str, salt: bytes) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=salt, **SLOW)


def _written(text: str) -> str:
    written = text.strip()
    if not 0 < len(written) <= NARRATIVE:
        raise BadInput(f"text: 1 to {NARRATIVE} characters are needed")
    return written


def _messages(case_no: str, *columns: Any) -> Any:
    return select(*columns).where(EVENT.c.chain == case_no, EVENT.c.act == WRITTEN, EVENT.c.kind == EventKind.REGISTER)


def _record(
    connection: Connection,
    case_no: str,
    act: str,
    actor: str,
    today: date,
    at: datetime,
    data: dict[str, Any],
    text: str = "",
) -> None:
    chain.head(connection, case_no)
    version = connection.execute(select(CASE_FILE.c.version).where(CASE_FILE.c.no == case_no)).scalar_one()
    sealed = vault.seal(connection, case_no, {"content": text}) if text else None
    event = chain.NewEvent(EventKind.REGISTER, act, actor, today, version=version, sealed=sealed, data=data)
    chain.append(connection, case_no, event, at)
