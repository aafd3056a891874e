"""Changing the informants' key pair: each text's key is wrapped anew; the texts stay as the events commit to them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, Table, func, select, update

from models.errors import BadInput
from models.store import chain, informant_key, informants
from models.store.engine import Store
from models.store.handles import INFORMANT, REVEAL
from models.store.rotation import new_key
from models.store.settings import store_settings
from models.vocabulary import EventKind

ACT = "informant.rekey"


@dataclass(frozen=True)
class Rekeyed:
    """The pairs' ids, how many texts moved, the new public key in hexadecimal."""

    old: str
    new: str
    moved: int
    public: str


@dataclass(frozen=True)
class Use:
    """What one pair seals, and whether the private key in the settings is its own."""

    kid: str
    identities: int
    reasons: int
    opens: bool


def rekey(store: Store, old: Path, new: Path, actor: str, today: date) -> Rekeyed:
    """Wrap for the new pair, made where there is none, what the old one opens; all in one transaction.

    It may be run again for what was entered with the old public key meanwhile. Raises BadInput where a file is no key.
    """
    private, public = informant_key.private_key(old), informant_key.public_of(new_key(new)[1])
    before, after = informant_key.kid_of(informant_key.public_of(private)), informant_key.kid_of(public)
    if before == after:
        raise BadInput(f"{new}: the same key")
    with store.write() as connection:
        chain.head(connection, chain.SYSTEM)  # nobody enters one meanwhile
        moved = _moved(connection, INFORMANT, "alias", informants.of_identity, private, public)
        moved += _moved(connection, REVEAL, "id", informants.of_reason, private, public)
        data = {"old": before, "new": after, "moved": moved}
        event = chain.NewEvent(EventKind.REGISTER, ACT, actor, today, data=data)
        chain.append(connection, chain.SYSTEM, event, chain.now(connection))
    return Rekeyed(before, after, moved, public.hex())


def uses(connection: Connection) -> list[Use]:
    """Every pair in use. No key is made here."""
    identities, reasons = _counts(connection, INFORMANT), _counts(connection, REVEAL)
    own = None
    if store_settings().informant_key.exists():
        own = informant_key.kid_of(informant_key.public_of(informant_key.private_key()))
    kids = sorted({*identities, *reasons, *([own] if own else [])})
    return [Use(kid, identities.get(kid, 0), reasons.get(kid, 0), kid == own) for kid in kids]


def _counts(connection: Connection, table: Table) -> dict[str, int]:
    found = connection.execute(select(table.c.kid, func.count()).group_by(table.c.kid))
    return {str(kid): int(count) for kid, count in found}


def _moved(
    connection: Connection, table: Table, name: str, bound: Callable[[str], str], private: bytes, public: bytes
) -> int:
    kid = informant_key.kid_of(informant_key.public_of(private))
    rows = connection.execute(select(table.c[name], table.c.wrapped).where(table.c.kid == kid).with_for_update()).all()
    for key, wrapped in rows:
        opened = informant_key.unwrap(private, wrapped, bound(key))
        values = {"kid": informant_key.kid_of(public), "wrapped": informant_key.wrap(public, opened, bound(key))}
        connection.execute(update(table).where(table.c[name] == key).values(**values))
    return len(rows)
