"""Giving a receipt code and writing under it: the signature proven, the rules asked, recorded. No Prefect: what is
shown or written here passes through no run."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import Connection

from flows import notices
from flows.legal_day import legal_day
from flows.signature import prove, stated
from flows.stores import store
from models.errors import TransitionRefused
from models.guards.report import may_correspond
from models.store import absences, chain, journal, passcodes, posting, questions, report_codes, snapshot
from models.vocabulary import Audience, Name, Stage
from notifications import loop

WAITS = Name("the reporter has written", "举报人留言")
Do = Callable[[Connection, str, date], str]


def give(case_no: str, signature: object, received_at: datetime) -> str:
    """The new code of a report: to be read here once. Raises TransitionRefused, which is recorded."""

    def made(connection: Connection, badge: str, today: date) -> str:
        return report_codes.give(connection, case_no, badge, today)

    return _as_officer(case_no, signature, received_at, "report.code", made)


def write(case_no: str, text: str, signature: object, received_at: datetime) -> None:
    """Write to who holds the code. Raises TransitionRefused, which is recorded, BadInput, vault.Erased."""

    def written(connection: Connection, badge: str, today: date) -> str:
        report_codes.write(connection, case_no, text, badge, today)
        return ""

    _as_officer(case_no, signature, received_at, "report.message", written)


def leave(code: str, text: str, received_at: datetime) -> bool:
    """Keep what a reporter writes and tell the handler, by the report's number alone; False for what is no code.

    Raises BadInput, TransitionRefused where there are too many messages.
    """
    with store().write() as connection:
        today = legal_day(connection, received_at)
        case_no = report_codes.leave_message(connection, code, text, today)
        if case_no is not None:
            _tell(connection, case_no, today)
    loop.nudge()
    return case_no is not None


def _tell(connection: Connection, case_no: str, today: date) -> None:
    facts, at = snapshot.load(connection, case_no, ""), chain.now(connection)
    assert facts.case is not None and facts.organ is not None  # noqa: S101  # the code led to it
    handler = facts.case.handler and absences.standing(connection, [facts.organ.code], today).instead_of(
        facts.case.handler, frozenset()
    )
    audience = Audience.HANDLER if handler else Audience.HEAD
    row = notices.message(Stage.REPORT, "message", WAITS, audience, handler or facts.organ.code, case_no, None, None)
    head = chain.head(connection, case_no)[0]
    told = {"case_no": None, "seq": 0, "rung": None, "created_at": at, "due_at": at}
    posting.post(connection, [{**row, **told, "dedupe": f"report.message:{case_no}:{head}"}])


def _as_officer(case_no: str, signature: object, received_at: datetime, act: str, do: Do) -> str:
    signed = stated(signature)
    try:
        step = prove(store(), signed, received_at)
        with store().write() as connection:
            badge = signed.badge or ""
            questions.lock(connection, case_no, {badge})
            refusal = may_correspond(snapshot.load(connection, case_no, badge))
            if refusal is not None:
                raise TransitionRefused(refusal)
            if step is not None:
                passcodes.consume(connection, badge, step)
            return do(connection, badge, legal_day(connection, received_at))
    except TransitionRefused as refused:
        with store().write() as connection:
            known, who = snapshot.known_case(connection, case_no), snapshot.known_badge(connection, signed.badge)
            today = legal_day(connection, received_at)
            at = chain.now(connection)
            journal.note_refusal(connection, known, who or "unknown", act, refused.refusal, today, at)
        raise
