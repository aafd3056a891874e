"""A link for the unit, from its opening to the receipt: what its pages show and refuse, what stays in the record."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from limits import RateLimitItemPerMinute
from sqlalchemy import select, update

from deployments.desk import rates
from deployments.desk.pages import filing
from deployments.desk.surface import HEADERS
from flows.advance import advance
from flows.legal_day import LEGAL_ZONE
from models.acts import link as forms
from models.acts.choices import UnitAct
from models.facts import LinkId
from models.store import audit, unit_links
from models.store.engine import Store
from models.store.handles import CASE_FILE, CASE_OFFICER, DOCUMENT, EVENT, OUTBOX, SUBMISSION
from models.vocabulary import Outcome, Stage
from tests import builders
from tests.desk.visits import PLAIN, SECRET, Fields, Visit, count, other, worker

TODAY = datetime.now(LEGAL_ZONE).date()
ADDRESS = re.compile(r"/l/(GZ-[0-9]{4}-[0-9]{6}-[0-9]+\.[A-Za-z0-9_-]{43})")
NO_WORD_OF = (builders.SECRET, SECRET, builders.UNIT_CODE, "GZ-GY-NM", "N001", "N002")
"""What no page of a link says of its case."""


def opened(store: Store, acts: list[UnitAct], last: int = 30) -> tuple[str, str]:
    """A running order and a link for it: the number of the case, and the last part of the link's address."""
    number = builders.walk_to(store, "rectification running")
    form = forms.OpenLink(case=number, acts=acts, expires_on=TODAY + timedelta(days=last))
    builders.take(store, Stage.CASE, form, "N001", TODAY)
    return number, unit_links.token(store, LinkId(number, 1))


@pytest.fixture(scope="module")
def given(store: Store, url: str) -> Iterator[tuple[str, str]]:
    yield opened(store, [UnitAct.PROGRESS, UnitAct.OBJECT, UnitAct.REPORT])


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute of tests asks more than a minute of people."""
    monkeypatch.setattr(rates, "LINK", RateLimitItemPerMinute(2000))
    monkeypatch.setattr(rates, "FILING", RateLimitItemPerMinute(2000))


@pytest.fixture
def unit(url: str, store: Store) -> Visit:
    """A browser of the unit: nobody is signed in."""
    return Visit(url, store)


def events(store: Store, number: str) -> list[tuple[str, str, str]]:
    wanted = select(EVENT.c.kind, EVENT.c.act, EVENT.c.actor).where(EVENT.c.chain == number).order_by(EVENT.c.seq)
    with store.read() as connection:
        return [(r.kind.value, r.act, r.actor) for r in connection.execute(wanted)]


def refusals(store: Store, chain: str) -> list[tuple[str, str]]:
    wanted = select(EVENT.c.actor, EVENT.c.body).where(EVENT.c.chain == chain, EVENT.c.kind == "refusal")
    with store.read() as connection:
        return [(r.actor, json.loads(r.body)["data"]["code"]) for r in connection.execute(wanted)]


def test_the_officer_finds_the_address_and_the_unit_files_its_progress(store: Store, visit: Visit, unit: Visit) -> None:
    number = builders.walk_to(store, "rectification running")
    with worker(store):
        asked: Fields = {"acts": ["rectification.progress"], "expires_on": str(TODAY + timedelta(days=30))}
        visit.fill(f"/c/{number}/case/open_link", asked)
        page = visit.get(f"/c/{number}/links")
        (token,) = set(ADDRESS.findall(visit.last.text))
        assert "Tell of progress" in page.text
        assert "Tell of progress (R1)" in unit.get(f"/l/{token}").text
        filed = unit.fill(f"/l/{token}/R1/progress", {"content": SECRET})
    assert unit.path.startswith(f"/l/{token}/receipt/") and "Received" in filed.text
    assert events(store, number)[-1] == ("act", "rectification.progress", f"link:{number}-1")
    with store.read() as connection:
        told = connection.execute(select(OUTBOX.c.audience).where(OUTBOX.c.case_no == number, OUTBOX.c.seq > 0))
        assert {"handler", "unit"} <= {r.audience.value for r in told}
        on_it = connection.execute(select(CASE_OFFICER.c.badge).where(CASE_OFFICER.c.case_no == number)).scalars().all()
        assert not [badge for badge in on_it if "link" in badge]
        assert audit.verify(connection, number).ok
        content = connection.execute(select(SUBMISSION.c.content).where(SUBMISSION.c.link == f"{number}-1")).scalars()
        assert list(content) == [b""], "what was sealed goes with the answer"


def test_a_report_comes_with_its_file_and_meets_the_limit_by_its_day(store: Store, unit: Visit) -> None:
    number, token = opened(store, [UnitAct.REPORT])
    shown = dict(unit.get(f"/l/{token}/R1/report").pairs)
    sent = {"_key": shown["_key"], "content": SECRET}
    files = {"attached": ("report.pdf", b"%PDF-1.7\n")}
    before = count(store, DOCUMENT)
    with worker(store):
        for _ in range(2):
            unit.last = unit.client.post(f"/l/{token}/R1/report", data=sent, files=files, headers={"origin": unit.url})
            assert unit.path.startswith(f"/l/{token}/receipt/")
    assert count(store, DOCUMENT) == before + 1, "a second click keeps nothing twice"
    assert [e for e in events(store, number) if e[1] == "rectification.report"] == [
        ("act", "rectification.report", f"link:{number}-1")
    ]
    with store.read() as connection:
        row = connection.execute(select(DOCUMENT).where(DOCUMENT.c.added_by == f"link:{number}-1")).one()
        assert (row.kind, row.case_no) == ("report of the unit", number)
        assert audit.verify(connection, number).ok
        body = connection.execute(
            select(EVENT.c.body).where(EVENT.c.chain == number, EVENT.c.act == "rectification.report")
        ).scalar_one()
    entry = json.loads(body)["data"]["moves"][0]["entry"]
    assert (entry["received_on"], entry["arrival"], entry["files"]) == (str(TODAY), "electronic", [row.digest])


def test_the_pages_of_a_link_show_numbers_and_days_and_no_word(
    store: Store, unit: Visit, given: tuple[str, str]
) -> None:
    number, token = given
    for path in (f"/l/{token}", f"/l/{token}/R1/object", f"/l/{token}/R1/report"):
        page = unit.get(path)
        assert unit.last.status_code == 200 and number in page.text
        assert not [word for word in NO_WORD_OF if word in unit.last.text], path
        assert {name: unit.last.headers.get(name) for name in HEADERS if name != "Referrer-Policy"} == {
            name: value for name, value in HEADERS.items() if name != "Referrer-Policy"
        }
        assert "/c/" not in unit.last.text and "/sign-in" not in unit.last.text
    assert "time limit to rectify" in unit.get(f"/l/{token}").text
    assert "整改期限" in unit.get(f"/l/{token}?lang=zh").text


def tampered(token: str) -> str:
    return token[:-1] + ("A" if token[-1] != "A" else "B")


def test_whatever_is_wrong_with_a_link_gets_the_same_page(store: Store, unit: Visit, given: tuple[str, str]) -> None:
    number, token = given
    gone, past = opened(store, [UnitAct.REPORT]), opened(store, [UnitAct.REPORT])
    builders.take(store, Stage.CASE, forms.RevokeLink(case=gone[0], link=1), "N001", TODAY)
    earlier = str(TODAY - timedelta(days=1))
    with store.write() as connection:
        acts = connection.execute(select(CASE_FILE.c.acts).where(CASE_FILE.c.no == past[0])).scalar_one()
        ended = [{**a, "expires_on": earlier} if a["act"] == "open_link" else a for a in acts]
        connection.execute(update(CASE_FILE).where(CASE_FILE.c.no == past[0]).values(acts=ended))
    foreign = f"{past[0]}-1.{token.partition('.')[2]}"
    wrong = [
        f"/l/{tampered(token)}", f"/l/{number}-1", f"/l/{number}-2.{token.partition('.')[2]}", "/l/x", f"/l/{foreign}",
        f"/l/{gone[1]}", f"/l/{past[1]}", f"/l/{gone[1]}/R1/report", f"/l/{token}/R1/comment", f"/l/{token}/R2/report",
        f"/l/{token}/case/close", f"/l/{token}/R1/nothing", f"/l/{token}/receipt/{uuid4()}",
    ]  # fmt: skip
    before, pages = count(store, SUBMISSION), set()
    for path in wrong:
        unit.get(path)
        assert unit.last.status_code == 403 and "<code>link_invalid</code>" in unit.last.text, path
        assert number not in unit.last.text and past[0] not in unit.last.text
        pages.add(unit.last.text)
    for path in (f"/l/{tampered(token)}/R1/report", f"/l/{token}/R1/comment", f"/l/{gone[1]}/R1/report"):
        unit.post(path, {"_key": str(uuid4()), "content": SECRET})
        assert unit.last.status_code == 403 and "link_invalid" in unit.last.text, path
        pages.add(re.sub(r"<nav.*?</nav>", "", unit.last.text, flags=re.S))
    assert len({re.sub(r"<nav.*?</nav>", "", page, flags=re.S) for page in pages}) == 1
    assert count(store, SUBMISSION) == before
    assert ("unknown", "link_invalid") in refusals(store, "system")
    assert (f"link:{number}-1", "link_invalid") in refusals(store, number)
    assert (f"link:{gone[0]}-1", "link_invalid") in refusals(store, gone[0])


def test_what_was_filed_is_refused_where_the_link_was_revoked_meanwhile(
    store: Store, unit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filing, "PATIENCE", 0.0)
    number, token = opened(store, [UnitAct.OBJECT])
    unit.fill(f"/l/{token}/R1/object", {"content": SECRET})
    assert unit.last.status_code == 202 and "waiting to be recorded" in unit.last.text
    builders.take(store, Stage.CASE, forms.RevokeLink(case=number, link=1), "N001", TODAY)
    with worker(store):
        while count_waiting(store):
            pass
    assert events(store, number)[-1] == ("refusal", "rectification.object", f"link:{number}-1")
    assert refusals(store, number) == [(f"link:{number}-1", "link_invalid")]


def count_waiting(store: Store) -> int:
    with store.read() as connection:
        return len(connection.execute(select(SUBMISSION.c.id).where(SUBMISSION.c.answered_at.is_(None))).all())


def test_a_form_names_no_day_no_case_and_no_other_stage(store: Store, unit: Visit, given: tuple[str, str]) -> None:
    number, token = given
    before = count(store, SUBMISSION)
    key = {"_key": str(uuid4())}
    for more in ({"case": "GZ-2026-000900"}, {"stage": "R9"}, {"seen": "1"}, {"act": "withdraw"}):
        unit.post(f"/l/{token}/R1/progress", {**key, "content": SECRET, **more})
        assert unit.last.status_code == 422, more
    assert count(store, SUBMISSION) == before
    with worker(store):
        unit.post(f"/l/{token}/R1/progress", {**key, "content": SECRET, "received_on": "2026-03-20"})
    assert unit.path.startswith(f"/l/{token}/receipt/")
    with store.read() as connection:
        body = connection.execute(
            select(EVENT.c.body).where(EVENT.c.chain == number, EVENT.c.act == "rectification.progress")
        ).scalar_one()
    assert json.loads(body)["data"]["moves"][0]["entry"]["received_on"] == str(TODAY)


def test_another_site_files_nothing_and_asking_too_often_is_refused(
    store: Store, unit: Visit, given: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, token = given
    before = count(store, SUBMISSION)
    unit.post(f"/l/{token}/R1/progress", {"_key": str(uuid4()), "content": SECRET}, origin="https://elsewhere.example")
    assert unit.last.status_code == 403 and "foreign_page" in unit.last.text
    assert count(store, SUBMISSION) == before
    monkeypatch.setattr(rates, "LINK", RateLimitItemPerMinute(3))
    with httpx.Client(base_url=unit.url, trust_env=False, verify=PLAIN) as http:
        statuses = [http.get(f"/l/{tampered(token)}").status_code for _ in range(4)]
    assert statuses == [403, 403, 403, 429]
    monkeypatch.setattr(rates, "LINK", RateLimitItemPerMinute(2000))
    monkeypatch.setattr(rates, "FILING", RateLimitItemPerMinute(2))
    for _ in range(3):
        unit.post(f"/l/{token}/R1/progress", {"_key": str(uuid4())})
    assert unit.last.status_code == 429


def test_no_page_nor_form_of_anybody_is_signed_by_a_link(store: Store, given: tuple[str, str]) -> None:
    number, _ = given
    form: dict[str, Any] = {"act": "progress", "case": number, "stage": "R1", "content": SECRET}
    answer = advance(
        Stage.RECTIFICATION, {**form, "received_on": str(TODAY)}, {"badge": f"link:{number}-1"}, str(uuid4()),
        datetime.now(UTC),
    )  # fmt: skip
    assert answer.outcome is Outcome.REFUSED and answer.body["refused"]["code"] == "officer_unknown"


def test_the_secret_of_a_link_stands_nowhere(store: Store, given: tuple[str, str]) -> None:
    _, token = given
    code = token.partition(".")[2].encode()
    with store.read() as connection:
        name = connection.exec_driver_sql("PRAGMA database_list").all()[0][2]
    kept = b"".join(file.read_bytes() for file in Path(name).parent.glob("casework.sqlite*"))
    assert token.partition(".")[0].encode() in kept and code not in kept


def test_who_may_not_read_what_was_sent_gets_no_address(store: Store, visit: Visit, given: tuple[str, str]) -> None:
    number, _ = given
    other(visit, "N001").get(f"/c/{number}/links")
    colleague = other(visit, "N002")
    colleague.get(f"/c/{number}/links")
    assert colleague.last.status_code == 403 and not ADDRESS.search(colleague.last.text)
