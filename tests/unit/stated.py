"""What many forms state alike: days counted from the one of the act, a service, a decision, two findings."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tests.unit.worlds import (
    INDUSTRY,
    PROOF,
    RULING,
)


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
