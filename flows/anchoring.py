"""Bringing the head of the log outside: to a folder, and to an address where one is set."""

import logging
from dataclasses import dataclass

import httpx

from flows.settings import flow_settings
from models.errors import CaseworkError
from models.store import checkpoints, outside, sealing
from models.store.engine import Store
from models.store.settings import store_settings

logger = logging.getLogger("casework.flows")

TIMEOUT = httpx.Timeout(10.0, connect=3.0, pool=3.0)
AT_ONCE = 100
"""Checkpoints that are brought outside in one go, after a long time without a place to bring them to."""


@dataclass(frozen=True)
class Anchored:
    """What was done: events sealed, the size signed (None: the log did not grow), notes brought outside, notes that
    could not be and stay `sent=False` until next time."""

    sealed: int
    signed: int | None
    sent: int
    waiting: int


class NotTaken(CaseworkError):
    """The address answered, but did not take the note."""


def anchor(store: Store) -> Anchored:
    """Seal, sign, bring outside; killed anywhere, it is done by the next one. Raises Diverged: nothing was signed."""
    sealed = sealing.seal_all(store)
    with store.write() as connection:
        signed = checkpoints.sign_head(connection)
    return Anchored(sealed, signed, *bring_outside(store))


def bring_outside(store: Store) -> tuple[int, int]:
    """Bring what is signed to every place that is set, the newest first; how many were brought, how many wait."""
    with store.read() as connection:
        waiting = checkpoints.unsent(connection, AT_ONCE)
    if not (store_settings().checkpoint_folder or flow_settings().checkpoint_url):
        return 0, 0
    for done, (size, note) in enumerate(waiting):
        try:
            _put(size, note)
        except (OSError, httpx.HTTPError, CaseworkError) as error:
            # What is wrong with one is nearly always wrong with the place.
            logger.warning("checkpoint %d stays inside: %s", size, type(error).__name__)
            return done, len(waiting) - done
        with store.write() as connection:
            checkpoints.mark_sent(connection, size)
    return len(waiting), 0


def _put(size: int, note: str) -> None:
    """To the folder, then to the address: both may be given the same note again."""
    folder, url = store_settings().checkpoint_folder, flow_settings().checkpoint_url
    if folder is not None:
        outside.put(folder, size, note)
    if url is not None:
        _post(str(url), note)


def _post(url: str, note: str) -> None:
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    with (
        httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client,
        client.stream("POST", url, content=note.encode(), headers=headers) as response,
    ):
        # Only the status counts; a body, however long, is not read.
        if not response.is_success:
            raise NotTaken(f"status {response.status_code}")
