"""The desk's pages: signing in, reading by need to know, files, and what no other site may do."""

import re
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from deployments.desk import reading
from deployments.desk.app import create
from models.store.engine import Store
from models.store.handles import EVENT, SUBMISSION
from tests.builders import UNIT_CODE
from tests.desk.visits import SECRET, Codes, Visit, count, other, served, sign_in, world

PDF = b"%PDF-1.4\nThe door stands open.\n"


def test_who_is_not_signed_in_is_led_to_sign_in_and_then_back(visitor: Visit, codes: Codes) -> None:
    page = visitor.get("/c/GZ-2026-000001")
    assert visitor.path == "/sign-in" and dict(page.pairs)["_back"] == "/c/GZ-2026-000001"
    sign_in(visitor, "C001", codes.next("C001"), back="/cases")
    assert visitor.path == "/cases" and visitor.last.status_code == 200
    sign_in(visitor, "C001", codes.next("C001"), back="//evil.example/")
    assert visitor.last.url == f"{visitor.url}/"


def test_the_cookie_is_for_the_browser_only_and_worth_nothing_after_signing_out(visitor: Visit, codes: Codes) -> None:
    sign_in(visitor, "C002", codes.next("C002"))
    set_cookie = visitor.last.history[0].headers["set-cookie"]
    assert "HttpOnly" in set_cookie and "SameSite=lax" in set_cookie and "Secure" not in set_cookie
    token = visitor.client.cookies["session"]
    assert "You are signed out." in visitor.post("/sign-out", {"_key": ""}).text
    assert "session" not in visitor.client.cookies
    visitor.client.cookies["session"] = token
    visitor.get("/")
    assert visitor.path == "/sign-in"


def test_over_tls_only_this_host_sets_the_cookie(store: Store, codes: Codes) -> None:
    with served(create(store, secure=True)) as url:
        answer = httpx.post(
            f"{url}/sign-in", data={"badge": "N003", "_code": codes.next("N003")}, headers={"origin": url},
            trust_env=False,
        )  # fmt: skip
    assert answer.status_code == 303
    assert re.match("__Host-session=.*HttpOnly; Path=/; SameSite=lax; Secure", answer.headers["set-cookie"])


@pytest.mark.parametrize(
    ("badge", "told"), [("C001", "passcode_wrong"), ("X1", "officer_unknown"), ("a b\0", "officer_unknown")]
)
def test_a_wrong_code_is_refused_on_the_page_with_the_badge_still_there(
    visit: Visit, codes: Codes, badge: str, told: str
) -> None:
    codes.of("C001")
    page = sign_in(visit, badge, "12345x", back="/cases")
    assert visit.last.status_code == 403 and told in page.text
    assert dict(page.pairs) | {"_code": ""} == {"badge": badge.strip(), "_back": "/cases", "_code": ""}


def test_a_demo_asks_for_no_code(tmp_path: Path) -> None:
    with world(tmp_path, demo=True) as demo, served(create(demo)) as url:
        visit = Visit(url, demo)
        assert "_code" not in dict(visit.get("/sign-in").pairs)
        visit.post("/sign-in", {"badge": "N001", "_back": "/cases"})
        assert visit.path == "/cases"


@pytest.mark.parametrize(
    ("badge", "path"),
    [("Z100", ""), ("C001", "/case/close"), ("C002", "/inspection/request"), ("N003", f"/files/{'0' * 64}")],
)
def test_who_does_not_need_to_know_sees_nothing_and_leaves_a_trace(
    visit: Visit, case: str, store: Store, badge: str, path: str
) -> None:
    stranger = other(visit, badge)
    before = count(store, EVENT)
    page = stranger.get(f"/c/{case}{path}")
    assert stranger.last.status_code == 403 and "need_to_know" in page.text and UNIT_CODE not in stranger.last.text
    assert count(store, EVENT) == before + 1
    assert case not in stranger.get("/cases").text and case not in stranger.get("/").text


def test_a_file_is_added_and_offered_as_proof(visit: Visit, case: str) -> None:
    asked = {"kind": "photograph", "_key": str(uuid4())}
    sent = visit.client.post(
        f"/c/{case}/files", data=asked, files={"file": ("door.pdf", PDF)},
        headers={"origin": visit.url},
    )  # fmt: skip
    assert sent.status_code == 200 and "photograph" in sent.text
    (digest,) = set(re.findall(rf"/c/{case}/files/([0-9a-f]{{64}})", sent.text))
    fetched = visit.client.get(f"/c/{case}/files/{digest}")
    assert fetched.content == PDF
    assert fetched.headers["content-disposition"].startswith("attachment")
    choices = [has["value"] for tag, has in visit.get(f"/c/{case}/case/consent").tags if tag == "option"]
    assert digest in choices


@pytest.mark.parametrize("file", [None, ("run.exe", b"MZ\x90\x00"), ("empty.txt", b"")])
def test_no_file_or_one_of_a_type_not_allowed_is_refused(
    visit: Visit, case: str, file: tuple[str, bytes] | None
) -> None:
    sent = visit.client.post(
        f"/c/{case}/files", data={"kind": "photograph"}, files={"file": file} if file else {"other": b""},
        headers={"origin": visit.url},
    )  # fmt: skip
    assert sent.status_code == 422 and "/files/" not in sent.text


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/sign-in", {"origin": "null"}),
        ("/sign-out", {"origin": "https://evil.example"}),
        ("/open/case", {"origin": "https://evil.example"}),
        ("/c/{case}/case/relate", {"sec-fetch-site": "cross-site"}),
        ("/c/{case}/files", {"origin": "null"}),
    ],
)
def test_no_other_site_posts_for_who_is_signed_in(
    visit: Visit, case: str, store: Store, path: str, headers: dict[str, str]
) -> None:
    before = count(store, SUBMISSION)
    page = visit.post(path.replace("{case}", case), {"other": case, "_key": str(uuid4())}, **headers)
    assert visit.last.status_code == 403 and "foreign_page" in page.text
    assert count(store, SUBMISSION) == before
    visit.get("/")
    assert visit.path == "/"


@pytest.mark.parametrize(
    "path", ["/c/GZ-1", "/c/x%00", "/open/rectification", "/open/x", "/r/x", "/c/{case}/R1/nothing",
             "/c/{case}/case/open", "/c/{case}/activity/plan", "/c/{case}/files/x", "/nothing", "/static/../secret"]
)  # fmt: skip
def test_an_address_that_means_nothing_is_not_found(visit: Visit, case: str, path: str) -> None:
    page = visit.get(path.replace("{case}", case))
    assert visit.last.status_code == 404 and "no such page" in page.text


def test_errors_of_the_interface_for_programs_stay_json(visit: Visit) -> None:
    assert visit.client.get("/api/v1/nothing").headers["content-type"] == "application/problem+json"
    refused = visit.client.post("/cases", headers={"origin": visit.url})
    assert refused.status_code == 405 and "cannot be answered" in refused.text and "<html" in refused.text


def test_a_fault_nobody_foresaw_is_a_page_and_its_text_is_kept_by_nobody(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(reading, "inbox_of", broken)
    page = visit.get("/")
    assert visit.last.status_code == 500 and "Something went wrong" in page.text
    assert "internal: RuntimeError" in caplog.text
    assert SECRET not in caplog.text and "Weak prevention" not in visit.last.text


def test_the_language_asked_for_is_kept(visitor: Visit) -> None:
    visit = visitor
    visit.client.cookies.delete("language")
    assert "登录" in visit.get("/sign-in").text
    assert "Sign in" in visit.get("/sign-in?lang=en").text
    assert "Sign in" in visit.get("/sign-in").text
    assert "登录" in visit.get("/sign-in?lang=zh").text
    assert visit.get("/sign-in?lang=xx").text and visit.client.cookies["language"] == "zh"


def test_pages_are_kept_by_nobody_and_run_nothing(visit: Visit) -> None:
    visit.get("/")
    headers = visit.last.headers
    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"
    style = visit.client.get("/static/desk.css")
    assert style.headers["content-type"].startswith("text/css") and style.status_code == 200
