"""The informant vault's one road: prove the signature, lock, ask the rules, record; but for the proof, one transaction.

No Prefect: what is entered or shown here passes through no run.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from flows import forms, informant_notices
from flows.legal_day import legal_day
from flows.signature import prove, stated
from flows.stores import store
from models.acts.form import split
from models.acts.informant import FORMS, Approve, Enter, Form, Look, Refuse, Request, Review
from models.errors import Refusal, TransitionRefused
from models.facts import RevealFacts
from models.guards import informant as rules
from models.situation import no
from models.store import chain, informant_rows, informants, journal, passcodes, questions, snapshot, vault
from models.store.informants import Act
from models.store.journal import Answer
from models.vocabulary import Audience, File, Outcome
from notifications import loop

WITH_INFORMANTS = (File.CASE, File.REPORT, File.PROTECTION, File.COMMENDATION)
"""The kinds of file whose officers may have to know who an informant is."""


@dataclass(frozen=True)
class Taken:
    """The answer; `shown` is the identity, or the reason of a request: it is given once and kept nowhere."""

    answer: Answer
    shown: str | None = None


def take(raw: object, signature: object, request_id: str, received_at: datetime) -> Taken:
    """Take one act on the vault. A request answered before is answered again, but shows nothing any more.

    `received_at` (UTC) measures the code. Raises BadInput for a form that cannot be read, or without the key needed,
    vault.Sealed where this process's key is another.
    """
    form, signed = forms.validated(FORMS, raw), stated(signature)
    request = journal.Request(request_id, _digest(form, signed.badge), received_at)
    with store().read() as connection:
        first = journal.answered(connection, request_id)
    if first is not None:
        return _repeated(first, request)
    try:
        step = prove(store(), signed, received_at)
        taken = _take(form, signed.badge or "", step, request)
    except TransitionRefused as refused:
        taken = _refused(form, signed.badge, refused, request)
    loop.nudge()
    return taken


def _take(form: Form, badge: str, step: int | None, request: journal.Request) -> Taken:
    with store().write() as connection:
        case_no = _case_of(connection, form)
        questions.lock(connection, case_no, {badge})
        chain.head(connection, case_no or chain.SYSTEM)
        first = journal.answered(connection, request.id)
        if first is not None:
            return _repeated(first, request)
        facts = snapshot.load(connection, case_no, badge)
        today = legal_day(connection, request.received_at)
        act = Act(connection, facts, badge, today, chain.now(connection), request.id)
        recorded, shown = _decided(act, form)
        if step is not None:
            passcodes.consume(connection, badge, step)
        answer = Answer(Outcome.RECORDED, {"case": case_no, "act": f"informant.{form.act}", **recorded})
        journal.write_receipt(connection, request, case_no, answer, act.at)
        return Taken(answer, shown)


def _decided(act: Act, form: Form) -> tuple[informants.Recorded, str | None]:
    """What the rules allow is recorded, and told to whom it concerns. Raises TransitionRefused."""
    if isinstance(form, Enter):
        _allowed(rules.may_enter(act.facts.actor, act.today))
        return informants.enter(act, form.identity), None
    if isinstance(form, Request):
        _allowed(rules.may_ask(act.facts, act.today))
        recorded = informants.request(act, form)
        informant_notices.tell_custodian(act, recorded["reveal"])
        return recorded, None
    reveal = informant_rows.find(act.connection, form.reveal, lock=True)
    if reveal is None:
        raise TransitionRefused(no("reveal_unknown"))
    if isinstance(form, Look):
        return _looked(act, reveal)
    _allowed(rules.may_decide(act.facts, reveal, f"informant.{form.act}", act.today))
    return _ruled(act, form, reveal)


def _looked(act: Act, reveal: RevealFacts) -> tuple[informants.Recorded, str]:
    _allowed(rules.may_look(act.facts, reveal, act.at))
    recorded, identity = informants.look(act, reveal)
    if recorded["listed"] and act.facts.organ is not None:
        informant_notices.tell(act, "reveal_again", recorded, [(Audience.SUPERVISOR, act.facts.organ.supervisor)])
    return recorded, identity


def _ruled(act: Act, form: Review | Approve | Refuse, reveal: RevealFacts) -> tuple[informants.Recorded, str | None]:
    if isinstance(form, Review):
        return informants.review(act, reveal), informants.reason_of(act.connection, reveal)
    if isinstance(form, Approve):
        recorded = informants.approve(act, reveal, form.hours)
    else:
        recorded = informants.refuse(act, reveal)
    informant_notices.tell(act, "reveal_decided", recorded, [(Audience.HANDLER, reveal.requested_by)])
    return recorded, None


def _allowed(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise TransitionRefused(refusal)


def _case_of(connection: Connection, form: Form) -> str | None:
    """The case the act belongs to, if there is such a one."""
    if isinstance(form, Enter):
        return None
    if isinstance(form, Request):
        return form.case if snapshot.kind_of(connection, form.case) in WITH_INFORMANTS else None
    reveal = informant_rows.find(connection, form.reveal)
    return reveal.case if reveal is not None else None


def _repeated(first: tuple[str, Answer], request: journal.Request) -> Taken:
    digest_then, answer = first
    if digest_then == request.digest:
        return Taken(answer)
    reason = no("request_reused")
    return Taken(Answer(Outcome.REFUSED, {"refused": {"code": reason.code, "article": reason.article, "detail": []}}))


def _digest(form: Form, badge: str | None) -> str:
    """Of the codes alone: from a digest of a name, whoever has the main key could guess the name."""
    return vault.fingerprint(store(), json.dumps(["informant", form.act, split(form)[0], badge]).encode())


def _refused(form: Form, badge: str | None, refused: TransitionRefused, request: journal.Request) -> Taken:
    """Record the refusal in a transaction of its own."""
    with store().write() as connection:
        case_no = _case_of(connection, form)
        first = journal.answered(connection, request.id)
        if first is not None:
            return _repeated(first, request)
        who = snapshot.known_badge(connection, badge) or "unknown"
        today = legal_day(connection, request.received_at)
        act = f"informant.{form.act}"
        return Taken(journal.refuse(connection, case_no, who, act, refused.refusal, today, request))
