"""A vault to be asked: the standard world with custodians, one case, and acts that go their own road."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pyotp
from sqlalchemy import Connection, select, update

from flows import informants
from flows.informants import Taken, take
from models.register_rows import OfficerRow
from models.store import audit, passcodes
from models.store.engine import Store
from models.store.handles import INSTALLATION, LOOK
from models.store.registers import REGISTERS, add
from models.vocabulary import Outcome, Role
from tests.builders import registers, walk_to
from tests.store.racing import opened

NAME = "李四，电话 13912345678"
REASON = "核实线索需再次询问"
ASKED = {"act": "request", "basis": "consent", "reason": REASON}


@dataclass
class Vault:
    """One case GZ-2026-000001, handled by N001; N002 was in its team. K1 keeps the county's vault, K2 the city's."""

    store: Store
    case: str = ""
    secrets: dict[str, str] = field(default_factory=dict)

    def take(self, badge: str, form: dict[str, Any], *, request: str = "", code: str | None = None) -> Taken:
        at = datetime.now(UTC)
        signature = {"badge": badge} if code is None else {"badge": badge, "code": code}
        return take(form, signature, request or str(uuid4()), at)

    def done(self, badge: str, form: dict[str, Any]) -> Taken:
        """The act, which must be recorded."""
        taken = self.take(badge, form)
        assert taken.answer.outcome is Outcome.RECORDED, taken.answer.body
        return taken

    def refused(self, badge: str, form: dict[str, Any]) -> str:
        taken = self.take(badge, form)
        assert (taken.answer.outcome, taken.shown) == (Outcome.REFUSED, None)
        return str(taken.answer.body["refused"]["code"])

    def entered(self, identity: str = NAME) -> str:
        """The alias."""
        return str(self.done("N003", {"act": "enter", "identity": identity}).answer.body["alias"])

    def asked(self, alias: str, badge: str = "N001") -> str:
        """The number of the request."""
        return str(self.done(badge, {**ASKED, "case": self.case, "alias": alias}).answer.body["reveal"])

    def approved(self, alias: str, badge: str = "N001") -> str:
        reveal = self.asked(alias, badge)
        self.done("K1", {"act": "approve", "reveal": reveal})
        return reveal

    def looked(self, reveal: str, badge: str = "N001") -> str | None:
        return self.done(badge, {"act": "look", "reveal": reveal}).shown

    def ask_for_codes(self, *badges: str) -> None:
        """From now on everybody signs with a code."""
        with self.store.write() as connection:
            connection.execute(update(INSTALLATION).values(demo=False, demo_today=None))
            for badge in badges:
                self.secrets[badge] = passcodes.enroll(connection, badge, "operator", date(2026, 3, 2))

    def code(self, badge: str) -> str:
        return pyotp.TOTP(self.secrets[badge]).at(datetime.now(UTC))


def vault_in(store: Store) -> Vault:
    with store.write() as connection:
        registers(connection)
        custodians(connection)
    return Vault(store, walk_to(store, "inspection recorded"))


def custodians(connection: Connection) -> None:
    rows = [
        OfficerRow(
            badge=badge, organ=organ, post="custodian", email=f"{badge.lower()}@example.org", role=role,
            valid_from=date(2025, 1, 1),
        )
        for badge, organ, *roles in (
            ("K1", "GZ-GY-NM", Role.CUSTODIAN),
            ("K2", "GZ-GY", Role.CUSTODIAN),
            ("K3", "GZ-ZY", Role.CUSTODIAN),
            ("K9", "GZ-GY-NM", Role.CUSTODIAN, Role.ADMINISTRATOR),
        )
        for role in roles
    ]  # fmt: skip
    add(connection, REGISTERS["officer"], [(0, row) for row in rows], "operator", date(2026, 3, 2))


def whole(kept: Vault) -> audit.Bad | None:
    with kept.store.read() as connection:
        return audit.verify(connection).first_bad


def looks(kept: Vault, reveal: str) -> int:
    with kept.store.read() as connection:
        return len(connection.execute(select(LOOK).where(LOOK.c.reveal == reveal)).all())


@dataclass(frozen=True)
class Decide:
    """A custodian's decision in a process of its own: answers with "recorded", or with the code of the refusal."""

    url: str
    badge: str
    form: dict[str, Any]

    def __call__(self) -> str:
        informants.store = lambda: opened(self.url)  # type: ignore[attr-defined]  # what it imported, for this process
        answer = take(self.form, {"badge": self.badge}, str(uuid4()), datetime.now(UTC)).answer
        return "recorded" if answer.outcome is Outcome.RECORDED else str(answer.body["refused"]["code"])
