"""Taking acts on the desk's pages: nothing typed is lost, nothing is taken twice, every answer is shown."""

from uuid import uuid4

import pytest

from deployments.desk.pages import acts
from models.store.engine import Store
from models.store.handles import SUBMISSION
from tests.builders import UNIT_CODE
from tests.desk.visits import SECRET, Codes, Fields, Visit, count, other, take_sealed, worker

PLAN: Fields = {"form": "training", "planned_on": "2026-12-01", "content": SECRET}
REQUEST: Fields = {
    "ground": "report of clues received", "reason": SECRET, "methods": ["consult material", "enter and look"],
    "places": "Server room.\r\nReading room.", "starts_on": "2026-12-01", "ends_on": "2026-12-10",
    "team": "N001\r\nN002",
}  # fmt: skip


def test_an_act_is_taken_and_its_receipt_shown(store: Store, visit: Visit, case: str) -> None:
    page = visit.get(f"/c/{case}")
    assert "open the case" in page.text and SECRET in page.text and "<b>here</b>" not in visit.last.text
    assert f"/c/{case}/inspection/request" in visit.last.text


def test_nothing_typed_is_sealed_twice_by_a_second_click(store: Store, visit: Visit) -> None:
    before = count(store, SUBMISSION)
    shown = dict(visit.get("/open/case").pairs)
    sent = {**shown, "unit": UNIT_CODE, "handler": "N001", "reason": "Once."}
    with worker(store):
        visit.post("/open/case", sent)
        first = visit.path
        visit.post("/open/case", sent)
    assert visit.path == first and first.startswith("/r/")
    assert count(store, SUBMISSION) == before + 1


def test_a_refusal_is_shown_over_the_form_with_what_was_typed(store: Store, visit: Visit, case: str) -> None:
    with worker(store):
        page = visit.fill(f"/c/{case}/case/relate", {"other": case})
    assert visit.last.status_code == 403
    assert "self_relation" in page.text and "Legal basis" in page.text and "What to do next" in page.text
    assert dict(page.pairs)["other"] == case


def test_a_wrong_field_is_marked_and_nothing_is_sealed(store: Store, visit: Visit, case: str) -> None:
    before = count(store, SUBMISSION)
    page = visit.fill(
        f"/c/{case}/inspection/request", {"reason": SECRET, "team": "N001\r\nnot a badge", "starts_on": ""}
    )
    assert visit.last.status_code == 422
    assert dict(page.pairs)["reason"] == f"{SECRET}" and "entry 2: not written in the form asked for" in page.text
    assert count(store, SUBMISSION) == before


def test_one_more_part_keeps_what_was_typed_and_takes_nothing(store: Store, visit: Visit, case: str) -> None:
    before = count(store, SUBMISSION)
    page = visit.fill(f"/c/{case}/guidance/issue", {"content": SECRET, "_more": "findings"})
    assert "findings.0.duty" in dict(page.pairs) and dict(page.pairs)["content"] == SECRET
    assert count(store, SUBMISSION) == before


def test_a_deciding_act_asks_for_a_fresh_code(store: Store, visit: Visit, case: str, codes: Codes) -> None:
    codes.of("N001")
    assert "Fresh passcode" not in visit.get(f"/c/{case}/guidance/plan").text
    issue: Fields = {"form": "written guidance", "content": SECRET}
    with worker(store):
        page = visit.fill(f"/c/{case}/guidance/issue", issue)
        assert "Fresh passcode" in page.text and "passcode_missing" in page.text
        assert dict(page.pairs)["content"] == SECRET
        page = visit.fill(f"/c/{case}/guidance/issue", issue, codes.next("N001"))
    assert visit.path.startswith("/r/") and "Recorded" in page.text


INCIDENT: Fields = {
    "incident.0.duty": "reg-8-5", "incident.0.since": "2026-05-11", "incident.0.until": "2026-05-29",
    "incident.0.facts": SECRET, "required": "Handle emergencies.", "limit_length": "15", "limit_unit": "day",
}  # fmt: skip


def test_an_adverse_act_on_a_case_that_changed_is_looked_at_again(
    store: Store, visit: Visit, case: str, codes: Codes
) -> None:
    code = codes.next("N001")
    shown = dict(visit.get(f"/c/{case}/rectification/propose").pairs)
    with worker(store):
        visit.fill(f"/c/{case}/guidance/plan", PLAN)
        page = visit.post(f"/c/{case}/rectification/propose", {**shown, **INCIDENT, "_code": code})
        assert visit.last.status_code == 409 and "plan guidance" in page.text
        assert dict(page.pairs)["incident.0.facts"] == SECRET
        page = visit.post(f"/c/{case}/rectification/propose", {**dict(page.pairs), "_code": code})
    assert visit.path.startswith("/r/") and "Recorded" in page.text
    shown = dict(visit.get(f"/c/{case}/R1/reinspect").pairs)
    assert (shown["results.0.item"], shown["results.0.met"], "results.1.item" in shown) == ("1", "", False)


def test_an_activity_for_many_units_is_planned_and_shown(store: Store, visit: Visit) -> None:
    planned: Fields = {**PLAN, "units": UNIT_CODE, "handler": "N001"}
    with worker(store):
        page = visit.fill("/open/activity", planned)
    assert "Recorded" in page.text
    page = visit.get(next(has["href"] for tag, has in page.tags if tag == "a" and has["href"].startswith("/c/")))
    assert ("planned" in page.text and "record that the activity was held" in page.text) or "hold" in visit.last.text


def test_while_the_run_is_awaited_the_page_looks_again_by_itself(
    store: Store, visit: Visit, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "PATIENCE", 0.0)
    page = visit.fill(f"/c/{case}/inspection/request", REQUEST)
    assert visit.last.status_code == 202 and "waiting to be recorded" in page.text
    assert ("meta", {"http-equiv": "refresh", "content": "3"}) in page.tags
    take_sealed(store)
    assert "Recorded" in visit.get(visit.path).text


def test_a_refused_answer_that_came_late_is_shown_on_the_receipt(
    store: Store, visit: Visit, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "PATIENCE", 0.0)
    visit.fill(f"/c/{case}/case/relate", {"other": case})
    take_sealed(store)
    page = visit.get(visit.path)
    assert "self_relation" in page.text and "Recorded" not in page.text


def test_a_receipt_is_shown_to_its_officer_only(visit: Visit, case: str, store: Store) -> None:
    with worker(store):
        visit.fill(f"/c/{case}/guidance/plan", PLAN)
    mine = visit.path
    stranger = other(visit, "N002")
    assert stranger.get(mine).text and stranger.last.status_code == 404
    assert stranger.get(f"/r/{uuid4()}").text and stranger.last.status_code == 404


def test_a_form_sent_after_the_session_ended_is_not_lost(visit: Visit, case: str) -> None:
    visit.client.cookies.pop("session")
    page = visit.post(f"/c/{case}/case/relate", {"other": case, "_key": str(uuid4())})
    assert visit.last.status_code == 401 and "load this page again" in page.text


@pytest.mark.parametrize(
    "fields", [{"informant": SECRET, "_key": str(uuid4())}, {"reason": SECRET}, {"reason": SECRET, "_key": "x"}]
)
def test_a_form_no_page_made_is_refused_without_what_it_said(
    visit: Visit, case: str, store: Store, fields: Fields
) -> None:
    before = count(store, SUBMISSION)
    visit.post(f"/c/{case}/case/close", fields)
    assert visit.last.status_code == 422 and "Weak prevention" not in visit.last.text
    assert count(store, SUBMISSION) == before


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; na"),
        ("multipart/form-data", b"--x"),
        ("application/x-www-form-urlencoded", b"%ff=%00&=&&&"),
        ("application/x-www-form-urlencoded", b"a=b&" * 3000),
        ("text/plain", b"reason=x"),
        ("", b"reason=x"),
    ],
)
def test_a_body_that_is_no_form_is_refused(visit: Visit, case: str, kind: str, body: bytes) -> None:
    headers = {"origin": visit.url, "content-type": kind}
    assert visit.client.post(f"/c/{case}/case/close", content=body, headers=headers).status_code == 422
