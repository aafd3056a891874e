"""What is submitted at the desk is sealed, taken once by its run, and forgotten with the answer."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlalchemy import select, update

from flows import submitting
from flows.advance import advance, advance_sealed
from flows.run import barred_by, submission_of
from flows.submitting import Wish
from models.errors import BadInput, LostRace, TransitionRefused, Unknown
from models.passcode import step_of
from models.store import passcodes, sessions, snapshot, submissions
from models.store.engine import Store, open_store
from models.store.handles import INSTALLATION, OUTBOX, SUBMISSION
from models.store.migrate import install
from models.store.settings import store_settings
from models.store.vault import Sealed
from models.vocabulary import Channel, MessageState, Outcome, Stage
from tests import builders
from tests.builders import SECRET, UNIT_CODE, registers

NOW = datetime(2026, 3, 2, 2, 0, 10, tzinfo=UTC)
OPEN = {"act": "open", "unit": UNIT_CODE, "handler": "N001", "reason": SECRET}


@dataclass
class Place:
    """A database of officers with passcodes, and the moment it is there."""

    store: Store
    secrets: dict[str, str] = field(default_factory=dict)

    def code(self, badge: str, at: datetime = NOW) -> str:
        if badge not in self.secrets:
            with self.store.write() as connection:
                self.secrets[badge] = passcodes.enroll(connection, badge, "operator", NOW.date())
        return pyotp.TOTP(self.secrets[badge]).at(at)

    def submit(self, badge: str, *acts: tuple[Stage, dict[str, Any]], code: str | None = None, key: str = "key-0001",
               at: datetime = NOW) -> list[str]:  # fmt: skip
        return submitting.submit(self.store, badge, key, [Wish(stage, act) for stage, act in acts], code, at)

    def opened(self) -> str:
        (id,) = self.submit("N001", (Stage.CASE, OPEN), key="opening-1")
        return str(advance_sealed(Stage.CASE, id).body["case"])

    def row(self, id: str) -> Any:
        with self.store.read() as connection:
            return connection.execute(select(SUBMISSION).where(SUBMISSION.c.id == id)).one()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setenv("CASEWORK_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("CASEWORK_DATA", str(tmp_path))
    monkeypatch.setenv("CASEWORK_DATABASE_URL", f"sqlite:///{tmp_path}/casework.sqlite")
    store_settings.cache_clear()
    store = open_store(f"sqlite:///{tmp_path}/casework.sqlite")
    install(store, demo=False, today=None)
    with store.write() as connection:
        registers(connection)
    yield Place(store)
    store.close()
    store_settings.cache_clear()


def refused(call: Any, *given: Any, **more: Any) -> str:
    with pytest.raises(TransitionRefused) as caught:
        call(*given, **more)
    return caught.value.refusal.code


def test_a_submission_is_ciphertext_until_it_is_answered_and_nothing_afterwards(place: Place) -> None:
    (id,) = place.submit("N001", (Stage.CASE, OPEN))
    assert SECRET.encode() not in place.row(id).content
    answer = advance_sealed(Stage.CASE, id)
    assert (answer.outcome, answer.body["act"]) == (Outcome.RECORDED, "case.open")
    assert place.row(id).content == b""
    assert advance_sealed(Stage.CASE, id) == answer, "the same submission has one answer"


def test_its_start_names_the_submission_and_not_a_word_of_it(place: Place) -> None:
    (id,) = place.submit("N001", (Stage.CASE, OPEN))
    with place.store.read() as connection:
        row = connection.execute(select(OUTBOX).where(OUTBOX.c.channel == Channel.RUN)).one()
    assert (row.dedupe, row.target, row.title, row.body, row.statutory) == (f"run:{id}", "case/sealed", "", "", False)


def test_the_same_key_is_the_same_submission_and_another_content_under_it_is_refused(place: Place) -> None:
    first = place.submit("N001", (Stage.CASE, OPEN))
    assert place.submit("N001", (Stage.CASE, OPEN)) == first
    assert refused(place.submit, "N001", (Stage.CASE, {**OPEN, "reason": "Another."})) == "request_reused"
    assert place.submit("N002", (Stage.CASE, OPEN)) != first, "another officer's key is another request"


def asked(place: Place, case: str, key: str = "request-1") -> None:
    form = builders.inspection_request(case).model_dump(mode="json", exclude_none=True)
    (id,) = place.submit("N001", (Stage.INSPECTION, form), key=key)
    answer = advance_sealed(Stage.INSPECTION, id)
    assert answer.outcome is Outcome.RECORDED, answer.body


def approving(case: str) -> tuple[Stage, dict[str, Any]]:
    return Stage.INSPECTION, {"act": "approve", "case": case}


def outcome(stage: Stage, id: str) -> str:
    """The code of a refusal, or `recorded`."""
    answer = advance_sealed(stage, id)
    return str(answer.body["refused"]["code"]) if answer.outcome is Outcome.REFUSED else "recorded"


def test_an_approval_asks_for_a_fresh_code_and_an_ordinary_act_does_not(place: Place) -> None:
    place.code("C100")
    case = place.opened()
    asked(place, case)
    assert refused(place.submit, "C100", approving(case), key="approve-1") == "passcode_missing"
    (id,) = place.submit("C100", approving(case), code=place.code("C100"), key="approve-2")
    assert outcome(Stage.INSPECTION, id) == "recorded"


def test_where_nobody_is_signed_in_every_act_asks_for_a_code_and_uses_it_up(place: Place) -> None:
    code, wish = place.code("N001"), [Wish(Stage.CASE, OPEN)]

    def submit(key: str, code: str | None) -> list[str]:
        return submitting.submit(place.store, "N001", key, wish, code, NOW, signed_in=False)

    assert refused(submit, "opening-1", None) == "passcode_missing"
    (id,) = submit("opening-1", code)
    assert outcome(Stage.CASE, id) == "recorded"
    assert refused(submit, "opening-2", code) == "passcode_used"
    assert submit("opening-1", None) == [id], "sealed before: no code is asked for"


@pytest.mark.parametrize(
    ("badge", "minutes", "said"),
    [
        ("C100", 0, "recorded"),
        ("C101", 0, "passcode_wrong"),
        ("C100", -2, "passcode_wrong"),
        ("C100", 2, "passcode_wrong"),
    ],
)
def test_another_officers_code_an_old_one_and_one_to_come_are_refused(
    place: Place, badge: str, minutes: int, said: str
) -> None:
    place.code("C100")
    case = place.opened()
    asked(place, case)
    code = place.code(badge, NOW + timedelta(minutes=minutes))
    if said == "recorded":
        (id,) = place.submit("C100", approving(case), code=code, key="approve-1")
        assert outcome(Stage.INSPECTION, id) == said
    else:
        assert refused(place.submit, "C100", approving(case), code=code, key="approve-1") == said


def test_a_code_signs_one_act_or_one_listed_batch(place: Place) -> None:
    place.code("C100")
    cases = []
    for n in range(4):
        (id,) = place.submit("N001", (Stage.CASE, OPEN), key=f"opening-{n}")
        cases.append(str(advance_sealed(Stage.CASE, id).body["case"]))
        asked(place, cases[-1], key=f"request-{n}")
    code = place.code("C100")
    batch = place.submit("C100", *(approving(case) for case in cases[:2]), code=code, key="batch-01")
    other = place.submit("C100", approving(cases[2]), code=code, key="approve-1")
    assert [outcome(Stage.INSPECTION, id) for id in batch] == ["recorded", "recorded"]
    assert outcome(Stage.INSPECTION, other[0]) == "passcode_used", "it was sealed before the code was used up"
    assert refused(place.submit, "C100", approving(cases[3]), code=code, key="approve-2") == "passcode_used"


def test_a_submission_is_taken_by_its_own_stage_only(place: Place) -> None:
    (id,) = place.submit("N001", (Stage.CASE, OPEN))
    with pytest.raises(Unknown):
        advance_sealed(Stage.TRANSFER, id)
    with pytest.raises(Unknown):
        advance_sealed(Stage.CASE, "6b1f5c0e-4d0a-5d6e-9f53-2f5f0a1c7e12")
    assert outcome(Stage.CASE, id) == "recorded"


def test_a_ciphertext_moved_to_another_submission_or_altered_is_not_opened(place: Place) -> None:
    (one,) = place.submit("N001", (Stage.CASE, OPEN), key="opening-1")
    (two,) = place.submit("N002", (Stage.CASE, OPEN), key="opening-2")
    content = place.row(one).content
    for wrong in (content, content[:-1] + bytes([content[-1] ^ 1])):
        with place.store.write() as connection:
            connection.execute(update(SUBMISSION).where(SUBMISSION.c.id == two).values(content=wrong))
        with pytest.raises(Sealed):
            advance_sealed(Stage.CASE, two)


def test_who_reads_the_database_and_changes_the_officer_beside_it_changes_nothing(place: Place) -> None:
    (id,) = place.submit("N001", (Stage.CASE, OPEN))
    with place.store.write() as connection:
        connection.execute(update(SUBMISSION).where(SUBMISSION.c.id == id).values(badge="N002"))
    answer = advance_sealed(Stage.CASE, id)
    with place.store.read() as connection:
        assert snapshot.load(connection, answer.body["case"], "").case.acts[0]["by"] == "N001"  # type: ignore[union-attr]


def test_a_form_that_cannot_be_read_leaves_nothing_behind(place: Place) -> None:
    with pytest.raises(BadInput):
        place.submit("N001", (Stage.CASE, {**OPEN, "reason": ""}))
    with place.store.read() as connection:
        assert submissions.waiting(connection, datetime.now(UTC)) == 0


def test_who_was_slower_is_told_what_changed(place: Place) -> None:
    place.code("C100")
    case = place.opened()
    asked(place, case)
    (early,) = place.submit("C100", approving(case), code=place.code("C100"), key="approve-1")
    (later,) = place.submit("C101", approving(case), code=place.code("C101"), key="approve-2")
    assert outcome(Stage.INSPECTION, later) == "recorded"
    with pytest.raises(LostRace):
        advance_sealed(Stage.INSPECTION, early)
    with pytest.raises(LostRace) as told:
        submitting.answer(place.store, early, 0.0)
    assert "inspection.approve" in told.value.changed
    assert place.row(early).content == b""


def test_content_that_passes_the_desk_by_is_refused_unless_the_database_is_a_demo(place: Place) -> None:
    assert barred_by(NOW, NOW) == "desk_only"
    answer = advance(
        Stage.CASE, OPEN, {"badge": "N001"}, "6b1f5c0e-4d0a-5d6e-9f53-2f5f0a1c7e13", NOW, barred="desk_only"
    )
    assert answer.body["refused"] == {"code": "desk_only", "article": "reg-6", "detail": []}
    with place.store.write() as connection:
        connection.execute(update(INSTALLATION).values(demo=True))
    assert barred_by(NOW, NOW) is None
    assert barred_by(NOW, NOW + timedelta(minutes=2)) == "run_delayed"


def test_a_run_is_given_the_number_of_a_submission() -> None:
    assert submission_of({"act": "sealed", "submission": "s-1"}) == "s-1"
    assert submission_of({"act": "sealed"}) is None
    assert submission_of({"act": "approve", "submission": "s-1"}) is None


def test_what_waits_too_long_is_started_again_and_after_a_day_of_it_left_to_a_person(place: Place) -> None:
    place.submit("N001", (Stage.CASE, OPEN))
    with place.store.write() as connection:
        connection.execute(update(OUTBOX).values(state=MessageState.DONE))
        assert submissions.start_again(connection, NOW + timedelta(minutes=4)) == 0
        assert submissions.start_again(connection, NOW + timedelta(minutes=6)) == 1
        connection.execute(update(OUTBOX).values(state=MessageState.DEAD))
        assert submissions.start_again(connection, NOW + timedelta(minutes=7)) == 0, "twice as long before the next"
        for n in range(2, 100):
            submissions.start_again(connection, NOW + timedelta(minutes=6 * n))
            connection.execute(update(OUTBOX).values(state=MessageState.DEAD))
        keys = connection.execute(select(OUTBOX.c.dedupe).order_by(OUTBOX.c.id)).scalars().all()
    assert len(keys) == 12
    assert all(key.startswith(keys[0]) for key in keys)


def test_a_start_that_still_waits_is_only_brought_forward(place: Place) -> None:
    place.submit("N001", (Stage.CASE, OPEN))
    with place.store.write() as connection:
        connection.execute(update(OUTBOX).values(due_at=NOW + timedelta(hours=2)))
        assert submissions.start_again(connection, NOW + timedelta(minutes=6)) == 1
        rows = connection.execute(select(OUTBOX.c.due_at)).scalars().all()
    assert rows == [NOW + timedelta(minutes=6)]


def test_sessions_and_used_codes_of_long_ago_are_swept(place: Place) -> None:
    with place.store.write() as connection:
        sessions.begin(connection, "N001", NOW)
        passcodes.consume(connection, "N001", step_of(NOW))
        assert (sessions.sweep(connection, NOW + timedelta(days=89)), passcodes.sweep(connection, NOW)) == (0, 0)
        assert sessions.sweep(connection, NOW + timedelta(days=91)) == 1
        assert passcodes.sweep(connection, NOW + timedelta(minutes=1)) == 1
