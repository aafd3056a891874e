"""One lawful form for every act, typed by hand; fields given by name replace its own."""

from datetime import date, timedelta
from typing import Any

from models.acts.form import Part
from models.lifecycle import find
from models.vocabulary import Stage
from tests.unit.worlds import ANN, BO, CASE, RECEIVER, SUPERIOR

TODAY = object()
"""Stands for the day the act is taken."""

SCHOOLING = {
    "duty": "reg-8-1",
    "since": date(2026, 2, 2),
    "until": date(2026, 2, 27),
    "facts": "No training was given.",
}
EQUIPMENT = {
    "duty": "reg-9-8",
    "since": date(2026, 2, 2),
    "until": date(2026, 2, 27),
    "facts": "The server room stands open.",
}

FIELDS: dict[str, dict[str, Any]] = {
    "case.open": {"unit": "91520102MA6DEMO00X", "handler": ANN, "reason": "Yearly plan."},
    "case.assign": {"handler": BO},
    "case.recuse": {"officer": ANN, "reason": "Related to the head of the unit."},
    "case.relate": {"other": "NM-2026-000007"},
    "case.close": {"reason": "Done."},
    "case.reopen": {"reason": "A new finding."},
    "guidance.plan": {"form": "training", "planned_on": date(2026, 5, 20), "content": "Training."},
    "guidance.hold": {"occurred_on": TODAY, "attendance": 12},
    "guidance.issue": {"form": "written guidance", "content": "Lock the server room.", "findings": [EQUIPMENT]},
    "guidance.acknowledge": {"received_on": TODAY},
    "guidance.complete": {"outcome": "A lock was fitted."},
    "guidance.withdraw": {"reason": "Sent in error."},
    "inspection.request": {
        "ground": "report of clues received",
        "reason": "Somebody called.",
        "methods": ["consult material", "enter and look"],
        "places": "Server room.",
        "starts_on": date(2026, 3, 5),
        "ends_on": date(2026, 3, 20),
        "team": [ANN, BO],
    },
    "inspection.approve": {},
    "inspection.refuse": {"reason": "Not needed."},
    "inspection.notify": {"document_no": "J-1", "method": "in person", "served_on": TODAY, "recipient": "The clerk."},
    "inspection.record": {
        "occurred_on": TODAY,
        "present": [ANN, BO],
        "methods": ["consult material"],
        "places": "Server room.",
        "findings": [SCHOOLING, EQUIPMENT],
        "statement": "We agree.",
        "signing": "signed",
    },
    "inspection.conclude": {"result": "rectify", "opinion": "Two problems."},
    "inspection.cancel": {"reason": "The unit moved."},
    "rectification.propose": {"ground": "I1", "required": "Train, and lock the room.", "limit_length": 30},
    "rectification.approve": {},
    "rectification.refuse": {"reason": "Guidance is enough."},
    "rectification.serve": {
        "document_no": "Z-1",
        "method": "in person",
        "served_on": TODAY,
        "proof": "P-1",
        "recipient": "The clerk.",
    },
    "rectification.progress": {"received_on": TODAY, "content": "Half done."},
    "rectification.request_extension": {"received_on": TODAY, "length": 10, "cause": "The builder is ill."},
    "rectification.decide_extension": {"decision": "granted", "length": 10, "reason": "Justified."},
    "rectification.suspend": {"occurred_on": TODAY, "reason": "Flood."},
    "rectification.resume": {"occurred_on": TODAY},
    "rectification.object": {"received_on": TODAY, "content": "The room is rented out."},
    "rectification.answer_objection": {"answer": "rejected", "reason": "The unit holds the key."},
    "rectification.report": {"received_on": TODAY, "content": "All done."},
    "rectification.return_for_completion": {"defect": "The seal is missing."},
    "rectification.reinspect": {
        "occurred_on": TODAY,
        "present": [ANN, BO],
        "results": [{"item": 1, "met": True}, {"item": 2, "met": False, "remark": "Still open."}],
        "statement": "The lock is ordered.",
        "signing": "signed",
    },
    "rectification.renew": {"required": "Lock the room.", "limit_length": 10},
    "rectification.conclude": {"reason": "The unit was dissolved."},
    "rectification.withdraw": {"reason": "The finding was wrong."},
    "interview.propose": {"order": "R1", "reason": "The room still stands open."},
    "interview.approve": {},
    "interview.refuse": {"reason": "A letter will do."},
    "interview.summon": {
        "document_no": "Y-1",
        "method": "in person",
        "served_on": TODAY,
        "meeting_on": TODAY,
        "interviewee": "principal",
        "person": "The principal, at our office.",
    },
    "interview.hold": {
        "occurred_on": TODAY,
        "present": [ANN, BO],
        "points": "The lock.",
        "statement": "Money was short.",
        "signing": "signed",
    },
    "interview.absent": {"occurred_on": TODAY},
    "interview.propose_notice": {"department": SUPERIOR, "necessity": "It pays for the lock."},
    "interview.approve_notice": {},
    "interview.refuse_notice": {"reason": "Not necessary."},
    "interview.notify_superior": {"document_no": "T-1"},
    "interview.follow_up": {"occurred_on": TODAY, "content": "Ordered."},
    "interview.conclude": {"outcome": "Commitments noted."},
    "interview.cancel": {"reason": "The lock came."},
    "transfer.propose": {
        "receiver": RECEIVER,
        "competence": "supervises public officials",
        "ground": "R1",
        "consequence": "adverse consequence",
        "consequence_facts": "A disk was taken.",
        "facts": "The room stood open.",
        "suggestion": "Look into it under your rules.",
        "statement": "Money was short.",
        "in_favour": "The unit told us itself.",
    },
    "transfer.approve": {},
    "transfer.refuse": {"reason": "No influence."},
    "transfer.send": {"document_no": "X-1"},
    "transfer.accept": {"received_on": TODAY, "receipt": "E-1"},
    "transfer.return": {"received_on": TODAY, "reason": "Not ours."},
    "transfer.withdraw": {"reason": "Sent in error."},
    "transfer.feedback": {"received_on": TODAY, "outcome": "dealt with under its rules", "content": "A warning."},
}

AHEAD = {"interview.summon": {"meeting_on": timedelta(days=10)}}
"""Days that lie after the day of the act."""


def paper(name: str, today: date, **given: Any) -> Part:
    """The form of the act (`stage.act`), filled on that day."""
    stage, act = name.split(".")
    transition = find(Stage(stage), act)
    assert transition is not None
    values = {field: today if value is TODAY else value for field, value in FIELDS[name].items()}
    values |= {field: today + later for field, later in AHEAD.get(name, {}).items()}
    if name != "case.open":
        values["case"] = CASE
    return transition.form.model_validate({"act": act, **values, **given})
