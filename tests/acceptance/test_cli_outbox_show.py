"""`casework outbox show` and `case proof`: word for word, with every answer, under a right of their own."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import insert, select, update

from flows import stores
from models.store import audit, deliveries, passcodes
from models.store.engine import Store, open_store
from models.store.handles import EVENT, INSTALLATION, OUTBOX
from models.store.migrate import install
from models.store.settings import store_settings
from models.vocabulary import Audience, Channel, MessageState
from notifications.outcomes import Delivered, Message, Outcome, TryAgain
from notifications.relay import drain
from tests import builders
from tests.acceptance.conftest import Run, forget_settings
from tests.acceptance.hearing import Hearing, directly, ordered
from tests.delivery.senders import collecting
from tests.flows import drawn

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder and a key: an order that was served; each of its notices arrived at the second attempt."""
    home = tmp_path_factory.mktemp("served")
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith(("CASEWORK_", "PREFECT_"))]:
            patch.delenv(name)
        patch.setenv("CASEWORK_KEY_FILE", str(home / "key" / "key"))
        patch.setenv("CASEWORK_DATA", str(home / "data"))
        patch.setenv("CASEWORK_LOCALE", "en")
        forget_settings()
        made = open_store(store_settings().url)
        install(made, demo=True, today=builders.OPENED)
        with made.write() as connection:
            builders.registers(connection)
        made.close()
        ordered(Hearing(stores.store(), directly))
        while drain(stores.store(), collecting([], second_time)).retried:
            with stores.store().write() as connection:
                waiting = update(OUTBOX).where(OUTBOX.c.state == MessageState.READY)
                connection.execute(waiting.values(due_at=LONG_AGO))
        stores.store().close()
        yield home
    forget_settings()


def second_time(message: Message) -> Outcome:
    return Delivered("250 2.0.0 Ok: queued") if message.attempt > 1 else TryAgain("421 busy")


@pytest.fixture
def told(folder: Path, served: Path) -> Store:
    """The same, of the test's own."""
    shutil.copytree(served, folder, dirs_exist_ok=True)
    return stores.store()


def a_notice(store: Store) -> dict[str, object]:
    """One that the law asks for."""
    with store.read() as connection:
        (no,) = set(connection.scalars(select(OUTBOX.c.case_no).where(OUTBOX.c.case_no.is_not(None))))
        return next(m for m in deliveries.of_case(connection, no) if m["statutory"])


def test_the_handler_sees_the_text_as_it_was_sent_and_what_the_peer_answered_each_time(told: Store, run: Run) -> None:
    notice = a_notice(told)
    done = run("outbox", "show", str(notice["id"]), "--badge", "N001", "--json")
    assert (done.code, done.err) == (0, "")
    assert (done.json["title"], done.json["body"]) == (notice["title"], notice["body"])
    assert [(a["attempt"], a["outcome"], a["answer"]) for a in done.json["attempts"]] == [
        (1, "try_again", "421 busy"), (2, "delivered", "250 2.0.0 Ok: queued"),
    ]  # fmt: skip
    shown = run("outbox", "show", str(notice["id"]), "--badge", "N001")
    assert "421 busy" in shown.out and str(notice["body"]).splitlines()[0] in shown.out


@pytest.mark.parametrize(
    ("badge", "code"),
    [("N100", None), ("P100", None), ("N002", "notices_restricted"), ("N003", "need_to_know"),
     ("Z100", "need_to_know"), ("X999", "officer_unknown")],
)  # fmt: skip
def test_others_are_refused_and_the_record_says_so(told: Store, run: Run, badge: str, code: str | None) -> None:
    notice = a_notice(told)
    for arguments in (
        ("outbox", "show", str(notice["id"])),
        ("case", "proof", str(notice["case_no"]), "--to", "proof.json"),
    ):
        done = run(*arguments, "--badge", badge, "--json")
        if code is None:
            assert done.code == 0, done.err
        else:
            assert (done.code, done.json["refused"]["code"]) == (3, code)
            assert not Path("proof.json").exists()
    with told.read() as connection:
        refused = set(connection.scalars(select(EVENT.c.act).where(EVENT.c.actor == badge, EVENT.c.kind == "refusal")))
        # One a minute for the same reason; who is in no register is no reader whose reads could be recorded.
        assert bool(refused & {"read.notices", "read.proof"}) is (code in ("notices_restricted", "need_to_know"))
        assert audit.verify(connection).first_bad is None


@pytest.fixture(autouse=True)
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files named without a folder are the test's own."""
    monkeypatch.chdir(tmp_path)


def test_a_message_that_is_not_there_gets_the_answer_of_one_that_concerns_others(told: Store, run: Run) -> None:
    alert = {"dedupe": "alert", "seq": 0, "channel": Channel.MAIL, "audience": Audience.SUPERVISOR, "target": "C100",
             "statutory": False, "title": "t", "body": "b", "state": MessageState.READY, "attempts": 0}  # fmt: skip
    with told.write() as connection:
        row = insert(OUTBOX).values(**alert, due_at=LONG_AGO, created_at=LONG_AGO).returning(OUTBOX.c.id)
        number = connection.execute(row).scalar_one()
    answers = [run("outbox", "show", str(n), "--badge", "N001", "--json") for n in (number, 999_999)]
    assert [a.code for a in answers] == [3, 3]
    assert answers[0].json == answers[1].json
    assert run("outbox", "show", str(number), "--badge", "C100", "--json").json["body"] == "b"


def test_where_codes_are_asked_for_one_is_needed_and_counts_once(told: Store, run: Run) -> None:
    notice = a_notice(told)
    with told.write() as connection:
        connection.execute(update(INSTALLATION).values(demo=False, demo_today=None))
        secret = passcodes.enroll(connection, "N001", "operator", builders.OPENED)
    asking = ("outbox", "show", str(notice["id"]), "--badge", "N001", "--json")
    now = pyotp.TOTP(secret).at(datetime.now(UTC))
    wrong = f"{(int(now) + 1) % 1_000_000:06d}"
    assert run(*asking, "--code", wrong).json["refused"]["code"] == "passcode_wrong"
    assert run(*asking, "--code", now).code == 0
    assert run(*asking, "--code", now).code == 3, "a code counts once"


def test_the_proof_is_a_file_whose_digest_is_told(told: Store, run: Run) -> None:
    number = str(a_notice(told)["case_no"])
    done = run("case", "proof", number, "--badge", "N001", "--to", "proof.json", "--json")
    raw = Path("proof.json").read_bytes()
    assert (done.code, done.json["sha256"]) == (0, hashlib.sha256(raw).hexdigest())
    found = json.loads(raw)
    assert [s["act"] for s in found["services"]] == ["inspection.notify", "rectification.serve"]
    assert (done.json["services"], done.json["notices"]) == (2, len(found["notices"]))
    assert builders.SECRET not in raw.decode()


@pytest.mark.parametrize(
    ("locale", "title", "method", "clock"),
    [
        ("zh", "送达证明", "直接送达", "整改期限"),
        ("en", "Statement of Service", "in person", "time limit to rectify"),
    ],
)
def test_the_proof_is_a_document_too_and_names_the_digest_of_the_same_as_data(
    told: Store, run: Run, locale: str, title: str, method: str, clock: str
) -> None:
    number = str(a_notice(told)["case_no"])
    asked = ("case", "proof", number, "--badge", "N001", "--json", "--to")
    assert run(*asked, "proof.json").code == 0
    assert run(*asked, "proof.docx", "--locale", locale).code == 0
    data = Path("proof.json").read_bytes()
    served = json.loads(data)["services"][1]
    said = drawn.text(Path("proof.docx").read_bytes())
    for words in (title, method, clock, number, served["document"], served["receipt"], served["proof"]["sha256"]):
        assert words in said
    assert hashlib.sha256(data).hexdigest() in said
    assert builders.SECRET not in said


def test_a_proof_of_another_kind_of_file_is_not_written(told: Store, run: Run) -> None:
    number = str(a_notice(told)["case_no"])
    assert run("case", "proof", number, "--badge", "N001", "--to", "proof.pdf").code == 2
    assert run("case", "proof", number, "--badge", "N001", "--to", "proof.docx", "--locale", "fr").code == 2
