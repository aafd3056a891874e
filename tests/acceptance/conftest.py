"""Running `casework`, in this process and as a process of its own, on an installation in a temporary folder."""

import gc
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from deployments.cli import main
from deployments.installation import Installation
from deployments.server import free_port
from deployments.settings import deployment_settings
from flows import notices, stores
from flows.settings import flow_settings
from models.store.engine import Store, open_store
from models.store.migrate import install
from models.store.settings import store_settings
from notifications.sinks import MailSink
from tests import builders
from tests.acceptance.hearing import Hearing, Take, deployed, directly

SETTINGS = (store_settings, flow_settings, deployment_settings, notices.notification_settings)


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


def in_process(*arguments: str) -> Ran:
    """Run a command here."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(arguments)
    return Ran(code, out.getvalue(), err.getvalue())


def as_process(*arguments: str, stdin: str = "") -> Ran:
    """Run a command as a process, as its users do."""
    command = [str(Path(sys.executable).with_name("casework")), *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=120, check=False)
    return Ran(done.returncode, done.stdout, done.stderr)


def forget_settings() -> None:
    """Let the next command read the environment anew."""
    stores._opened.cache_clear()
    for cached in SETTINGS:
        cached.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation's environment, with nothing in it yet."""
    for name in [n for n in os.environ if n.startswith(("CASEWORK_", "PREFECT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CASEWORK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CASEWORK_KEY_FILE", str(tmp_path / "key" / "key"))
    monkeypatch.setenv("CASEWORK_LOCALE", "en")
    monkeypatch.setenv("COLUMNS", "100")
    forget_settings()
    yield tmp_path
    if stores._opened.cache_info().currsize:
        stores.store().close()
    forget_settings()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder and a key, made once: the standard world and one case with an order running."""
    home = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith(("CASEWORK_", "PREFECT_"))]:
            patch.delenv(name)
        patch.setenv("CASEWORK_KEY_FILE", str(home / "key" / "key"))
        patch.setenv("CASEWORK_DATA", str(home / "data"))
        forget_settings()
        store = open_store(f"sqlite:///{home}/data/casework.db")
        install(store, demo=True, today=None)
        with store.write() as connection:
            builders.registers(connection)
        builders.walk_to(store, "rectification running")
        store.close()
    forget_settings()
    return home


@pytest.fixture
def installed(folder: Path, made: Path) -> Path:
    """A migrated database of the test's own, with registers and the case GZ-2026-000001."""
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture
def run() -> Run:
    return in_process


@pytest.fixture(scope="module")
def post() -> Iterator[MailSink]:
    """A mail server that takes what is sent."""
    with MailSink() as sink:
        yield sink


@pytest.fixture(scope="module", params=["directly", pytest.param("deployed", marks=pytest.mark.slow)])
def court(
    request: pytest.FixtureRequest, post: MailSink, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Store, Take]]:
    """A demo installation with the standard world, in which stories are told: on PostgreSQL without Prefect, and
    on SQLite through the real deployments."""
    home = tmp_path_factory.mktemp("court")
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith(("CASEWORK_", "PREFECT_"))]:
            patch.delenv(name)
        patch.setenv("CASEWORK_DATA", str(home / "data"))
        patch.setenv("CASEWORK_KEY_FILE", str(home / "key"))
        patch.setenv("CASEWORK_LOCALE", "en")
        patch.setenv("CASEWORK_SMTP_URL", post.url)
        patch.setenv("PREFECT_HOME", str(home / "client"))
        if request.param == "directly":
            # Apprise reads all authorities of the machine for every mail, 40 ms each, though this server speaks no TLS.
            patch.setenv("SSL_CERT_FILE", os.devnull)
            address: str = request.getfixturevalue("postgres")
            named = f"court{uuid4().hex}"
            with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {named}".encode())
            url = address.format(named).replace("postgresql://", "postgresql+psycopg://")
            patch.setenv("CASEWORK_DATABASE_URL", url)
        forget_settings()
        made = open_store(store_settings().url)
        install(made, demo=True, today=builders.OPENED)
        with made.write() as connection:
            builders.registers(connection)
        made.close()
        if request.param == "directly":
            yield stores.store(), directly
        else:
            with Installation(deployment_settings(), free_port()) as running:
                yield stores.store(), deployed(running.api_url)
        stores.store().close()
        forget_settings()
    gc.collect()


@pytest.fixture
def hearing(court: tuple[Store, Take]) -> Hearing:
    """A case not opened yet."""
    return Hearing(*court)
