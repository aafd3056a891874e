"""A writer in a process of its own, to be killed by the tests."""

from datetime import date
from multiprocessing.connection import Connection as Pipe
from random import Random
from typing import Any

from models.acts import case, guidance
from models.acts.choices import IssuedGuidance
from models.errors import TransitionRefused
from models.store import journal
from models.store.engine import open_store
from models.vocabulary import Stage
from tests.builders import OPENED, WALK, request, take


def write(url: str, seed: int, told: "Pipe[Any, Any]") -> None:
    """Take acts in several cases for ever; tells when the first one stands."""
    store, chance = open_store(url), Random(seed)  # noqa: S311 - order of acts, no secret
    late = date(2026, 4, 2)
    cases: dict[str, int] = {}
    while True:
        if len(cases) < 4:
            cases[str(take(store, Stage.CASE, WALK[0].form(""), "N001", OPENED).body["case"])] = 1
            told.send("recorded")
        number = chance.choice(list(cases))
        step = WALK[cases[number]]
        take(store, step.stage, step.form(number), step.badge, step.today)
        cases[number] += 1
        if cases[number] == len(WALK):
            del cases[number]
        if chance.random() < 0.3:
            issued = guidance.Issue(case=number, form=IssuedGuidance.REMINDER, content="keep the doors shut")
            take(store, Stage.GUIDANCE, issued, "N001", late)
            try:
                take(store, Stage.CASE, case.Close(case=number, reason="done"), "N001", late)
            except TransitionRefused as refused:
                with store.write() as connection:
                    journal.refuse(connection, number, "N001", "case.close", refused.refusal, late, request())
