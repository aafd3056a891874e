"""The published case: a member of a key unit was turned by an overseas agency; the unit's main responsibility,
education and internal system were insufficient; the organ guided, inspected and required rectification."""

from dataclasses import replace

from deployments.demo.script import C1, N1, N2, N3, Heading, Step, Sweep, day, finding, serve
from deployments.demo.world import UNIT_CODE
from models.vocabulary import Evidence

FACTS_FROM, FACTS_UNTIL = day(1, 5), day(3, 26)

PUBLISHED = (
    Heading("The published case", "公开案例"),
    Step(
        day(3, 2), "case.open", N1,
        {"unit": UNIT_CODE, "handler": N1, "reason": "A member of the unit was turned; weaknesses of prevention."},
    ),
    Step(
        day(3, 3), "guidance.issue", N1,
        {"form": "written guidance", "content": "Carry out the main responsibility, education and internal system."},
    ),
    Step(day(3, 5), "guidance.acknowledge", N1, {"received_on": "2026-03-05"}),
    Step(
        day(3, 9), "inspection.request", N1,
        {
            "ground": "risk or hidden danger found", "reason": "Internal management left gaps that were used.",
            "methods": ["consult material", "hear explanations", "enter and look"], "places": ["Offices of the unit"],
            "starts_on": "2026-03-23", "ends_on": "2026-03-27", "team": [N1, N2],
        },
    ),
    Step(day(3, 9), "inspection.approve", N1, {}, refused="approver_involved"),
    Step(day(3, 9), "inspection.approve", N3, {}, refused="not_responsible_person"),
    Step(day(3, 10), "inspection.approve", C1, {"opinion": "Agreed."}),
    replace(serve(day(3, 23), "inspection.notify", N1), refused="instrument_missing"),
    Step(day(3, 23), "inspection.draw_up", N1),
    serve(day(3, 23), "inspection.notify", N1),
    Step(
        day(3, 26), "inspection.record", N1,
        {
            "occurred_on": "2026-03-26", "present": [N1, N2], "methods": ["consult material", "enter and look"],
            "places": [1], "signing": "signed", "statement": "The unit admits the gaps.",
            "findings": [
                finding("reg-9-2", FACTS_FROM, FACTS_UNTIL, "No institution or person answers for prevention."),
                finding("reg-8-1", FACTS_FROM, FACTS_UNTIL, "No education or training in the period."),
                finding("reg-9-1", FACTS_FROM, FACTS_UNTIL, "The internal system is not carried out."),
            ],
        },
    ),
    Step(day(3, 27), "inspection.comment", N1, {"received_on": "2026-03-27", "content": "Nothing to add."}),
    Step(day(3, 27), "inspection.conclude", N1, {"result": "rectify", "opinion": "Three duties not performed."}),
    Step(
        day(3, 30), "rectification.propose", N1,
        {
            "ground": "I1", "items": [1, 2, 3], "limit_length": 30, "limit_unit": "day",
            "required": "Name who answers; train; carry out the internal system.",
        },
    ),
    Step(day(3, 31), "rectification.approve", C1, {}),
    Step(day(4, 1), "rectification.draw_up", N1),
    serve(day(4, 1), "rectification.serve", N1),
    Step(
        day(4, 2), "interview.propose", N1, {"order": "R1", "reason": "To press the unit."},
        refused="no_interview_ground",
    ),
    Step(
        day(4, 15), "rectification.progress", N1,
        {"received_on": "2026-04-15", "content": "A responsible office is named; two trainings held."},
    ),
    Sweep(day(4, 24)),
    Step(
        day(4, 29), "rectification.report", N1,
        {"received_on": "2026-04-29", "arrival": "in person", "content": "All three items carried out."},
        keeps={"files": Evidence.REPORT},
    ),
    Step(day(4, 30), "case.close", N1, {"reason": "Report received."}, refused="stages_open"),
    Step(
        day(5, 8), "rectification.reinspect", N1,
        {
            "occurred_on": "2026-05-08", "present": [N1, N2], "signing": "signed", "statement": "Nothing to add.",
            "results": [{"item": 1, "met": True}, {"item": 2, "met": True}, {"item": 3, "met": True}],
        },
    ),
    Step(day(5, 9), "guidance.complete", N1, {"outcome": "The guidance was carried out."}),
    Step(day(5, 9), "case.close", N1, {"reason": "Rectified and accepted."}),
)  # fmt: skip
