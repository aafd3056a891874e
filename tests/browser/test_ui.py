"""What an inspector and an administrator see in Prefect's own pages."""

import json
import sqlite3
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from deployments.demo.world import UNIT_CODE
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

SECRET = "Weaknesses that nobody else may read"


def form_of(site: Site, deployment: str, filled: dict[str, str]) -> str:
    """The address of an act's form, as receipts give it."""
    found = httpx.get(f"{site.ui}/api/deployments/name/{deployment}", trust_env=False).json()
    parameters = quote(json.dumps({"act": filled}))
    return f"{site.ui}/deployments/deployment/{found['id']}/run?parameters={parameters}"


def fill(page: Page, title: str, text: str) -> None:
    """Fill the field with this title. The page ties no label to its input, so the innermost property is looked up."""
    page.locator(".schema-form-property", has=page.get_by_text(title, exact=True)).last.locator("textarea").fill(text)


@pytest.fixture
def page(chromium: Browser) -> Page:
    page = chromium.new_page(viewport={"width": 1300, "height": 1500})
    page.set_default_timeout(60_000)
    return page


def test_administrators_find_a_deployment_for_each_act(site: Site, page: Page, shots: Path) -> None:
    page.goto(f"{site.ui}/deployments")
    expect(page.get_by_text("59 Deployments")).to_be_visible(timeout=60_000)
    page.screenshot(path=shots / "deployments.png")


def test_an_inspector_opens_a_case_in_the_form_and_finds_the_receipt(site: Site, page: Page, shots: Path) -> None:
    page.goto(form_of(site, "case/open", {"unit": UNIT_CODE}))
    fill(page, "Why the case is opened · 立案事由", SECRET)
    fill(page, "Your badge number · 本人警号", "N001")
    page.screenshot(path=shots / "form.png", full_page=True)
    page.get_by_role("button", name="Submit").click()
    page.wait_for_url("**/runs/flow-run/**")
    expect(page.get_by_text("Completed").first).to_be_visible(timeout=60_000)
    page.screenshot(path=shots / "run.png")
    page.goto(f"{site.ui}/artifacts/key/case-gz-2026-000001")
    expect(page.get_by_text("GZ-2026-000001: open the case").first).to_be_visible()
    page.screenshot(path=shots / "receipt.png", full_page=True)
    with sqlite3.connect(site.database) as database:
        rows = database.execute("SELECT act, actor FROM case_event WHERE chain = 'GZ-2026-000001'").fetchall()
    assert rows == [("case.open", "N001")]
    runs = httpx.post(f"{site.ui}/api/flow_runs/filter", json={}, trust_env=False).json()
    assert SECRET not in json.dumps(runs)
    assert [run["parameters"] for run in runs if run["name"] == "GZ-2026-000001 open"] == [
        {"act": {"act": "redacted", "of": "open", "case": "GZ-2026-000001"}}
    ]


def test_an_act_refused_by_law_is_told_from_a_fault_at_a_glance(site: Site, page: Page, shots: Path) -> None:
    page.goto(form_of(site, "case/assign", {"case": "GZ-2026-000001", "handler": "N001"}))
    fill(page, "Your badge number · 本人警号", "N002")
    page.get_by_role("button", name="Submit").click()
    page.wait_for_url("**/runs/flow-run/**")
    expect(page.get_by_text("Refused").first).to_be_visible(timeout=60_000)
    page.screenshot(path=shots / "refused.png")
