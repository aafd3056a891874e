"""Who signed, and whether it is proven: the one place where a badge meets its passcode."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, select

from flows import notices
from models import linked
from models.acts.form import PASSCODE, Signature
from models.errors import TransitionRefused
from models.facts import LinkId
from models.passcode import LOCK
from models.situation import no
from models.store import chain, passcodes, posting
from models.store.engine import Store
from models.store.handles import OFFICER
from models.store.prepared import Asked
from models.transition import Transition

SYSTEM = "system"
"""What the system does by itself stands under this name in the record; nobody signs a form with it."""


@dataclass(frozen=True)
class Signed:
    """The signature as it was read: a badge nobody has proven yet, and the code that came with it."""

    badge: str | None
    code: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Code:
    """A code to be used up with the act it signs, or with each act of its `batch`."""

    step: int
    batch: str | None = None


@dataclass(frozen=True)
class Proven:
    """A badge the desk has proven: by the session, and where the act asks for a fresh code by that code's `step`."""

    badge: str
    step: int | None = None
    batch: str | None = None


@dataclass(frozen=True)
class Linked:
    """Nobody's badge: the unit filed the act at the desk, through this link of its file."""

    link: LinkId

    @property
    def badge(self) -> str:
        """Under what name it stands in the record."""
        return linked.actor(self.link)


def signer(signature: object) -> Signed | Proven | Linked:
    """What the desk has proven, else the signature of a form."""
    return signature if isinstance(signature, Proven | Linked) else stated(signature)


def stated(signature: object) -> Signed:
    """The signature of a form; badge None where none can be read.

    A code of another form is kept as an empty one: it is wrong.
    """
    if isinstance(signature, Signature):
        return Signed(signature.badge, signature.code)
    given: dict[str, Any] = dict(signature) if isinstance(signature, dict) else {}
    code = str(given.pop("code", None) or "").strip()
    try:
        badge = Signature.model_validate(given).badge
    except ValidationError:
        return Signed(None)
    if not code:
        return Signed(badge)
    return Signed(badge, code if re.fullmatch(PASSCODE, code) else "")


def prove(store: Store, signed: Signed, received_at: datetime, *, asks: bool | None = None) -> int | None:
    """The step to be consumed with the act; None in a demo, which asks for no code. Raises TransitionRefused.

    A wrong code is counted here, in a transaction of its own. One that locks the badge is told to its officer and to
    the head of the organ. `asks` is whether the database asks for codes, where that is known.
    """
    if signed.badge == SYSTEM:
        raise TransitionRefused(no("system_not_allowed"))
    if asks is None:
        with store.read() as connection:
            asks = passcodes.asked(connection)
    if not asks:
        return None
    with store.write() as connection:
        badge, organ = signed.badge or "", _known(connection, signed.badge)
        try:
            return passcodes.check(connection, badge, signed.code, received_at)
        except TransitionRefused as refused:
            refusal = refused.refusal
        if refusal.code == "passcode_wrong" and passcodes.fail(connection, badge, received_at):
            _tell(connection, badge, organ, received_at)
            refusal = no("passcode_locked")
    # Only now: raised within, it would take the count back.
    raise TransitionRefused(refusal)


def without_code(connection: Connection, signed: Signed, installation: Asked, received_at: datetime) -> None:
    """A badge alone, within the transaction of the act it signs: a demo asks for no more. Raises TransitionRefused
    where more is asked for, as `prove` does."""
    if signed.badge == SYSTEM:
        raise TransitionRefused(no("system_not_allowed"))
    if passcodes.asks(installation):
        _known(connection, signed.badge)
        passcodes.check(connection, signed.badge or "", None, received_at)


def _known(connection: Connection, badge: str | None) -> str:
    """The organ of the officer. Raises TransitionRefused for a badge nobody has."""
    organ: str | None = connection.execute(select(OFFICER.c.organ).where(OFFICER.c.badge == badge)).scalar()
    if organ is None:
        raise TransitionRefused(no("officer_unknown"))
    return organ


def fresh(store: Store, proven: Proven, transition: Transition | None) -> int | None:
    """The step that came with a sealed act. Raises TransitionRefused where the act asks for a code and none came."""
    if proven.step is None and (transition is None or transition.fresh_code):
        with store.read() as connection:
            if passcodes.asked(connection):
                raise TransitionRefused(no("passcode_missing"))
    return proven.step


def _tell(connection: Connection, badge: str, organ: str, locked_at: datetime) -> None:
    at = chain.now(connection)
    common = {"case_no": None, "seq": 0, "rung": None, "created_at": at, "due_at": at}
    posting.post(
        connection,
        [
            {**m, **common, "dedupe": f"passcode_locked:{badge}:{locked_at.isoformat()}:{m['channel']}:{m['audience']}"}
            for m in notices.of_lock(badge, organ, locked_at + LOCK)
        ],
    )
