"""Many acts on the one road, one after the other under one code: each its own transaction, answered once and for ever.

So a series that was stopped is simply begun again: what was recorded is answered, what is missing is taken.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from flows.advance import advance
from flows.digest import request_digest
from flows.signature import Proven, prove, stated
from flows.stores import store
from models.store import journal
from models.store.journal import Answer
from models.vocabulary import Outcome, Stage


class Taken(NamedTuple):
    """The answer to one act of a series, and whether it had been given before."""

    answer: Answer
    already: bool


class Series:
    """The acts an officer takes with one code. Raises TransitionRefused where the code does not prove the badge."""

    def __init__(self, signature: object, received_at: datetime) -> None:
        signed = stated(signature)
        self._step = prove(store(), signed, received_at)
        self.badge = signed.badge or ""
        self._batch: str | None = None

    def take(self, stage: Stage, act: Mapping[str, Any], key: str) -> Taken:
        """Take the act that `key` names. Recorded before, it is answered again and taken no second time; refused
        before, it is tried anew. Raises LostRace as `advance` does."""
        request, first = _free(key)
        if first is not None and first[0] == request_digest(stage, act, self.badge):
            return Taken(first[1], already=True)
        self._batch = self._batch or request
        proven = Proven(self.badge, self._step, self._batch)
        return Taken(advance(stage, act, proven, request, datetime.now(UTC)), already=False)


def _free(key: str) -> tuple[str, tuple[str, Answer] | None]:
    """The request's id, the first under which no refusal stands, and what stands under it."""
    attempt = 0
    while True:
        request = str(uuid5(NAMESPACE_URL, f"{key}:{attempt}"))
        with store().read() as connection:
            found = journal.answered(connection, request)
        if found is None or found[1].outcome is Outcome.RECORDED:
            return request, found
        attempt += 1
