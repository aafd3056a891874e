"""What an inspector and an administrator see in Prefect's own pages."""

import json
import sqlite3
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from deployments.demo.world import UNIT_CODE
from models.lifecycle import LIFECYCLE
from models.vocabulary import Stage
from tests.browser.conftest import Site

SCHEDULED = 7
"""Sweep, drain, housekeeping, leftovers, checkpoint, signs of life, education plans."""

pytestmark = pytest.mark.browser

SECRET = "Weaknesses that nobody else may read"


def form_of(site: Site, deployment: str, filled: dict[str, str]) -> str:
    """The address of an act's form, as receipts give it."""
    found = site.asked("GET", f"/deployments/name/{deployment}")
    parameters = quote(json.dumps({"act": filled}))
    return f"{site.ui}/deployments/deployment/{found['id']}/run?parameters={parameters}"


def fill(page: Page, title: str, text: str) -> None:
    """Fill the field with this title. The page ties no label to its input, so the innermost property is looked up."""
    page.locator(".schema-form-property", has=page.get_by_text(title, exact=True)).last.locator("textarea").fill(text)


def submit(page: Page, filled: dict[str, str]) -> None:
    """Fill and submit the form, as a person would: again where the page or a busy server did not take it."""
    for last in (False, False, True):
        for title, text in filled.items():
            fill(page, title, text)
        try:
            with page.expect_response("**/create_flow_run", timeout=30_000) as created:
                page.get_by_role("button", name="Submit").click()
        except PlaywrightTimeout:
            if last:
                raise
        else:
            if created.value.ok:
                return
            assert not last, created.value.status


def submitted(page: Page, site: Site, shot: Path, filled: dict[str, str]) -> Any:
    """Submit the form, see the run on the deployment's page, open it when it has ended; returns the run."""
    submit(page, filled)
    page.wait_for_url("**?tab=Runs")
    until = time.monotonic() + 60
    deployment = page.url.split("/deployment/")[1].split("?")[0]
    wanted = {"deployments": {"id": {"any_": [deployment]}}}
    while time.monotonic() < until:
        runs = site.asked("POST", "/flow_runs/filter", **wanted)
        if runs and runs[0]["state_type"] == "COMPLETED":
            break
        page.wait_for_timeout(200)
    page.goto(f"{site.ui}/runs/flow-run/{runs[0]['id']}")
    expect(page.get_by_text(runs[0]["state_name"]).first).to_be_visible(timeout=60_000)
    page.screenshot(path=shot)
    return runs[0]


def opened(chromium: Browser) -> Page:
    """A browser that has never been here."""
    page = chromium.new_page(viewport={"width": 1300, "height": 1500})
    page.set_default_timeout(60_000)
    return page


def sign_in(page: Page, site: Site, secret: str) -> None:
    page.goto(f"{site.ui}/login")
    page.locator("input[type=password]").fill(secret)
    page.get_by_role("button", name="Login").click()


@pytest.fixture
def page(chromium: Browser, site: Site) -> Page:
    page = opened(chromium)
    sign_in(page, site, site.password)
    page.wait_for_url("**/dashboard")
    return page


def test_prefect_s_pages_show_nothing_without_the_password(site: Site, chromium: Browser, shots: Path) -> None:
    page = opened(chromium)
    page.goto(f"{site.ui}/deployments")
    page.wait_for_url("**/login**")
    sign_in(page, site, "casework:guessed")
    expect(page.get_by_role("button", name="Login")).to_be_enabled()
    page.screenshot(path=shots / "sign-in.png")
    assert "/login" in page.url
    expect(page.get_by_text("Deployments")).to_have_count(0)


def test_administrators_find_a_deployment_for_each_act(site: Site, page: Page, shots: Path) -> None:
    page.goto(f"{site.ui}/deployments")
    expect(page.get_by_text(f"{len(LIFECYCLE) + len(Stage) + SCHEDULED} Deployments")).to_be_visible(timeout=60_000)
    page.screenshot(path=shots / "deployments.png")


def test_an_inspector_opens_a_case_in_the_form_and_finds_the_receipt(site: Site, page: Page, shots: Path) -> None:
    page.goto(form_of(site, "case/open", {"unit": UNIT_CODE}))
    filled = {"Why the case is opened · 立案事由": SECRET, "Your badge number · 本人警号": "N001"}
    for title, text in filled.items():
        fill(page, title, text)
    page.screenshot(path=shots / "form.png", full_page=True)
    run = submitted(page, site, shots / "run.png", filled)
    assert (run["name"], run["state_name"]) == ("GZ-2026-000001 open", "Completed")
    assert run["parameters"] == {"act": {"act": "redacted", "of": "open", "case": "GZ-2026-000001"}}
    assert "case:GZ-2026-000001" in run["tags"]
    page.goto(f"{site.ui}/artifacts/key/case-gz-2026-000001")
    page.locator("a[href*='/artifacts/artifact/']").first.click()
    expect(page.get_by_text("GZ-2026-000001: open the case").first).to_be_visible()
    page.screenshot(path=shots / "receipt.png", full_page=True)
    with sqlite3.connect(site.database) as database:
        rows = database.execute("SELECT act, actor FROM case_event WHERE chain = 'GZ-2026-000001'").fetchall()
    assert rows == [("case.open", "N001")]
    for kind in ("flow_runs", "artifacts", "logs"):
        assert SECRET not in json.dumps(site.asked("POST", f"/{kind}/filter"), ensure_ascii=False), kind


def test_an_act_refused_by_law_is_told_from_a_fault_at_a_glance(site: Site, page: Page, shots: Path) -> None:
    page.goto(form_of(site, "case/assign", {"case": "GZ-2026-000001", "handler": "N001"}))
    run = submitted(page, site, shots / "refused.png", {"Your badge number · 本人警号": "N002"})
    assert (run["state_type"], run["state_name"]) == ("COMPLETED", "Refused")


@pytest.mark.parametrize(
    ("deployment", "fields"),
    [
        ("inspection/request", ("Places · 检查场所", "Methods (Art. 22) · 方式（第二十二条）")),
        ("technical/notify", ("Announced from · 告知起始时间", "Proof of service · 送达凭证")),
        ("interview/hold", ("Commitments · 整改承诺", "Witness of the refusal · 见证人")),
        ("case/annul", ("Stage annulled · 被撤销的环节", "Decided by · 作出决定的机关")),
        ("activity/plan", ("Units · 单位", "Planned for · 计划日期")),
    ],
)
def test_a_form_asks_for_what_its_act_needs(
    site: Site, page: Page, shots: Path, deployment: str, fields: tuple[str, ...]
) -> None:
    page.goto(form_of(site, deployment, {} if deployment == "activity/plan" else {"case": "GZ-2026-000001"}))
    expect(page.get_by_text("Your badge number · 本人警号", exact=True).first).to_be_visible(timeout=60_000)
    page.screenshot(path=shots / f"form-{deployment.replace('/', '-')}.png", full_page=True)
    for title in fields:
        expect(page.get_by_text(title).first).to_be_visible()
