"""Taking an act on the server where acts come by the desk: sealed into the database, answered there. No Prefect."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from deployments.cli.exits import Failed
from deployments.cli.output import told
from flows import submitting
from flows.road import DESK, road
from flows.submitting import Wish
from models.store.engine import Store
from models.store.journal import Answer
from models.vocabulary import Stage


def by_desk(store: Store) -> bool:
    """Whether people's acts come by the desk."""
    with store.read() as connection:
        return road(connection) == DESK


def answer(
    store: Store, stage: Stage, act: Mapping[str, Any], badge: str, request_id: str, code: str | None, timeout: float
) -> Answer:
    """Seal the act and wait for its answer; the same request is the same submission.

    Nobody is signed in here, so each act asks for a code. Raises what `submitting.submit` and `answer` raise, and
    Failed with the request's id where no answer came in time: the act is sealed, and taken when the engine is back.
    """
    wish = Wish(stage, act)
    (id,) = submitting.submit(store, badge, request_id, [wish], code, datetime.now(UTC), signed_in=False)
    found = submitting.answer(store, id, timeout)
    if found is None:
        raise Failed("timed_out", told("sealed_waits", seconds=round(timeout)), request=request_id, submission=id)
    return found
