"""A demo database of the benchmark's own with the demo's registers, which the acts of this process are taken in."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from deployments.demo import world
from flows import stores
from flows.advance import advance
from models.store import migrate
from models.store.engine import Store, open_store
from models.store.journal import Answer
from models.store.settings import store_settings
from models.vocabulary import Outcome, Stage

TODAY = date(2026, 3, 2)
TEXT = "单位应当在三十日内完善反间谍安全防范制度。" * 6
"""What an officer might write: 126 characters, sealed."""


@contextmanager
def world_in(url: str) -> Iterator[Store]:
    """The world in the database at `url`, which is made where it is not there; this process uses it until the end."""
    made = open_store(url)
    migrate.install(made, demo=True, today=TODAY)
    with made.write() as connection:
        world.populate(connection, "http://127.0.0.1:9/", None)
    made.close()
    before = os.environ.get("CASEWORK_DATABASE_URL")
    os.environ["CASEWORK_DATABASE_URL"] = url
    store_settings.cache_clear()
    try:
        yield stores.store()
    finally:
        stores.store().close()
        if before is None:
            del os.environ["CASEWORK_DATABASE_URL"]
        else:
            os.environ["CASEWORK_DATABASE_URL"] = before
        store_settings.cache_clear()


def act(stage: Stage, name: str, badge: str = world.INSPECTOR, **fields: Any) -> Answer:
    """One act on its only road. Raises RuntimeError where it is refused: a benchmark measures what takes effect."""
    answer = advance(stage, {"act": name, **fields}, {"badge": badge}, str(uuid4()), datetime.now(UTC))
    if answer.outcome is not Outcome.RECORDED:
        raise RuntimeError(str(answer.body["refused"]["code"]))
    return answer


def opened() -> str:
    """The number of a new case."""
    answer = act(Stage.CASE, "open", unit=world.UNIT_CODE, handler=world.INSPECTOR, reason=TEXT)
    return str(answer.body["case"])


def issue(case: str) -> Answer:
    """The act that is measured: written guidance to the unit. It adds a stage, an event, sealed words, two messages."""
    return act(Stage.GUIDANCE, "issue", case=case, form="written guidance", content=TEXT)
