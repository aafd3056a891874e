"""The whole demo through the desk, every text a marked secret: afterwards the mark is looked for in every byte."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pydantic import BaseModel
from rich.console import Console

from deployments.demo import FIRST_DAY
from deployments.installation import Installation
from deployments.server import free_port
from deployments.settings import deployment_settings
from flows import forms, stores
from models.acts.form import CARRIED_ELSEWHERE
from models.store import narrative
from models.store.engine import Store
from models.store.journal import Answer
from models.vocabulary import Outcome, Stage
from notifications.receive import Receiver
from notifications.sinks import MailSink
from tests.acceptance.conftest import forget_settings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # sockets of Prefect's client
]

MARK = "绝不外泄的内容zq7k"


def marked(value: Any, *, open: bool = False) -> Any:
    """The form with every text that is not a code replaced by the mark."""
    if isinstance(value, BaseModel):
        shown = {}
        for name, info in type(value).model_fields.items():
            extra = info.json_schema_extra
            clear = name in CARRIED_ELSEWHERE or (isinstance(extra, dict) and extra.get("open") is True)
            shown[name] = marked(getattr(value, name), open=clear)
        return {name: found for name, found in shown.items() if found is not None}
    if isinstance(value, list | tuple):
        return [marked(one, open=open) for one in value]
    if type(value) is str and not open:
        return MARK
    return value


@dataclass
class AtTheDesk:
    """Officers who take each act of the story over the desk's own HTTP, signed in once."""

    desk_url: str
    tokens: dict[str, str] = field(default_factory=dict)
    texts: int = 0

    def submit(
        self, api_url: str, store: Store, stage: Stage, form: dict[str, Any], badge: str, request_id: str
    ) -> Answer:
        act = marked(forms.read(stage, form))
        self.texts += str(act).count(MARK)
        with httpx.Client(base_url=f"{self.desk_url}/api/v1", timeout=60, trust_env=False) as client:
            if badge not in self.tokens:
                self.tokens[badge] = client.post("/session", json={"badge": badge}).json()["token"]
            headers = {"Authorization": f"Bearer {self.tokens[badge]}", "Idempotency-Key": str(uuid4())}
            wanted = {"stage": stage.value, "act": _plain(act)}
            said = client.post("/acts", json=wanted, headers={**headers, "Prefer": "wait=30"})
        body = said.json()
        if said.status_code == 200:
            return Answer(Outcome.RECORDED, body["receipt"])
        assert said.status_code == 403, (said.status_code, stage, form.get("act"))
        refused = {"code": body["code"], "article": body["article"], "detail": body["details"]}
        return Answer(Outcome.REFUSED, {"refused": refused})


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, bool | int | str) else value.isoformat()


@dataclass
class Played:
    """What the story left behind."""

    home: Path
    store: Store
    case: str
    texts: int
    mail: list[Any]
    said: str
    commands: list[bytes]
    surprises: list[str]
    outcome: dict[str, Any]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """The demo's story, played once through the desk and the real Prefect."""
    home = tmp_path_factory.mktemp("scan")
    with pytest.MonkeyPatch.context() as patch, MailSink() as mail, Receiver(home / "receiver") as receiver:
        for name in [n for n in os.environ if n.startswith(("CASEWORK_", "PREFECT_"))]:
            patch.delenv(name)
        for name, value in {
            "CASEWORK_DATA": str(home / "data"), "CASEWORK_KEY_FILE": str(home / "key"), "CASEWORK_LOCALE": "en",
            "CASEWORK_FORMS": "desk", "CASEWORK_DESK_PORT": str(free_port()), "CASEWORK_SMTP_URL": mail.url,
            "PREFECT_HOME": str(home / "client"),
        }.items():  # fmt: skip
            patch.setenv(name, value)
        forget_settings()
        from deployments.demo import player

        store = player.prepared(receiver.url, FIRST_DAY, receiver.public_key.hex())
        said = StringIO()
        with Installation(deployment_settings(), free_port(), only=()) as running:
            desk = AtTheDesk(running.desk_url or "")
            patch.setattr(player, "submit", desk.submit)
            received, console = lambda: len(mail.messages), Console(file=said)
            story = player.Player(store, running.api_url, receiver, received, console, "en")
            story.run()
            outcome = story.outcome()
            commands = [p.read_bytes() for p in Path("/proc").glob("[0-9]*/cmdline") if p.exists()]
        yield Played(
            home,
            store,
            story.case,
            desk.texts,
            list(mail.messages),
            said.getvalue(),
            commands,
            story.surprises,
            outcome,
        )
        stores.store().close()
        forget_settings()


def test_the_story_went_as_the_script_says_with_every_text_marked(played: Played) -> None:
    # At the desk a colleague who is not on the case learns nothing of it, not even why the approval is not theirs.
    assert played.surprises == ["2026-03-09 inspection.approve: need_to_know instead of not_responsible_person"]
    assert (played.outcome["state"], played.outcome["notices"]["lost"], played.outcome["audit"]["ok"]) == (
        "closed", 0, True,
    )  # fmt: skip
    assert played.texts > 40
    with played.store.read() as connection:
        words = [text for act in narrative.narrative(connection, played.case) for text in act["texts"].values()]
    assert words.count(MARK) == len(words) > 40, "the record holds the texts, sealed"


def test_no_byte_of_prefect_or_of_our_database_and_files_holds_the_mark(played: Played) -> None:
    """Also as it is written in JSON, and cut in two, as a page of a database may cut it."""
    escaped = MARK.encode("ascii", "backslashreplace")
    wanted = [MARK.encode(), MARK[:6].encode(), escaped[:24], MARK.encode("utf-16-le")]
    files = [f for folder in ("data", "client") for f in (played.home / folder).rglob("*") if f.is_file()]
    assert any("prefect" in f.name and f.suffix == ".db" for f in files), "Prefect's own database is among them"
    assert any(f.name.startswith("casework.db") for f in files)
    found = [str(f.relative_to(played.home)) for f in files if any(mark in f.read_bytes() for mark in wanted)]
    assert found == []


def test_no_notice_log_or_process_shows_the_mark(played: Played) -> None:
    assert played.mail
    assert all(MARK not in str(message) for message in played.mail)
    assert MARK not in played.said
    assert all(MARK.encode() not in command for command in played.commands)
    assert MARK not in "".join(f.read_text("utf-8", "replace") for f in (played.home / "data").rglob("*.log"))
