"""The desk in a browser: signing in, deciding with a fresh code, a refusal over the form, and all of it on a phone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from deployments.desk.app import create
from models.store import sessions
from models.store.engine import Store
from tests.builders import UNIT_CODE
from tests.desk.visits import Codes, served, worker, world

pytestmark = pytest.mark.browser

SECRET = "Weaknesses <b>that</b> nobody else may read"
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with world(tmp_path_factory.mktemp("desk")) as opened, worker(opened):
        yield opened


@pytest.fixture(scope="module")
def codes(store: Store) -> Codes:
    return Codes(store)


@pytest.fixture(scope="module")
def url(store: Store) -> Iterator[str]:
    with served(create(store)) as url:
        yield url


@pytest.fixture(scope="module")
def inspector(chromium: Browser, url: str, codes: Codes) -> Iterator[Page]:
    """N001, signed in, in English, on a wide screen without scripts."""
    yield from signed_in(chromium, url, codes, "N001")


@pytest.fixture(scope="module")
def head(chromium: Browser, url: str, codes: Codes) -> Iterator[Page]:
    """C100, a responsible person of the city organ."""
    yield from signed_in(chromium, url, codes, "C100")


def signed_in(chromium: Browser, url: str, codes: Codes, badge: str) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1000, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{url}/cases?lang=en")
    expect(page).to_have_url(f"{url}/sign-in?back=/cases")
    page.goto(f"{url}/sign-in?back=/cases&lang=en")
    page.get_by_label("Badge number").fill(badge)
    page.get_by_label("Passcode").fill(codes.next(badge))
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{url}/cases")
    yield page
    context.close()


@pytest.fixture(scope="module")
def case(inspector: Page, url: str, shots: Path) -> str:
    """A case that N001 opened on the page."""
    inspector.goto(url)
    inspector.get_by_role("link", name="Open the case").click()
    inspector.get_by_label("Unit").fill(UNIT_CODE)
    inspector.get_by_label("Handler").fill("N001")
    inspector.get_by_label("Why the case is opened").fill(SECRET)
    inspector.screenshot(path=shots / "desk-open.png", full_page=True)
    inspector.get_by_role("button", name="Submit").last.click()
    expect(inspector.get_by_text("Recorded")).to_be_visible()
    inspector.screenshot(path=shots / "desk-receipt.png", full_page=True)
    inspector.get_by_role("link", name="Back to GZ-").click()
    return inspector.url.rsplit("/", 1)[1]


@pytest.fixture(scope="module")
def requested(inspector: Page, url: str, case: str) -> None:
    """An inspection of the case, requested on the page."""
    inspector.goto(f"{url}/c/{case}/inspection/request")
    inspector.get_by_label("Ground (Art. 21)").select_option(label="report of clues received")
    inspector.get_by_label("Facts behind the ground").fill(SECRET)
    inspector.get_by_label("consult material").check()
    inspector.get_by_label("Places").fill("Server room.\nReading room.")
    inspector.get_by_label("First day").fill("2027-03-01")
    inspector.get_by_label("Last day").fill("2027-03-10")
    inspector.get_by_label("Team").fill("N001\nN002")
    inspector.get_by_role("button", name="Submit").last.click()
    expect(inspector.get_by_text("Recorded")).to_be_visible()


def test_the_case_shows_what_was_written_as_text(inspector: Page, url: str, case: str, shots: Path) -> None:
    inspector.goto(f"{url}/c/{case}")
    inspector.get_by_text("What was stated").first.click()
    expect(inspector.get_by_text(SECRET)).to_be_visible()
    inspector.screenshot(path=shots / "desk-case.png", full_page=True)


@pytest.mark.usefixtures("requested")
def test_a_head_finds_in_the_inbox_what_waits_and_approves_it_with_a_fresh_code(
    head: Page, url: str, case: str, codes: Codes, shots: Path
) -> None:
    head.goto(url)
    head.screenshot(path=shots / "desk-inbox.png", full_page=True)
    head.get_by_role("link", name="I1: approve the inspection").click()
    for stated in ("consult material", "1. Server room.", "2027-03-10", "N001, N002", SECRET):
        expect(head.get_by_text(stated)).to_be_visible()
    head.get_by_label("Fresh passcode").fill("000000")
    head.get_by_label("Opinion").fill("Agreed.")
    head.get_by_role("button", name="Submit").last.click()
    expect(head.get_by_role("alert")).to_contain_text("passcode_wrong")
    expect(head.get_by_label("Opinion")).to_have_value("Agreed.")
    head.screenshot(path=shots / "desk-approve.png", full_page=True)
    head.get_by_label("Fresh passcode").fill(codes.next("C100"))
    head.get_by_role("button", name="Submit").last.click()
    expect(head.get_by_text("Recorded")).to_be_visible()
    expect(head.get_by_text("approved")).to_be_visible()


@pytest.mark.usefixtures("requested")
def test_a_refusal_stands_over_the_form_with_its_article_and_what_was_typed(
    inspector: Page, url: str, case: str, shots: Path
) -> None:
    inspector.goto(f"{url}/c/{case}/I1/record")
    inspector.get_by_label("Day of inspection").fill("2026-11-20")
    inspector.get_by_label("consult material").check()
    inspector.get_by_role("button", name="One more: Findings").click()
    inspector.get_by_label("Facts and evidence").fill(SECRET)
    inspector.get_by_label("Article and item").select_option("reg-8-1")
    inspector.locator("#f-findings-0-since").fill("2026-11-01")
    inspector.locator("#f-findings-0-until").fill("2026-11-02")
    inspector.get_by_role("button", name="One more: Findings").click()
    expect(inspector.get_by_label("Facts and evidence").first).to_have_value(SECRET)
    expect(inspector.get_by_label("Facts and evidence")).to_have_count(2)
    inspector.get_by_label("Inspectors present").fill("N001\nN002")
    inspector.get_by_label("Signature of the unit").select_option(label="signed")
    inspector.get_by_role("button", name="Submit").last.click()
    alert = inspector.get_by_role("alert")
    expect(alert).to_contain_text("wrong_state")
    expect(alert).to_contain_text("Regulations Art. 3")
    expect(inspector.get_by_label("Facts and evidence")).to_have_value(SECRET)
    inspector.screenshot(path=shots / "desk-refused.png", full_page=True)


def test_a_form_of_a_session_that_ended_is_sent_again_after_signing_in(
    inspector: Page, url: str, case: str, codes: Codes, store: Store, shots: Path
) -> None:
    inspector.goto(f"{url}/c/{case}/case/relate")
    inspector.get_by_label("Related case").fill(case)
    with store.write() as connection:
        sessions.end_all(connection, "N001", datetime.now(UTC))
    inspector.get_by_role("button", name="Submit").last.click()
    expect(inspector.get_by_role("alert")).to_contain_text("nothing you typed is lost")
    inspector.screenshot(path=shots / "desk-over.png", full_page=True)
    with inspector.context.expect_page() as opened:
        inspector.get_by_role("link", name="Sign in again in a new window").click()
    window = opened.value
    window.get_by_label("Badge number").fill("N001")
    window.get_by_label("Passcode").fill(codes.next("N001"))
    window.get_by_role("button", name="Sign in").click()
    window.close()
    inspector.reload()
    expect(inspector.get_by_role("alert")).to_contain_text("self_relation")
    expect(inspector.get_by_label("Related case")).to_have_value(case)


@pytest.mark.usefixtures("requested")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_on_a_phone_no_page_is_wider_than_the_screen(
    inspector: Page, url: str, case: str, shots: Path, lang: str
) -> None:
    phone = inspector.context.browser
    assert phone is not None
    context = phone.new_context(viewport=PHONE, storage_state=inspector.context.storage_state())  # type: ignore[arg-type]
    page = context.new_page()
    for name, path in {
        "inbox": "/", "cases": "/cases", "case": f"/c/{case}", "record": f"/c/{case}/I1/record",
        "request": f"/c/{case}/inspection/request", "sign-in": "/sign-in", "nothing": "/c/GZ-2020-000001",
    }.items():  # fmt: skip
        page.goto(f"{url}{path}?lang={lang}")
        page.screenshot(path=shots / f"desk-phone-{lang}-{name}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], path
        assert page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-Hans"}[lang]
    context.close()


def test_every_input_can_be_reached_with_the_keyboard(inspector: Page, url: str, case: str) -> None:
    inspector.goto(f"{url}/c/{case}/case/relate")
    inspector.keyboard.press("Tab")
    expect(inspector.get_by_role("link", name="To the content")).to_be_focused()
    inspector.keyboard.press("Enter")
    for name in ("case", "other"):
        inspector.keyboard.press("Tab")
        focused = inspector.locator(":focus")
        expect(focused).to_have_attribute(*{"case": ("href", f"/c/{case}"), "other": ("name", "other")}[name])


def test_signing_out_ends_it(inspector: Page, url: str) -> None:
    inspector.goto(url)
    inspector.get_by_role("button", name="Sign out").click()
    expect(inspector.get_by_text("You are signed out.")).to_be_visible()
    inspector.goto(f"{url}/cases")
    expect(inspector).to_have_url(f"{url}/sign-in?back=/cases")
