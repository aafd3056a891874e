"""Registering many reports, one act each, in the order they come. No Prefect: what they say passes through no run."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from flows.advance import advance
from flows.signature import Proven, prove, stated
from flows.stores import store
from models.store import journal, vault
from models.store.journal import Answer
from models.vocabulary import Outcome, Stage


def register(reports: Iterable[Mapping[str, Any]], signature: object, received_at: datetime) -> Iterator[Answer]:
    """The answer to each, one after the other: registered in this order, under one code. Raises TransitionRefused
    where the code does not prove the badge.

    A report registered by the same officer before, with the same words, is answered again and registered no second
    time, so that an import that was stopped is simply run again; one that was refused is tried anew.
    """
    signed = stated(signature)
    step = prove(store(), signed, received_at)
    alike: Counter[str] = Counter()
    batch: str | None = None
    for report in reports:
        content = json.dumps({**report, "badge": signed.badge}, sort_keys=True).encode()
        print_ = vault.fingerprint(store(), content)
        alike[print_] += 1
        request = _free(f"report:{print_}:{alike[print_]}")
        batch = batch or request
        proven = Proven(signed.badge or "", step, batch)
        yield advance(Stage.REPORT, {**report, "act": "receive"}, proven, request, datetime.now(UTC))


def _free(key: str) -> str:
    """The request's id: the first under which no refusal stands."""
    attempt = 0
    while True:
        request = str(uuid5(NAMESPACE_URL, f"{key}:{attempt}"))
        with store().read() as connection:
            found = journal.answered(connection, request)
        if found is None or found[1].outcome is Outcome.RECORDED:
            return request
        attempt += 1
