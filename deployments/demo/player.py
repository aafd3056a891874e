"""Playing the script: each step through its real deployment, each answer compared with what the script expects."""

import signal
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

from rich.console import Console
from sqlalchemy import func, select

from deployments.demo import scan, world
from deployments.demo.made_up import made_up
from deployments.demo.published import PUBLISHED
from deployments.demo.report import gather, refusal_line
from deployments.demo.script import Fields, Heading, Step, Sweep
from deployments.demo.told import Told
from deployments.submit import run_deployment, submit
from flows import stores
from flows.notices import notification_settings, of_answer
from flows.settings import flow_settings
from models.lifecycle import find
from models.store import migrate, transfer_key
from models.store.demo_day import set_demo_today
from models.store.engine import Store, open_store
from models.store.handles import EVENT, OUTBOX
from models.store.journal import Answer
from models.store.settings import store_settings
from models.vocabulary import MessageState, Outcome, Stage
from models.wording import phrase, say
from notifications import answers
from notifications.receive import Receiver

DELIVERY_SECONDS = 30.0


def prepared(receiver_url: str, first_day: date, receiver_key: str | None = None) -> Store:
    """A fresh demo database with its registers filled."""
    store = open_store(store_settings().url)
    migrate.install(store, demo=True, today=first_day)
    with store.write() as connection:
        world.populate(connection, receiver_url, receiver_key)
    store.close()
    return stores.store()


def acts_played() -> set[str]:
    """The deployments the story needs."""
    return {step.act.replace(".", "/") for step in (*PUBLISHED, *made_up(dict)) if isinstance(step, Step)}


class Player:
    """Plays step by step and remembers what differed from the script."""

    def __init__(
        self,
        store: Store,
        api_url: str,
        receiver: Receiver,
        received: Callable[[], int],
        console: Console,
        locale: str,
    ) -> None:
        self.store, self.api_url, self.receiver = store, api_url, receiver
        self.console, self.locale = console, locale
        receiver.ledger.trust(world.COUNTY, transfer_key.public_of(transfer_key.secret(store_settings().transfer_key)))
        self.told = Told(received)
        self.case = ""
        self.surprises: list[str] = []

    def run(self) -> None:
        """The whole story."""
        for step in (*PUBLISHED, *made_up(self._receipt)):
            match step:
                case Heading():
                    self._heading(step)
                case Sweep():
                    self._sweep(step)
                case Step():
                    self._act(step)

    def outcome(self) -> dict[str, Any]:
        """What came of it, read from the record."""
        self._delivered()
        with self.store.read() as connection:
            return gather(connection, self.case, self.told)

    def good(self, outcome: dict[str, Any]) -> bool:
        """Whether all went as the script says, everything arrived and the chain is whole."""
        for line in self.surprises:
            self.console.print(line, style="bold red")
        return not self.surprises and outcome["notices"]["lost"] == 0 and bool(outcome["audit"]["ok"])

    def _heading(self, step: Heading) -> None:
        with self.store.read() as connection:
            last = connection.execute(select(func.max(EVENT.c.seq)).where(EVENT.c.chain == self.case)).scalar()
        if step.made_up:
            self.told.published_until = last or 0
        mark = f" ({phrase('made_up', self.locale)})" if step.made_up else ""
        self.console.print(f"\n[bold]{step.en if self.locale == 'en' else step.zh}{mark}[/bold]")

    def _act(self, step: Step) -> None:
        stage, act = step.act.split(".")
        self._delivered()
        self._live_on(step.on)
        form = {**step.fields, **self._kept(step), **(step.late() if step.late else {}), "act": act}
        if step.act != "case.open":
            form["case"] = self.case
        begun = monotonic()
        answer = submit(self.api_url, self.store, Stage(stage), form, step.badge, str(uuid4()))
        self._note(step, answer, monotonic() - begun)

    def _kept(self, step: Step) -> Fields:
        """The scans an act names, stored as evidence before it."""
        fields: Fields = {}
        for name, kind in step.keeps.items():
            digest = scan.keep(self.store, self.case, kind, step.badge)
            fields[name] = digest if name == "proof" else [digest]
        return fields

    def _note(self, step: Step, answer: Answer, took: float) -> None:
        stage, act = step.act.split(".")
        transition = find(Stage(stage), act)
        name = say(transition.name, self.locale) if transition else step.act
        if answer.outcome is Outcome.RECORDED:
            self.case = answer.body["case"]
            line = f"[green]{answer.body['stage'] or ''} {answer.body['state']}[/green]"
            found = None
        else:
            refused = answer.body["refused"]
            found = refused["code"]
            line = f"[yellow]{phrase('demo_refused', self.locale)}[/yellow] " + refusal_line(
                found, refused["article"], self.locale
            )
            self.told.refusals.append({"act": step.act, "actor": step.badge, **refused})
        self.console.print(f"{step.on}  {step.badge}  {name}: {line} [dim]{took:.1f} s[/dim]")
        if found != step.refused:
            self.surprises.append(
                f"{step.on} {step.act}: {found or 'recorded'} instead of {step.refused or 'recorded'}"
            )

    def _sweep(self, step: Sweep) -> None:
        self._live_on(step.on)
        run_deployment(self.api_url, "deadlines/sweep", {"as_of": step.on.isoformat()}, str(uuid4()))
        self.console.print(f"{step.on}  {phrase('demo_sweep', self.locale)}")

    def _live_on(self, today: date) -> None:
        with self.store.write() as connection:
            set_demo_today(connection, today)

    def _delivered(self) -> None:
        """Wait until the relay has nothing left to send, so that closing and accepting find what they need."""
        until = monotonic() + DELIVERY_SECONDS
        waiting = select(func.count()).where(OUTBOX.c.state.in_((MessageState.READY, MessageState.LEASED)))
        while monotonic() < until:
            with self.store.read() as connection:
                if not connection.execute(waiting).scalar():
                    return
            sleep(0.05)

    def _receipt(self) -> Fields:
        """The receiving organ accepts; what it signed is asked for, and its number stands in our record."""
        self._delivered()
        held = self.receiver.ledger.all()[-1]
        number = self.receiver.ledger.accept(held["receipt"])
        answers.pull(self.store, notification_settings(), of_answer)
        self.told.transfer = self.receiver.ledger.one(held["receipt"])[0]
        return {"receipt": number}


def wait_for_ctrl_c(console: Console, folder: Path, password_file: str) -> None:
    """Leave everything running until somebody ends it."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    console.print(phrase("up_password", flow_settings().locale, file=password_file))
    console.print(f"Ctrl-C ends it. {folder}")
    ended.wait()
