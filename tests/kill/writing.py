"""A writer: takes the acts of whole cases on the product's road, and asks again for what it was not answered."""

import time
from datetime import UTC, datetime
from itertools import count
from multiprocessing.connection import Connection as Pipe
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy.exc import InterfaceError, OperationalError

from flows.advance import advance
from flows.stores import store
from models.acts.form import Part
from models.vocabulary import Evidence, Outcome
from tests.builders import PROOF, WALK, Step, stored
from tests.kill.notes import Notes
from tests.kill.place import Site

STEPS = WALK[:-1]
"""The sending of the transfer is left out: what a killed relay does to transfers is tested beside the receiver."""


PAUSE = 0.1
"""Seconds between acts: still faster than any office, but relays keep up."""


def request_id(name: str, case: int, step: int) -> str:
    """A writer's request: the same for the same step of the same case, however often the writer was killed."""
    return str(uuid5(NAMESPACE_URL, f"{name}/{case}/{step}"))


def write(site: Site, name: str, told: "Pipe[Any, Any]") -> None:
    """Walk through one case after another until told to stop, or killed. Says "up" when it took its first act."""
    site.enter()
    notes = Notes.read(site.notes / name)
    known, up = set(notes.asked), False
    for case in count(next((n for n in count() if request_id(name, n, len(STEPS) - 1) not in notes.answers), 0)):
        number = ""
        for n, step in enumerate(STEPS):
            request = request_id(name, case, n)
            if request not in known:
                if told.poll():
                    return
                time.sleep(PAUSE)
                notes.note("asked", request)
            number = _answered(notes, request, step, number)
            if not up and request not in known:
                told.send("up")
                up = True


def _answered(notes: Notes, request: str, step: Step, number: str) -> str:
    """Ask until there is an answer, as a client does whose database was away; returns the number of the case."""
    while True:
        try:
            form = _complete(notes, request, step.form(number), step.badge)
            received = datetime(step.today.year, step.today.month, step.today.day, 4, tzinfo=UTC)
            answer = advance(step.stage, form, {"badge": step.badge}, request, received)
        except (InterfaceError, OperationalError):
            time.sleep(0.05)
            continue
        if answer.outcome is not Outcome.RECORDED:
            raise AssertionError(f"{step.reaches}: {answer.body}")
        notes.note("answered", request, dict(answer.body))
        return str(answer.body["case"])


def _complete(notes: Notes, request: str, form: Part, badge: str) -> Part:
    """The form with its proof of service, which is handed in once."""
    if getattr(form, "proof", None) != PROOF:
        return form
    if request not in notes.proofs:
        case_no: str = form.case  # type: ignore[attr-defined]
        with store().write() as connection:
            proof = stored(connection, case_no, Evidence.SERVICE_PROOF, badge)
        notes.note("proof", request, proof)
    return form.model_copy(update={"proof": notes.proofs[request]})
