"""Robots' peers and messages to them, as the tests of the channels need them."""

import json
from datetime import date
from typing import Any

from models.store import channels
from models.store.channels import Listed
from models.store.engine import Store
from models.store.handles import CHAIN_HEAD
from models.vocabulary import Audience, Channel
from notifications.channels.registered import kept_url
from notifications.outcomes import Message
from tests.delivery.peers import Answer, Seen

TODAY = date(2026, 3, 2)


def says(told: Any, status: int = 200, **headers: str) -> Answer:
    """A peer that gives this JSON to whatever it is asked."""
    return lambda seen: (status, headers, json.dumps(told).encode())


def told(seen: Seen) -> Any:
    """The JSON a peer was sent."""
    return json.loads(seen.body)


def enter(
    store: Store,
    name: str,
    kind: Channel,
    typed: str,
    secret: str | None = None,
    per_minute: int | None = None,
    alarms: bool = False,
) -> None:
    """A channel in the register."""
    with store.write() as connection:
        if connection.execute(CHAIN_HEAD.select()).first() is None:
            connection.execute(CHAIN_HEAD.insert().values(chain="system", head_seq=0, head_hash=""))
        listed = Listed(name, kind, per_minute, alarms, active=True)
        channels.add(connection, listed, kept_url(kind, typed, secret), "operator", TODAY)


def message(kind: Channel, via: str, **values: Any) -> Message:
    """A notice that goes by a channel of the register."""
    given: dict[str, Any] = {
        "id": 1, "dedupe": "GZ-2026-000001:3:wecom:B-1", "case_no": "GZ-2026-000001", "channel": kind,
        "audience": Audience.HANDLER, "target": "B-1", "title": "案件 GZ-2026-000001：批准", "body": "第一行\n",
        "sealed_id": None, "attempt": 1, "via": via,
    }  # fmt: skip
    return Message(**(given | values))
