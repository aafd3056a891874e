"""The only road on which an act takes effect: lock, load facts, decide, record, all in one transaction."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from flows import disclosure, forms, notices, package
from flows.digest import request_digest
from flows.instruments.draw import draw_up
from flows.legal_day import legal_day
from flows.signature import Code, Linked, Proven, Signed, fresh, prove, signer, without_code
from flows.stores import store
from models import documents, linked
from models.acts.form import Part
from models.deadline_changes import breached
from models.decide import Decision, decide
from models.errors import BadInput, LostRace, TransitionRefused, Unknown
from models.facts import Facts
from models.lifecycle import find, opening
from models.situation import no
from models.standing_in import Standing
from models.store import (
    chain,
    erasing,
    journal,
    meanwhile,
    passcodes,
    preferences,
    questions,
    recall,
    snapshot,
    submissions,
    surroundings,
    vault,
)
from models.store.journal import Answer, Request
from models.store.legal_day import DEMO
from models.store.prepared import trip
from models.store.settings import store_settings
from models.vocabulary import Outcome, Stage
from notifications import loop

RACES = frozenset({"wrong_state", "case_closed", "stage_ambiguous", "stage_already_open"})
"""Refusals that are a lost race when the case moved on after the act was submitted."""


def advance(
    stage: Stage, raw: object, signature: object, request_id: str, received_at: datetime, *, barred: str | None = None
) -> Answer:
    """Take one act. The same request gets the same answer for ever, whatever code comes with it.

    `received_at` (UTC) is when the submission reached us; `barred` the code of a refusal for the way it came.
    Raises LostRace where the case changed meanwhile.
    """
    signed = signer(signature)
    badge = signed.badge
    request = Request(
        request_id, request_digest(stage, raw, badge), received_at, sealed=isinstance(signed, Proven | Linked)
    )
    first, asks = None, None
    if isinstance(signed, Signed) and signed.code is not None:
        # A code that came with a request answered before is not to be counted as wrong. Where none came the transaction
        # that takes the act looks for itself.
        with store().read() as connection:
            with trip(connection):
                before, installation = journal.ask_answer(connection, request_id), DEMO.ask(connection)
            first, asks = journal.answer_in(before), passcodes.asks(installation)
    if first is not None:
        return _repeated(first, request, raw)
    try:
        if barred is not None:
            raise TransitionRefused(no(barred))
        if forms.redacted(raw):
            raise TransitionRefused(no("content_redacted"))
        form = forms.read(stage, raw)
        answer = _take(stage, form, signed, _code_of(stage, form, signed, received_at, asks), request)
    except BadInput as error:
        refused = TransitionRefused(no("malformed", str(error)))
        answer = _refused(stage, raw, badge, refused, request)
    except TransitionRefused as refused:
        answer = _refused(stage, raw, badge, refused, request)
    except vault.Erased:
        # Only an act that has something to seal or to open meets this, and only then is it known.
        answer = _refused(stage, raw, badge, TransitionRefused(no("case_erased")), request)
    except IntegrityError:
        # Nothing locks a case that is only being opened: the same request, sent twice at once, meets itself here.
        with store().read() as connection:
            first = journal.answered(connection, request_id)
        if first is None:
            raise
        answer = _repeated(first, request, raw)
    loop.nudge()
    return answer


def advance_sealed(stage: Stage, submission: str) -> Answer:
    """Take the act that the desk sealed under this id, which is the request's too.

    Raises Unknown where there is no such submission for this stage, LostRace as `advance` does.
    """
    with store().read() as connection:
        first = journal.answered(connection, submission)
        if first is not None:
            return first[1]
        found = submissions.opened(connection, submission)
    if found.stage is not stage:
        raise Unknown("no such submission")
    try:
        return advance(stage, dict(found.act), _signed(found), submission, found.received_at)
    except LostRace as race:
        with store().write() as connection:
            submissions.raced(connection, submission, race.changed)
        raise


def _signed(found: submissions.Submitted) -> Proven | Linked:
    """Who filed it: an officer, or the unit through a link."""
    if found.link is None:
        return Proven(found.badge, found.step, found.batch)
    link = linked.read(found.link)
    if link is None:
        raise Unknown("no such submission")
    return Linked(link)


def _code_of(
    stage: Stage, form: Part, signed: Signed | Proven | Linked, received_at: datetime, asks: bool | None
) -> Code | None:
    """The code to be used up with the act; None where it needs none."""
    if isinstance(signed, Linked):
        return None
    if isinstance(signed, Proven):
        step = fresh(store(), signed, find(stage, form.act))  # type: ignore[attr-defined]  # every act form has it
        return None if step is None else Code(step, signed.batch)
    step = prove(store(), signed, received_at, asks=asks) if signed.code is not None else None
    return None if step is None else Code(step)


def _repeated(first: tuple[str, Answer], request: Request, raw: object) -> Answer:
    digest_then, answer = first
    if digest_then == request.digest or forms.redacted(raw):
        return answer
    reason = no("request_reused")
    body = {"refused": {"code": reason.code, "article": reason.article, "detail": []}}
    return Answer(Outcome.REFUSED, body)


def _take(stage: Stage, form: Part, signed: Signed | Proven | Linked, code: Code | None, request: Request) -> Answer:
    badge, stated = signed.badge or "", vars(form)
    case_no: str | None = stated.get("case")
    named, unit = forms.badges(form), stated.get("unit")
    opens = opening(stage, form.act)  # type: ignore[attr-defined]  # every act form has it
    with store().write() as connection:
        with trip(connection):
            questions.lock(connection, case_no, {badge, *named}, unit, alone=opens is not None)
            before = journal.ask_answer(connection, request.id)
            answers = questions.ask(connection, case_no, badge, named, unit)
            asked = surroundings.ask(connection, case_no, badge, request.received_at)
        first = journal.answer_in(before)
        if first is not None:
            return _repeated(first, request, form)
        if isinstance(signed, Signed) and signed.code is None:
            without_code(connection, signed, asked.demo, request.received_at)
        facts = snapshot.load(
            connection, case_no, badge, named=named, unit=unit, units=stated.get("units", ()),
            files=documents.named(stated), opening=opens, other_case=stated.get("other"),
            industry=stated.get("industry"), alias=stated.get("alias"), report=stated.get("report"),
            about=_complained(stated), year=stated.get("year"), answers=answers,
        )  # fmt: skip
        if isinstance(signed, Linked):
            facts = replace(facts, link=signed.link)
        region = facts.organ.region if facts.organ else ""
        around = surroundings.of(connection, asked, answers, region, request.received_at)
        today, away = around.today, around.away
        decision = decide(facts, stage, form, today, around.calendar, store_settings().rules)
        _still_as_seen(connection, facts, decision, stated.get("seen"))
        if code is not None:
            passcodes.consume(connection, badge, code.step, code.batch)
        number = case_no or journal.reserve_number(connection, facts.organ.prefix if facts.organ else "", today.year)
        if decision.transition.draws:
            decision = draw_up(connection, facts, decision, number, today, around.at)
        decision, sealed = _with_package(connection, facts, decision)
        messages = notices.of_act(facts, decision, number, sealed, away)
        messages = notices.once([*messages, *_recalled(connection, facts, decision, number, away)])
        messages += _taken_back(connection, facts, decision, number, today, away)
        messages = preferences.routed(connection, messages)
        answer = journal.record(connection, facts, decision, number, messages, request, around)
        if decision.transition.erases:
            erasing.erase(connection, number, decision.transition.full_name, badge, today)
    if decision.transition.erases:
        erasing.scrub(store())
    return answer


def _complained(stated: Mapping[str, Any]) -> tuple[str, str | None] | None:
    """The organ and the case that a complaint being received is about."""
    about: str | None = stated.get("about")
    return (about, stated.get("about_case")) if about else None


def _recalled(
    connection: Connection, facts: Facts, decision: Decision, case_no: str, away: Standing
) -> list[dict[str, Any]]:
    """The notices to those who were told of an event that the act corrects or annuls."""
    kind = "corrected" if decision.transition.amends else "annulled"
    told = recall.of_events(connection, case_no, decision.recalls)
    return notices.of_recall(facts, decision, case_no, told, kind, away)


def _taken_back(
    connection: Connection, facts: Facts, decision: Decision, case_no: str, today: date, away: Standing
) -> list[dict[str, Any]]:
    """The notices to those who were told that a period had passed which, as the act shows, had not."""
    passed = {d.id for d in facts.deadlines if breached(d, today)}
    kept = {c.deadline.id for c in decision.deadlines if c.deadline.id in passed and not breached(c.deadline, today)}
    told = recall.of_breaches(connection, case_no, kept)
    return notices.once(notices.of_recall(facts, decision, case_no, told, "taken_back", away))


def _still_as_seen(connection: Connection, facts: Facts, decision: Decision, seen: int | None) -> None:
    """An adverse act is taken on the case as its author saw it, or not at all."""
    if facts.case is None or seen is None or seen == facts.case.version or not decision.transition.adverse:
        return
    raise LostRace(facts.case.no, meanwhile.acts_after(connection, facts.case.no, seen))


_SEALS = {"transfer.send": package.seal_package, "exchange.disclose": disclosure.seal_disclosure}


def _with_package(connection: Connection, facts: Facts, decision: Decision) -> tuple[Decision, str | None]:
    """For what is handed over, clues or information: the sealed package, its digest in the act's entry."""
    stage, seal = facts.stage(decision.label), _SEALS.get(decision.transition.full_name)
    if seal is None or stage is None:
        return decision, None
    sealed, hashed = seal(connection, facts, stage, decision.effective_on)
    moves = tuple(replace(m, entry={**m.entry, "package": hashed}) for m in decision.moves)
    return replace(decision, moves=moves), sealed


def _refused(stage: Stage, raw: object, badge: str | None, refused: TransitionRefused, request: Request) -> Answer:
    """Record the refusal in a transaction of its own; it is an answer, and evidence."""
    stated: Any = raw if isinstance(raw, dict) else {k: getattr(raw, k, None) for k in ("case", "act")}
    with store().write() as connection:
        case_no = snapshot.known_case(connection, stated.get("case"))
        first = journal.answered(connection, request.id)
        if first is not None:
            return _repeated(first, request, raw)
        if case_no is not None and refused.refusal.code in RACES:
            changed = meanwhile.acts_since(connection, case_no, request.received_at)
            if changed:
                raise LostRace(case_no, changed)
        act = f"{stage}.{stated.get('act') if _plain(stated.get('act')) else 'unknown'}"
        today = legal_day(connection, request.received_at)
        if request.sealed:
            submissions.answered(connection, request.id, chain.now(connection))
        link = badge if badge is not None and linked.is_link(badge) else None
        who = link or snapshot.known_badge(connection, badge) or "unknown"
        return journal.refuse(connection, case_no, who, act, refused.refusal, today, request)


def _plain(act: object) -> bool:
    return isinstance(act, str) and act.replace("_", "").isalpha() and len(act) <= 40
