"""The demo: a real case through real deployments, with a mail sink and a receiving organ of its own."""

import json
import os
import shutil
import sys
import tempfile
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

from rich.console import Console

FIRST_DAY = date(2026, 3, 2)


def play(*, keep: bool, as_json: bool) -> int:
    """Play the case; 0 when every step ended as the script says and nothing was lost. `keep` leaves the UI up."""
    started = monotonic()
    console = Console(stderr=as_json, highlight=False, width=100 if not sys.stdout.isatty() else None)
    folder = Path(tempfile.mkdtemp(prefix="casework-demo-"))
    with ExitStack() as parts:
        if not keep:
            parts.callback(shutil.rmtree, folder, ignore_errors=True)
        outcome, good = _played(parts, folder, console, started, every_form=keep)
        if as_json:
            sys.stdout.write(json.dumps(outcome, ensure_ascii=False) + "\n")
            sys.stdout.flush()
        if keep:
            from deployments.demo.player import wait_for_ctrl_c

            wait_for_ctrl_c(console, folder, outcome["password_file"])
    return 0 if good else 1


def _played(
    parts: ExitStack, folder: Path, console: Console, started: float, *, every_form: bool
) -> tuple[dict[str, Any], bool]:
    from notifications.receive import Receiver
    from notifications.sinks import MailSink

    mail = parts.enter_context(MailSink())
    # Its own key, as another organ has it: each side knows the public half of the other's.
    receiver = parts.enter_context(Receiver(folder / "receiver", key_file=folder / "receiver-keys" / "key"))
    _environment(folder, mail.url)
    # These read the environment just set.
    from deployments.demo.player import Player, acts_played, prepared
    from deployments.demo.report import show
    from deployments.installation import Installation
    from deployments.server import free_port
    from deployments.settings import deployment_settings
    from flows.settings import flow_settings

    store = prepared(receiver.url, FIRST_DAY, receiver.public_key.hex())
    locale = flow_settings().locale
    running = Installation(
        deployment_settings(),
        free_port(),
        log=lambda line: console.print(f"  {line}", style="dim"),
        # Whoever stays to look finds every form; the story itself needs its own.
        only=None if every_form else acts_played(),
    )
    parts.enter_context(running)
    player = Player(store, running.api_url, receiver, lambda: len(mail.messages), console, locale)
    player.run()
    outcome = {
        **player.outcome(),
        "ui": running.ui_url,
        "password_file": str(running.password_file),
        "elapsed_s": round(monotonic() - started, 1),
    }
    console.print()
    show(console, outcome, locale)
    console.print(f"{running.ui_url}  {outcome['elapsed_s']} s", style="dim")
    return outcome, player.good(outcome)


def _environment(folder: Path, mail_url: str) -> None:
    """Embedded defaults: everything in the demo's folder, the key beside the data, nothing from outside."""
    for name in [n for n in os.environ if n.startswith(("CASEWORK_", "PREFECT_")) and n != "CASEWORK_LOCALE"]:
        del os.environ[name]
    os.environ.setdefault("CASEWORK_LOCALE", "en")
    os.environ.update(
        CASEWORK_DATA=str(folder / "data"),
        CASEWORK_KEY_FILE=str(folder / "keys" / "key"),
        CASEWORK_SMTP_URL=mail_url,
        PREFECT_HOME=str(folder / "prefect-client"),
        PREFECT_SERVER_ANALYTICS_ENABLED="false",
        DO_NOT_TRACK="1",
    )
