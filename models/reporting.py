"""How a report stands, as its reporter may hear it: one word, nothing of what was found or by whom. Pure."""

from models.vocabulary import ReportStatus

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
