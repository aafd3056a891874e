"""The words of a case, opened: only for who was found to need to know."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from models.store import vault
from models.store.handles import EVENT
from models.vocabulary import EventKind


def narrative(connection: Connection, case_no: str) -> list[dict[str, Any]]:
    """What each act of the case says in words: event, stage, act, and its texts by field (`findings.1.facts`).

    Raises vault.Erased where the case's key was destroyed, vault.Sealed where it cannot be opened.
    """
    wanted = select(*EVENT.c["seq", "stage", "act", "sealed"]).order_by(EVENT.c.seq)
    # What a peer has signed is kept with its delivery, and stands in the form of the act that records it.
    words = (EVENT.c.sealed.is_not(None), EVENT.c.kind != EventKind.DELIVERY)
    rows = connection.execute(wanted.where(EVENT.c.chain == case_no, *words))
    return [
        {"seq": r.seq, "stage": r.stage, "act": r.act, "texts": dict(_flat("", vault.unseal(connection, r.sealed)))}
        for r in rows.all()
    ]


def _flat(path: str, content: Any) -> Iterator[tuple[str, str]]:
    """Texts with where they stand in the form; entries of a list count from 1, as people do."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from _flat(f"{path}.{name}" if path else name, value)
    elif isinstance(content, list):
        for n, value in enumerate(content, 1):
            yield from _flat(f"{path}.{n}", value)
    else:
        yield path, str(content)
