"""The command line at a desk: a machine with an address and nothing else signs in, takes acts, reads, and signs out."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select, update

from deployments.cli import typed
from deployments.desk.serving import DeskRefused, Serving
from deployments.server import free_port
from deployments.settings import deployment_settings
from flows import stores
from flows.advance import advance
from models.store.engine import Store, open_store
from models.store.handles import SESSION, SUBMISSION
from models.store.migrate import install
from models.store.settings import store_settings
from models.vocabulary import Stage
from tests.acceptance.conftest import forget_settings, in_process
from tests.acceptance.desk_client import OPEN, PNG, Authenticator, Elsewhere, Elsewhither, Engine, asked_for, code
from tests.builders import SECRET, opening, registers, walk_to


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The server's database, which asks for codes, in the environment of the server."""
    home = tmp_path_factory.mktemp("server")
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith(("CASEWORK_", "PREFECT_"))]:
            patch.delenv(name)
        patch.setenv("CASEWORK_DATA", str(home / "data"))
        patch.setenv("CASEWORK_KEY_FILE", str(home / "key"))
        patch.setenv("CASEWORK_LOCALE", "en")
        patch.setenv("CASEWORK_PUBLIC_URL", "https://desk.example")
        patch.setenv("COLUMNS", "100")
        forget_settings()
        made = open_store(store_settings().url)
        install(made, demo=False, today=None)
        with made.write() as connection:
            registers(connection)
        walk_to(made, "rectification running")
        made.close()
        yield stores.store()
        stores.store().close()
    forget_settings()


@pytest.fixture(scope="module")
def engine(store: Store) -> Iterator[Engine]:
    with Engine(store) as running:
        yield running


@pytest.fixture(scope="module")
def totp(store: Store) -> Authenticator:
    return Authenticator(store)


@pytest.fixture(scope="module")
def desk(store: Store, engine: Engine) -> Iterator[Serving]:
    with Serving(store, "127.0.0.1", 0) as running:
        yield running


@pytest.fixture(scope="module")
def client(desk: Serving, totp: Authenticator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    """A machine on which N001 is signed in."""
    with Elsewhere(tmp_path_factory.mktemp("elsewhere"), desk.url) as machine:
        machine.done("sign-in", "--badge", "N001", "--code", totp.code("N001"))
        yield machine


@pytest.fixture(scope="module")
def case(client: Elsewhere) -> str:
    """A case that N001 handles."""
    return str(client.done(*OPEN)["case"])


@pytest.fixture
def here(desk: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """This process as a client of the desk, with a session file of the test's own."""
    monkeypatch.setenv("CASEWORK_DESK_URL", desk.url)
    monkeypatch.setenv("CASEWORK_SESSION_FILE", str(tmp_path / "session"))
    deployment_settings.cache_clear()
    yield tmp_path / "session"
    monkeypatch.undo()
    deployment_settings.cache_clear()


def test_an_officer_works_at_the_desk_from_a_machine_with_nothing_but_its_address(
    client: Elsewhere, desk: Serving, totp: Authenticator, store: Store, tmp_path: Path
) -> None:
    opened = client.done(*OPEN)
    case = opened["case"]
    assert (opened["act"], opened["state"]) == ("case.open", "open")
    requested = client.done(*asked_for(case, tmp_path))
    links = {n["act"]: n["link"] for n in requested["next"]}
    assert links["inspection.approve"] == f"{desk.url}/c/{case}/I1/approve"
    assert links["case.assign"] == f"{desk.url}/c/{case}/case/assign"
    assert client.loaded == [], "an act over the desk brings neither Prefect nor a database nor a server with it"

    photo = tmp_path / "photo.png"
    photo.write_bytes(PNG)
    added = client.done("document", "add", str(photo), "--case", case, "--kind", "photograph")
    assert (added["case"], added["size"], added["media"]) == (case, 72, "image/png")
    fetched = client.done("document", "fetch", added["digest"][:12], "--case", case, "--to", str(tmp_path / "copy.png"))
    assert (tmp_path / "copy.png").read_bytes() == PNG
    assert fetched == added

    session = client.home / ".config" / "casework" / "session"
    assert stat.S_IMODE(session.stat().st_mode) == 0o600
    first_token = session.read_text()
    assert client.done("sign-out") == {"badge": "N001"}
    assert not session.exists()
    client.done("sign-in", "--badge", "C100", "--code", totp.code("C100"))
    waiting = client.done("inbox", "--to-approve")
    assert [w["act"] for w in waiting["to_approve"] if w["case"] == case] == ["inspection.approve"]
    approve = ("act", "inspection", "approve", "--case", case, "--json")
    assert code(client.run(*approve)) == (3, "passcode_missing")
    assert client.run(*approve, "--code", totp.code("C100")).json["state"] == "approved"
    client.done("sign-out")
    session.write_text(first_token)
    assert code(client.run("case", "show", case, "--json")) == (1, "not_signed_in"), "signed out at the desk, too"
    client.done("sign-in", "--badge", "N001", "--code", totp.code("N001"))


@pytest.mark.parametrize(
    "command",
    [("case", "show", "{case}"), ("case", "list", "--open"), ("document", "list", "--case", "{case}"),
     ("inbox", "--badge", "N001"), ("deadline", "due", "--as-of", "2026-12-31"), ("deadline", "due")],
)  # fmt: skip
def test_what_the_desk_shows_is_what_the_server_shows(
    client: Elsewhere, case: str, command: tuple[str, ...], tmp_path: Path
) -> None:
    arguments = [part.format(case=case) for part in command]
    there, on_the_server = client.run(*arguments, "--json"), in_process(*arguments, "--json")
    assert (there.code, there.err) == (0, "")
    assert there.json == on_the_server.json
    assert client.run(*arguments).out == in_process(*arguments).out


def test_exit_codes_are_those_of_the_server(client: Elsewhere, case: str, tmp_path: Path) -> None:
    refused = client.run("case", "show", "GZ-2026-999999", "--json")
    assert code(refused) == (3, "need_to_know")
    assert refused.json["refused"]["article"] == "reg-6"
    assert code(client.run("case", "show", "nothing", "--json")) == (2, "bad_input")
    nowhere = ("--to", str(tmp_path / "x"), "--json")
    assert code(client.run("document", "fetch", "0" * 64, "--case", case, *nowhere)) == (5, "not_found")
    assert code(client.run("document", "fetch", "0" * 64, *nowhere)) == (2, "bad_input")
    assert code(client.run("act", "case", "assign", "--case", case, "handler=", "--json")) == (2, "bad_input")
    another = ("act", "case", "close", "--case", case, "--badge", "N002", "reason=x", "--json")
    assert code(client.run(*another)) == (2, "bad_input")


def test_what_works_on_the_database_says_so_and_what_only_counts_works_anywhere(here: Path) -> None:
    assert code(in_process("outbox", "list", "--json")) == (1, "server_only")
    assert in_process("audit", "verify").err.count("\n") == 1
    counted = in_process("deadline", "compute", "--from", "2026-02-12", "--days", "15", "--unit", "workday", "--json")
    assert (counted.json["due"], "built in" in counted.err) == ("2026-03-11", True)


def test_who_was_slower_is_told_what_changed(client: Elsewhere, store: Store, totp: Authenticator) -> None:
    case = walk_to(store, "inspection concluded")
    order = ("ground=I1", f"required={SECRET}", "limit_length=15", "seen=1", "--code", totp.code("N001"))
    lost = client.run("act", "rectification", "propose", "--case", case, *order, "--json")
    assert code(lost) == (4, "lost_race")
    assert (lost.json["error"]["case"], lost.json["error"]["changed"][-1]) == (case, "inspection.conclude")


def test_without_its_answer_an_act_is_sealed_not_lost_and_the_same_request_finds_it(
    client: Elsewhere, engine: Engine
) -> None:
    request = ("--request-id", str(uuid4()), "--json")
    engine.resting.set()
    try:
        late = client.run(*OPEN, *request, "--timeout", "1")
    finally:
        engine.resting.clear()
    assert code(late) == (1, "timed_out")
    assert late.json["error"]["request"] == request[1]
    assert "sealed, not lost" in late.json["error"]["message"]
    first = client.run(*OPEN, *request)
    assert (first.code, first.json["act"]) == (0, "case.open")
    assert client.run(*OPEN, *request).json == first.json
    assert "answered before" in client.run(*OPEN, *request[:2]).out
    assert code(client.run(*OPEN[:-1], "Another reason.", *request)) == (3, "request_reused")


def test_a_wrong_and_a_used_code_sign_nobody_in(here: Path, totp: Authenticator) -> None:
    right = totp.code("N100")
    sign_in = ("sign-in", "--badge", "N100", "--json", "--code")
    assert code(in_process(*sign_in, totp.wrong("N100"))) == (3, "passcode_wrong")
    assert not here.exists()
    done = in_process(*sign_in, right)
    assert (done.code, done.json["badge"], done.json["idle_seconds"]) == (0, "N100", 900)
    assert code(in_process(*sign_in, right)) == (3, "passcode_used")


def test_a_session_ends_after_a_quarter_of_an_hour_without_use(here: Path, totp: Authenticator, store: Store) -> None:
    assert in_process("sign-in", "--badge", "C101", "--code", totp.code("C101")).code == 0
    assert in_process("case", "list").code == 0
    with store.write() as connection:
        seen = datetime.now(UTC) - timedelta(minutes=16)
        connection.execute(update(SESSION).where(SESSION.c.badge == "C101").values(seen_at=seen, began_at=seen))
    over = in_process("case", "list")
    assert (over.code, over.err.count("\n")) == (1, 1)
    assert "casework sign-in" in over.err


def test_at_a_terminal_a_code_is_asked_for_only_where_the_act_needs_a_fresh_one(
    here: Path, totp: Authenticator, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(prompt: str, stream: Any) -> str:
        asked.append(prompt)
        return totp.code("N002")

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(typed, "getpass", answer)
    assert in_process("sign-in", "--badge", "N002").code == 0
    assert in_process(*OPEN[:-3], "N002", "--reason", SECRET).code == 0
    assert len(asked) == 1, "the session has proven the badge"
    assert code(in_process("act", "inspection", "approve", "--case", case, "--json"))[0] == 3
    assert len(asked) == 2


def test_a_token_goes_to_its_own_desk_only_and_a_desk_that_is_away_is_one_line(
    here: Path, totp: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert in_process("sign-in", "--badge", "P100", "--code", totp.code("P100")).code == 0
    elsewhere = f"http://127.0.0.1:{free_port()}"
    monkeypatch.setenv("CASEWORK_DESK_URL", elsewhere)
    deployment_settings.cache_clear()
    assert code(in_process("case", "list", "--json")) == (1, "not_signed_in")
    away = in_process("sign-in", "--badge", "P100", "--code", "123456")
    assert (away.code, away.err) == (1, f"The desk at {elsewhere} cannot be reached\n")
    monkeypatch.setenv("CASEWORK_DESK_URL", "http://desk.example")
    deployment_settings.cache_clear()
    clear = in_process("case", "list", "--json")
    assert code(clear) == (1, "settings")
    assert "https is needed" in clear.json["error"]["message"]


def test_a_redirection_is_not_followed(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with HTTPServer(("127.0.0.1", 0), Elsewhither) as server:
        Thread(target=server.handle_request, daemon=True).start()
        monkeypatch.setenv("CASEWORK_DESK_URL", f"http://127.0.0.1:{server.server_port}")
        deployment_settings.cache_clear()
        sent = in_process("sign-in", "--badge", "N001", "--code", "123456")
    assert (sent.code, sent.err) == (1, "The desk answered with HTTP 307\n")
    assert Elsewhither.asked == ["/api/v1/session"]


def test_an_answer_says_nothing_of_the_server_and_its_address_is_taken_once(desk: Serving, store: Store) -> None:
    answer = httpx.get(f"{desk.url}/healthz", headers={"X-Forwarded-For": "10.1.1.1"}, trust_env=False)
    assert answer.json() == {"desk": "open"}
    assert "server" not in answer.headers
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    with pytest.raises(DeskRefused), Serving(store, "127.0.0.1", int(desk.url.rsplit(":", 1)[1])):
        pass


def test_on_the_server_an_act_is_sealed_into_the_database_under_a_code(
    engine: Engine, store: Store, totp: Authenticator
) -> None:
    request = ("--request-id", str(uuid4()), "--badge", "N003", "--json")
    opening, passcode = (*OPEN[:5], "N003", "--reason", SECRET, *request), totp.code("N003")
    assert code(in_process(*opening)) == (3, "passcode_missing")
    engine.resting.set()
    try:
        late = in_process(*opening, "--code", passcode, "--timeout", "1")
    finally:
        engine.resting.clear()
    assert code(late) == (1, "timed_out")
    with store.read() as connection:
        mine = select(func.count()).select_from(SUBMISSION).where(SUBMISSION.c.id == late.json["error"]["submission"])
        assert connection.execute(mine).scalar() == 1
    first = in_process(*opening)
    assert (first.code, first.json["act"]) == (0, "case.open"), "it was sealed before: no code is asked for"
    following = {n["act"]: n["link"] for n in first.json["next"]}
    assert following["inspection.request"] == f"https://desk.example/c/{first.json['case']}/inspection/request"
    assert in_process(*opening).json == first.json


def test_a_request_answered_before_acts_came_by_the_desk_keeps_its_answer(engine: Engine, totp: Authenticator) -> None:
    act = opening().model_dump(mode="json", exclude_none=True)
    request, signed = str(uuid4()), {"badge": "N001", "code": totp.code("N001")}
    first = advance(Stage.CASE, act, signed, request, datetime.now(UTC))
    again = in_process(*OPEN, "--badge", "N001", "--request-id", request, "--json")
    assert (again.code, again.json["case"]) == (0, first.body["case"])
