"""The administrators' page names each figure of what nobody was told, and their sum."""

from datetime import date

import pytest

from flows.overview import markdown
from models.store.overview import Listed, Overview
from models.store.untold import Untold
from models.vocabulary import Channel

FOUND = Overview(
    day=date(2026, 3, 2),
    due_today=Listed(0),
    overdue=Listed(0),
    unassigned=Listed(0),
    dead=Listed(11, ("GZ-2026-000001",)),
    no_recipient=Listed(12),
    waiting={Channel.MAIL: 6, Channel.WECOM: 7},
    uncovered_years=(2026, 2027),
    untold=Untold(11, 12, 13, skipped=14, unassigned_late=15, uncovered=2, refused_reads=17, silent_relay=1),
)


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_every_figure_stands_on_the_page(locale: str) -> None:
    page = markdown(FOUND, [], locale)
    counts = [line.split("|")[2].strip() for line in page.splitlines() if line.startswith("| ")]
    assert counts[1:] == ["0", "0", "0", "11", "12", "13", "14", "15", "17", "1", "0", "2"]
    assert "85" in page.splitlines()[2]
    assert "mail 6" in page
    assert "wecom 7" in page
    assert "GZ-2026-000001" in page
