"""The informant vault's rows, each written with its chained event; an event holds codes and digests, never a text.

What concerns a request stands in the chain of its case, an entry in that of the system. The case's version stays.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from models.acts.informant import Request
from models.errors import TransitionRefused
from models.facts import Facts, RevealFacts
from models.situation import no
from models.store import chain, informant_key
from models.store.canonical import digest
from models.store.handles import INFORMANT, LOOK, REVEAL, SUPERVISION
from models.store.informant_key import Box
from models.vocabulary import EventKind, Noted, RevealState

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
Recorded = dict[str, Any]
"""What an act answers: codes, moments, and the event."""


@dataclass(frozen=True)
class Act:
    """One act on the vault inside its transaction: where, by whom, on which legal day, at which moment (UTC)."""

    connection: Connection
    facts: Facts
    actor: str
    today: date
    at: datetime
    request_id: str

    def record(self, name: str, data: Mapping[str, Any], basis: tuple[str, ...] = ()) -> dict[str, Any]:
        """Append the event; returns its place."""
        case = self.facts.case
        event = chain.NewEvent(
            EventKind.REGISTER, f"informant.{name}", self.actor, self.today, version=case.version if case else 0,
            request_id=self.request_id, basis=basis, data=data,
        )  # fmt: skip
        seq, hashed = chain.append(self.connection, case.no if case else chain.SYSTEM, event, self.at)
        return {"seq": seq, "hash": hashed}


def enter(act: Act, identity: str) -> Recorded:
    """Seal the identity under a new alias, which says nothing, not even which one came first."""
    alias = f"A-{_code()}"
    box = informant_key.seal(informant_key.public_key(act.connection), identity, of_identity(alias))
    entered = {"alias": alias, "entered_by": act.actor, "entered_at": act.at}
    act.connection.execute(insert(INFORMANT).values(**entered, **vars(box)))
    return {"alias": alias, "event": act.record("enter", {"alias": alias, "identity": digest(box.sealed)})}


def request(act: Act, form: Request) -> Recorded:
    """Enter a request that waits for a custodian. Raises TransitionRefused for an alias the vault does not have."""
    if act.connection.execute(select(INFORMANT.c.alias).where(INFORMANT.c.alias == form.alias)).first() is None:
        raise TransitionRefused(no("informant_unknown"))
    reveal = f"V-{_code()}"
    box = informant_key.seal(informant_key.public_key(act.connection), form.reason, of_reason(reveal))
    codes = {"alias": form.alias, "basis": form.basis, "article": form.article}
    stated = {"id": reveal, "case_no": form.case, "requested_by": act.actor, "requested_at": act.at, **codes}
    act.connection.execute(insert(REVEAL).values(**stated, state=RevealState.WAITING, **vars(box)))
    data = {"reveal": reveal, **codes, "basis": form.basis.value, "reason": digest(box.sealed)}
    basis = (form.article,) if form.article else ()
    return {"reveal": reveal, "alias": form.alias, "event": act.record("request", data, basis)}


def review(act: Act, reveal: RevealFacts) -> Recorded:
    """Enter that a custodian reads the reason."""
    return {"reveal": reveal.id, "event": act.record("review", _named(reveal))}


def approve(act: Act, reveal: RevealFacts, hours: int) -> Recorded:
    """Allow looking for so many hours from now on."""
    until = act.at + timedelta(hours=hours)
    _decide(act, reveal, RevealState.APPROVED, until)
    event = act.record("approve", {**_named(reveal), "until": until.isoformat()})
    return {"reveal": reveal.id, "valid_until": until.isoformat(), "event": event}


def refuse(act: Act, reveal: RevealFacts) -> Recorded:
    """Refuse the request for good."""
    _decide(act, reveal, RevealState.REFUSED, None)
    return {"reveal": reveal.id, "event": act.record("refuse", _named(reveal))}


def look(act: Act, reveal: RevealFacts) -> tuple[Recorded, str]:
    """The identity; every look at it but the first, whoever asked for it, goes on the supervising organ's list.

    Raises vault.Sealed or BadInput where the private key is not here.
    """
    assert act.facts.organ is not None and act.facts.case is not None  # noqa: S101  # guarded before
    row = act.connection.execute(select(INFORMANT).where(INFORMANT.c.alias == reveal.alias).with_for_update()).one()
    identity = _opened(row, of_identity(reveal.alias))
    at_it = select(LOOK.c.reveal).join_from(LOOK, REVEAL).where(REVEAL.c.alias == reveal.alias)
    before = act.connection.scalars(at_it).all()
    number = before.count(reveal.id) + 1
    act.connection.execute(insert(LOOK).values(reveal=reveal.id, number=number, seen_by=act.actor, seen_at=act.at))
    listed = {"noted": [Noted.IDENTITY_SEEN_AGAIN.value], "supervisor": act.facts.organ.supervisor} if before else {}
    event = act.record("look", {**_named(reveal), "look": number, **listed})
    if before:
        act.connection.execute(
            insert(SUPERVISION).values(
                case_no=act.facts.case.no, seq=event["seq"], noted=Noted.IDENTITY_SEEN_AGAIN,
                organ=act.facts.organ.supervisor, noted_on=act.today,
            )
        )  # fmt: skip
    return {"reveal": reveal.id, "look": number, "listed": bool(before), "event": event}, identity


def reason_of(connection: Connection, reveal: RevealFacts) -> str:
    """Why the request is made. Raises vault.Sealed or BadInput where the private key is not here."""
    return _opened(connection.execute(select(REVEAL).where(REVEAL.c.id == reveal.id)).one(), of_reason(reveal.id))


def of_identity(alias: str) -> str:
    """What an identity is bound to."""
    return f"informant|{alias}|identity"


def of_reason(reveal: str) -> str:
    """What the reason of a request is bound to."""
    return f"informant_reveal|{reveal}|reason"


def _opened(row: Any, bound_to: str) -> str:
    return informant_key.opened(informant_key.private_key(), Box(row.kid, row.wrapped, row.sealed), bound_to)


def _decide(act: Act, reveal: RevealFacts, state: RevealState, until: datetime | None) -> None:
    values = {"state": state, "decided_by": act.actor, "decided_at": act.at, "valid_until": until}
    act.connection.execute(update(REVEAL).where(REVEAL.c.id == reveal.id).values(**values))


def _named(reveal: RevealFacts) -> dict[str, Any]:
    return {"reveal": reveal.id, "alias": reveal.alias}


def _code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(8))
