"""Pages for people who have no account, in a browser without scripts: the public page, and a unit's link."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from deployments.desk.app import create
from deployments.desk.asked import Desk
from models.acts import link as forms
from models.acts.choices import UnitAct
from models.facts import LinkId
from models.store import unit_links
from models.store.engine import Store
from models.vocabulary import Stage
from tests import builders
from tests.desk.visits import served, worker, world

pytestmark = pytest.mark.browser

TODAY = datetime.now(UTC).astimezone().date()
WORDS = "The gate <b>stands</b> open at night."
PHONE, LANGUAGES = 390, ("en", "zh")
INTAKE = "N001"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with world(tmp_path_factory.mktemp("public")) as opened, worker(opened), pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.report_codes.store", lambda: opened)
        yield opened


@pytest.fixture(scope="module")
def url(store: Store) -> Iterator[str]:
    app = create(store)
    app.state.desk = Desk(store, intake=INTAKE)
    with served(app) as url:
        yield url


@pytest.fixture(scope="module")
def link(store: Store, url: str) -> str:
    """The address of a link for a running order, to file its report."""
    number = builders.walk_to(store, "rectification running")
    form = forms.OpenLink(case=number, acts=[UnitAct.REPORT], expires_on=TODAY + timedelta(days=30))
    builders.take(store, Stage.CASE, form, "N001", TODAY)
    return f"{url}/l/{unit_links.token(store, LinkId(number, 1))}"


@pytest.fixture
def anybody(chromium: Browser) -> Iterator[Page]:
    """Nobody is signed in, nothing is kept, nothing runs; a phone."""
    context = chromium.new_context(viewport={"width": PHONE, "height": 800}, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def usable(page: Page, path: Path) -> None:
    """No wider than the phone, one heading above all, every field named by a label of its own; a picture is left."""
    page.screenshot(path=path, full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE, path.name
    expect(page.locator("h1")).to_have_count(1)
    named = "[...document.querySelectorAll('input:not([type=hidden]), select, textarea')].every(one => "
    assert page.evaluate(f"{named} one.labels.length === 1 && one.labels[0].innerText.trim())"), path.name
    ids = "[...document.querySelectorAll('[id]')].map(one => one.id)"
    assert page.evaluate(f"new Set({ids}).size === {ids}.length"), path.name


def reached(page: Page, field: Locator) -> None:
    """The keyboard comes to it from the top of the page, past the link to the content."""
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("Tab")
        if field.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError("the keyboard does not come to it")


def test_a_citizen_reports_keeps_the_code_looks_and_leaves_a_message(anybody: Page, url: str, shots: Path) -> None:
    anybody.goto(f"{url}/report?lang=en")
    usable(anybody, shots / "public-form.png")
    reached(anybody, anybody.get_by_label("What it is about"))
    anybody.get_by_label("What it is about").select_option(label="other")
    anybody.get_by_label("Your report").fill(WORDS)
    anybody.get_by_role("button", name="Send the report").click()
    expect(anybody.get_by_role("status")).to_contain_text("Your report is registered")
    usable(anybody, shots / "public-receipt.png")
    code = anybody.locator(".receipt").inner_text()
    anybody.get_by_role("link", name="You have a receipt code already").click()
    usable(anybody, shots / "public-status.png")
    anybody.get_by_label("Receipt code").fill(code.replace("-", " ").lower())
    anybody.get_by_role("button", name="See how it stands").click()
    expect(anybody.locator("dd")).to_have_text("received")
    anybody.get_by_label("Your message").fill("The north one <i>.")
    anybody.get_by_role("button", name="Leave the message").click()
    expect(anybody.get_by_role("status")).to_contain_text("Your message was kept")
    expect(anybody.get_by_text("The north one <i>.")).to_be_visible()
    usable(anybody, shots / "public-message.png")
    assert anybody.context.cookies() == []


def test_a_unit_files_its_report_through_its_link_and_sees_its_receipt(anybody: Page, link: str, shots: Path) -> None:
    anybody.goto(f"{link}?lang=en")
    usable(anybody, shots / "link.png")
    anybody.get_by_role("link", name="File the rectification report").click()
    usable(anybody, shots / "link-form.png")
    reached(anybody, anybody.get_by_label("Report", exact=False).first)
    anybody.get_by_label("Report", exact=False).first.fill(WORDS)
    page = {"name": "report.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"}
    anybody.get_by_label("A file to go with it").set_input_files(page)  # type: ignore[arg-type]
    anybody.get_by_role("button", name="File the rectification report").click()
    expect(anybody.get_by_role("status")).to_contain_text("Received")
    expect(anybody.get_by_text("File the rectification report (R1)")).to_be_visible()
    usable(anybody, shots / "link-receipt.png")
    anybody.goto(f"{link[:-3]}xyz")
    expect(anybody.get_by_role("alert")).to_contain_text("link_invalid")
    usable(anybody, shots / "link-refused.png")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_their_first_pages_fit_a_phone_and_name_no_desk(anybody: Page, url: str, link: str, lang: str) -> None:
    for address in (f"{url}/report", f"{url}/report/status", link):
        anybody.goto(f"{address}?lang={lang}")
        assert anybody.evaluate("document.documentElement.scrollWidth") == PHONE, address
        assert anybody.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-Hans"}[lang]
        organ = {"en": "State security organ", "zh": "国家安全机关"}[lang]
        expect(anybody.locator("header .name")).to_have_text(organ)
        assert anybody.title().endswith(f" · {organ}")
