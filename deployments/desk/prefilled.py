"""What a form already says when it is opened, beside its defaults: what the file alone can tell."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from deployments.desk.signed_in import now
from flows.legal_day import LEGAL_ZONE, legal_day
from models.duty_periods import NUMBER
from models.facts import StageFacts
from models.guards.findings import order_items
from models.law.duties import DutyItem, binding
from models.store import snapshot, vault
from models.store.handles import EVENT
from notifications.proofs import ANSWER

ANSWERED = {"transfer.accept": "accepted", "transfer.return": "returned", "transfer.feedback": "concluded"}
"""The acts that record what a receiving organ has answered, and its word for it."""


def prefilled(act: str, stage: StageFacts | None, connection: Connection, case: str | None) -> dict[str, Any]:
    """A re-inspection says of each item of the order whether it is met: their numbers stand there already. What a
    receiving organ has answered stands in the form of the act that records it. A self-inspection answers each duty
    that binds the unit today."""
    if act == "duties.file_self_inspection" and case is not None:
        return {"answers": [{"duty": duty.value} for duty in _binding(connection, case)]}
    if stage is None:
        return {}
    if act == "rectification.reinspect":
        return {"results": [{"item": number} for number in range(1, len(order_items(stage)) + 1)]}
    said = _answer(connection, case, stage.label, ANSWERED[act]) if act in ANSWERED else None
    return _of_answer(said) if said else {}


def _binding(connection: Connection, case: str) -> list[DutyItem]:
    unit, today = snapshot.load(connection, case, "").unit, legal_day(connection, now())
    return sorted(binding(today, unit.spells) if unit else (), key=NUMBER.__getitem__)


def _of_answer(said: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of all three forms; a form takes those it has."""
    received = datetime.fromisoformat(said["stated_at"]).astimezone(LEGAL_ZONE).date().isoformat()
    named = {name: said[name] for name in ("reason", "outcome", "content") if name in said}
    return {"received_on": received, "receipt": said.get("number") or said["receipt"], **named}


def _answer(connection: Connection, case: str | None, label: str, state: str) -> Mapping[str, Any] | None:
    """The newest answer of this kind about this transfer, where it can still be opened."""
    rows = connection.execute(
        select(EVENT.c.sealed, EVENT.c.body)
        .where(EVENT.c.chain == case, EVENT.c.act == ANSWER, EVENT.c.stage == label)
        .order_by(EVENT.c.seq.desc())
    )
    sealed = next((row.sealed for row in rows if json.loads(row.body)["data"]["state"] == state), None)
    if sealed is None:
        return None
    try:
        found: Mapping[str, Any] = json.loads(json.loads(vault.unseal(connection, sealed)["signed"])["statement"])
    except vault.Sealed:
        return None
    return found
