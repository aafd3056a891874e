"""The inbox shows which notices wait to be acknowledged; one button, once, by whom it was sent to."""

from datetime import date

import httpx
import pytest
from sqlalchemy import func, select

from flows.sweeping import sweep
from models.store.engine import Store
from models.store.handles import EVENT, OUTBOX
from tests.builders import walk_to
from tests.desk.visits import Visit, other
from tests.store.tampering import audit

BREACH = date(2026, 3, 26)


@pytest.fixture(scope="module")
def late(store: Store) -> tuple[str, int]:
    """A case whose last day has passed, and the number of the notice to its handler."""
    case = walk_to(store, "rectification running")
    sweep(store, BREACH)
    wanted = select(OUTBOX.c.id).where(OUTBOX.c.case_no == case, OUTBOX.c.rung == "breach", OUTBOX.c.target == "N001")
    with store.read() as connection:
        return case, int(connection.execute(wanted).scalar_one())


def given(store: Store) -> int:
    with store.read() as connection:
        return int(connection.scalar(select(func.count()).where(EVENT.c.act == "notice.acknowledge")) or 0)


def test_the_button_acknowledges_once_and_the_notice_waits_no_more(
    url: str, store: Store, visit: Visit, late: tuple[str, int]
) -> None:
    case, number = late
    visit.get("/")
    assert f'action="/notices/{number}/acknowledge"' in visit.last.text
    stranger = other(Visit(url, store), "N002")
    stranger.get("/")
    assert f"/notices/{number}/" not in stranger.last.text
    stranger.post(f"/notices/{number}/acknowledge", {"_key": ""})
    assert (stranger.last.status_code, given(store)) == (404, 0)
    foreign = {"Origin": "https://evil.example", "Cookie": f"session={visit.client.cookies['session']}"}
    refused = httpx.post(f"{url}/notices/{number}/acknowledge", headers=foreign, data={"a": "b"}, trust_env=False)
    assert (refused.status_code, given(store)) == (403, 0)
    visit.post(f"/notices/{number}/acknowledge", {"_key": ""})
    assert (visit.path, given(store)) == ("/", 1)
    assert f"/notices/{number}/" not in visit.last.text and case in visit.last.text
    visit.post(f"/notices/{number}/acknowledge", {"_key": ""})
    assert (visit.last.status_code, given(store)) == (200, 1)
    assert audit(store).ok
