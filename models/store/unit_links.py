"""The secret of a link for the unit: a code over its number, under a key that the database keeps wrapped.

Neither the code nor the whole address stands anywhere: who may hand it over has it computed again.
"""

import base64
import hashlib
import hmac
from datetime import date
from typing import Any

from sqlalchemy import Connection

from models import linked
from models.errors import Unknown
from models.facts import LinkId
from models.store import snapshot, vault
from models.store.engine import Store


def token(store: Store, id: LinkId) -> str:
    """The last part of the link's address."""
    with store.read() as connection:
        key = vault.standing_key(connection, vault.UNIT_LINKS)
    if key is None:
        with store.write() as connection:
            key = vault.own_key(connection, vault.UNIT_LINKS)
    return f"{id}.{_code(key, id)}"


def genuine(connection: Connection, token: str) -> LinkId | None:
    """The link whose address this is, be it open or not; None where we never gave out such an address."""
    named, _, code = token.partition(".")
    id, key = linked.read(named), vault.standing_key(connection, vault.UNIT_LINKS)
    if id is None or key is None:
        return None
    return id if hmac.compare_digest(_code(key, id).encode(), code.encode()) else None


def _code(key: bytes, id: LinkId) -> str:
    made = hmac.new(key, f"unit_link|{id}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def of_case(store: Store, case_no: str, on: date) -> list[dict[str, Any]]:
    """The links of a case, each that stands on this day with its `token`. Raises Unknown for no such case."""
    with store.read() as connection:
        case = snapshot.load(connection, case_no, "").case
    if case is None:
        raise Unknown("case")
    return [
        {
            "link": one.number,
            "acts": sorted(one.acts),
            "expires_on": one.expires_on,
            "opened_by": one.opened_by,
            "revoked": one.revoked,
            "token": token(store, LinkId(case_no, one.number)) if one.stands(on) else None,
        }
        for one in linked.links(case.acts)
    ]
