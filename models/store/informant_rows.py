"""Reading the informant vault: one request, the custodians there are, and the lists of codes. Opens nothing."""

from typing import Any

from sqlalchemy import Connection, func, select

from models.facts import RevealFacts
from models.store.handles import INFORMANT, LOOK, MANDATE, OFFICER, REVEAL
from models.vocabulary import Role

SHOWN = ("id", "alias", "case_no", "requested_by", "requested_at", "basis", "article", "state", "decided_by",
         "decided_at", "valid_until")  # fmt: skip


def find(connection: Connection, reveal: str, *, lock: bool = False) -> RevealFacts | None:
    """The request, if there is such a one; locked until the transaction ends if asked."""
    wanted = select(REVEAL).where(REVEAL.c.id == reveal)
    row = connection.execute(wanted.with_for_update() if lock else wanted).first()
    if row is None:
        return None
    return RevealFacts(row.id, row.alias, row.case_no, row.requested_by, row.state, row.decided_at, row.valid_until)


def entered(connection: Connection, alias: str) -> bool:
    """Whether the vault has this alias."""
    return connection.execute(select(INFORMANT.c.alias).where(INFORMANT.c.alias == alias)).first() is not None


def custodians(connection: Connection, organs: tuple[str, ...]) -> list[str]:
    """Badges of whoever was ever given the keeping in these organs; whether one may decide is asked of the rules."""
    wanted = (
        select(OFFICER.c.badge)
        .join_from(OFFICER, MANDATE, MANDATE.c.badge == OFFICER.c.badge)
        .where(MANDATE.c.role == Role.CUSTODIAN)
    )
    found = connection.scalars(wanted.where(OFFICER.c.organ.in_(organs), OFFICER.c.active).distinct())
    return sorted(found)


def listed(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Aliases and requests: codes, dates and states only."""
    aliases = select(*INFORMANT.c["alias", "entered_by", "entered_at"]).order_by(INFORMANT.c.alias)
    looks = select(func.count()).where(LOOK.c.reveal == REVEAL.c.id).scalar_subquery()
    reveals = select(*REVEAL.c[SHOWN], looks.label("looks")).order_by(REVEAL.c.requested_at.desc(), REVEAL.c.id)
    return {
        "informants": [dict(r) for r in connection.execute(aliases).mappings()],
        "requests": [dict(r) for r in connection.execute(reveals).mappings()],
    }
