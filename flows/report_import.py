"""Registering many reports, one act each, in the order they come. No Prefect: what they say passes through no run."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from flows.series import Series
from flows.signature import stated
from flows.stores import store
from models.store import vault
from models.store.journal import Answer
from models.vocabulary import Stage


def register(reports: Iterable[Mapping[str, Any]], signature: object, received_at: datetime) -> Iterator[Answer]:
    """The answer to each, one after the other: registered in this order, under one code. Raises TransitionRefused
    where the code does not prove the badge.

    A report registered by the same officer before, with the same words, is answered again and registered no second
    time, so that an import that was stopped is simply run again; one that was refused is tried anew.
    """
    series, badge = Series(signature, received_at), stated(signature).badge
    alike: Counter[str] = Counter()
    for report in reports:
        content = json.dumps({**report, "badge": badge}, sort_keys=True).encode()
        print_ = vault.fingerprint(store(), content)
        alike[print_] += 1
        yield series.take(Stage.REPORT, {**report, "act": "receive"}, f"report:{print_}:{alike[print_]}").answer
