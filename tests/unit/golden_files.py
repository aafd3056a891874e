"""From which state each act of a procedure that has a file of its own is allowed, and where it leads. Typed by hand."""

FILES = {
    "case": ("open", "closed"),
    "activity": ("planned", "held", "cancelled"),
    "complaint": ("received", "forwarded", "accepted", "not_accepted", "decided", "told", "withdrawn"),
    "listing": (
        "proposed", "decided", "listed", "removal_proposed", "removal_decided", "removed", "refused", "withdrawn",
    ),
    "requirement": ("in_force", "ended"),
    "education": ("drafted", "adopted", "reported", "refused"),
    "duties": ("kept", "ended"),
    "report": (
        "received", "taken_up", "passed_on", "not_taken", "in_review", "concluded", "handed_over", "passed",
    ),
    "protection": ("requested", "approved", "refused", "handed_over", "ended"),
}  # fmt: skip


STAYS = "="
"""The act leaves the state as it is."""

COMMENDATION_ACTS: dict[str, dict[str, str]] = {
    "commendation.start": {"proposed": "started"},
    "commendation.join": {"proposed": STAYS, "started": STAYS},
    # Here of a commendation; a reward is started first.
    "commendation.approve": {"proposed": "decided", "started": "decided"},
    "commendation.refuse": {"proposed": "refused", "started": "refused"},
    "commendation.tell": {"decided": "told"},
    "commendation.waive": {"told": "waived"},
    "commendation.request_extension": {"told": STAYS},
    "commendation.decide_extension": {"told": STAYS},
    "commendation.claim": {"told": "claimed"},
    # Here of a commendation: a reward is claimed first.
    "commendation.hand_over": {"told": "granted", "claimed": "granted"},
    "commendation.lapse": {"told": "lapsed"},
    "commendation.consent_publicity": {"told": STAYS, "claimed": STAYS, "granted": STAYS},
    "commendation.publish": {"told": STAYS, "claimed": STAYS, "granted": STAYS},
    "commendation.revoke": {
        "decided": "revoked", "told": "revoked", "claimed": "revoked", "granted": "to_return",
    },
    "commendation.record_return": {"to_return": "revoked"},
    "commendation.withdraw": {"proposed": "withdrawn", "started": "withdrawn"},
    "commendation.assign": {
        "proposed": STAYS, "started": STAYS, "decided": STAYS, "told": STAYS, "claimed": STAYS, "granted": STAYS,
        "to_return": STAYS,
    },
    "commendation.conclude": {"granted": "concluded"},
}  # fmt: skip

LISTING_ACTS: dict[str, dict[str, str]] = {
    "listing.assign": {
        "proposed": STAYS, "decided": STAYS, "listed": STAYS, "removal_proposed": STAYS, "removal_decided": STAYS,
    },
    "listing.consult": {"proposed": STAYS, "removal_proposed": STAYS},
    "listing.record_opinion": {"proposed": STAYS, "removal_proposed": STAYS},
    "listing.approve": {"proposed": "decided"},
    "listing.refuse": {"proposed": "refused"},
    "listing.draw_up": {"decided": STAYS},
    "listing.serve": {"decided": "listed"},
    "listing.object": {"listed": STAYS, "removal_proposed": STAYS, "removal_decided": STAYS},
    "listing.answer_objection": {"listed": STAYS, "removal_proposed": STAYS, "removal_decided": STAYS},
    "listing.review": {"listed": STAYS},
    "listing.propose_removal": {"listed": "removal_proposed"},
    "listing.approve_removal": {"removal_proposed": "removal_decided"},
    "listing.refuse_removal": {"removal_proposed": "listed"},
    "listing.draw_up_removal": {"removal_decided": STAYS},
    "listing.serve_removal": {"removal_decided": "removed"},
    "listing.withdraw": {"proposed": "withdrawn", "decided": "withdrawn"},
}  # fmt: skip

REQUIREMENT_ACTS = {
    "requirement.attach": {"in_force": STAYS, "ended": "wrong_state"},
    "requirement.amend": {"in_force": STAYS, "ended": "wrong_state"},
    "requirement.end": {"in_force": "ended", "ended": "wrong_state"},
}

PROTECTION_ACTS: dict[str, dict[str, str]] = {
    "protection.assign": {"requested": STAYS, "approved": STAYS, "refused": STAYS, "handed_over": STAYS},
    "protection.urgent_measure": {"requested": STAYS},
    "protection.approve": {"requested": "approved"},
    "protection.refuse": {"requested": "refused"},
    # A refusal is reviewed at the person's request, by another.
    "protection.request_review": {"refused": "requested"},
    "protection.hand_over": {"approved": "handed_over"},
    "protection.review": {"approved": STAYS, "handed_over": STAYS},
    "protection.retaliation": {"requested": STAYS, "approved": STAYS, "refused": STAYS, "handed_over": STAYS},
    "protection.answer_retaliation": {"requested": STAYS, "approved": STAYS, "refused": STAYS, "handed_over": STAYS},
    "protection.end": {"approved": "ended", "refused": "ended", "handed_over": "ended"},
}

WRONG = "wrong_state"

REPORT_ACTS = {
    "report.assign": dict.fromkeys(FILES["report"], STAYS) | {"concluded": WRONG, "passed": WRONG},
    "report.take_up": {"received": "taken_up"},
    "report.pass_on": {"received": "passed_on"},
    "report.not_take": {"received": "not_taken"},
    "report.answer": {"taken_up": "concluded", "passed_on": "concluded", "not_taken": STAYS},
    "report.request_review": {"not_taken": "in_review"},
    "report.decide_review": {"in_review": "received"},
    "report.conclude": {"not_taken": "concluded"},
    "report.pass_person_report": {"received": "handed_over"},
    "report.record_receipt": {"handed_over": "passed"},
}

COMPLAINT_ACTS = {
    "complaint.forward": {"received": "forwarded"},
    # In this walk it came to the organ complained of: the organ above takes up only what was forwarded.
    "complaint.accept": {"received": "complaint_forward_first", "forwarded": "accepted"},
    "complaint.not_accept": {"received": "complaint_forward_first", "forwarded": "not_accepted"},
    "complaint.decide": {"accepted": "decided"},
    "complaint.tell_result": {"decided": "told", "not_accepted": "told"},
    "complaint.withdraw": {"received": "withdrawn", "forwarded": "withdrawn", "accepted": "withdrawn"},
}
