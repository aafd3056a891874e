"""The desk as a server: one answer for one key, lists page by page, files brought in and fetched."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import insert, update

from deployments.desk import taking
from deployments.desk.app import PREFIX
from models.store import audit
from models.store.handles import CASE_FILE, DOCUMENT, INSTALLATION, SUBMISSION
from models.vocabulary import Stage
from tests import builders
from tests.acceptance.at_desk import AtDesk, desk_in, engine
from tests.builders import OPENED, SECRET, UNIT_CODE

MIB = 1024 * 1024
OPEN = {"unit": UNIT_CODE, "handler": "N001", "reason": SECRET}
PDF = b"%PDF-1.7\nscan"
NOWHERE = "GZ-2026-999999"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtDesk]:
    with desk_in(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


@pytest.fixture
def desk(place: AtDesk) -> AtDesk:
    place.forget_rates()
    return place


@pytest.fixture(scope="module")
def case(place: AtDesk) -> str:
    return builders.walk_to(place.store, "rectification running")


def test_an_act_is_answered_with_its_receipt(desk: AtDesk) -> None:
    with engine(desk):
        answer = desk.act("N001", "case.open", "opening-1", **OPEN)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["receipt"]["act"], told["receipt"]["state"]) == ("case.open", "open")
    assert desk.get("N001", f"/submissions/{told['submission']}").json() == told


def test_without_an_engine_it_is_sealed_and_answered_later(desk: AtDesk) -> None:
    answer = desk.act("N001", "case.open", "opening-2", **OPEN)
    told = answer.json()
    assert (answer.status_code, told["receipt"], answer.headers["Retry-After"]) == (202, None, "2")
    where = answer.headers["Location"]
    assert where == f"{PREFIX}/submissions/{told['submission']}"
    path = where.removeprefix(PREFIX)
    assert desk.get("N001", path).status_code == 202
    desk.answer_all()
    later = desk.get("N001", path)
    assert (later.status_code, later.json()["receipt"]["act"]) == (200, "case.open")


def test_a_crowd_waits_up_to_a_bound_and_whoever_comes_on_top_is_answered_at_once(
    desk: AtDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "PATIENCE", 20.0)
    before, crowd = desk.rows(SUBMISSION), [f"crowd-{n:03}" for n in range(taking.WAITERS)]
    with ThreadPoolExecutor(len(crowd)) as callers:
        waiting = [callers.submit(desk.act, "N001", "case.open", key, **OPEN) for key in crowd]
        while desk.rows(SUBMISSION) < before + len(crowd) or taking._seats.acquire(blocking=False):
            time.sleep(0.02)
        on_top = desk.act("N001", "case.open", "crowd-on-top", **OPEN)
        assert (on_top.status_code, [each.done() for each in waiting]) == (202, [False] * len(crowd))
        while not all(each.done() for each in waiting):
            desk.answer_all()
        assert [each.result().status_code for each in waiting] == [200] * len(crowd)
    assert desk.get("N001", f"/submissions/{on_top.json()['submission']}").status_code == 200


def test_one_key_is_one_request(desk: AtDesk) -> None:
    with engine(desk):
        first = desk.act("N001", "case.open", "opening-3", **OPEN)
        assert desk.act("N001", "case.open", "opening-3", **OPEN).json() == first.json()
        cases = desk.rows(CASE_FILE)
        other = desk.act("N001", "case.open", "opening-3", **{**OPEN, "reason": "Another."})
        assert (other.status_code, other.json()["code"]) == (403, "request_reused")
        assert desk.rows(CASE_FILE) == cases
        anothers = desk.act("N002", "case.open", "opening-3", **OPEN)
        assert anothers.json()["submission"] != first.json()["submission"]


def test_a_refusal_is_the_answer_for_ever_and_names_article_and_next_step(desk: AtDesk, case: str) -> None:
    with engine(desk):
        answers = [desk.act("N001", "rectification.approve", "approval-1", case=case) for _ in range(2)]
    told = answers[0].json()
    assert (answers[0].status_code, answers[0].headers["Content-Type"]) == (403, "application/problem+json")
    assert set(told) == {"type", "title", "status", "code", "article", "detail", "next", "details"}
    assert answers[1].json() == told


@pytest.mark.parametrize("key", [None, "short", "a" * 81, "with space 1"])
def test_without_a_key_of_the_right_form_nothing_is_taken(desk: AtDesk, key: str | None) -> None:
    before = desk.rows(SUBMISSION)
    headers = desk.officer("N001") | ({} if key is None else {"Idempotency-Key": key})
    for path, body in (("acts", {"stage": "case", "act": OPEN}), ("batches", {"acts": []})):
        answer = desk.http.post(f"{PREFIX}/{path}", json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")
    assert desk.rows(SUBMISSION) == before


def batch(desk: AtDesk, key: str, *acts: dict[str, Any]) -> Any:
    body = {"acts": [{"stage": "case", "act": {"act": "open", **OPEN, **act}} for act in acts]}
    headers = desk.officer("N001") | {"Idempotency-Key": key}
    return desk.http.post(f"{PREFIX}/batches", json=body, headers=headers)


def test_a_batch_is_sealed_whole_and_each_act_is_answered_by_itself(desk: AtDesk) -> None:
    answer = batch(desk, "batch-001", {}, {"handler": "N002"})
    ids = answer.json()["submissions"]
    assert (answer.status_code, len(set(ids))) == (202, 2)
    assert batch(desk, "batch-001", {}, {"handler": "N002"}).json()["submissions"] == ids
    desk.answer_all()
    assert [desk.get("N001", f"/submissions/{id}").json()["receipt"]["act"] for id in ids] == ["case.open"] * 2


def test_a_batch_with_one_form_that_cannot_be_read_leaves_nothing(desk: AtDesk) -> None:
    before = desk.rows(SUBMISSION)
    answer = batch(desk, "batch-002", {}, {"reason": ""})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")
    assert batch(desk, "batch-003", *({} for _ in range(51))).status_code == 422
    assert desk.rows(SUBMISSION) == before


def test_a_key_that_stood_for_fewer_or_more_acts_is_another_request(desk: AtDesk) -> None:
    assert batch(desk, "batch-004", {}, {}, {}).status_code == 202
    before = desk.rows(SUBMISSION)
    for acts in (1, 2, 4):
        answer = batch(desk, "batch-004", *({} for _ in range(acts)))
        assert (answer.status_code, answer.json()["code"]) == (403, "request_reused"), acts
    assert desk.act("N001", "case.open", "batch-004", **OPEN).json()["code"] == "request_reused"
    assert desk.rows(SUBMISSION) == before


def test_an_act_refused_for_its_code_is_evidence(desk: AtDesk, case: str) -> None:
    with desk.store.write() as connection:
        connection.execute(update(INSTALLATION).values(demo=False))
    answer = desk.act("C100", "rectification.approve", "approval-2", "123456", case=case)
    with desk.store.write() as connection:
        connection.execute(update(INSTALLATION).values(demo=True))
    assert (answer.status_code, answer.json()["code"]) == (403, "passcode_not_enrolled")
    assert desk.refusals("C100") == [(case, "rectification.approve", "passcode_not_enrolled")]
    with desk.store.read() as connection:
        assert audit.verify(connection, case).ok


def listed(desk: AtDesk, path: str, name: str, limit: int, between: Any = None) -> list[dict[str, Any]]:
    """All pages of a list; `between` is called after the first."""
    found, after = [], None
    for page in range(100):
        told = desk.get("C100", path, params={"limit": limit} | ({"after": after} if after else {})).json()
        assert len(told[name]) <= limit
        found += told[name]
        after = told["next"]
        if page == 0 and between is not None:
            between()
        if after is None:
            return found
    raise AssertionError("a list without an end")


def file_of(n: int) -> dict[str, Any]:
    return {
        "no": f"GZ-2026-{n:06d}", "organ": "GZ-GY-NM", "unit": UNIT_CODE, "state": "open", "opened_on": OPENED,
        "acts": [], "kind": "case",
    }  # fmt: skip


def test_pages_are_whole_and_without_doubles_while_cases_are_added(desk: AtDesk, case: str) -> None:
    with desk.store.write() as connection:
        connection.execute(insert(CASE_FILE), [file_of(n) for n in range(500, 520)])
    before = [row["case"] for row in listed(desk, "/cases", "cases", 200)]

    def add() -> None:
        with desk.store.write() as connection:
            connection.execute(insert(CASE_FILE), [file_of(n) for n in (499, 600)])

    found = [row["case"] for row in listed(desk, "/cases", "cases", 7, add)]
    assert len(found) == len(set(found))
    assert set(before) - set(found) == set()
    assert set(found) - set(before) == {"GZ-2026-000499"}, "added behind the mark: seen; before it: not on these pages"
    assert found == sorted(found, reverse=True)
    whole = listed(desk, "/deadlines", "deadlines", 200)
    assert whole
    assert listed(desk, "/deadlines", "deadlines", 1) == whole


@pytest.mark.parametrize("after", ["x", "2026-01-01", "2026-01-01~x", "2026-13-01~1", "~", "2026-01-01~" + "9" * 30])
def test_a_mark_of_no_list_is_a_problem(desk: AtDesk, after: str) -> None:
    answer = desk.get("C100", "/deadlines", params={"after": after})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "1e2"])
def test_a_page_has_its_limits(desk: AtDesk, limit: str) -> None:
    assert desk.get("C100", "/cases", params={"limit": limit}).status_code == 422


def bring(desk: AtDesk, case: str, content: bytes, name: str = "a.pdf", kind: str = "other", **more: str) -> Any:
    headers = desk.officer("N001") | {"Content-Type": "application/octet-stream"} | more
    where = f"{PREFIX}/cases/{case}/documents"
    return desk.http.post(where, params={"kind": kind, "name": name}, content=content, headers=headers)


def test_a_file_is_brought_in_and_fetched_as_it_was(desk: AtDesk, case: str) -> None:
    told = bring(desk, case, PDF, name='张三 "1";.pdf').json()
    found = desk.get("N002", f"/cases/{case}/documents/{told['digest']}")
    assert (found.status_code, found.content, found.headers["Content-Type"]) == (200, PDF, "application/pdf")
    assert found.headers["Content-Disposition"] == ("attachment; filename*=UTF-8''%E5%BC%A0%E4%B8%89%20%221%22%3B.pdf")
    assert told["digest"] in str(desk.get("N001", f"/cases/{case}").json()["documents"])


def zipped(*names: str) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", b"", "other"),
        ("a.exe", b"MZ", "other"),
        ("a.pdf", b"MZ not a pdf", "other"),
        ("a", PDF, "other"),
        ("a.html", b"<html>", "other"),
        ("a.docx", zipped("word/document.xml", "word/vbaProject.bin", "[Content_Types].xml"), "other"),
        ("a.pdf", PDF, "nothing"),
        ("", PDF, "other"),
        ("a" * 200 + ".pdf", PDF, "other"),
    ],
    ids=["empty", "program", "not what it says", "no type", "page", "macros", "no such kind", "no name", "long name"],
)
def test_other_files_are_not_taken(desk: AtDesk, case: str, name: str, content: bytes, kind: str) -> None:
    before = desk.rows(DOCUMENT)
    answer = bring(desk, case, content, name, kind)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")
    assert desk.rows(DOCUMENT) == before


def test_a_file_over_the_limit_is_not_taken_and_one_over_all_limits_not_even_read(desk: AtDesk, case: str) -> None:
    over = bring(desk, case, PDF + bytes(6 * MIB))
    assert (over.status_code, over.json()["code"]) == (422, "bad_input")
    far_over = bring(desk, case, PDF + bytes(7 * MIB))
    assert (far_over.status_code, far_over.json()["code"]) == (413, "too_large")


def test_the_stage_of_an_act_is_one_of_ours(desk: AtDesk) -> None:
    for stage in Stage:
        assert desk.get("N001", f"/forms/{stage.value}/nothing").status_code == 404
    form = desk.get("N001", "/forms/case/open").json()
    assert (form["act"], form["fresh_code"], "reason" in form["schema"]["properties"]) == ("case.open", False, True)
