"""Who keeps this installation, for what concerns the system and no case."""

from datetime import date

from sqlalchemy import Connection, or_, select

from models.store.handles import MANDATE, OFFICER, ORGAN
from models.vocabulary import Audience, Role


def administrators(connection: Connection, today: date) -> list[tuple[Audience, str]]:
    """The officers with that role on this day; where there is none, the organs above all others."""
    wanted = (
        select(OFFICER.c.badge)
        .join(MANDATE, MANDATE.c.badge == OFFICER.c.badge)
        .where(OFFICER.c.active, MANDATE.c.role == Role.ADMINISTRATOR, MANDATE.c.valid_from <= today)
        .where(or_(MANDATE.c.valid_until.is_(None), MANDATE.c.valid_until >= today))
    )
    badges = connection.execute(wanted.distinct().order_by(OFFICER.c.badge)).scalars().all()
    if badges:
        return [(Audience.HANDLER, badge) for badge in badges]
    highest = select(ORGAN.c.code).where(ORGAN.c.parent.is_(None)).order_by(ORGAN.c.code)
    return [(Audience.HEAD, code) for code in connection.execute(highest).scalars()]
