"""One act is one transaction: everything of it is written, or nothing; and a request has one answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from models.acts import rectification
from models.acts.choices import Grant
from models.acts.form import Part
from models.decide import decide
from models.errors import TransitionRefused
from models.rules import Rules
from models.situation import no
from models.store import calendars, chain, journal, snapshot
from models.store.audit import verify
from models.store.engine import Store
from models.store.handles import CASE_FILE, DEADLINE, EVENT, OUTBOX, RECEIPT, SEALED, STAGE
from models.store.tables import metadata
from models.vocabulary import Audience, Channel, EventKind, Evidence, MessageState, Outcome, Stage
from tests import builders
from tests.builders import opening, report, request, service, stored, surrounded, take, walk_to
from tests.store.failing import failing

ORDER = Stage.RECTIFICATION
DAY = date(2026, 3, 10)
MESSAGE = {
    "channel": Channel.MAIL, "audience": Audience.HANDLER, "target": "N001", "statutory": False, "title": "t",
    "body": "b", "sealed_id": None, "state": MessageState.READY, "attempts": 0,
}  # fmt: skip


def served(connection: Connection, case: str, request_id: str | None = None) -> journal.Answer:
    """The order is served, with one message."""
    asked, proof = request(request_id), stored(connection, case, Evidence.SERVICE_PROOF)
    form = service(case).model_copy(update={"proof": proof})
    facts = snapshot.load(connection, case, "N001", files=[proof])
    decision = decide(facts, ORDER, form, DAY, calendars.load(connection), Rules())
    return journal.record(
        connection, facts, decision, case, [MESSAGE], asked, surrounded(connection, facts, "N001", asked)
    )


def everything(store: Store) -> dict[str, list[Any]]:
    with store.read() as connection:
        return {
            t.name: [tuple(r) for r in connection.execute(select(t).order_by(*t.primary_key))]
            for t in metadata.sorted_tables
        }


def audited(store: Store, case: str | None = None) -> None:
    with store.read() as connection:
        assert verify(connection, case).first_bad is None


def test_an_act_writes_state_event_deadline_message_and_receipt(shared: Store) -> None:
    case = walk_to(shared, "order drawn up")
    with shared.write() as connection:
        answer = served(connection, case)
    with shared.read() as connection:
        head = connection.execute(select(CASE_FILE).where(CASE_FILE.c.no == case)).one()
        told = connection.execute(select(EVENT).where(EVENT.c.chain == case, EVENT.c.seq == head.head_seq)).one()
        state = connection.execute(select(STAGE.c.state).where(STAGE.c.id == f"{case}/R1")).scalar_one()
        limit = select(DEADLINE.c.due_on).where(DEADLINE.c.armed_seq == 12, DEADLINE.c.case_no == case)
        due = connection.execute(limit).scalar_one()
        messages = connection.execute(select(OUTBOX).where(OUTBOX.c.case_no == case)).all()
        kept = connection.execute(select(RECEIPT).where(RECEIPT.c.request_id == told.request_id)).one()
    assert (head.version, head.head_seq, head.head_hash) == (12, 12, told.hash)
    assert (told.act, told.stage, told.version) == ("rectification.serve", "R1", 12)
    assert (state, due) == ("running", date(2026, 3, 25))
    assert [(m.seq, m.dedupe, m.due_at) for m in messages] == [(12, f"{case}:12:mail:handler:N001", told.recorded_at)]
    assert (kept.outcome, kept.answer) == (Outcome.RECORDED, answer.body)
    assert answer.body["event"] == {"seq": 12, "hash": told.hash}
    assert answer.body["deadlines"] == [
        {"clock": "rectification_limit", "state": "running", "due": "2026-03-25", "provisional": False}
    ]
    audited(shared, case)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO sealed_content",
        "INSERT INTO document",
        "INSERT INTO case_event",
        "UPDATE document",
        "UPDATE case_file SET",
        "UPDATE stage",
        "INSERT INTO deadline ",
        "INSERT INTO outbox_message",
        "INSERT INTO receipt",
    ],
)
def test_an_act_that_cannot_be_written_whole_leaves_nothing(shared: Store, statement: str) -> None:
    case = walk_to(shared, "order drawn up")
    before = everything(shared)
    with failing(shared, statement) as hit, pytest.raises(RuntimeError), shared.write() as connection:
        served(connection, case)
    assert len(hit) == 1
    assert everything(shared) == before
    with shared.write() as connection:
        assert served(connection, case).outcome is Outcome.RECORDED
    audited(shared, case)


@pytest.mark.parametrize("statement", ["INSERT INTO case_file", "INSERT INTO case_key", "INSERT INTO receipt"])
def test_a_case_that_cannot_be_opened_takes_no_number(shared: Store, statement: str) -> None:
    last = walk_to(shared, "case open")
    before = everything(shared)
    with failing(shared, statement) as hit, pytest.raises(RuntimeError):
        take(shared, Stage.CASE, opening(), "N001", DAY)
    assert len(hit) == 1
    assert everything(shared) == before
    assert int(walk_to(shared, "case open")[-6:]) == int(last[-6:]) + 1


def test_a_ledger_line_an_opened_stage_and_a_line_for_the_supervisor_go_with_their_act(shared: Store) -> None:
    case = walk_to(shared, "rectification running")
    asked = rectification.RequestExtension(case=case, received_on=DAY, length=5, cause="parts")
    take(shared, ORDER, asked, "N001", DAY)
    granted = rectification.DecideExtension(case=case, decision=Grant.GRANTED, length=5, reason="just")
    other = walk_to(shared, "case open")
    late = report(case).model_copy(update={"late_reason": "away"})
    for statement, stage, form, badge, day in (
        ("INSERT INTO deadline_event", ORDER, granted, "C100", DAY),
        ("INSERT INTO stage", Stage.INSPECTION, builders.inspection_request(other), "N001", DAY),
        ("INSERT INTO supervision", ORDER, late, "N001", date(2026, 3, 27)),
    ):
        before = everything(shared)
        with failing(shared, statement) as hit, pytest.raises(RuntimeError):
            take(shared, stage, form, badge, day)
        assert len(hit) == 1
        assert everything(shared) == before
        take(shared, stage, form, badge, day)
    audited(shared)


def test_the_version_rises_with_acts_only(shared: Store) -> None:
    case = walk_to(shared, "inspection notice drawn up")
    with shared.write() as connection:
        journal.refuse(connection, case, "N001", "case.close", no("stages_open"), DAY, request())
    take(shared, Stage.INSPECTION, builders.notification(case), "N001", date(2026, 3, 4))
    with shared.read() as connection:
        events = connection.execute(
            select(EVENT.c.seq, EVENT.c.kind, EVENT.c.version).where(EVENT.c.chain == case).order_by(EVENT.c.seq)
        ).all()
        version = connection.execute(select(CASE_FILE.c.version).where(CASE_FILE.c.no == case)).scalar_one()
    assert [(r.seq, r.version) for r in events if r.kind is EventKind.ACT] == [(1, 1), (2, 2), (3, 3), (4, 4), (6, 5)]
    assert version == 5
    audited(shared, case)


def test_a_request_is_recorded_once(shared: Store) -> None:
    case = walk_to(shared, "rectification running")
    progress = rectification.Progress(case=case, received_on=DAY, content="half")
    first = take(shared, ORDER, progress, "N001", DAY, request_id=f"same-{case}")
    before = everything(shared)
    with pytest.raises(IntegrityError):
        take(shared, ORDER, progress, "N001", DAY, request_id=f"same-{case}")
    assert everything(shared) == before
    with shared.read() as connection:
        found = journal.answered(connection, f"same-{case}")
        assert journal.answered(connection, "never") is None
    assert found == ("digest", first)


def test_a_refused_act_leaves_nothing_by_itself(shared: Store) -> None:
    case = walk_to(shared, "order drawn up")
    before = everything(shared)
    form: Part = report(case)
    with pytest.raises(TransitionRefused):
        take(shared, ORDER, form, "N001", date(2026, 3, 24))
    assert everything(shared) == before


@pytest.mark.parametrize("with_case", [True, False])
def test_refusals_of_a_minute_are_one_event_but_each_has_its_receipt(
    shared: Store, with_case: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = walk_to(shared, "case open") if with_case else None
    with shared.read() as connection:
        start = chain.now(connection).replace(second=1)
    times = iter([start, start.replace(second=59), start, start, start.replace(year=start.year + 1)])
    monkeypatch.setattr(chain, "now", lambda _: next(times))
    asked = [request() for _ in range(5)]
    people = ("N001", "N001", "N001", "N002", "N001")
    codes = ("wrong_state", "wrong_state", "no_mandate", "wrong_state", "wrong_state")
    for one, who, code in zip(asked, people, codes, strict=True):
        with shared.write() as connection:
            answer = journal.refuse(connection, case, who, "case.assign", no(code), DAY, one)
        assert answer.body["refused"]["code"] == code
    ids = [one.id for one in asked]
    with shared.read() as connection:
        events = select(EVENT.c.request_id).where(EVENT.c.request_id.in_(ids)).order_by(EVENT.c.seq)
        assert list(connection.execute(events).scalars()) == [ids[0], ids[2], ids[3], ids[4]]
        receipts = select(RECEIPT.c.outcome).where(RECEIPT.c.request_id.in_(ids))
        assert list(connection.execute(receipts).scalars()) == [Outcome.REFUSED] * 5
    monkeypatch.undo()  # the audit asks the clock too
    audited(shared)


def test_numbers_are_unique_whoever_opens_at_once(shared: Store) -> None:
    with shared.read() as connection:
        before = connection.execute(select(func.count()).select_from(CASE_FILE)).scalar_one()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: take(shared, Stage.CASE, opening(), "N001", DAY).body["case"], range(16)))
    assert sorted(found) == [f"GZ-2026-{n:06d}" for n in range(before + 1, before + 17)]
    with shared.read() as connection:
        numbered = select(func.count()).select_from(SEALED).where(SEALED.c.case_no.in_(found))
        assert connection.execute(numbered).scalar_one() == 16
    audited(shared)
