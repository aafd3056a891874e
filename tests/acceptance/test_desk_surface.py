"""What every answer of the desk carries, how large and how often one may ask, and what hostile input gets."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from deployments.desk.app import PREFIX
from deployments.desk.surface import FORM, HEADERS
from models.store.handles import SUBMISSION
from tests.acceptance.at_desk import AtDesk, desk_in
from tests.builders import SECRET, UNIT_CODE

OPEN = {"unit": UNIT_CODE, "handler": "N001", "reason": SECRET}
NOWHERE = "GZ-2026-999999"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtDesk]:
    with desk_in(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


@pytest.fixture
def desk(place: AtDesk) -> AtDesk:
    place.forget_rates()
    return place


def spoken(desk: AtDesk, lines: str) -> int:
    """The status of the answer to a request written by hand."""
    port = desk.http.base_url.port
    assert port is not None
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        head = f"{lines}\r\nHost: desk\r\nConnection: close\r\nAuthorization: {desk.officer('N001')['Authorization']}"
        line.sendall(f"{head}\r\n\r\n".encode())
        return int(line.recv(65536).split(b" ", 2)[1])


@pytest.mark.parametrize(("size", "status", "code"), [(64 * 1024, 422, "bad_input"), (FORM + 1, 413, "too_large")])
def test_a_body_that_was_not_announced_ends_at_the_limit(desk: AtDesk, size: int, status: int, code: str) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(size // 1024):
            yield bytes(1024)
        yield bytes(size % 1024)

    async def asked() -> httpx.Response:
        # Without the sockets: a server that closes before it has read all may lose its answer on the way.
        transport = httpx.ASGITransport(desk.app)
        headers = {"Content-Type": "application/json"}
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as http:
            return await http.post(f"{PREFIX}/session", content=pieces(), headers=headers)

    answer = asyncio.run(asked())
    assert "Content-Length" not in answer.request.headers
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("announced", [str(FORM + 1), "9" * 19, "-1", "x"])
def test_a_length_that_is_none_or_too_large_is_refused(desk: AtDesk, announced: str) -> None:
    head = f"POST {PREFIX}/session HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {announced}"
    assert spoken(desk, head) in (400, 413)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("GET", "/api/v1/nothing/張三", 404, "not_found"),
        ("PUT", "/api/v1/session", 405, "method_not_allowed"),
        ("OPTIONS", "/api/v1/cases", 405, "method_not_allowed"),
        ("TRACE", "/api/v1/cases", 405, "method_not_allowed"),
        ("GET", "/api/v1/cases/nothing", 422, "bad_input"),
        ("GET", "/api/v1/cases/GZ-2026-999999/documents/x", 422, "bad_input"),
        ("GET", "/api/v1/forms/case/nothing", 404, "not_found"),
        ("GET", "/api/v1/forms/nothing/open", 422, "bad_input"),
        ("GET", "/api/v1/submissions/x", 422, "bad_input"),
        ("GET", "/api/v1/submissions/6b1f5c0e-4d0a-5d6e-9f53-2f5f0a1c7e13", 404, "not_found"),
    ],
)
def test_another_way_or_method_is_a_problem(desk: AtDesk, method: str, path: str, status: int, code: str) -> None:
    answer = desk.http.request(method, path, headers=desk.officer("N001"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    told = answer.json()
    assert (told["code"], told["status"], told["type"]) == (code, status, f"urn:casework:{code}")
    assert ("Allow" in answer.headers) is (status == 405)


def test_a_head_has_no_body(desk: AtDesk) -> None:
    answer = desk.http.head(f"{PREFIX}/cases", headers=desk.officer("N001"))
    assert (answer.status_code, answer.content) == (405, b"")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/healthz", 200), (f"{PREFIX}/openapi.json", 200), (f"{PREFIX}/session", 401), ("/api/v1/nothing", 404)],
)
def test_every_answer_carries_the_headers(desk: AtDesk, path: str, status: int) -> None:
    answer = desk.http.get(path)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == dict(HEADERS)
    assert "Strict-Transport-Security" not in answer.headers, "only where people reach it over TLS"


def test_what_nobody_foresaw_shows_nothing_and_is_logged_without_its_text(
    desk: AtDesk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr("deployments.desk.reading.counts", broken)
    answer = desk.get("N001", "/counts")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
    assert "RuntimeError" in caplog.text
    assert SECRET not in caplog.text + answer.text


def test_an_officer_asks_and_writes_so_often_and_no_more(desk: AtDesk) -> None:
    one, other = desk.officer("N001"), desk.officer("N001")
    statuses = [desk.http.post(f"{PREFIX}/acts", headers=one).status_code for _ in range(61)]
    assert statuses == [422] * 60 + [429]
    answer = desk.http.post(f"{PREFIX}/acts", headers=one)
    assert 1 <= int(answer.headers["Retry-After"]) <= 61
    assert desk.http.get(f"{PREFIX}/session", headers=one).status_code == 200, "reading is counted by itself"
    assert desk.http.post(f"{PREFIX}/acts", headers=other).status_code == 422


TYPED = "ZhangSan-9f3c"
HOSTILE: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/session", {"json": {"badge": TYPED + "!", "code": TYPED}}),
    ("POST", "/session", {"json": {"badge": "N001", TYPED: TYPED}}),
    ("POST", "/session", {"json": [TYPED]}),
    ("POST", "/session", {"content": TYPED.encode(), "headers": {"Content-Type": "application/json"}}),
    ("POST", "/acts", {"json": {"stage": TYPED, "act": TYPED, TYPED: 1}}),
    ("POST", "/acts", {"json": {"stage": "case", "act": {"act": TYPED}}}),
    ("POST", "/acts", {"json": {"stage": "case", "act": {"act": "open", **OPEN, TYPED: TYPED}}}),
    ("POST", "/acts", {"json": {"stage": "case", "act": {"act": "open", **OPEN, "handler": [TYPED]}}}),
    ("POST", "/acts", {"json": {"stage": "case", "act": {"act": "open", **OPEN, "classification": TYPED}}}),
    ("POST", "/acts", {"json": {"stage": "case", "act": {"act": "close", "case": TYPED, "reason": TYPED}}}),
    ("POST", "/acts", {"json": {"stage": "case", "act": {"act": "close", "case": {TYPED: 1}, "reason": TYPED}}}),
    ("POST", "/acts", {"json": {"stage": "case", "act": {"act": "consent", "case": NOWHERE, "received_on": TYPED}}}),
    ("POST", "/batches", {"json": {"acts": [{"stage": "case", "act": {TYPED: TYPED}, TYPED: TYPED}]}}),
    ("GET", f"/cases/{TYPED}", {}),
    ("GET", f"/{TYPED}", {}),
    ("GET", "/cases", {"params": {"after": TYPED, "limit": TYPED, "unit": TYPED + "!", "open": TYPED}}),
    ("GET", f"/forms/case/{TYPED}", {}),
    ("GET", f"/submissions/{TYPED}", {}),
    ("POST", f"/cases/{NOWHERE}/documents", {"params": {"name": TYPED, "kind": TYPED}, "content": b"x"}),
    ("POST", f"/cases/{NOWHERE}/documents", {"params": {"name": TYPED, "kind": "other"}, "content": TYPED.encode()}),
]


@pytest.mark.parametrize(("method", "path", "given"), HOSTILE)
def test_no_error_repeats_what_was_typed(desk: AtDesk, method: str, path: str, given: dict[str, Any]) -> None:
    headers = desk.officer("N001") | {"Idempotency-Key": "hostile-01"} | given.get("headers", {})
    answer = desk.http.request(method, PREFIX + path, **{**given, "headers": headers})
    assert 400 <= answer.status_code < 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert TYPED not in answer.text + str(answer.headers)


SURROGATE, DEEP = '"\\ud800"', "[" * 900 + "]" * 900
RAW = [
    f'{{"stage": "case", "act": {{"act": "open", "reason": {SURROGATE}}}}}',
    f'{{"stage": "case", "act": {{"act": "close", "case": {SURROGATE}, "reason": "x"}}}}',
    f'{{"stage": "case", "act": {{{SURROGATE}: 1}}}}',
    f"{{{SURROGATE}: 1}}",
    f'{{"stage": {SURROGATE}, "act": {{}}}}',
    '{"stage": "case", "act": {"act": "open", "unit": "a\\u0000b", "reason": "x"}}',
    '{"stage": "case", "act": {"act": "close", "case": "a\\u0000b", "reason": "x"}}',
    '{"stage": "case", "act": {"act": NaN, "seen": Infinity}}',
    f'{{"stage": "case", "act": {{"act": "close", "case": "{NOWHERE}", "reason": "x", "seen": {"9" * 400}}}}}',
    f'{{"stage": "case", "act": {{"act": "close", "seen": {"9" * 5000}}}}}',
    f'{{"stage": "case", "act": {{"act": "close", "case": {DEEP}}}}}',
    f'{{"stage": "case", "act": {{"act": {DEEP}}}}}',
    "[" * 100_000,
    '{"stage": "case", "act": {"act": "close", "case": 1}}',
    '{"stage": "case", "act": {"act": "close", "case": ["x"]}}',
    '{"stage": "case", "act": {"act": ["close"]}}',
    "\ufeff{}",
    "\xff",
]


@pytest.mark.parametrize("raw", RAW, ids=range(len(RAW)))
def test_hostile_json_is_a_problem_and_leaves_nothing(desk: AtDesk, raw: str) -> None:
    before = desk.rows(SUBMISSION)
    headers = desk.officer("N001") | {"Idempotency-Key": "hostile-02", "Content-Type": "application/json"}
    content = raw.encode("latin-1" if raw == "\xff" else "utf-8")
    for path in ("acts", "batches", "session"):
        answer = desk.http.post(f"{PREFIX}/{path}", content=content, headers=headers)
        assert 400 <= answer.status_code < 500, answer.json()
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert desk.rows(SUBMISSION) == before
