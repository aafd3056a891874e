"""Telling a case as a story: acts on days, refusals, what was told to whom. Every act goes the way of the product."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select, true

from deployments.submit import submit
from flows import filing, submitting
from flows.advance import advance, advance_sealed
from flows.dispatch import send_due
from flows.sweeping import sweep
from models.facts import LinkId
from models.lifecycle import find
from models.store import audit, files, unit_links
from models.store.demo_day import set_demo_today
from models.store.engine import Store
from models.store.handles import DEADLINE, EVENT, OUTBOX, STAGE
from models.store.journal import Answer
from models.vocabulary import Evidence, Outcome, Stage
from tests import builders

Take = Callable[[Store, Stage, dict[str, Any], str], Answer]
"""How an act is taken: the store, the stage, the form, the officer's badge."""

OFFICER, COLLEAGUE, COUNTY_HEAD, CITY_HEAD, OTHER_CITY_HEAD = "N001", "N002", "N100", "C100", "C101"
PAIR = [OFFICER, COLLEAGUE]
DUTIES = ("reg-8-1", "reg-9-2", "reg-9-1", "reg-9-8", "reg-9-9")


def directly(store: Store, stage: Stage, form: dict[str, Any], badge: str) -> Answer:
    """The act on its one road, without Prefect."""
    return advance(stage, form, {"badge": badge}, str(uuid4()), datetime.now(UTC))


def deployed(api_url: str) -> Take:
    """The act through its deployment, as a person's form or the command line would ask for it."""

    def take(store: Store, stage: Stage, form: dict[str, Any], badge: str) -> Answer:
        return submit(api_url, store, stage, form, badge, str(uuid4()))

    return take


def on(month: int, day: int) -> date:
    """A day of 2026."""
    return date(2026, month, day)


@dataclass
class Hearing:
    """One case or file; `no` is known once it is opened. The days of the story are the installation's own."""

    store: Store
    take: Take
    no: str = ""
    scans: list[str] = field(default_factory=list)

    def act(self, day: date, badge: str, name: str, **fields: Any) -> dict[str, Any]:
        """The receipt of an act that must be recorded."""
        answer = self._taken(day, badge, name, fields)
        assert answer.outcome is Outcome.RECORDED, (day, name, answer.body)
        self.no = answer.body["case"]
        return dict(answer.body)

    def closed(self, day: date) -> None:
        """What is still to be sent goes out, and the case is closed."""
        send_due(self.store)
        self.act(day, OFFICER, "case.close", reason="Nothing is left to do.")
        assert self.record_is_whole()

    def refused(self, day: date, badge: str, name: str, **fields: Any) -> str:
        """The code with which the act is refused."""
        answer = self._taken(day, badge, name, fields)
        assert answer.outcome is Outcome.REFUSED, (day, name)
        return str(answer.body["refused"]["code"])

    def swept(self, day: date) -> None:
        """The night's sweep of the deadlines; what it tells is sent."""
        self._live_on(day)
        sweep(self.store, day)
        send_due(self.store)

    def scan(self, kind: Evidence) -> str:
        """A paper stored as evidence."""
        with self.store.write() as connection:
            return files.put(
                connection, self.no, kind.value, "scan.pdf", b"%PDF-1.4 scan", media="application/pdf",
                added_by=OFFICER, at=datetime.now(UTC),
            )  # fmt: skip

    def served(self, day: date, name: str, **fields: Any) -> dict[str, Any]:
        """A document drawn up and handed over in person on the same day, the signed receipt stored."""
        self.act(day, OFFICER, f"{name.split('.')[0]}.draw_up", **fields)
        return self.act(day, OFFICER, name, **self.in_person(day))

    def in_person(self, day: date) -> dict[str, Any]:
        """How a document was handed over, with its proof."""
        proof = self.scan(Evidence.SERVICE_PROOF)
        return {"method": "in person", "served_on": str(day), "recipient": "The clerk.", "proof": proof}

    def filed(self, name: str, label: str | None, **fields: Any) -> str:
        """The unit files an act through link 1 of the file; under what name that stands in the record."""
        stage, now = Stage(name.split(".")[0]), datetime.now(UTC)
        transition = find(stage, name.split(".")[1])
        assert transition is not None
        found = filing.opened(self.store, unit_links.token(self.store, LinkId(self.no, 1)), now)
        id = filing.file(self.store, found, transition, label, str(uuid4()), fields, now)
        if self.take is directly:
            advance_sealed(stage, id)
        assert submitting.answer(self.store, id, 60.0) is not None
        wanted = select(EVENT.c.actor).where(EVENT.c.chain == self.no, EVENT.c.act == name, EVENT.c.kind == "act")
        with self.store.read() as connection:
            return str(connection.execute(wanted).scalar_one())

    def told(self, word: str = "") -> set[str]:
        """Who was sent a notice whose text has this word: badges, codes of organs, units and departments."""
        wanted = select(OUTBOX.c.target, OUTBOX.c.title, OUTBOX.c.body).where(OUTBOX.c.case_no == self.no)
        with self.store.read() as connection:
            rows = connection.execute(wanted).all()
        return {row.target for row in rows if word in f"{row.title} {row.body}"}

    def deadline(self, clock: str, stage: str | None = None, item: int | None = None) -> tuple[str, str]:
        """Last day and state of the newest deadline of this kind, of this item; without a stage of the file itself."""
        wanted = select(DEADLINE.c.due_on, DEADLINE.c.state).where(
            DEADLINE.c.case_no == self.no,
            DEADLINE.c.clock == clock,
            DEADLINE.c.stage == stage,
            DEADLINE.c.item == item if item is not None else true(),
        )
        with self.store.read() as connection:
            row = connection.execute(wanted.order_by(DEADLINE.c.id.desc())).first()
        assert row is not None
        return str(row.due_on), row.state.value

    def states(self) -> dict[str, str]:
        """The state of each stage."""
        with self.store.read() as connection:
            rows = connection.execute(select(STAGE.c.label, STAGE.c.state).where(STAGE.c.case_no == self.no))
            return {row.label: row.state for row in rows}

    def record_is_whole(self) -> bool:
        with self.store.read() as connection:
            return audit.verify(connection, self.no).ok

    def _taken(self, day: date, badge: str, name: str, fields: dict[str, Any]) -> Answer:
        self._live_on(day)
        stage, act = name.split(".")
        opening = (found := find(Stage(stage), act)) is not None and found.on_file and found.opens
        form = {**fields, "act": act, **({} if opening else {"case": self.no})}
        return self.take(self.store, Stage(stage), form, badge)

    def _live_on(self, day: date) -> None:
        with self.store.write() as connection:
            set_demo_today(connection, day)


def finding(duty: str) -> dict[str, str]:
    """A duty not performed in February."""
    return {"duty": duty, "since": "2026-02-02", "until": "2026-02-27", "facts": "Not performed."}


def inspected(hearing: Hearing, findings: int = 2) -> None:
    """A case is opened and the unit inspected; the problems found are in the record, the unit has commented."""
    hearing.act(on(3, 2), OFFICER, "case.open", unit=builders.UNIT_CODE, handler=OFFICER, reason="Weak prevention.")
    hearing.act(
        on(3, 2), OFFICER, "inspection.request", ground="risk or hidden danger found", reason="Weak prevention.",
        methods=["consult material", "enter and look"], places=["The offices."], starts_on="2026-03-04",
        ends_on="2026-03-13", team=PAIR,
    )  # fmt: skip
    hearing.act(on(3, 3), CITY_HEAD, "inspection.approve")
    hearing.served(on(3, 4), "inspection.notify")
    hearing.act(
        on(3, 5), OFFICER, "inspection.record", occurred_on="2026-03-05", present=PAIR, methods=["consult material"],
        places=[1], findings=[finding(duty) for duty in DUTIES[:findings]], statement="We see it.", signing="signed",
    )  # fmt: skip
    hearing.act(on(3, 6), OFFICER, "inspection.comment", received_on="2026-03-06", content="Nothing to add.")


def ordered(hearing: Hearing, findings: int = 2) -> None:
    """The unit is ordered to rectify within 15 days; served on 10 March, the last day is Wednesday 25 March."""
    inspected(hearing, findings)
    hearing.act(on(3, 6), OFFICER, "inspection.conclude", result="rectify", opinion="To be rectified.")
    hearing.act(on(3, 6), OFFICER, "rectification.propose", ground="I1", required="Mend it.", limit_length=15)
    hearing.act(on(3, 9), CITY_HEAD, "rectification.approve")
    hearing.served(on(3, 10), "rectification.serve")


def reinspected(hearing: Hearing, day: date, *met: bool, stage: str = "R1") -> str:
    """The re-inspection, item by item; returns the state it leads to."""
    results = [{"item": n, "met": done} for n, done in enumerate(met, 1)]
    done = hearing.act(
        day, OFFICER, "rectification.reinspect", stage=stage, occurred_on=str(day), present=PAIR, results=results,
        statement="We tried.", signing="signed",
    )  # fmt: skip
    return str(done["state"])
