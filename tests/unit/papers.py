"""One lawful form for every act, typed by hand; fields given by name replace its own."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from models.acts.form import Part
from models.classification import Classification
from models.lifecycle import find
from models.vocabulary import Stage
from tests.unit.worlds import ANN, BO, CASE, CONSENT, INDUSTRY, PROOF, RECEIVER, RULING, SECOND_UNIT, SUPERIOR, UNIT


@dataclass(frozen=True)
class Then:
    """A day counted from the one the act is taken on, or an hour of it."""

    days: int = 0
    hour: int | None = None

    def on(self, today: date) -> date:
        day = today + timedelta(days=self.days)
        return day if self.hour is None else datetime.combine(day, time(self.hour))


TODAY = Then()
SERVED = {"method": "in person", "served_on": TODAY, "recipient": "The clerk.", "proof": PROOF}
DECIDED = {"decided_by": "own review", "decision_no": "D-1", "decided_on": TODAY, "reason": "It went wrong."}
DECIDED |= {"files": [RULING]}

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

PLAN = {
    "targets": ["key units", "schools and universities"],
    "contents": ["law and duties", "how to report"],
    "forms": ["lecture", "exhibition"],
    "partners": ["media", "schools"],
    "departments": [INDUSTRY],
    "plan": "A lecture in each school.",
}

FIELDS: dict[str, dict[str, Any]] = {
    "case.open": {"unit": "91520102MA6DEMO00X", "handler": ANN, "reason": "Yearly plan."},
    "case.assign": {"handler": BO},
    "case.classify": {"classification": Classification.WORK_SECRET, "reason": "Its plans of defence."},
    "case.recuse": {"officer": ANN, "reason": "Related to the head of the unit."},
    "case.relate": {"other": "NM-2026-000007"},
    "case.consent": {"received_on": TODAY, "address": "A mailbox.", "proof": CONSENT},
    # Event 12 of these walks is the service of the order.
    "case.correct": {"event": 12, "field": "served_on", "value": "2026-03-11", "reason": "The proof says so."},
    "case.confirm_correction": {},
    "case.reject_correction": {"reason": "The proof says otherwise."},
    "case.annul": {"annulled": "I1", **DECIDED},
    "case.decide_resting": {"which": "R1", "decision": "annulled too", "reason": "Nothing else carries it."},
    "case.stay": DECIDED,
    "case.lift_stay": DECIDED,
    "case.refer_criminal": {"reference_no": "C-1"},
    "case.end_reference": {"reference_no": "C-2"},
    "case.request_correction": {"received_on": TODAY, "event": 12, "field": "served_on", "content": "It was the 11th."},
    "case.decline_correction": {"reason": "The proof says otherwise.", "remedies": "Complaint; court."},
    "complaint.receive": {
        "unit": UNIT.code,
        "about": "NM",
        "about_case": "NM-2026-000007",
        "received_on": TODAY,
        "handler": BO,
        "content": "They came twice in a week.",
    },
    "complaint.forward": {},
    "complaint.accept": {},
    "complaint.not_accept": {"reason": "No act of an organ."},
    "complaint.decide": {
        "answer": "upheld",
        "undoing": "annul a stage",
        "reasons": "The second visit had no ground.",
        "to_do": "Annul the second inspection.",
    },
    "complaint.tell_result": {"told_on": TODAY, "way": "in writing"},
    "complaint.withdraw": {"received_on": TODAY},
    "case.open_link": {"acts": ["rectification.report"], "expires_on": Then(30)},
    "case.revoke_link": {"link": 1},
    "case.close": {"reason": "Done."},
    "case.reopen": {"reason": "A new finding."},
    "activity.plan": {
        "form": "training",
        "planned_on": date(2026, 5, 20),
        "units": [UNIT.code, SECOND_UNIT.code],
        "handler": ANN,
        "content": "Training.",
    },
    "activity.hold": {"occurred_on": TODAY, "attended": [UNIT.code], "attendance": 12},
    "activity.cancel": {"reason": "The hall burnt down."},
    "education.draft": {**PLAN, "year": 2026, "handler": ANN},
    "education.approve": {},
    "education.refuse": {"reason": "Schools are left out."},
    "education.amend": {**PLAN, "targets": ["the public"], "reason": "Schools have no time."},
    "education.add_activity": {
        "planned_on": date(2026, 6, 10),
        "form": "lecture",
        "title": "A lecture.",
        "units": [UNIT.code],
    },
    "education.hold": {
        "item": 1,
        "occurred_on": TODAY,
        "attendance": 120,
        "forms": ["exhibition", "materials"],
        "partners": ["schools"],
    },
    "education.move_activity": {"item": 3, "planned_on": date(2026, 6, 17), "reason": "The speaker is ill."},
    "education.cancel_activity": {"item": 3, "reason": "The speaker is ill."},
    "education.media_contribution": {"partner": "television", "kind": "programme", "published_on": TODAY},
    "education.report_year": {"summary": "A good year."},
    "duties.open": {"unit": UNIT.code, "handler": ANN},
    "duties.assign": {"handler": BO},
    "duties.record_evidence": {
        "received_on": TODAY,
        "duty": "reg-8-1",
        "kind": "training held",
        "done_on": TODAY,
        "count": 120,
        "content": "Two lectures.",
    },
    "duties.file_self_inspection": {
        "received_on": TODAY,
        "done_on": TODAY,
        "answers": [
            *({"duty": f"reg-8-{n}", "answer": "met"} for n in range(1, 7)),
            *({"duty": f"reg-9-{n}", "answer": "met"} for n in range(1, 8)),
            {"duty": "reg-9-8", "answer": "partly met", "words": "A lock is ordered."},
            {"duty": "reg-9-9", "answer": "met"},
        ],
        "content": "The lock comes in May.",
    },
    "duties.file_plan": {"received_on": TODAY, "plan": "foreign exchange plan", "done_on": TODAY, "content": "Ours."},
    "duties.answer": {"remarks": "Thank you."},
    "duties.set_period": {"duty": "reg-8-1", "days": 180, "reason": "Many new people."},
    "duties.close": {"cause": "unit moved away", "reason": "To another city."},
    "report.receive": {
        "channel": "hotline 12339",
        "reporter": "anonymous",
        "subject": "other",
        "received_on": TODAY,
        "handler": ANN,
        "content": "A door stands open.",
    },
    "report.assign": {"handler": BO},
    "report.take_up": {"other": "NM-2026-000007"},
    "report.pass_on": {"receiver": INDUSTRY, "reason": "Theirs by law."},
    "report.not_take": {"reason": "Nothing to look into."},
    "report.answer": {"occurred_on": TODAY, "way": "by call"},
    "report.request_review": {"received_on": TODAY, "content": "Look again."},
    "report.decide_review": {"decision": "upheld, to be decided anew", "reason": "Worth a look."},
    "report.conclude": {},
    "report.pass_person_report": {"receiver": "NM", "occurred_on": TODAY},
    "report.record_receipt": {"received_on": TODAY, "receipt": "E-7"},
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
        "places": ["Server room.", "Reading room."],
        "starts_on": date(2026, 3, 5),
        "ends_on": date(2026, 3, 20),
        "team": [ANN, BO],
    },
    "inspection.approve": {},
    "inspection.refuse": {"reason": "Not needed."},
    "inspection.draw_up": {},
    "inspection.notify": SERVED,
    "inspection.record": {
        "occurred_on": TODAY,
        "present": [ANN, BO],
        "methods": ["consult material"],
        "places": [1],
        "findings": [SCHOOLING, EQUIPMENT],
        "statement": "We agree.",
        "signing": "signed",
    },
    "inspection.comment": {"received_on": TODAY, "content": "We have nothing to add."},
    "inspection.conclude": {"result": "rectify", "opinion": "Two problems."},
    "inspection.cancel": {"reason": "The unit moved."},
    "technical.request": {
        "risk_in": "I1",
        "reason": "The server room stands open.",
        "mode": "on site",
        "objects": ["internal equipment", "computer networks and information systems"],
        "systems": ["The mail server.", "The network of the reading room."],
        "starts_on": date(2026, 3, 12),
        "ends_on": date(2026, 3, 27),
        "team": [ANN, BO],
    },
    "technical.approve": {},
    "technical.refuse": {"reason": "A look will do."},
    "technical.draw_up": {},
    "technical.notify": {**SERVED, "starts_at": Then(1, 9), "ends_at": Then(1, 17), "systems": [1, 2]},
    "technical.record": {
        "started_at": Then(0, 10),
        "ended_at": Then(0, 16),
        "present": [ANN, BO],
        "mode": "on site",
        "objects": ["internal equipment"],
        "systems": [1],
        "findings": [EQUIPMENT],
        "statement": "We agree.",
        "signing": "signed",
    },
    "technical.comment": {"received_on": TODAY, "content": "We have nothing to add."},
    "technical.order_measure": {
        "occurred_on": TODAY,
        "measures": ["isolate"],
        "danger": "Data leaves the mail server.",
        "least": "One cable is pulled.",
    },
    "technical.ratify_measure": {"measure": 1},
    "technical.review_measure": {"measure": 1, "occurred_on": TODAY, "reason": "The hole is still there."},
    "technical.lift_measure": {"measure": 1, "occurred_on": TODAY, "reason": "The hole is closed."},
    "technical.conclude": {"result": "rectify", "opinion": "One problem."},
    "technical.cancel": {"reason": "The unit moved."},
    "rectification.propose": {"ground": "I1", "required": "Train, and lock the room.", "limit_length": 30},
    "rectification.approve": {},
    "rectification.refuse": {"reason": "Guidance is enough."},
    "rectification.draw_up": {},
    "rectification.serve": SERVED,
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
    "rectification.comment": {"received_on": TODAY, "content": "The lock comes in May."},
    "rectification.draw_up_opinion": {},
    "rectification.renew": {"required": "Lock the room.", "limit_length": 10},
    "rectification.conclude": {"reason": "The unit was dissolved."},
    "rectification.withdraw": {"reason": "The finding was wrong."},
    "interview.propose": {"order": "R1", "reason": "The room still stands open."},
    "interview.approve": {},
    "interview.refuse": {"reason": "A letter will do."},
    "interview.draw_up": {
        "meeting_on": Then(10),
        "meeting_at": "09:30",
        "place": "Our office.",
        "interviewee": "principal",
        "person": "The principal.",
    },
    "interview.summon": SERVED,
    "interview.hold": {
        "occurred_on": TODAY,
        "present": [ANN, BO],
        "persons": "The principal, with counsel.",
        "points": "The lock.",
        "commitments": [{"due_on": date(2026, 6, 30), "promise": "A lock is fitted."}],
        "statement": "Money was short.",
        "signing": "signed",
    },
    "interview.absent": {"occurred_on": TODAY},
    "interview.propose_notice": {"department": SUPERIOR, "necessity": "It pays for the lock."},
    "interview.approve_notice": {},
    "interview.refuse_notice": {"reason": "Not necessary."},
    "interview.draw_up_letter": {},
    "interview.notify_superior": {},
    "interview.follow_up": {"occurred_on": TODAY, "commitment": 1, "content": "Ordered."},
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
    "transfer.draw_up": {},
    "transfer.send": {},
    "transfer.accept": {"received_on": TODAY, "receipt": "E-1"},
    "transfer.return": {"received_on": TODAY, "reason": "Not ours."},
    "transfer.withdraw": {"reason": "Sent in error."},
    "transfer.feedback": {"received_on": TODAY, "outcome": "dealt with under its rules", "content": "A warning."},
    "protection.request": {
        "alias": "A-23456789",
        "report": "NM-2026-000009",
        "protects": "the informant",
        "asked_by": "the informant",
        "received_on": TODAY,
        "danger": "The manager has threatened to dismiss.",
        "handler": ANN,
    },
    "protection.assign": {"handler": BO},
    "protection.urgent_measure": {
        "occurred_on": TODAY,
        "measures": ["keep identity secret"],
        "reason": "It is said who it was.",
    },
    "protection.approve": {
        "measures": [
            "keep identity secret",
            "ask the public security organ for protection of person and property",
        ],
    },
    "protection.refuse": {"reason": "There is no danger."},
    "protection.request_review": {"received_on": TODAY, "reason": "There is."},
    "protection.hand_over": {
        "department": SUPERIOR,
        "handed_on": TODAY,
        "receipt": "PS-1",
        "consented": True,
        "disclosed": "Where to patrol.",
    },
    "protection.review": {"occurred_on": TODAY, "measures": ["keep identity secret"], "finding": "It is calmer."},
    "protection.retaliation": {"received_on": TODAY, "content": "Dismissed by the unit."},
    "protection.answer_retaliation": {"answer": "The unit took it back."},
    "protection.end": {"told_on": TODAY, "reason": "The danger is over."},
}

WITHOUT_CASE = (
    "complaint.receive", "case.open", "activity.plan", "education.draft", "report.receive",
    "protection.request", "duties.open",
)  # fmt: skip
"""What opens a file has no number to name."""


def paper(name: str, today: date, **given: Any) -> Part:
    """The form of the act (`stage.act`), filled on that day."""
    stage, act = name.split(".")
    transition = find(Stage(stage), act)
    assert transition is not None
    values = {field: v.on(today) if isinstance(v, Then) else v for field, v in FIELDS[name].items()}
    if name not in WITHOUT_CASE:
        values["case"] = CASE
    return transition.form.model_validate({"act": act, **values, **given})
