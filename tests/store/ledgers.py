"""Acts on duties ledgers, taken on their one road, for the tests of the store."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from flows.advance import advance
from models.store.demo_day import set_demo_today
from models.store.engine import Store
from models.store.journal import Answer
from models.vocabulary import Outcome, Stage
from tests.builders import OPENED, UNIT_CODE


def act(store: Store, name: str, today: date = OPENED, badge: str = "N001", **form: Any) -> Answer:
    """The answer to an act of `duties`."""
    with store.write() as connection:
        set_demo_today(connection, today)
    return advance(Stage.DUTIES, {"act": name, **form}, {"badge": badge}, str(uuid4()), datetime.now(UTC))


def opened(store: Store, unit: str = UNIT_CODE) -> str:
    """A ledger that is kept; its number."""
    answer = act(store, "open", unit=unit, handler="N001")
    assert answer.outcome is Outcome.RECORDED, answer.body
    return str(answer.body["case"])


def trained(store: Store, number: str, day: date, count: int = 120) -> Answer:
    """Training held and told on that day."""
    done = {"received_on": str(day), "done_on": str(day), "duty": "reg-8-1", "kind": "training held"}
    return act(store, "record_evidence", day, case=number, count=count, **done)


def refused(answer: Answer) -> str:
    """The code of the refusal."""
    assert answer.outcome is Outcome.REFUSED, answer.body
    return str(answer.body["refused"]["code"])
