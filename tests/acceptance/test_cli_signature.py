"""Signing on the command line: an officer is enrolled, and an act goes round with badge and passcode."""

import gc
import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import pyotp
import pytest

from deployments.cli import signing, typed
from deployments.installation import Installation
from deployments.server import free_port
from deployments.settings import deployment_settings
from flows import stores
from models.store.engine import open_store
from models.store.migrate import install
from models.store.settings import store_settings
from tests import builders
from tests.acceptance.conftest import Ran, Run, forget_settings, in_process
from tests.acceptance.proxied import asked
from tests.builders import UNIT_CODE

# Prefect's client leaves sockets to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

OPEN = ("case", "open", "--unit", UNIT_CODE, "--handler", "N001", "--reason", "Gaps.", "--badge", "N001")


def made() -> None:
    """A database of the standard world that asks for codes."""
    store = open_store(store_settings().url)
    install(store, demo=False, today=None)
    with store.write() as connection:
        builders.registers(connection)
    store.close()


def enrolled(badge: str = "N001") -> pyotp.TOTP:
    done = in_process("officer", "enroll", "--badge", badge, "--json")
    assert (done.code, done.err, list(done.json)) == (0, "", ["uri"])
    found = pyotp.parse_uri(done.json["uri"])
    assert isinstance(found, pyotp.TOTP)
    return found


@pytest.fixture
def desk(folder: Path) -> Path:
    made()
    return folder


def test_enrolling_shows_a_qr_code_and_its_address_once(desk: Path, run: Run) -> None:
    done = run("officer", "enroll", "--badge", "N001", "--by", "N100")
    assert (done.code, done.err) == (0, "")
    *drawn, told = done.out.rstrip("\n").split("\n")
    (uri,) = [line for line in drawn if line.startswith("otpauth://totp/Casework:N001?secret=")]
    drawing = [line for line in drawn if line and line != uri]
    assert len({len(line) for line in drawing}) == 1, "a square of whole lines"
    assert set("".join(drawing)) <= set(" █▀▄")
    assert "not shown again" in told
    secret = pyotp.parse_uri(uri).secret
    assert secret.encode() not in (desk / "data" / "casework.db").read_bytes()
    assert secret not in run("audit", "verify", "--json").out


def test_only_officers_of_the_register_are_enrolled_and_enroll(desk: Path, run: Run) -> None:
    assert run("officer", "enroll", "--badge", "X999").code == 5
    assert run("officer", "enroll", "--badge", "N001", "--by", "X999").code == 5
    with sqlite3.connect(desk / "data" / "casework.db") as raw:
        assert raw.execute("SELECT count(*) FROM passcode").fetchone() == (0,)
    raw.close()


@pytest.mark.parametrize("code", ["12345", "1234567", "12345x", "", "１２３４５６"])
def test_a_code_is_six_digits(desk: Path, run: Run, code: str) -> None:
    done = run(*OPEN, "--code", code)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "six digits" in done.err
    assert not code or code not in done.err


def test_a_code_is_typed_unseen_at_a_terminal_and_never_read_from_the_environment(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEWORK_CODE", "654321")
    assert signing.passcode(stores.store(), None) is None
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(typed, "getpass", lambda prompt, stream: "123456")
    assert signing.passcode(stores.store(), None) == "123456"
    assert signing.passcode(stores.store(), "111111") == "111111"


def test_a_demo_asks_for_no_code(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert signing.passcode(stores.store(), None) is None
    assert signing.passcode(stores.store(), "123456") is None


def signature(run: Run) -> tuple[str, str]:
    return next((c["state"], c["detail"]) for c in run("doctor", "--json").json["checks"] if c["check"] == "signature")


def test_the_doctor_says_how_acts_are_signed(desk: Path, run: Run) -> None:
    state, detail = signature(run)
    assert (state, detail.endswith(": 10")) == ("note", True)
    enrolled()
    assert signature(run)[1].endswith(": 9")


def test_the_doctor_says_that_a_demo_takes_a_badge_alone(installed: Path, run: Run) -> None:
    state, detail = signature(run)
    assert state == "note"
    assert "badge number alone" in detail


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A running installation that asks for codes."""
    home = tmp_path_factory.mktemp("signed")
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith(("CASEWORK_", "PREFECT_"))]:
            patch.delenv(name)
        patch.setenv("CASEWORK_DATA", str(home / "data"))
        patch.setenv("CASEWORK_KEY_FILE", str(home / "key"))
        patch.setenv("CASEWORK_LOCALE", "en")
        patch.setenv("CASEWORK_FORMS", "prefect")
        patch.setenv("PREFECT_HOME", str(home / "client"))
        forget_settings()
        made()
        with Installation(deployment_settings(), free_port(), only=("case/open",)) as running:
            yield running
        stores.store().close()
        forget_settings()
    gc.collect()


def opened(*more: str) -> Ran:
    return in_process(*OPEN, "--json", *more)


def refusal(done: Ran) -> str:
    assert done.code == 3
    return str(done.json["refused"]["code"])


def runs(up: Installation) -> list[Any]:
    """The runs of acts; what Prefect plans by the clock stands beside them."""
    return [run for run in asked(up, "POST", "/flow_runs/filter", {}).json() if "auto-scheduled" not in run["tags"]]


@pytest.mark.slow
def test_an_act_goes_round_with_its_code_which_prefect_does_not_keep(up: Installation) -> None:
    totp = enrolled()
    code, request = totp.now(), ("--request-id", str(uuid4()))
    first = opened("--code", code, *request)
    assert first.code == 0
    assert refusal(opened("--code", code)) == "passcode_used"
    assert refusal(opened()) == "passcode_missing"
    assert opened(*request).json == first.json, "answered before: no code is asked for"
    kept = [json.dumps(run["parameters"]) for run in runs(up)]
    assert len(kept) == 3
    assert not [text for text in kept if code in text or "signature" in text]


@pytest.mark.slow
def test_an_act_scheduled_for_later_is_refused(up: Installation) -> None:
    deployment = asked(up, "GET", "/deployments/name/case/open").json()["id"]
    later = (datetime.now(UTC) + timedelta(seconds=90)).isoformat()
    state = {"type": "SCHEDULED", "state_details": {"scheduled_time": later}}
    act = {"act": "open", "unit": UNIT_CODE, "handler": "N001", "reason": "Gaps."}
    given = {"parameters": {"act": act, "signature": {"badge": "N001", "code": "123456"}}, "state": state}
    run = asked(up, "POST", f"/deployments/{deployment}/create_flow_run", given).json()
    now = {"state": {"type": "SCHEDULED", "name": "Scheduled"}, "force": True}
    asked(up, "POST", f"/flow_runs/{run['id']}/set_state", now)
    ended = _ended(up, run["id"])
    assert (ended["state_name"], ended["state"]["message"]) == ("Refused", "run_delayed (reg-3)")


def _ended(up: Installation, run: str) -> Any:
    until = monotonic() + 120
    while monotonic() < until:
        found = asked(up, "GET", f"/flow_runs/{run}").json()
        if found["state_type"] in ("COMPLETED", "FAILED", "CRASHED"):
            return found
        sleep(0.2)
    raise TimeoutError
