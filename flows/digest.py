"""What tells one content of a request from another."""

import json

from flows.stores import store
from models.acts.form import Part
from models.store import vault
from models.vocabulary import Stage

_encoded = json.JSONEncoder(sort_keys=True, default=str).encode


def request_digest(stage: Stage, raw: object, badge: str | None) -> str:
    """What tells one content of a request from another; keyed, so that it gives nothing away."""
    stated = raw.model_dump(mode="json", exclude_none=True) if isinstance(raw, Part) else raw
    return vault.fingerprint(store(), _encoded([stage.value, stated, badge]).encode())
