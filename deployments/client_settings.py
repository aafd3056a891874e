"""Prefect's client settings for each use we make of it.

Making settings validates all of them, which takes longer than a whole run of ours: each set is made once and then
carried as a context.
"""

import contextvars
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from prefect.settings import (
    PREFECT_API_AUTH_STRING,
    PREFECT_API_SSL_CERT_FILE,
    PREFECT_API_URL,
    PREFECT_CLIENT_MAX_RETRIES,
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
    temporary_settings,
)

NOBODY = Path(__file__).with_name("nobody.pem")


@contextmanager
def talking_to(api_url: str, password: str | None = None) -> Iterator[None]:
    """Let Prefect's client talk to the server at `api_url`, over HTTP and websockets, with what opens it."""
    chosen: dict[Any, Any] = {PREFECT_API_URL: api_url, PREFECT_API_AUTH_STRING: password}
    if api_url.startswith("http://"):
        chosen[PREFECT_API_SSL_CERT_FILE] = str(NOBODY)
    with temporary_settings(chosen):
        yield


def for_runs() -> contextvars.Context:
    """This context, without heartbeats: a run of ours ends before the second one, and stopping them takes a second."""
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        return contextvars.copy_context()


def for_polling() -> contextvars.Context:
    """This context, without retries: the next poll comes sooner than Prefect's retry, which waits up to a minute."""
    with temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0}):
        return contextvars.copy_context()


def quiet() -> None:
    """Let Prefect's loggers speak from WARNING on, unless the environment asks for another level."""
    if "PREFECT_LOGGING_LEVEL" not in os.environ:
        logging.getLogger("prefect").setLevel(logging.WARNING)
