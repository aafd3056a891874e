"""Who reads what on the desk's pages: post x clearance x every page, typed by hand; and what the others are shown."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import update

from deployments.desk.app import PREFIX
from models.acts import case as case_acts
from models.acts import guidance
from models.acts.choices import IssuedGuidance
from models.classification import Classification
from models.store import audit, erasing
from models.store.handles import DOCUMENT, EVENT, OFFICER, SUBMISSION
from models.vocabulary import Evidence, Stage
from tests import builders
from tests.acceptance.knowing import (
    ABOVE_ALL,
    BESIDE,
    BESIDE_ALL,
    INTERNAL,
    NOWHERE,
    NUMBER,
    OTHERS,
    PERSONAL,
    READERS,
    UNTOLD,
    World,
    world_in,
)
from tests.builders import OPENED, SECRET, UNIT_CODE

PDF = b"%PDF-1.7\n"
OF_THE_CASE = (SECRET, UNIT_CODE, "GZ-GY-NM", "N001", "I1", "R1", "rectification", "running", "personal", "internal")
"""What the pages of the two cases show, and a refusal does not."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world_in(tmp_path_factory.mktemp("desk")) as made, pytest.MonkeyPatch.context() as patch:
        patch.setattr("deployments.desk.pages.acts.PATIENCE", 0.0)
        yield made


Browser = dict[str, str]
Visit = Callable[[World, Browser, str], httpx.Response]
NOBODY: Browser = {}


def browser(world: World, badge: str) -> Browser:
    """What the browser of an officer signed in this moment sends with every request."""
    token = world.desk.officer(badge)["Authorization"].removeprefix("Bearer ")
    return {"Cookie": f"session={token}", "Origin": str(world.desk.http.base_url).rstrip("/")}


def opening(path: str) -> Visit:
    def visit(world: World, who: Browser, case: str) -> httpx.Response:
        where = path.format(case=case, digest=world.digests.get(case, "0" * 64))
        return world.desk.http.get(where, headers=who)

    return visit


def closing(world: World, who: Browser, case: str) -> httpx.Response:
    filled = {"_key": str(uuid4()), "reason": SECRET}
    return world.desk.http.post(f"/c/{case}/case/close", data=filled, headers=who)


def adding(world: World, who: Browser, case: str) -> httpx.Response:
    filled = {"_key": str(uuid4()), "kind": "other"}
    return world.desk.http.post(f"/c/{case}/files", data=filled, files={"file": ("a.pdf", PDF)}, headers=who)


OF_ONE_CASE: dict[str, tuple[Visit, int, str]] = {
    "GET /c/{case}": (opening("/c/{case}"), 200, SECRET),
    "GET /c/{case}/files/{digest}": (opening("/c/{case}/files/{digest}"), 200, SECRET),
    "POST /c/{case}/files": (adding, 303, ""),
    "GET /c/{case}/{place}/{act}": (opening("/c/{case}/R1/report"), 200, SECRET),
    "POST /c/{case}/{place}/{act}": (closing, 303, ""),
}
"""Pages of one case: how to ask, what who needs to know gets, and a word of the case in it; who does not gets 403."""

OF_ITS_NOTICES = {
    "GET /c/{case}/notices": opening("/c/{case}/notices"),
    "GET /c/{case}/links": opening("/c/{case}/links"),
}
"""Pages of one case with a right of their own: of who needs to know, those in `UNTOLD` get 403 all the same."""

OF_THE_UNIT = ("GET /u/{unit}",)
"""Pages about a unit: for who sees a file about it, and of other files nothing."""

OF_ALL_CASES = {"GET /": opening("/"), "GET /cases": opening("/cases")}
"""Pages that show of every case what the officer may see, and nothing of others."""

OF_ONES_OWN = ("GET /r/{submission}", "POST /notices/{number}/acknowledge")
OF_A_LINK = (
    "GET /l/{token}", "GET /l/{token}/receipt/{submission}", "GET /l/{token}/{place}/{act}",
    "POST /l/{token}/{place}/{act}",
)  # fmt: skip
"""Pages for the unit, by a link of its own: `tests/desk/test_filing_pages.py` asks for each with a wrong one."""

OF_NO_CASE = (
    "GET /sign-in", "POST /sign-in", "POST /sign-out", "GET /open/{file}", "POST /open/{file}", "GET /static/desk.css",
    "GET /healthz", "GET /report", "POST /report", "POST /report/waiting", "GET /report/status", "POST /report/status",
)  # fmt: skip


def test_every_page_has_a_row_here(world: World) -> None:
    answered = [r for r in iter_route_contexts(world.desk.app.routes) if not str(r.path).startswith(PREFIX)]
    pages = {f"{method} {r.path}" for r in answered for method in r.methods or ()}
    assert pages == {*OF_ONE_CASE, *OF_ITS_NOTICES, *OF_THE_UNIT, *OF_ALL_CASES, *OF_ONES_OWN, *OF_A_LINK, *OF_NO_CASE}


def entered(world: World) -> tuple[int, int]:
    return world.desk.rows(SUBMISSION), world.desk.rows(DOCUMENT)


@pytest.mark.parametrize("row", OF_A_LINK)
def test_a_link_that_is_none_opens_no_page_to_anybody(world: World, row: str) -> None:
    method, path = row.split(" ")
    token = f"{world.cases[INTERNAL]}-1.{'A' * 43}"
    where = path.format(token=token, submission=uuid4(), place="R1", act="report")
    before, shown = entered(world), set()
    for who in (NOBODY, browser(world, "N001"), browser(world, "Z100")):
        own = {"Origin": str(world.desk.http.base_url).rstrip("/")}
        answer = world.desk.http.request(method, where, headers=own | who)
        assert answer.status_code == 403 and "<code>link_invalid</code>" in answer.text
        assert says_nothing(answer, "N001")
        shown.add(answer.text)
    assert len(shown) == 1 and entered(world) == before


def says_nothing(answer: httpx.Response, badge: str) -> bool:
    told = answer.text.replace(badge, "")
    return not NUMBER.search(told) and not any(word in told for word in OF_THE_CASE)


@pytest.mark.parametrize(
    ("badge", "clearance"),
    [
        ("N001", Classification.PUBLIC),
        *((b, Classification.INTERNAL) for b in READERS),
        ("N001", Classification.PERSONAL),
    ],
)
def test_who_is_on_a_case_or_over_it_opens_the_pages_that_the_clearance_reaches(
    world: World, badge: str, clearance: Classification
) -> None:
    world.clear(badge, clearance)
    may, who = world.reached(clearance), browser(world, badge)
    for name, (visit, granted, word) in OF_ONE_CASE.items():
        for case in world.cases.values():
            before, answer = entered(world), visit(world, who, case)
            if case in may:
                assert answer.status_code == granted and word in answer.text, name
            else:
                assert answer.status_code == 403 and "<code>clearance_too_low</code>" in answer.text, name
                assert says_nothing(answer, badge) and entered(world) == before, name
    for name, visit in OF_ITS_NOTICES.items():
        for case in world.cases.values():
            answer = visit(world, who, case)
            if case in may and badge not in UNTOLD:
                assert answer.status_code == 200 and case in answer.text, name
            else:
                code = "notices_restricted" if case in may else "clearance_too_low"
                assert answer.status_code == 403 and f"<code>{code}</code>" in answer.text, name
                assert says_nothing(answer, badge), name
    beside = {BESIDE} if badge in ABOVE_ALL and clearance is not Classification.PUBLIC else set()
    shown = {name: visit(world, who, "").text for name, visit in OF_ALL_CASES.items()}
    assert set(NUMBER.findall(shown["GET /cases"])) == may | beside
    assert set(NUMBER.findall(shown["GET /"])) <= may | beside
    world.clear(badge, Classification.PERSONAL)


@pytest.mark.parametrize("badge", OTHERS, ids=OTHERS.values())
def test_everybody_else_gets_the_page_of_a_case_that_is_not_there(world: World, badge: str) -> None:
    who, before = browser(world, badge), entered(world)
    for name, visit in {**{n: v for n, (v, _, _) in OF_ONE_CASE.items()}, **OF_ITS_NOTICES}.items():
        nowhere = visit(world, who, NOWHERE)
        assert nowhere.status_code == 403 and "<code>need_to_know</code>" in nowhere.text, name
        assert says_nothing(nowhere, badge), name
        for case in world.cases.values():
            answer = visit(world, who, case)
            assert (answer.status_code, answer.text) == (403, nowhere.text), name
            assert answer.headers.keys() == nowhere.headers.keys(), name
    assert entered(world) == before
    beside = {BESIDE} if badge in BESIDE_ALL else set()
    shown = {name: visit(world, who, "").text for name, visit in OF_ALL_CASES.items()}
    assert set(NUMBER.findall(shown["GET /cases"])) == beside
    assert set(NUMBER.findall(shown["GET /"])) <= beside


@pytest.mark.parametrize("badge", ["N002", "N003", "Z100"])
def test_the_page_of_a_unit_cites_the_cases_that_the_officer_may_see(world: World, badge: str) -> None:
    who = browser(world, badge)
    shown, nowhere = (opening(f"/u/{unit}?as_of=2026-03-20")(world, who, "") for unit in (UNIT_CODE, "NOWHERE"))
    assert nowhere.status_code == 403 and "<code>need_to_know</code>" in nowhere.text
    if badge == "N003":
        assert (shown.status_code, shown.text) == (403, nowhere.text)
        return
    cited = set(world.cases.values()) if badge == "N002" else set()
    assert (shown.status_code, set(NUMBER.findall(shown.text))) == (200, cited)
    assert "Regulations Art. 9(9)" in shown.text
    assert opening(f"/u/{UNIT_CODE}")(world, NOBODY, "").status_code == 303


@pytest.mark.parametrize("who", [NOBODY, {"Cookie": "session=none"}], ids=["no session", "a session that is over"])
def test_who_is_not_signed_in_is_sent_to_sign_in_whether_the_case_exists_or_not(world: World, who: Browser) -> None:
    own, before, events = {"Origin": str(world.desk.http.base_url).rstrip("/")}, entered(world), world.desk.rows(EVENT)
    for name, visit in {**{n: v for n, (v, _, _) in OF_ONE_CASE.items()}, **OF_ITS_NOTICES}.items():
        answers = [visit(world, who | own, case) for case in (*world.cases.values(), NOWHERE)]
        assert {a.status_code for a in answers} == ({303} if name.startswith("GET") else {401}), name
        told = {(a.text, NUMBER.sub("", a.headers.get("location", "")).partition("/files/")[0]) for a in answers}
        assert len(told) == 1, name
    for name, visit in OF_ALL_CASES.items():
        answer = visit(world, who | own, "")
        assert answer.status_code == 303 and answer.headers["location"].startswith("/sign-in"), name
    assert (entered(world), world.desk.rows(EVENT)) == (before, events)


def test_who_was_taken_out_of_service_is_shown_nothing(world: World) -> None:
    who, case = browser(world, "G100"), world.cases[INTERNAL]
    assert opening("/c/{case}")(world, who, case).status_code == 200
    with world.desk.store.write() as connection:
        connection.execute(update(OFFICER).where(OFFICER.c.badge == "G100").values(active=False))
    for name, visit in {**{n: v for n, (v, _, _) in OF_ONE_CASE.items()}, **OF_ITS_NOTICES, **OF_ALL_CASES}.items():
        answer = visit(world, who, case)
        assert answer.status_code == 403 and "<code>officer_inactive</code>" in answer.text, name
        assert says_nothing(answer, "G100"), name


def test_a_receipt_is_shown_to_who_submitted_and_nobody_else(world: World) -> None:
    made = closing(world, browser(world, "N002"), world.cases[INTERNAL]).headers["location"]
    assert world.desk.http.get(made, headers=browser(world, "N002")).status_code == 202
    for badge in ("N001", "N100", "P100", "A200", "M100"):
        who = browser(world, badge)
        answer, unknown = (world.desk.http.get(p, headers=who) for p in (made, f"/r/{uuid4()}"))
        assert (answer.status_code, answer.text) == (404, unknown.text)


def test_a_file_of_another_case_is_not_fetched_through_ones_own(world: World) -> None:
    world.clear("N001", Classification.INTERNAL)
    own, other = world.cases[INTERNAL], world.cases[PERSONAL]
    answer = world.desk.http.get(f"/c/{own}/files/{world.digests[other]}", headers=browser(world, "N001"))
    assert answer.status_code == 404 and SECRET not in answer.text
    world.clear("N001", Classification.PERSONAL)


def test_a_refused_page_is_an_event_of_the_case_and_the_record_stays_whole(world: World) -> None:
    who, case = browser(world, "C002"), world.cases[PERSONAL]
    for visit, _, _ in OF_ONE_CASE.values():
        assert visit(world, who, case).status_code == 403
    assert opening("/c/{case}")(world, who, NOWHERE).status_code == 403
    noted = {(chain, code) for chain, _, code in world.desk.refusals("C002")}
    assert noted == {(case, "need_to_know"), ("system", "need_to_know")}
    with world.desk.store.read() as connection:
        for chain in (*world.cases.values(), "system"):
            verified = audit.verify(connection, chain)
            assert verified.ok, verified.first_bad


def test_recusal_takes_effect_with_the_next_page(world: World) -> None:
    who, case = browser(world, "N002"), world.cases[INTERNAL]
    assert opening("/c/{case}")(world, who, case).status_code == 200
    aside = case_acts.Recuse(case=case, officer="N002", reason=SECRET)
    builders.take(world.desk.store, Stage.CASE, aside, "N100", OPENED)
    assert "<code>need_to_know</code>" in opening("/c/{case}")(world, who, case).text
    assert case not in opening("/cases")(world, who, "").text


def test_the_case_says_how_confidential_it_is(world: World) -> None:
    shown = opening("/c/{case}")(world, browser(world, "N001"), world.cases[PERSONAL]).text
    assert "<dt>classification</dt><dd>personal information</dd>" in shown


def test_a_case_whose_key_was_destroyed_shows_its_codes_and_says_why_no_words(world: World) -> None:
    store = world.desk.store
    case = builders.walk_to(store, "case open")
    issued = guidance.Issue(case=case, form=IssuedGuidance.REMINDER, content=SECRET)
    builders.take(store, Stage.GUIDANCE, issued, "N001", OPENED)
    with store.write() as connection:
        builders.stored(connection, case, Evidence.OTHER)
    builders.take(store, Stage.GUIDANCE, guidance.Complete(case=case, outcome=SECRET), "N001", OPENED)
    builders.take(store, Stage.CASE, case_acts.Close(case=case, reason=SECRET), "N001", OPENED)
    erasing.destroy(store, case, "kept long enough", "operator", OPENED)
    shown = opening("/c/{case}")(world, browser(world, "N001"), case)
    assert shown.status_code == 200 and UNIT_CODE in shown.text and "/files" not in shown.text
    assert "The key of this case was destroyed" in shown.text and SECRET not in shown.text
    found = world.desk.get("N001", f"/cases/{case}").json()
    assert (found["erased"], found["narrative"], found["unit"]) == (True, [], UNIT_CODE)
    assert world.desk.get("N001", f"/cases/{world.cases[INTERNAL]}").json()["erased"] is False
