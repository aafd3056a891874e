"""The administrators' page in Prefect: what needs a person today, as counts and case numbers."""

import logging
from datetime import UTC, date, datetime, timedelta

from httpx import HTTPError
from prefect.artifacts import acreate_markdown_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.exceptions import PrefectException

from flows.settings import flow_settings
from flows.standstill import said
from models.store.engine import Store
from models.store.overview import LISTED, Listed, Overview, overview
from models.vocabulary import Stage
from models.wording import phrase

logger = logging.getLogger("casework.flows")

KEY = "overview"
OURS = [
    *(stage.value for stage in Stage),
    *("deadlines", "dispatch", "housekeeping", "checkpoint", "reconcile", "heartbeat", "education_plans"),
]
UNTOLD = ("skipped", "unassigned_late", "refused_reads", "silent_relay")
"""Figures of `untold` that no other line of the page shows."""

STUCK = timedelta(minutes=10)


async def refresh(store: Store, day: date) -> None:
    """Write the `overview` artifact. It is a view: the sweep stands whether or not this works."""
    with store.read() as connection:
        found = overview(connection, day, datetime.now(UTC))
    try:
        text = markdown(found, await stuck_runs(), flow_settings().locale)
        await acreate_markdown_artifact(text, key=KEY)
    except (HTTPError, PrefectException, OSError, RuntimeError) as error:
        logger.warning("the overview could not be written: %s", type(error).__name__)


async def stuck_runs() -> list[str]:
    """Names of our runs that have been pending or running for more than ten minutes."""
    long_ago = datetime.now(UTC) - STUCK
    async with get_client() as client:
        runs = await client.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=OURS)),
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.PENDING, StateType.RUNNING])),
                expected_start_time=FlowRunFilterExpectedStartTime(before_=long_ago),
            ),
            limit=200,
        )
    # A run that waited long for a worker is not stuck: what counts is when it entered this state.
    return sorted(run.name for run in runs if run.state is not None and run.state.timestamp < long_ago)


def markdown(found: Overview, stuck: list[str], locale: str) -> str:
    """The page: one line per thing to look at, the case numbers behind each count."""

    def line(key: str, listed: Listed) -> str:
        cases = phrase("list_comma", locale).join(listed.cases)
        return f"| {phrase(key, locale)} | {listed.count} | {cases} |"

    waiting = tuple(f"{channel.value} {count}" for channel, count in found.waiting.items())
    years = tuple(str(year) for year in found.uncovered_years)
    lines = [
        *([f"**{said(found.paused, locale)}**", ""] if found.paused else []),
        f"### {phrase('overview_title', locale, day=found.day.isoformat())}",
        "",
        f"**{phrase('overview_nobody_told', locale, count=found.nobody_told)}**",
        "",
        f"| {phrase('overview_what', locale)} | {phrase('overview_count', locale)} | {phrase('label_case', locale)} |",
        "|---|---:|---|",
        line("overview_due_today", found.due_today),
        line("overview_overdue", found.overdue),
        line("overview_unassigned", found.unassigned),
        line("overview_dead", found.dead),
        line("overview_no_recipient", found.no_recipient),
        line("overview_waiting", Listed(sum(found.waiting.values()), waiting)),
        *(line(f"overview_{name}", Listed(getattr(found.untold, name))) for name in UNTOLD),
        line("overview_stuck", Listed(len(stuck), tuple(stuck[:LISTED]))),
        line("overview_uncovered", Listed(len(years), years)),
    ]
    return "\n".join(lines)
