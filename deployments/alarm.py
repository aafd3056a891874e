"""Raising an alarm from the worker. Light to import: Prefect's server imports the worker too."""

import asyncio
import logging
from collections.abc import Callable

log = logging.getLogger("casework.worker")

Alarm = Callable[[str, str], None]
"""Is told the kind of alarm (`render.ALERT_NAMES`) and an id, or a name of ours."""


def to_administrators(kind: str, what: str) -> None:
    """A message in the outbox, once a day."""
    from flows.alarms import alarm

    alarm(kind, what)


async def raised(alarm: Alarm, kind: str, what: str) -> None:
    """Raise it beside the loop, and never break what it was raised from."""
    log.error("alarm: %s %s", kind, what)
    try:
        await asyncio.to_thread(alarm, kind, what)
    except Exception as error:
        log.error("the alarm could not be told: %s", type(error).__name__)
