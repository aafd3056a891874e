"""How a report stands, as its reporter may hear it: one word, and nothing of what was found or who works on it. Pure."""

from enum import StrEnum


class ReportStatus(StrEnum):
    """The word for the state of a report."""

    RECEIVED = "received"
    TAKEN_UP = "taken up"
    PASSED_ON = "passed on"
    NOT_TAKEN = "not taken up"
    IN_REVIEW = "in review"
    CONCLUDED = "concluded"


_STATUS = {
    "received": ReportStatus.RECEIVED,
    "taken_up": ReportStatus.TAKEN_UP,
    "passed_on": ReportStatus.PASSED_ON,
    "not_taken": ReportStatus.NOT_TAKEN,
    "in_review": ReportStatus.IN_REVIEW,
    "concluded": ReportStatus.CONCLUDED,
    "handed_over": ReportStatus.PASSED_ON,
    "passed": ReportStatus.PASSED_ON,
}


def status(state: str) -> ReportStatus:
    """The word for this state; a report about a person is passed on, and nothing more is said of it."""
    return _STATUS[state]
