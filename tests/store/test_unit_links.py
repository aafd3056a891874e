"""What the unit files through a link goes the one road, on both databases: sealed, locked, recorded once, audited."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from flows import filing
from flows.advance import advance_sealed
from models.acts import link as forms
from models.acts.choices import UnitAct
from models.errors import TransitionRefused
from models.facts import LinkId
from models.lifecycle import find
from models.store import audit, unit_links
from models.store.engine import Store
from models.store.handles import CASE_OFFICER, EVENT, SUBMISSION
from models.transition import Transition
from models.vocabulary import Outcome, Stage
from tests import builders
from tests.builders import SECRET, registers

NOW = datetime.now(UTC)
TODAY = NOW.date()
KEY = "0d3fb9c7-8d2b-4d6e-9f53-2f5f0a1c7e11"


@pytest.fixture
def number(store: Store, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("flows.advance.store", lambda: store)
    monkeypatch.setattr("flows.digest.store", lambda: store)
    with store.write() as connection:
        registers(connection)
    number = builders.walk_to(store, "rectification running")
    opening = forms.OpenLink(case=number, acts=[UnitAct.OBJECT], expires_on=TODAY + timedelta(days=9))
    builders.take(store, Stage.CASE, opening, "N001", TODAY)
    return number


def object_to() -> Transition:
    found = find(Stage.RECTIFICATION, "object")
    assert found is not None
    return found


def sent(store: Store, number: str, content: str = SECRET) -> str:
    found = filing.opened(store, unit_links.token(store, LinkId(number, 1)), NOW)
    assert [(t.full_name, label) for t, label in found.acts] == [("rectification.object", "R1")]
    return filing.file(store, found, object_to(), "R1", KEY, {"content": content}, NOW)


def recorded(store: Store, number: str) -> list[Any]:
    wanted = select(EVENT.c.actor, EVENT.c.kind, EVENT.c.body).where(
        EVENT.c.chain == number, EVENT.c.act == "rectification.object"
    )
    with store.read() as connection:
        return list(connection.execute(wanted).all())


def test_an_objection_is_filed_once_and_stands_under_the_link(store: Store, number: str) -> None:
    submission = sent(store, number)
    assert sent(store, number) == submission
    first = advance_sealed(Stage.RECTIFICATION, submission)
    assert first.outcome is Outcome.RECORDED
    assert advance_sealed(Stage.RECTIFICATION, submission) == first
    assert sent(store, number) == submission, "asked again after the answer"
    (event,) = recorded(store, number)
    assert (event.actor, event.kind.value) == (f"link:{number}-1", "act")
    assert SECRET.encode() not in event.body
    with store.read() as connection:
        assert audit.verify(connection, number).ok
        on_it = connection.execute(select(CASE_OFFICER.c.badge).where(CASE_OFFICER.c.case_no == number)).scalars()
        assert not [badge for badge in on_it if ":" in badge]
        row = connection.execute(select(SUBMISSION).where(SUBMISSION.c.id == submission)).one()
    assert (row.badge, row.link, row.content) == ("N001", f"{number}-1", b"")


def test_another_content_under_the_same_key_is_refused(store: Store, number: str) -> None:
    sent(store, number)
    with pytest.raises(TransitionRefused) as refused:
        sent(store, number, "Another one.")
    assert refused.value.refusal.code == "request_reused"


def test_a_link_revoked_before_the_run_takes_the_act_records_a_refusal(store: Store, number: str) -> None:
    submission = sent(store, number)
    builders.take(store, Stage.CASE, forms.RevokeLink(case=number, link=1), "N002", TODAY)
    answer = advance_sealed(Stage.RECTIFICATION, submission)
    assert (answer.outcome, answer.body["refused"]["code"]) == (Outcome.REFUSED, "link_invalid")
    (event,) = recorded(store, number)
    assert (event.actor, event.kind.value) == (f"link:{number}-1", "refusal")
    with store.read() as connection:
        assert audit.verify(connection, number).ok


def test_each_link_has_a_secret_of_its_own_and_only_its_own_opens_it(store: Store, number: str) -> None:
    first, second = (unit_links.token(store, LinkId(number, n)) for n in (1, 2))
    assert unit_links.token(store, LinkId(number, 1)) == first
    crossed = f"{number}-1.{second.partition('.')[2]}"
    with store.read() as connection:
        assert unit_links.genuine(connection, first) == LinkId(number, 1)
        for wrong in (crossed, first[:-1], first + "A", f"{number}-1", f"{number}-1.", "", ".", first.lower()):
            assert unit_links.genuine(connection, wrong) is None, wrong
