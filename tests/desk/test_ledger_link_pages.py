"""A link for a duties ledger: the unit is shown the duties that bind it, answers each, and nothing else opens."""

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from flows.legal_day import LEGAL_ZONE
from models.acts import duties as ledger
from models.acts import link as forms
from models.acts.choices import LedgerAct
from models.facts import LinkId
from models.store import audit, unit_links
from models.store.engine import Store
from models.store.handles import DEADLINE, EVENT
from models.vocabulary import Stage
from tests import builders
from tests.desk.visits import SECRET, Visit, other, worker
from tests.unit.browsing import Page

TODAY = datetime.now(LEGAL_ZONE).date()
DUTIES = [*(f"reg-8-{n}" for n in range(1, 7)), *(f"reg-9-{n}" for n in range(1, 10))]
"""What binds a key unit: Art. 8 and Art. 9, in their order."""


@pytest.fixture(scope="module")
def given(store: Store, url: str) -> tuple[str, str]:
    """A ledger with a link for a self-inspection: its number, and the last part of the link's address."""
    opening = ledger.Open(unit=builders.UNIT_CODE, handler="N001")
    number = str(builders.take(store, Stage.DUTIES, opening, "N001", TODAY).body["case"])
    link = forms.OpenLedgerLink(case=number, acts=[LedgerAct.SELF_INSPECTION], expires_on=TODAY + timedelta(days=30))
    builders.take(store, Stage.DUTIES, link, "N001", TODAY)
    return number, unit_links.token(store, LinkId(number, 1))


def rows(page: Page) -> list[str]:
    return [value for name, value in page.pairs if name.startswith("answers.") and name.endswith(".duty")]


def test_the_unit_files_its_self_inspection_through_the_link(store: Store, url: str, given: tuple[str, str]) -> None:
    number, token = given
    unit = Visit(url, store)
    home = unit.get(f"/l/{token}").text
    assert number in home and "File a self-inspection" in home and "File a plan" not in home
    assert "Art. 9(9)" in home, "the period of the duty names it"
    form = f"/l/{token}/duties/file_self_inspection"
    page = unit.get(form)
    assert rows(page) == DUTIES
    answered = {f"answers.{place}.answer": "met" for place in range(len(DUTIES))}
    typed = {**dict(page.pairs), **answered, "done_on": str(TODAY), "content": SECRET}
    short = {name: value for name, value in typed.items() if not name.startswith("answers.14.")}
    with worker(store):
        again = unit.client.post(form, data={**short, "_more": "answers"}, headers={"origin": url})
        assert again.status_code == 200 and len(rows(Page(again.text))) == len(DUTIES), "one row more, nothing filed"
        sent = {name: (None, value) for name, value in typed.items()}
        unit.last = unit.client.post(form, files=sent, headers={"origin": url})
        assert unit.path.startswith(f"/l/{token}/receipt/"), unit.last.text
    assert "Received" in unit.last.text
    wanted = select(EVENT.c.actor, EVENT.c.body).where(
        EVENT.c.chain == number, EVENT.c.act == "duties.file_self_inspection"
    )
    with store.read() as connection:
        (event,) = connection.execute(wanted).all()
        clock = select(DEADLINE.c.state).where(DEADLINE.c.case_no == number, DEADLINE.c.clock == "duty_answer")
        assert connection.execute(clock).scalar_one().value == "running"
        assert audit.verify(connection, number).ok
    entry = json.loads(event.body)["data"]["moves"][0]["entry"]
    assert event.actor == f"link:{number}-1"
    assert (entry["received_on"], entry["arrival"]) == (str(TODAY), "electronic")
    assert [one["duty"] for one in entry["answers"]] == DUTIES and SECRET.encode() not in event.body


def test_a_link_for_one_act_opens_no_other_act_of_the_ledger(store: Store, url: str, given: tuple[str, str]) -> None:
    _, token = given
    unit = Visit(url, store)
    for act in ("file_plan", "answer", "close", "open_link"):
        unit.get(f"/l/{token}/duties/{act}")
        assert unit.last.status_code == 403 and "link_invalid" in unit.last.text, act


def test_the_officer_is_shown_the_same_duties_and_the_address(
    store: Store, visit: Visit, given: tuple[str, str]
) -> None:
    number, token = given
    officer = other(visit, "N001")
    assert rows(officer.get(f"/c/{number}/duties/file_self_inspection")) == DUTIES
    officer.get(f"/c/{number}/links")
    assert token in officer.last.text and "File a self-inspection" in officer.last.text
    page = officer.get(f"/c/{number}/duties/open_link")
    assert "File a plan" in page.text and "Tell of progress" not in page.text
