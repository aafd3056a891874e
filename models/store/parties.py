"""The names an instrument prints, from the registers."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.errors import Unknown
from models.store import vault
from models.store.addresses import open_address
from models.store.handles import DEPARTMENT, OFFICER, ORGAN, UNIT


@dataclass(frozen=True)
class Issuer:
    """The organ that issues an instrument; `contact` is whom to answer, the rest None where the register is silent."""

    code: str
    name: str
    contact: str
    above: str | None
    reconsideration: str | None
    court: str | None


def issuer(connection: Connection, code: str) -> Issuer:
    """The organ; whom to answer is its contact, else its e-mail, else its name. Raises Unknown."""
    parent = ORGAN.alias()
    found = connection.execute(
        select(ORGAN, parent.c.name.label("above"))
        .select_from(ORGAN.outerjoin(parent, parent.c.code == ORGAN.c.parent))
        .where(ORGAN.c.code == code)
    ).first()
    if found is None:
        raise Unknown(f"organ {code}")
    contact = found.contact or _mail(connection, code, found.email) or found.name
    return Issuer(found.code, found.name, contact, found.above, found.reconsideration, found.court)


def _mail(connection: Connection, code: str, sealed: str | None) -> str | None:
    """The organ's address; one that does not open stops no act, it is told when mail is sent there."""
    try:
        return open_address(connection, ORGAN, code, "email", sealed) if sealed else None
    except vault.Sealed:
        return None


def unit(connection: Connection, code: str) -> str:
    """The unit's name. Raises Unknown."""
    return _name(connection.execute(select(UNIT.c.name).where(UNIT.c.code == code)).scalar(), f"unit {code}")


def department(connection: Connection, code: str) -> str:
    """The name of a body outside the state security organs. Raises Unknown."""
    wanted = select(DEPARTMENT.c.name).where(DEPARTMENT.c.code == code)
    return _name(connection.execute(wanted).scalar(), f"department {code}")


def organ_of(connection: Connection, badge: str) -> str:
    """The name of the organ an officer belongs to. Raises Unknown."""
    wanted = select(ORGAN.c.name).select_from(ORGAN.join(OFFICER)).where(OFFICER.c.badge == badge)
    return _name(connection.execute(wanted).scalar(), f"officer {badge}")


def _name(found: str | None, what: str) -> str:
    if found is None:
        raise Unknown(what)
    return found
