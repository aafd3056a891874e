"""Signing in at the desk: how long a session lasts, what ends it, which code opens it and what a wrong one costs."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
from sqlalchemy import delete, select, update

from deployments.desk import signed_in
from deployments.desk.app import PREFIX
from models.store import passcodes
from models.store.handles import INSTALLATION, OFFICER, PASSCODE, PASSCODE_FAILURE, PASSCODE_STEP, SESSION
from tests.acceptance.at_desk import AtDesk, desk_in

HERE = f"{PREFIX}/session"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtDesk]:
    with desk_in(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


@pytest.fixture
def desk(place: AtDesk) -> AtDesk:
    place.forget_rates()
    return place


@pytest.fixture
def secret(desk: AtDesk) -> Iterator[Callable[[str], str]]:
    """The installation asks for codes; enrols an officer and tells the secret."""
    with desk.store.write() as connection:
        connection.execute(update(INSTALLATION).values(demo=False))

    def enrolled(badge: str) -> str:
        with desk.store.write() as connection:
            return passcodes.enroll(connection, badge, "operator", datetime.now(UTC).date())

    yield enrolled
    with desk.store.write() as connection:
        connection.execute(update(INSTALLATION).values(demo=True))
        for table in (PASSCODE, PASSCODE_STEP, PASSCODE_FAILURE):
            connection.execute(delete(table))


def sign_in(desk: AtDesk, badge: str, code: str | None = None) -> httpx.Response:
    return desk.http.post(HERE, json={"badge": badge, "code": code})


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_demo_signs_in_by_the_badge_alone_and_tells_how_long_a_session_lasts(desk: AtDesk) -> None:
    answer = sign_in(desk, "N001")
    assert answer.status_code == 201
    told = answer.json()
    assert (told["badge"], told["idle_seconds"], told["longest_seconds"]) == ("N001", 900, 28800)
    seen = desk.http.get(HERE, headers={"Authorization": f"Bearer {told['token']}"}).json()
    assert (seen["badge"], seen["clearance"]) == ("N001", "internal")


def test_the_token_stands_nowhere_in_the_database(desk: AtDesk) -> None:
    token = sign_in(desk, "N001").json()["token"]
    with desk.store.read() as connection:
        rows = connection.execute(select(SESSION)).all()
    assert rows
    assert token not in str(rows)
    database = desk.store.reader.url.database
    assert database is not None
    stored = b"".join(path.read_bytes() for path in Path(database).parent.glob("casework.db*"))
    assert token.encode() not in stored


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer nobody", "Basic TjAwMTo=", "nobody"])
def test_without_a_token_that_stands_nobody_is_signed_in(desk: AtDesk, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = desk.http.get(HERE, headers=headers)
    assert code_of(answer) == (401, "not_signed_in")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_the_token_counts_in_the_header_only(desk: AtDesk) -> None:
    token = sign_in(desk, "N001").json()["token"]
    assert desk.http.get(HERE, params={"token": token}).status_code == 401
    assert desk.http.get(HERE, headers={"Cookie": f"token={token}; session={token}"}).status_code == 401


@pytest.mark.parametrize(
    ("began", "seen", "status"),
    [
        (timedelta(minutes=15), timedelta(minutes=15), 200),
        (timedelta(minutes=15, seconds=1), timedelta(minutes=15, seconds=1), 401),
        (timedelta(hours=8), timedelta(minutes=1), 200),
        (timedelta(hours=8, seconds=1), timedelta(minutes=1), 401),
    ],
    ids=["15 minutes idle", "a second longer", "8 hours", "a second longer than 8 hours"],
)
def test_a_session_ends_at_the_second(
    desk: AtDesk, monkeypatch: pytest.MonkeyPatch, began: timedelta, seen: timedelta, status: int
) -> None:
    headers, now = desk.officer("N001"), datetime.now(UTC).replace(microsecond=0)
    with desk.store.write() as connection:
        mine = update(SESSION).where(SESSION.c.badge == "N001", SESSION.c.ended_at.is_(None))
        connection.execute(mine.values(began_at=now - began, seen_at=now - seen))
    monkeypatch.setattr(signed_in, "now", lambda: now)
    assert desk.http.get(HERE, headers=headers).status_code == status


def test_each_request_is_a_sign_of_life(desk: AtDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    headers, now = desk.officer("N001"), datetime.now(UTC)
    for minutes in (14, 28, 42):
        monkeypatch.setattr(signed_in, "now", lambda minutes=minutes: now + timedelta(minutes=minutes))
        assert desk.http.get(HERE, headers=headers).status_code == 200
    monkeypatch.setattr(signed_in, "now", lambda: now + timedelta(minutes=58))
    assert desk.http.get(HERE, headers=headers).status_code == 401


def test_who_signed_out_is_out_and_another_session_of_the_same_officer_stays(desk: AtDesk) -> None:
    one, two = desk.officer("N001"), desk.officer("N001")
    done = desk.http.delete(HERE, headers=one)
    assert (done.status_code, done.content) == (204, b"")
    assert desk.http.get(HERE, headers=one).status_code == 401
    assert desk.http.delete(HERE, headers=one).status_code == 401
    assert desk.http.get(HERE, headers=two).status_code == 200


def test_an_officer_taken_out_of_service_is_refused_with_the_next_request(desk: AtDesk) -> None:
    headers = desk.officer("N003")
    assert desk.http.get(HERE, headers=headers).status_code == 200
    with desk.store.write() as connection:
        connection.execute(update(OFFICER).where(OFFICER.c.badge == "N003").values(active=False))
    assert code_of(desk.http.get(HERE, headers=headers)) == (403, "officer_inactive")
    assert code_of(sign_in(desk, "N003")) == (403, "officer_inactive")
    with desk.store.write() as connection:
        connection.execute(update(OFFICER).where(OFFICER.c.badge == "N003").values(active=True))


def at(minutes: float = 0) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=minutes)


def test_a_code_signs_in_once(desk: AtDesk, secret: Callable[[str], str]) -> None:
    code = pyotp.TOTP(secret("N001")).at(at())
    assert sign_in(desk, "N001", code).status_code == 201
    assert code_of(sign_in(desk, "N001", code)) == (403, "passcode_used")


@pytest.mark.parametrize(
    ("code", "said"),
    [(None, "passcode_missing"), ("", "passcode_wrong"), ("12345", "passcode_wrong"), ("abcdef", "passcode_wrong")],
)
def test_a_code_of_another_form_is_wrong(
    desk: AtDesk, secret: Callable[[str], str], code: str | None, said: str
) -> None:
    secret("N001")
    assert code_of(sign_in(desk, "N001", code)) == (403, said)


def test_another_officers_code_and_an_old_one_are_wrong(desk: AtDesk, secret: Callable[[str], str]) -> None:
    own, others = secret("N001"), secret("N002")
    assert code_of(sign_in(desk, "N001", pyotp.TOTP(others).at(at()))) == (403, "passcode_wrong")
    assert code_of(sign_in(desk, "N001", pyotp.TOTP(own).at(at(-5)))) == (403, "passcode_wrong")


def test_five_wrong_codes_lock_the_badge_for_the_right_one_too(desk: AtDesk, secret: Callable[[str], str]) -> None:
    own = secret("N001")
    said = [code_of(sign_in(desk, "N001", "abcdef"))[1] for _ in range(5)]
    assert said == ["passcode_wrong"] * 4 + ["passcode_locked"]
    assert code_of(sign_in(desk, "N001", pyotp.TOTP(own).at(at()))) == (403, "passcode_locked")


@pytest.mark.parametrize(
    ("badge", "said"),
    [("N002", "passcode_not_enrolled"), ("X999", "officer_unknown"), ("system", "system_not_allowed")],
)
def test_who_has_no_code_does_not_sign_in(desk: AtDesk, secret: Callable[[str], str], badge: str, said: str) -> None:
    assert code_of(sign_in(desk, badge, "123456")) == (403, said)


@pytest.mark.parametrize(
    "body",
    [{}, {"badge": "N 1"}, {"badge": "N001", "code": "1234567"}, {"badge": 1}, [], None, {"badge": "N001", "x": 1}],
)
def test_another_form_of_signing_in_is_a_problem(desk: AtDesk, body: Any) -> None:
    assert code_of(desk.http.post(HERE, json=body)) == (422, "bad_input")


def test_signing_in_is_counted_by_badge_and_by_address(desk: AtDesk) -> None:
    answers = [sign_in(desk, f"N00{1 + n % 2}") for n in range(11)]
    assert [a.status_code for a in answers] == [201] * 10 + [429]
    assert answers[-1].json()["code"] == "too_many"
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 61
