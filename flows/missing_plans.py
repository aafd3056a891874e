"""Telling the head of an organ that its year has no adopted plan of publicity and education: once a month."""

from datetime import date, timedelta

from flows import notices
from models.store import chain, education_years, posting
from models.store.engine import Store
from models.store.settings import store_settings
from models.vocabulary import Audience
from notifications import loop


def due_on(year: int) -> date:
    """The last day on which the plan of that year is adopted in time; a setting, whose number could not be verified."""
    return date(year, 1, 1) + timedelta(days=store_settings().rules.education_plan_due_days - 1)


def remind(store: Store, today: date) -> int:
    """Tell each organ that is late, and return how many are. Whoever was told this month is not told again."""
    if today <= due_on(today.year):
        return 0
    with store.write() as connection:
        late = education_years.without_plan(connection, today.year)
        at = chain.now(connection)
        common = {"case_no": None, "seq": 0, "rung": None, "created_at": at, "due_at": at}
        rows = [
            {**row, **common, "dedupe": f"plan_missing:{organ}:{today:%Y-%m}:{row['channel']}"}
            for organ in late
            for row in notices.of_alert("plan_missing", [(Audience.HEAD, organ)], what=organ, year=str(today.year))
        ]
        posting.post_once(connection, rows)
    loop.nudge()
    return len(late)
