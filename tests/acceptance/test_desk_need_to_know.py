"""Who reads what at the desk: post x clearance x every route, typed by hand; and what a refused read leaves behind."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import update

from deployments.desk.app import PREFIX
from models.acts import case as case_acts
from models.classification import Classification
from models.store import audit
from models.store.handles import OFFICER
from models.vocabulary import Stage
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
    STEPS,
    UNTOLD,
    World,
    world_in,
)
from tests.builders import OPENED, SECRET, UNIT_CODE


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world_in(tmp_path_factory.mktemp("desk")) as made:
        yield made


Ask = Callable[[World, dict[str, str], str], httpx.Response]


def getting(path: str) -> Ask:
    def ask(world: World, who: dict[str, str], case: str) -> httpx.Response:
        where = path.format(case=case, digest=world.digests.get(case, "0" * 64))
        return world.desk.http.get(PREFIX + where, headers=who)

    return ask


def closing(case: str) -> dict[str, object]:
    return {"stage": "case", "act": {"act": "close", "case": case, "reason": SECRET}}


def act(world: World, who: dict[str, str], case: str) -> httpx.Response:
    key = {"Idempotency-Key": f"{case}.{id(who)}"}
    return world.desk.http.post(f"{PREFIX}/acts", json=closing(case), headers=who | key)


def batch(world: World, who: dict[str, str], case: str) -> httpx.Response:
    key = {"Idempotency-Key": f"b.{case}.{id(who)}"}
    return world.desk.http.post(f"{PREFIX}/batches", json={"acts": [closing(case)]}, headers=who | key)


def upload(world: World, who: dict[str, str], case: str) -> httpx.Response:
    where, asked = f"{PREFIX}/cases/{case}/documents", {"kind": "other", "name": "a.pdf"}
    kind = {"Content-Type": "application/octet-stream"}
    return world.desk.http.post(where, params=asked, content=b"%PDF-1.7\n", headers=who | kind)


OF_ONE_CASE: dict[str, tuple[Ask, int]] = {
    "GET /cases/{case}": (getting("/cases/{case}"), 200),
    "GET /cases/{case}/documents/{digest}": (getting("/cases/{case}/documents/{digest}"), 200),
    "POST /cases/{case}/documents": (upload, 201),
    "POST /acts": (act, 202),
    "POST /batches": (batch, 202),
}
"""Routes to one case: how to ask, and what who needs to know gets; who does not gets 403."""

OF_ITS_NOTICES = {
    "GET /cases/{case}/notices": getting("/cases/{case}/notices"),
    "GET /cases/{case}/links": getting("/cases/{case}/links"),
}
"""Routes of one case with a right of their own: of who needs to know, those in `UNTOLD` get 403 all the same."""

OF_THE_UNIT = ("GET /units/{unit}/duties",)
"""Routes about a unit: for who sees a file about it, and of other files nothing."""

OF_ALL_CASES = {
    "GET /cases": getting("/cases"),
    "GET /deadlines": getting("/deadlines"),
    "GET /counts": getting("/counts"),
    "GET /inbox": getting("/inbox"),
}
"""Routes that show of every case what the officer may see, and nothing of others."""

OF_ONES_OWN = ("GET /submissions/{submission}", "POST /notices/{number}/acknowledge")
OF_NO_CASE = ("POST /session", "GET /session", "DELETE /session", "GET /forms/{stage}/{act}")


def routes(world: World) -> set[str]:
    described = world.desk.app.openapi()["paths"].items()
    return {f"{method.upper()} {path.removeprefix(PREFIX)}" for path, found in described for method in found}


def test_every_route_of_the_interface_has_a_row_here(world: World) -> None:
    assert routes(world) == {*OF_ONE_CASE, *OF_ITS_NOTICES, *OF_THE_UNIT, *OF_ALL_CASES, *OF_ONES_OWN, *OF_NO_CASE}
    known = {f"{PREFIX}/openapi.json", *world.desk.app.openapi()["paths"]}
    answered = {str(r.path) for r in iter_route_contexts(world.desk.app.routes)}
    assert {path for path in answered if path.startswith(PREFIX)} == known, "a route outside the description"


@pytest.mark.parametrize("clearance", STEPS)
@pytest.mark.parametrize("badge", READERS, ids=READERS.values())
def test_who_is_on_a_case_or_over_it_reads_what_the_clearance_reaches(
    world: World, badge: str, clearance: Classification
) -> None:
    world.clear(badge, clearance)
    may, who = world.reached(clearance), world.desk.officer(badge)
    for name, (ask, granted) in OF_ONE_CASE.items():
        for case in world.cases.values():
            answer = ask(world, who, case)
            if case in may:
                assert answer.status_code == granted, name
            else:
                assert (answer.status_code, answer.json()["code"]) == (403, "clearance_too_low"), name
                assert SECRET not in answer.text
    for name, ask in OF_ITS_NOTICES.items():
        for case in world.cases.values():
            answer = ask(world, who, case)
            if case not in may:
                assert (answer.status_code, answer.json()["code"]) == (403, "clearance_too_low"), name
            elif badge in UNTOLD:
                assert (answer.status_code, answer.json()["code"]) == (403, "notices_restricted"), name
            else:
                assert answer.status_code == 200, name
    beside = {BESIDE} if badge in ABOVE_ALL and clearance is not Classification.PUBLIC else set()
    shown = {name: ask(world, who, "") for name, ask in OF_ALL_CASES.items()}
    assert set(NUMBER.findall(shown["GET /cases"].text)) == may | beside
    assert set(NUMBER.findall(shown["GET /deadlines"].text)) == may
    assert set(NUMBER.findall(shown["GET /inbox"].text)) <= may | beside
    assert shown["GET /counts"].json()["open"] == len(may | beside)
    assert shown["GET /counts"].json()["deadlines"] == len(shown["GET /deadlines"].json()["deadlines"])
    world.clear(badge, Classification.PERSONAL)


@pytest.mark.parametrize("badge", OTHERS, ids=OTHERS.values())
def test_everybody_else_gets_the_answer_of_a_case_that_is_not_there(world: World, badge: str) -> None:
    who = world.desk.officer(badge)
    for name, ask in {**{n: a for n, (a, _) in OF_ONE_CASE.items()}, **OF_ITS_NOTICES}.items():
        nowhere = ask(world, who, NOWHERE)
        assert (nowhere.status_code, nowhere.json()["code"], nowhere.json()["article"]) == (
            403, "need_to_know", "reg-6",
        ), name  # fmt: skip
        for case in world.cases.values():
            answer = ask(world, who, case)
            assert (answer.status_code, answer.json()) == (403, nowhere.json()), name
            assert answer.headers.keys() == nowhere.headers.keys()
    beside = {BESIDE} if badge in BESIDE_ALL else set()
    for name, ask in OF_ALL_CASES.items():
        answer = ask(world, who, "")
        assert set(NUMBER.findall(answer.text)) <= beside, name
    assert set(NUMBER.findall(OF_ALL_CASES["GET /cases"](world, who, "").text)) == beside
    counts = OF_ALL_CASES["GET /counts"](world, who, "").json()
    assert counts == {"open": len(beside), "deadlines": 0, "overdue": 0}


@pytest.mark.parametrize("clearance", STEPS)
@pytest.mark.parametrize("badge", READERS, ids=READERS.values())
def test_the_duties_of_a_unit_cite_the_cases_that_the_reader_reaches(
    world: World, badge: str, clearance: Classification
) -> None:
    world.clear(badge, clearance)
    may, who = world.reached(clearance), world.desk.officer(badge)
    answer = getting(f"/units/{UNIT_CODE}/duties?as_of=2026-03-20")(world, who, "")
    if may:
        assert (answer.status_code, set(NUMBER.findall(answer.text))) == (200, may)
    else:
        assert (answer.status_code, answer.json()["code"]) == (403, "need_to_know")
    world.clear(badge, Classification.PERSONAL)


@pytest.mark.parametrize("badge", OTHERS, ids=OTHERS.values())
def test_who_sees_no_file_about_a_unit_gets_the_answer_of_a_unit_that_is_not_there(world: World, badge: str) -> None:
    who = world.desk.officer(badge)
    answer, nowhere = (getting(f"/units/{unit}/duties")(world, who, "") for unit in (UNIT_CODE, "NOWHERE"))
    assert (nowhere.status_code, nowhere.json()["code"]) == (403, "need_to_know")
    if badge in BESIDE_ALL:
        # The case of the organ beside is about this unit, and cites nothing yet.
        assert (answer.status_code, NUMBER.findall(answer.text)) == (200, [])
    else:
        assert (answer.status_code, answer.json()) == (403, nowhere.json())


def test_who_was_taken_out_of_service_reads_nothing(world: World) -> None:
    who = world.desk.officer("G100")
    case = world.cases[INTERNAL]
    assert getting("/cases/{case}")(world, who, case).status_code == 200
    with world.desk.store.write() as connection:
        connection.execute(update(OFFICER).where(OFFICER.c.badge == "G100").values(active=False))
    for name, ask in {**{n: a for n, (a, _) in OF_ONE_CASE.items()}, **OF_ITS_NOTICES, **OF_ALL_CASES}.items():
        answer = ask(world, who, case)
        assert (answer.status_code, answer.json()["code"]) == (403, "officer_inactive"), name


def test_a_submission_is_told_to_who_made_it_and_nobody_else(world: World) -> None:
    made = act(world, world.desk.officer("N002"), world.cases[INTERNAL]).json()["submission"]
    assert world.desk.get("N002", f"/submissions/{made}").status_code == 202
    unknown = world.desk.get("N001", "/submissions/6b1f5c0e-4d0a-5d6e-9f53-2f5f0a1c7e13")
    for badge in ("N001", "N100", "P100", "A200", "M100"):
        answer = world.desk.get(badge, f"/submissions/{made}")
        assert (answer.status_code, answer.json()) == (404, unknown.json())


def test_a_document_of_another_case_is_not_fetched_through_ones_own(world: World) -> None:
    world.clear("N001", Classification.INTERNAL)
    own, other = world.cases[INTERNAL], world.cases[PERSONAL]
    answer = world.desk.get("N001", f"/cases/{own}/documents/{world.digests[other]}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    world.clear("N001", Classification.PERSONAL)


def test_a_case_that_an_act_only_names_is_asked_for_too(world: World) -> None:
    own = world.cases[INTERNAL]
    answers = [
        world.desk.act("N001", "case.relate", f"relating-{n}", case=own, other=other)
        for n, other in enumerate((BESIDE, NOWHERE))
    ]
    assert [a.status_code for a in answers] == [403, 403]
    assert answers[0].json() == answers[1].json()
    readable = world.desk.act("N001", "case.relate", "relating-9", case=own, other=world.cases[PERSONAL])
    assert readable.status_code == 202


def test_a_refused_read_is_an_event_with_code_and_article_and_the_record_stays_whole(world: World) -> None:
    case, badge = world.cases[PERSONAL], "C002"
    ask = getting("/cases/{case}")
    who = world.desk.officer(badge)
    for number in (case, case, NOWHERE, case):
        assert ask(world, who, number).status_code == 403
    found = world.desk.refusals(badge)
    assert set(found) == {(case, "read.case", "need_to_know"), ("system", "read.case", "need_to_know")}
    assert len(found) <= 4, "one a minute, and the minute may have passed once"
    with world.desk.store.read() as connection:
        for chain in (*world.cases.values(), "system"):
            verified = audit.verify(connection, chain)
            assert verified.ok, verified.first_bad


def test_who_works_on_the_case_and_asks_for_its_notices_is_refused_in_the_record(world: World) -> None:
    case = world.cases[INTERNAL]
    assert world.desk.get("N002", f"/cases/{case}").json()["notices_readable"] is False
    assert world.desk.get("N001", f"/cases/{case}").json()["notices_readable"] is True
    assert world.desk.get("N002", f"/cases/{case}/notices").status_code == 403
    assert (case, "read.notices", "notices_restricted") in world.desk.refusals("N002")


def test_recusal_takes_effect_with_the_next_request(world: World) -> None:
    case, who = world.cases[INTERNAL], world.desk.officer("N002")
    ask = getting("/cases/{case}")
    assert ask(world, who, case).status_code == 200
    aside = case_acts.Recuse(case=case, officer="N002", reason=SECRET)
    builders.take(world.desk.store, Stage.CASE, aside, "N100", OPENED)
    assert ask(world, who, case).json()["code"] == "need_to_know"
    assert case not in getting("/cases")(world, who, "").text
    assert case not in getting("/deadlines")(world, who, "").text


def test_a_raised_classification_takes_effect_with_the_next_request(world: World) -> None:
    world.clear("C100", Classification.INTERNAL)
    case, who = world.cases[INTERNAL], world.desk.officer("C100")
    ask = getting("/cases/{case}")
    assert ask(world, who, case).status_code == 200
    raised = case_acts.Classify(case=case, classification=Classification.WORK_SECRET, reason=SECRET)
    builders.take(world.desk.store, Stage.CASE, raised, "N001", OPENED)
    assert ask(world, who, case).json()["code"] == "clearance_too_low"
    assert case not in getting("/cases")(world, who, "").text
    assert getting("/counts")(world, who, "").json()["open"] == 0
