"""The continuation, made up for the demo: a limit passes, the order fails, interview, superior, transfer of clues."""

from collections.abc import Callable

from deployments.demo.script import C1, N1, N2, Fields, Heading, Step, Sweep, day, finding, serve
from deployments.demo.world import RECEIVER, SUPERIOR
from models.vocabulary import Evidence


def made_up(receipt: Callable[[], Fields]) -> tuple[Heading | Step | Sweep, ...]:
    """The steps; `receipt` gives the number under which the receiving organ registered the transfer."""
    return (
        Heading("The continuation", "后续情节", made_up=True),
        Step(day(6, 1), "case.reopen", C1, {"reason": "A new incident in the unit."}),
        Step(
            day(6, 2), "rectification.propose", N1,
            {
                "incident": [
                    finding("reg-9-9", day(5, 11), day(5, 29), "No regular self-inspection after the first order."),
                    finding("reg-8-5", day(5, 25), day(5, 29), "An emergency was not handled properly."),
                ],
                "limit_length": 15, "limit_unit": "day", "required": "Inspect regularly; handle emergencies.",
            },
        ),
        Step(day(6, 2), "rectification.approve", C1, {}),
        Step(day(6, 3), "rectification.draw_up", N1),
        serve(day(6, 3), "rectification.serve", N1),
        Sweep(day(6, 15)),
        Sweep(day(6, 22)),
        Step(
            day(6, 23), "rectification.report", N1,
            {"received_on": "2026-06-23", "arrival": "post", "content": "One item done, one begun."},
            keeps={"files": Evidence.REPORT},
        ),
        Step(
            day(6, 23), "interview.propose", N1, {"order": "R2", "reason": "The report came late."},
            refused="reinspect_first",
        ),
        Step(
            day(6, 26), "rectification.reinspect", N1,
            {
                "occurred_on": "2026-06-26", "present": [N1, N2], "signing": "signed",
                "statement": "The unit asks for understanding.",
                "results": [{"item": 1, "met": False}, {"item": 2, "met": True}],
            },
        ),
        Step(
            day(6, 29), "interview.propose", N1, {"order": "R2", "reason": "The order was not carried out."},
            refused="comment_time_running",
        ),
        Step(
            day(6, 29), "rectification.comment", N1,
            {"stage": "R2", "received_on": "2026-06-29", "content": "The unit lacked staff."},
        ),
        Step(
            day(6, 29), "interview.propose", N1,
            {"order": "R2", "reason": "The order was not carried out as required."},
        ),
        Step(day(6, 30), "interview.approve", C1, {}),
        Step(
            day(7, 1), "interview.draw_up", N1,
            {
                "meeting_on": "2026-07-06", "meeting_at": "09:30", "interviewee": "principal",
                "person": "Principal of the unit", "place": "Office of the organ",
            },
        ),
        serve(day(7, 1), "interview.summon", N1),
        Step(
            day(7, 6), "interview.hold", N1,
            {
                "occurred_on": "2026-07-06", "present": [N1, N2], "points": "Why self-inspection did not happen.",
                "statement": "Explained.", "signing": "signed", "persons": "Principal, with counsel",
                "commitments": [{"due_on": "2026-07-31", "promise": "First monthly self-inspection."}],
            },
        ),
        Step(
            day(7, 7), "interview.propose_notice", N1,
            {"department": SUPERIOR, "necessity": "The unit needs its superior's support."},
        ),
        Step(day(7, 7), "interview.approve_notice", C1, {}),
        Step(day(7, 8), "interview.draw_up_letter", N1),
        Step(day(7, 8), "interview.notify_superior", N1),
        Step(day(7, 10), "interview.conclude", N1, {"outcome": "Commitments accepted."}),
        Step(
            day(7, 13), "transfer.propose", N1, {**_clues("none"), "consequence_facts": "None."},
            refused="no_consequence",
        ),
        Step(day(7, 13), "transfer.propose", N1, _clues("adverse consequence")),
        Step(day(7, 14), "transfer.approve", C1, {}),
        Step(day(7, 15), "transfer.send", N1, refused="instrument_missing"),
        Step(day(7, 15), "transfer.draw_up", N1),
        Step(day(7, 15), "transfer.send", N1),
        Step(day(7, 17), "transfer.accept", N1, {"received_on": "2026-07-17"}, late=receipt),
        Step(
            day(8, 20), "transfer.feedback", N1,
            {"received_on": "2026-08-20", "outcome": "dealt with under its rules", "content": "Dealt with."},
        ),
        Step(day(8, 21), "rectification.conclude", C1, {"stage": "R2", "reason": "Handed on; nothing further here."}),
        Step(day(8, 24), "case.close", N1, {"reason": "All stages concluded."}),
    )  # fmt: skip


def _clues(consequence: str) -> Fields:
    return {
        "receiver": RECEIVER,
        "competence": "has managing authority over the unit",
        "ground": "R2",
        "consequence": consequence,
        "consequence_facts": "Secrets of the unit stood open for weeks.",
        "facts": "Prevention duties were not performed after an order.",
        "suggestion": "Deal with it under your rules.",
        "statement": "The unit asks for understanding.",
        "in_favour": "One of two items was met.",
    }
