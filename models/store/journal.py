"""The one transaction: stage state, appended event, deadlines, messages and receipt are written together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from models import documents
from models.after import after
from models.decide import Decision
from models.errors import Refusal
from models.facts import Facts
from models.lifecycle import next_acts
from models.store import chain, deadline_rows, file_rows, files, posting, receipts, spells, submissions, vault
from models.store.handles import CASE_NUMBER, EVENT, RECEIPT, SUPERVISION
from models.store.prepared import Asked, Prepared, trip
from models.store.surroundings import Surroundings
from models.vocabulary import EventKind, Outcome

_ANSWERED = Prepared(
    select(*RECEIPT.c["digest", "outcome", "answer"]).where(RECEIPT.c.request_id == bindparam("request_id", None))
)
_RECEIPT = Prepared(insert(RECEIPT))
_NUMBERED = (CASE_NUMBER.c.prefix, CASE_NUMBER.c.year)
_NEXT_NUMBER = {
    name: Prepared(
        of(CASE_NUMBER).on_conflict_do_update(index_elements=_NUMBERED, set_={"last": CASE_NUMBER.c.last + 1})
    )
    for name, of in (("postgresql", postgresql.insert), ("sqlite", sqlite.insert))
}
_LAST_NUMBER = Prepared(
    select(CASE_NUMBER.c.last).where(*(column == bindparam(column.name, None) for column in _NUMBERED))
)


@dataclass(frozen=True)
class Request:
    """One request: its id, the digest of its input, when it was received (UTC), and whether it was `sealed`."""

    id: str
    digest: str
    received_at: datetime
    sealed: bool = False


@dataclass(frozen=True)
class Answer:
    """The one answer to a request; `body` is the receipt as JSON."""

    outcome: Outcome
    body: Mapping[str, Any]


def answered(connection: Connection, request_id: str) -> tuple[str, Answer] | None:
    """The digest and answer already given to this request."""
    return answer_in(ask_answer(connection, request_id))


def ask_answer(connection: Connection, request_id: str) -> Asked:
    """The same, asked together with other things; `answer_in` reads it."""
    return _ANSWERED.ask(connection, request_id=request_id)


def answer_in(asked: Asked) -> tuple[str, Answer] | None:
    """The digest and answer that were asked for."""
    row = asked.first()
    return (row.digest, Answer(row.outcome, row.answer)) if row else None


def reserve_number(connection: Connection, prefix: str, year: int) -> str:
    """The next case number, such as GZ-2026-000123; never given twice."""
    with trip(connection):
        _NEXT_NUMBER[connection.dialect.name].run(connection, {"prefix": prefix, "year": year, "last": 1})
        last = _LAST_NUMBER.ask(connection, prefix=prefix, year=year)
    return f"{prefix}-{year}-{last.all()[0].last:06d}"


def record(
    connection: Connection,
    facts: Facts,
    decision: Decision,
    case_no: str,
    messages: Sequence[Mapping[str, Any]],
    request: Request,
    around: Surroundings,
) -> Answer:
    """Write the act. Facts and `around` must have been loaded in this transaction; a new case's number be reserved.

    `messages` are outbox rows without what only the journal knows: case_no, seq, dedupe and times.
    """
    at = around.at
    fresh = file_rows.new_file(connection, facts, decision, case_no) if facts.case is None else None
    sealed = None
    if decision.sealed:
        sealed = vault.sealed(fresh or vault.open_key(connection, case_no, around.key), case_no, decision.sealed)
    version = (facts.case.version if facts.case else 0) + 1
    act = decision.transition
    head = around.head or (0, "")
    seq = head[0] + 1
    later = after(facts, decision, case_no, seq)
    body = _receipt(decision, later, case_no, len(messages))
    promised = {"told": posting.commitment(messages), "receipt": receipts.commitment(request.digest, body)}
    event = chain.NewEvent(
        EventKind.ACT, act.full_name, decision.actor, decision.effective_on, decision.label, version, request.id,
        basis=act.basis, sealed=(sealed["id"], sealed["digest"]) if sealed else None,
        data={**_data(facts, decision, len(messages)), **promised}, on_behalf=decision.on_behalf,
    )  # fmt: skip
    common = {"case_no": case_no, "seq": seq, "created_at": at, "due_at": at}
    told = [{"rung": None, **m, **common, "dedupe": _key(case_no, seq, m)} for m in messages]
    with trip(connection):
        if sealed:
            vault.keep(connection, sealed)
        hashed = chain.link(connection, case_no, head, event, at)
        file_rows.write_case(connection, later, seq, hashed)
        file_rows.write_stages(connection, decision, later, case_no)
        deadline_rows.write(connection, case_no, decision.deadlines, seq, facts.organ.region if facts.organ else "")
        posting.post(connection, told)
        answer = Answer(Outcome.RECORDED, {**body, "event": {"seq": seq, "hash": hashed}})
        write_receipt(connection, request, case_no, answer, at)
        if request.sealed:
            submissions.answered(connection, request.id, at)
        file_rows.write_officers(connection, facts, later, case_no)
    _name_files(connection, decision, case_no, seq)
    _note(connection, facts, decision, case_no, seq)
    if decision.spells and facts.unit is not None:
        spells.write(connection, facts.unit.code, case_no, decision, at)
    return answer


def _key(case_no: str, seq: int, message: Mapping[str, Any]) -> str:
    """One message per event, channel, audience and target, for ever; what is taken back is told beside the act."""
    again = f":{message['rung']}" if message.get("rung") else ""
    return f"{case_no}:{seq}:{message['channel']}:{message['audience']}:{message['target']}{again}"


def refuse(
    connection: Connection, case_no: str | None, actor: str, act: str, refusal: Refusal, today: date, request: Request
) -> Answer:
    """Record a refusal: at most one event per officer, case, code and minute; always the receipt."""
    at = chain.now(connection)
    answer = Answer(
        Outcome.REFUSED,
        {
            "case": case_no,
            "act": act,
            "refused": {"code": refusal.code, "article": refusal.article, "detail": list(refusal.detail)},
        },
    )
    promised = receipts.commitment(request.digest, answer.body)
    note_refusal(connection, case_no, actor, act, refusal, today, at, request.id, promised)
    write_receipt(connection, request, case_no, answer, at)
    return answer


def note_refusal(
    connection: Connection,
    case_no: str | None,
    actor: str,
    act: str,
    refusal: Refusal,
    today: date,
    at: datetime,
    request_id: str | None = None,
    receipt: str | None = None,
) -> None:
    """The event of a refused act, with what its `receipt` commits to, or read: at most one per officer, case, code and
    minute."""
    where = case_no or chain.SYSTEM
    chain.head(connection, where)
    once = f"refusal:{actor}:{where}:{refusal.code}:{at:%Y-%m-%dT%H:%M}"
    if connection.execute(select(EVENT.c.seq).where(EVENT.c.dedupe == once)).first() is None:
        data = {"code": refusal.code, "article": refusal.article, **({"receipt": receipt} if receipt else {})}
        event = chain.NewEvent(EventKind.REFUSAL, act, actor, today, request_id=request_id, dedupe=once, data=data)
        chain.append(connection, where, event, at)


def write_receipt(connection: Connection, request: Request, case_no: str | None, answer: Answer, at: datetime) -> None:
    """Keep the answer for ever under the request's id."""
    row = {
        "request_id": request.id, "digest": request.digest, "case_no": case_no, "outcome": answer.outcome,
        "answer": answer.body, "recorded_at": at,
    }  # fmt: skip
    _RECEIPT.run(connection, row)


def _data(facts: Facts, decision: Decision, notices: int) -> dict[str, Any]:
    return {
        "moves": [{"label": m.label, "from": m.source, "to": m.target, "entry": dict(m.entry)} for m in decision.moves],
        "opens": [
            {"kind": o.kind.value, "label": o.label, "state": o.state, "ground": o.ground, "entry": dict(o.entry)}
            for o in decision.openings
        ],
        "handler": decision.handler,
        "amends": [vars(amendment) for amendment in decision.amendments],
        "recalls": list(decision.recalls),
        "noted": [noted.value for noted in decision.noted],
        "deadlines": [deadline_rows.as_data(c) for c in decision.deadlines],
        "notices": notices,
        **({"supervisor": facts.organ.supervisor} if decision.noted and facts.organ else {}),
        **({"unit": file_rows.unit(facts), "organ": facts.organ.code} if facts.case is None and facts.organ else {}),
    }


def _name_files(connection: Connection, decision: Decision, case_no: str, seq: int) -> None:
    """The files the act names are kept for good."""
    entries = [m.entry for m in decision.moves] + [o.entry for o in decision.openings]
    digests = {digest for entry in entries for digest in documents.named(entry)}
    if digests:
        files.name_all(connection, case_no, digests, seq)


def _note(connection: Connection, facts: Facts, decision: Decision, case_no: str, seq: int) -> None:
    """Put the act on the supervising organ's list, where it belongs there."""
    assert facts.organ is not None  # noqa: S101  # guarded before any decision
    for noted in decision.noted:
        connection.execute(
            insert(SUPERVISION).values(
                case_no=case_no, seq=seq, noted=noted, organ=facts.organ.supervisor, noted_on=decision.effective_on
            )
        )


def _receipt(decision: Decision, later: Facts, case_no: str, notices: int) -> dict[str, Any]:
    """The answer but for the event, which commits to it."""
    return {
        "case": case_no,
        "stage": decision.label,
        "act": decision.transition.full_name,
        "state": decision.state,
        "version": later.case.version if later.case else 0,
        "deadlines": [
            {
                "clock": c.deadline.clock.value,
                "state": c.deadline.state.value,
                "due": c.deadline.due_on.isoformat(),
                "provisional": c.deadline.provisional,
            }
            for c in decision.deadlines
        ],
        "documents": [{"kind": d["kind"], "number": d["number"]} for d in decision.entry.get("documents", ())],
        "notices": notices,
        "next": [{"act": t.full_name, "stage": label} for t, label in next_acts(later)],
    }
