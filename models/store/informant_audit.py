"""The informant vault's rows against what their events tell: who, when, on what basis, until when, which ciphertext.

Wrapped keys are not compared: they change when the vault's key pair does, and a wrong one opens nothing.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from models.store.canonical import digest
from models.store.handles import EVENT, INFORMANT, LOOK, REVEAL
from models.vocabulary import EventKind, RevealState

Fault = tuple[str, int, str]
"""Chain, event (0: no event tells of the row), and a short code."""


@dataclass
class Vault:
    """Rows by their key, each a plain dictionary; `told` is the event that spoke of a key last."""

    informants: dict[str, Any] = field(default_factory=dict)
    reveals: dict[str, Any] = field(default_factory=dict)
    looks: dict[tuple[str, int], Any] = field(default_factory=dict)
    told: dict[Any, tuple[str, int]] = field(default_factory=dict)


def fault(connection: Connection, case: str | None) -> Fault | None:
    """The first row that is not what the events tell; of one case, its requests and looks only."""
    expected, found = _expected(connection, case), _found(connection, case)
    for name, code in (("informants", "informant_row"), ("reveals", "reveal_row"), ("looks", "look_row")):
        told, is_there = getattr(expected, name), getattr(found, name)
        for key in sorted({*told, *is_there}, key=str):
            if told.get(key) != is_there.get(key):
                chain, seq = expected.told.get(key, (case or "system", 0))
                return chain, seq, code
    return None


def _expected(connection: Connection, case: str | None) -> Vault:
    vault = Vault()
    wanted = select(EVENT.c.chain, EVENT.c.seq, EVENT.c.body).where(
        EVENT.c.kind == EventKind.REGISTER, EVENT.c.act.like("informant.%")
    )
    if case is not None:
        wanted = wanted.where(EVENT.c.chain == case)
    for row in connection.execute(wanted.order_by(EVENT.c.chain, EVENT.c.seq)):
        _fold(vault, row.chain, row.seq, json.loads(row.body))
    return vault


def _fold(vault: Vault, chain: str, seq: int, body: Any) -> None:
    data, by, at = body["data"], body["actor"], body["recorded_at"]
    match body["act"]:
        case "informant.enter":
            vault.informants[data["alias"]] = {"sealed": data["identity"], "entered_by": by, "entered_at": at}
            vault.told[data["alias"]] = (chain, seq)
        case "informant.request":
            vault.reveals[data["reveal"]] = {
                "alias": data["alias"], "case_no": chain, "requested_by": by, "requested_at": at,
                "basis": data["basis"], "article": data["article"], "sealed": data["reason"],
                "state": RevealState.WAITING.value, "decided_by": None, "decided_at": None, "valid_until": None,
            }  # fmt: skip
            vault.told[data["reveal"]] = (chain, seq)
        case "informant.approve" | "informant.refuse":
            state = RevealState.APPROVED if "until" in data else RevealState.REFUSED
            decided = {"decided_by": by, "decided_at": at, "valid_until": data.get("until")}
            vault.reveals[data["reveal"]].update(decided, state=state.value)
            vault.told[data["reveal"]] = (chain, seq)
        case "informant.look":
            key = (data["reveal"], data["look"])
            vault.looks[key] = {"seen_by": by, "seen_at": at}
            vault.told[key] = (chain, seq)


def _found(connection: Connection, case: str | None) -> Vault:
    vault = Vault()
    if case is None:
        for row in connection.execute(select(INFORMANT)).mappings():
            vault.informants[row["alias"]] = _plain(row, "sealed", "entered_by", "entered_at")
    columns = [c.name for c in REVEAL.c if c.name not in ("id", "kid", "wrapped")]
    reveals, looks = select(REVEAL), select(LOOK)
    if case is not None:
        reveals = reveals.where(REVEAL.c.case_no == case)
        looks = looks.join_from(LOOK, REVEAL).where(REVEAL.c.case_no == case)
    for row in connection.execute(reveals).mappings():
        vault.reveals[row["id"]] = _plain(row, *columns)
    for row in connection.execute(looks).mappings():
        vault.looks[row["reveal"], row["number"]] = _plain(row, "seen_by", "seen_at")
    return vault


def _plain(row: Any, *names: str) -> dict[str, Any]:
    """As an event would say it: a ciphertext by its digest, moments as ISO text, words as text."""
    told = {}
    for name in names:
        value = row[name]
        if isinstance(value, bytes | memoryview):
            value = digest(bytes(value))
        told[name] = value.isoformat() if hasattr(value, "isoformat") else getattr(value, "value", value)
    return told
