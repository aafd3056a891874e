"""The public page for reports: nobody signs in, a code comes back once, and nothing of who reports is kept."""

import asyncio
import re
from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select, update

from deployments.desk.app import create
from deployments.desk.asked import Desk
from deployments.desk.pages import report as pages
from deployments.desk.rates import CROWD, PUBLIC, Rates
from deployments.desk.surface import ANYBODY
from deployments.settings import DeploymentSettings
from models.register_rows import OfficerRow
from models.store import report_codes
from models.store.engine import Store
from models.store.handles import CASE_FILE, INFORMANT, OFFICER, OUTBOX, SUBMISSION
from models.store.registers import REGISTERS, add
from models.store.tables import metadata
from models.vocabulary import File, Role
from tests.builders import UNIT_CODE
from tests.desk.visits import Visit, count, served, worker

INTAKE = "W001"
WORDS = "The gate <b>stands</b> open at night."
CONTACT = "赵六 13700000000"
CODE = re.compile(r"(?:[2-9A-HJ-NP-Z]{4}-){7}[2-9A-HJ-NP-Z]{4}")
PERSON = "suspected act of a natural person"
NOWHERE = "203.0.113.77"
FORM = {"subject": "other", "unit": "", "content": WORDS, "contact": ""}


@pytest.fixture(scope="module")
def desk(store: Store) -> Iterator[Desk]:
    """A desk with the public page, whose intake officer may do nothing but register reports."""
    row = OfficerRow(
        badge=INTAKE, organ="GZ-GY-NM", post="intake", email="w001@example.org", role=Role.INSPECTOR,
        valid_from=date(2025, 1, 1),
    )  # fmt: skip
    with store.write() as connection:
        add(connection, REGISTERS["officer"], [(0, row)], "operator", date(2026, 3, 2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.report_codes.store", lambda: store)
        yield Desk(store, intake=INTAKE)


@pytest.fixture(scope="module")
def public(store: Store, desk: Desk) -> Iterator[str]:
    app = create(store)
    app.state.desk = desk
    with served(app) as url:
        yield url


@pytest.fixture
def anybody(public: str, store: Store, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Visit:
    monkeypatch.setattr(desk.rates, "_limiter", Rates()._limiter)
    visit = Visit(public, store)
    visit.client.cookies.clear()
    return visit


def reported(anybody: Visit, **more: str) -> str:
    """The receipt code of a report just sent."""
    with worker(anybody.store):
        anybody.fill("/report?lang=en", {**FORM, **more})
    assert anybody.last.status_code == 200
    return str(CODE.findall(anybody.last.text)[0])


def newest(store: Store) -> tuple[str, dict[str, object]]:
    with store.read() as connection:
        row = connection.execute(
            select(CASE_FILE).where(CASE_FILE.c.kind == File.REPORT).order_by(CASE_FILE.c.no.desc())
        ).first()
    assert row is not None
    return row.no, row.acts[0]


@pytest.mark.parametrize("path", ["/report", "/report/status"])
def test_without_an_intake_officer_there_is_no_such_page(visitor: Visit, path: str) -> None:
    visitor.get(path)
    assert visitor.last.status_code == 404
    visitor.post(path, {**FORM, "_key": str(uuid4())})
    assert visitor.last.status_code == 404


def test_a_setting_opens_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEWORK_INTAKE_BADGE", INTAKE)
    monkeypatch.setattr("deployments.desk.app.deployment_settings", DeploymentSettings)
    assert create(store).state.desk.intake == INTAKE
    monkeypatch.delenv("CASEWORK_INTAKE_BADGE")
    assert create(store).state.desk.intake is None


@pytest.mark.parametrize(("lang", "title"), [("en", "Report to the organ"), ("zh", "向国家安全机关举报")])
def test_the_page_speaks_both_languages_and_sets_no_cookie_and_runs_no_script(
    anybody: Visit, lang: str, title: str
) -> None:
    for path in ("/report", "/report/status"):
        page = anybody.get(f"{path}?lang={lang}")
        assert title in page.text and "set-cookie" not in anybody.last.headers and "<script" not in anybody.last.text
        assert anybody.last.headers["cache-control"] == "no-store"
    assert "set-cookie" not in anybody.client.post("/report?lang=en", data={}).headers


def test_a_report_is_registered_and_its_code_is_shown_once(anybody: Visit, store: Store) -> None:
    with worker(store):
        sent = {**dict(anybody.get("/report?lang=en").pairs), **FORM}
        anybody.post("/report?lang=en", sent)
        code = CODE.findall(anybody.last.text)[0]
        anybody.post("/report?lang=en", sent)
    assert "shown once before" in anybody.last.text and not CODE.findall(anybody.last.text)
    number, entry = newest(store)
    assert (entry["channel"], entry["reporter"], entry["by"], entry["subject"]) == ("web", "anonymous", INTAKE, "other")
    assert number not in anybody.last.text
    with store.read() as connection:
        assert report_codes.status_for(connection, code) is not None


def test_a_receipt_code_shows_a_word_and_messages_and_takes_one(anybody: Visit, store: Store) -> None:
    code = reported(anybody)
    number, _ = newest(store)
    with store.write() as connection:
        report_codes.write(connection, number, "Which gate?", "N001", date(2026, 3, 3))
    page = anybody.post("/report/status?lang=en", {"code": code.lower().replace("-", " ")})
    assert "received" in page.text and "Which gate?" in page.text
    page = anybody.post("/report/status?lang=en", {"code": code, "message": "The north one <i>."})
    assert "Your message was kept" in page.text and "The north one <i>." in page.text
    assert "<i>" not in anybody.last.text
    with store.read() as connection:
        titles = connection.scalars(select(OUTBOX.c.body).where(OUTBOX.c.dedupe.like("report.message%"))).all()
    assert titles and not [t for t in titles if "north" in t]


@pytest.mark.parametrize("code", ["", "X", "2222-2222-2222-2222-2222-2222-2222-2222", "'; DROP TABLE report"])
def test_what_is_no_code_is_not_found(anybody: Visit, code: str) -> None:
    page = anybody.post("/report/status?lang=en", {"code": code, "message": "x"})
    assert anybody.last.status_code == 404 and "No report has this code" in page.text


def test_how_to_reach_somebody_goes_into_the_vault_alone(anybody: Visit, store: Store) -> None:
    before = count(store, INFORMANT)
    reported(anybody, contact=CONTACT)
    _, entry = newest(store)
    assert (count(store, INFORMANT), entry["reporter"]) == (before + 1, "named")
    assert not [table for table, text in everything(store) if CONTACT in text or WORDS in text]


@pytest.mark.parametrize(
    ("given", "subject", "unit"),
    [
        ({"subject": "prevention duties of a unit", "unit": UNIT_CODE}, "prevention duties of a unit", True),
        ({"subject": "prevention duties of a unit", "unit": "The glass works"}, "other", False),
        (
            {"subject": "suspected act of a natural person", "unit": UNIT_CODE},
            "suspected act of a natural person",
            False,
        ),
    ],
)
def test_a_unit_is_named_where_it_is_registered_and_the_answer_does_not_tell_which_are(
    anybody: Visit, store: Store, given: dict[str, str], subject: str, unit: bool
) -> None:
    reported(anybody, **given)
    _, entry = newest(store)
    assert (entry["subject"], entry.get("unit") == UNIT_CODE) == (subject, unit)


@pytest.mark.parametrize(
    "wrong", [{"content": " "}, {"content": "x" * (pages.ROOM + 1)}, {"subject": "all"}, {"unit": "u" * 101}]
)
def test_a_form_that_cannot_be_taken_is_shown_again_with_what_was_typed(
    anybody: Visit, store: Store, wrong: dict[str, str]
) -> None:
    before = count(store, SUBMISSION)
    page = anybody.fill("/report?lang=en", {**FORM, "contact": "A mailbox.", **wrong})
    assert (anybody.last.status_code, count(store, SUBMISSION)) == (422, before)
    assert dict(page.pairs)["contact"] == "A mailbox."


def test_while_the_engine_is_away_the_report_waits_sealed(
    anybody: Visit, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PATIENCE", 0.0)
    page = anybody.fill("/report?lang=en", FORM)
    assert anybody.last.status_code == 202 and "is being registered" in page.text
    monkeypatch.setattr(pages, "PATIENCE", 5.0)
    with worker(store):
        anybody.post("/report/waiting?lang=en", dict(page.pairs))
    assert CODE.findall(anybody.last.text)


def test_another_site_posts_nothing_and_a_browser_that_says_nothing_may(anybody: Visit, store: Store) -> None:
    sent = {**FORM, "_key": str(uuid4())}
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        assert anybody.client.post("/report", data=sent, headers=headers).status_code == 403
    with worker(store):
        assert anybody.client.post("/report", data=sent).status_code == 200


def test_a_body_that_is_too_large_is_refused_whatever_it_says_it_is(anybody: Visit) -> None:
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = anybody.client.post("/report", content=b"x" * (ANYBODY + 1), headers={"content-type": kind})
        assert answer.status_code == 413


def test_so_often_and_no_more(anybody: Visit) -> None:
    statuses = [anybody.client.get("/report").status_code for _ in range(PUBLIC.amount + 1)]
    assert statuses == [200] * PUBLIC.amount + [429]


def test_all_together_post_so_often_and_no_more(anybody: Visit) -> None:
    """However many addresses they come from, as a proxy tells them."""
    sent = {"_key": str(uuid4())}
    statuses = [
        anybody.client.post("/report", data=sent, headers={"x-forwarded-for": f"198.51.100.{n}"}).status_code
        for n in range(CROWD.amount + 1)
    ]
    assert statuses == [422] * CROWD.amount + [429]


def test_where_the_intake_officer_may_not_register_it_the_person_is_told_another_way(
    anybody: Visit, desk: Desk, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    none, officer = "NOBODY", "P100"
    with store.write() as connection:
        connection.execute(update(OFFICER).where(OFFICER.c.badge == officer).values(active=False))
    refused = ((none, "", "officer_unknown"), (officer, "", "officer_inactive"), (officer, CONTACT, "officer_inactive"))
    for badge, contact, code in refused:
        app = create(store)
        app.state.desk = Desk(store, intake=badge)
        with worker(store):
            answer = anyhow(app, {**FORM, "contact": contact, "_key": str(uuid4())})
        assert (answer.status_code, "call 12339" in answer.text) == (503, True)
        assert code in caplog.text and WORDS not in caplog.text and CONTACT not in caplog.text + answer.text
        caplog.clear()


def everything(store: Store) -> list[tuple[str, str]]:
    """Every row of every table, as text."""
    with store.read() as connection:
        return [(t.name, repr(row)) for t in metadata.sorted_tables for row in connection.execute(select(t))]


def test_no_address_is_stored_counted_or_logged(
    anybody: Visit, desk: Desk, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    app = create(store)
    app.state.desk = desk
    with worker(store):
        sent = anyhow(app, {**FORM, "_key": str(uuid4())})
        behind_a_proxy = {"x-forwarded-for": NOWHERE, "forwarded": f"for={NOWHERE}", "x-real-ip": NOWHERE}
        told = anybody.client.post("/report", data={**FORM, "_key": str(uuid4())}, headers=behind_a_proxy)
    for answer in (sent, told):
        assert answer.status_code == 200 and CODE.findall(answer.text)
    assert not [table for table, text in everything(store) if NOWHERE in text]
    counted = repr(vars(desk.rates._limiter.storage))
    assert "public" in counted and NOWHERE not in counted
    assert NOWHERE not in caplog.text and WORDS not in caplog.text


def anyhow(app: object, sent: dict[str, str]) -> httpx.Response:
    """Posted from that address, without the sockets."""

    async def post() -> httpx.Response:
        transport = httpx.ASGITransport(app, client=(NOWHERE, 4711))  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as http:
            return await http.post("/report?lang=en", data=sent)

    return asyncio.run(post())


def test_what_stands_for_an_address_is_another_one_later(monkeypatch: pytest.MonkeyPatch) -> None:
    rates = Rates()
    first = rates.nameless(NOWHERE)
    assert first == rates.nameless(NOWHERE) != rates.nameless("203.0.113.78")
    assert Rates().nameless(NOWHERE) != first
    monkeypatch.setattr(rates, "_until", 0.0)
    assert rates.nameless(NOWHERE) != first
