"""A writer in a process of its own, to be killed by the tests: arguments are the database and a seed."""

import sys
from datetime import date
from random import Random

from models.acts import case, guidance
from models.acts.choices import GuidanceForm
from models.errors import TransitionRefused
from models.store import journal
from models.store.engine import open_store
from models.vocabulary import Stage
from tests.builders import OPENED, WALK, request, take

if __name__ == "__main__":
    store, chance = open_store(sys.argv[1]), Random(int(sys.argv[2]))  # noqa: S311 - order of acts, no secret
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    cases: dict[str, int] = {}
    while True:
        if len(cases) < 4:
            cases[str(take(store, Stage.CASE, WALK[0].form(""), "N001", OPENED).body["case"])] = 1
        number = chance.choice(list(cases))
        step = WALK[cases[number]]
        take(store, step.stage, step.form(number), step.badge, step.today)
        cases[number] += 1
        if cases[number] == len(WALK):
            del cases[number]
        if chance.random() < 0.3:
            issued = guidance.Issue(case=number, form=GuidanceForm.REMINDER, content="keep the doors shut")
            take(store, Stage.GUIDANCE, issued, "N001", date(2026, 4, 2))
            try:
                take(store, Stage.CASE, case.Close(case=number, reason="done"), "N001", date(2026, 4, 2))
            except TransitionRefused as refused:
                with store.write() as connection:
                    day = date(2026, 4, 2)
                    journal.refuse(connection, number, "N001", "case.close", refused.refusal, day, request())
