"""Changing the key-encryption key: what the old one wrapped is wrapped by the new one, while acts go on.

Killed anywhere and run again it goes on: each row carries the id of its key. Until it is run once more with the new
key as the current one, the new key is kept in the database, wrapped by the old, for processes not started again yet.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from models.errors import BadInput
from models.store import chain, keyring, vault
from models.store.engine import Store
from models.store.handles import CASE_KEY, EVENT, KEPT_KEY, PASSCODE, SUBMISSION
from models.store.settings import store_settings
from models.vocabulary import EventKind

ACT = "keys.rotate"
CHUNK = 500


@dataclass(frozen=True)
class Rotated:
    """What a run did: rows re-wrapped by it, rows it could not open, and whether nothing is left for another run."""

    old: str
    new: str
    moved: int
    unopened: int
    finished: bool


@dataclass(frozen=True)
class Use:
    """What one key-encryption key wraps, and whether this process can open it. `others` are the database's own keys and
    the forms that wait for their run."""

    kid: str
    cases: int
    passcodes: int
    others: int
    current: bool
    opens: bool

    @property
    def wraps(self) -> int:
        """How much it wraps."""
        return self.cases + self.passcodes + self.others


@dataclass(frozen=True)
class _Wrapped:
    """One table of wrapped keys: its columns, and what a row is bound to under a key-encryption key."""

    table: Table
    name: str
    blob: str
    bound: Callable[[str, str], str]


TABLES = (
    _Wrapped(KEPT_KEY, "name", "wrapped", lambda name, kid: vault.of_kept(name)),
    _Wrapped(CASE_KEY, "case_no", "wrapped", vault.of_case),
    _Wrapped(PASSCODE, "badge", "secret", lambda badge, kid: vault.of_passcode(badge)),
    _Wrapped(SUBMISSION, "id", "content", lambda id, kid: vault.of_submission(id)),
)


def new_key(path: Path) -> tuple[str, bytes]:
    """Id and key of that file, which is made where there is none. Raises BadInput for a place beside the data."""
    settings = store_settings()
    place = path.resolve()
    if any(place.is_relative_to(folder.resolve()) for folder in (settings.data, settings.files_folder)):
        raise BadInput(f"{path}: a key lies apart from the data it opens")
    return keyring.key_encryption_key(path)


def rotate(store: Store, path: Path, actor: str, today: date) -> Rotated:
    """Wrap everything with the key in that file, a chunk to a transaction.

    Raises BadInput where it is no key, or where no key here opens anything in use: then nothing was changed.
    """
    kid, key = new_key(path)
    ring = keyring.keyring()
    with store.write() as connection:
        _begin(connection, ring, kid, key, actor, today)
    moved, unopened = 0, 0
    for wrapped in TABLES:
        done, left = _pass(store, wrapped, kid, key)
        moved, unopened = moved + done, unopened + left
    finished = kid == ring.current and unopened == 0
    if finished:
        with store.write() as connection:
            connection.execute(delete(KEPT_KEY).where(KEPT_KEY.c.name == vault.successor(kid)))
    return Rotated(ring.current, kid, moved, unopened, finished)


def uses(connection: Connection) -> list[Use]:
    """Every key-encryption key that wraps something, and the current one."""
    ring = keyring.keyring()
    kept, cases, passcodes, forms = (_counts(connection, wrapped) for wrapped in TABLES)
    others = {kid: kept.get(kid, 0) + forms.get(kid, 0) for kid in {*kept, *forms}}
    return [
        Use(
            kid, cases.get(kid, 0), passcodes.get(kid, 0), others.get(kid, 0), current=kid == ring.current,
            opens=_opens(connection, kid),
        )
        for kid in sorted({*cases, *passcodes, *others, ring.current})
    ]  # fmt: skip


def unopened_cases(connection: Connection) -> int:
    """How many cases have a key that nobody here can open."""
    rows = connection.execute(select(CASE_KEY.c.case_no)).scalars().all()
    return sum(not vault.opens(connection, case_no) for case_no in rows)


def _begin(connection: Connection, ring: keyring.Keyring, kid: str, key: bytes, actor: str, today: date) -> None:
    """Enter the event, once, and keep the new key for those who know only the old one: both in one transaction."""
    chain.head(connection, chain.SYSTEM)  # two rotations begin one after the other
    cases, passcodes = (_counts(connection, wrapped) for wrapped in TABLES[1:3])
    used = {*cases, *passcodes}
    if used and not any(one == kid or _opens(connection, one) for one in used):
        raise BadInput("the current key and the older ones open nothing that is in use")
    before = used - {kid}
    if kid != ring.current:
        _keep(connection, ring, kid, key)
    if _last(connection) == kid or (kid == ring.current and not before):
        return
    if kid != ring.current:
        before.add(ring.current)
    counts = {old: {"cases": cases.get(old, 0), "passcodes": passcodes.get(old, 0)} for old in sorted(before)}
    event = chain.NewEvent(EventKind.REGISTER, ACT, actor, today, data={"old": counts, "new": kid})
    chain.append(connection, chain.SYSTEM, event, chain.now(connection))


def _keep(connection: Connection, ring: keyring.Keyring, kid: str, key: bytes) -> None:
    name = vault.successor(kid)
    connection.execute(delete(KEPT_KEY).where(KEPT_KEY.c.name == name))
    wrapped = vault.encrypt(ring.key, key, vault.of_kept(name))
    connection.execute(insert(KEPT_KEY).values(name=name, kid=ring.current, wrapped=wrapped))


def _last(connection: Connection) -> str | None:
    """The key that the last rotation led to."""
    ours = (EVENT.c.chain == chain.SYSTEM, EVENT.c.act == ACT)
    body = connection.execute(select(EVENT.c.body).where(*ours).order_by(EVENT.c.seq.desc()).limit(1)).scalar()
    return str(json.loads(body)["data"]["new"]) if body is not None else None


def _pass(store: Store, wrapped: _Wrapped, kid: str, key: bytes) -> tuple[int, int]:
    """Go through what other keys wrapped until nothing is left; returns how many moved and how many stayed."""
    moved = 0
    while True:
        done, left, after = 0, 0, ""
        while True:
            with store.write() as connection:
                names, refused = _chunk(connection, wrapped, kid, key, after)
            if not names:
                break
            done, left, after = done + len(names) - refused, left + refused, names[-1]
        moved += done
        if not done:  # what others wrapped with the old key meanwhile is found by going through once more
            return moved, left


def _chunk(connection: Connection, wrapped: _Wrapped, kid: str, key: bytes, after: str) -> tuple[list[str], int]:
    """Re-wrap the next rows by name; returns their names, and how many cannot be opened and stay."""
    name, blob, own = wrapped.table.c[wrapped.name], wrapped.table.c[wrapped.blob], wrapped.table.c.kid
    wanted = select(name, blob, own).where(own != kid, name > after, func.length(blob) > 0).order_by(name).limit(CHUNK)
    if wrapped.table is KEPT_KEY:
        wanted = wanted.where(name.in_(vault.OWN))
    rows = connection.execute(wanted.with_for_update()).all()
    refused = 0
    for row, old, was in rows:
        bound = (wrapped.bound(row, was), wrapped.bound(row, kid))
        try:
            new = vault.rewrap(connection, was, old, bound, key)
        except vault.Sealed:
            refused += 1
            continue
        connection.execute(update(wrapped.table).where(name == row).values({blob: new, own: kid}))
    return [str(row[0]) for row in rows], refused


def _counts(connection: Connection, wrapped: _Wrapped) -> dict[str, int]:
    own, there = wrapped.table.c.kid, func.length(wrapped.table.c[wrapped.blob]) > 0
    found = connection.execute(select(own, func.count()).where(there).group_by(own))
    return {str(kid): int(count) for kid, count in found}


def _opens(connection: Connection, kid: str) -> bool:
    try:
        vault.outer_key(connection, kid)
    except vault.Sealed:
        return False
    return True
