"""Absences kept: which days an officer is away and who is told instead. A reason is never asked for."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from models.errors import BadInput, Unknown
from models.standing_in import Standing
from models.store import chain
from models.store.handles import ABSENCE, OFFICER
from models.store.legal_day import LEGAL_DAY
from models.store.prepared import Asked, Prepared
from models.store.questions import ORGAN_OF_ACT
from models.store.told_rows import tell
from models.vocabulary import EventKind

SUBSTITUTE = OFFICER.alias("substitute")
_TODAY = bindparam("today", type_=ABSENCE.c.from_on.type)
_FIT = and_(SUBSTITUTE.c.badge == ABSENCE.c.substitute, SUBSTITUTE.c.active, SUBSTITUTE.c.organ == OFFICER.c.organ)


def _away(which: ColumnElement[bool], day: ColumnElement[date]) -> Select[Any]:
    return (
        select(ABSENCE.c.badge, SUBSTITUTE.c.badge.label("instead"))
        .select_from(ABSENCE.join(OFFICER, OFFICER.c.badge == ABSENCE.c.badge).outerjoin(SUBSTITUTE, _FIT))
        .where(which, ABSENCE.c.from_on <= day, ABSENCE.c.until_on >= day)
        .where(or_(ABSENCE.c.ended_on.is_(None), ABSENCE.c.ended_on > day))
    )


_AWAY = _away(OFFICER.c.organ.in_(bindparam("organs", expanding=True)), _TODAY)
_AWAY_FROM_ACT = Prepared(_away(OFFICER.c.organ == ORGAN_OF_ACT, LEGAL_DAY))


def standing(connection: Connection, organs: Collection[str], today: date) -> Standing:
    """Who of these organs is away today, each with the substitute where that is an active officer of the same organ."""
    away = connection.execute(_AWAY, {"organs": sorted(organs), "today": today})
    return Standing({row.badge: row.instead for row in away})


def ask(connection: Connection, case_no: str | None, badge: str, day: date) -> Asked:
    """Who is away from the organ that acts, asked together with other things; see `of_act`."""
    return _AWAY_FROM_ACT.ask(connection, no=case_no, badge=badge, day=day)


def of_act(asked: Asked) -> Standing:
    """What `ask` found."""
    return Standing({row.badge: row.instead for row in asked.all()})


def leave(connection: Connection, row: dict[str, Any], actor: str, today: date) -> dict[str, Any]:
    """Record that an officer will be away; `row` has badge, from_on, until_on and substitute. The event's data.

    Raises Unknown for no active officer of that badge; BadInput for days that are over, out of order or taken by
    another absence, and for a substitute who is not an active officer of the same organ.
    """
    badge, from_on, until_on = row["badge"], row["from_on"], row["until_on"]
    people = _active(connection, badge, row["substitute"])
    if badge not in people:
        raise Unknown(badge)
    if row["substitute"] == badge or people.get(row["substitute"]) != people[badge]:
        raise BadInput("substitute: not another active officer of the same organ")
    if not from_on <= until_on >= today:
        raise BadInput("until: lies before the first day, or is over")
    holds = or_(ABSENCE.c.ended_on.is_(None), ABSENCE.c.ended_on > from_on)
    same = select(ABSENCE.c.from_on).where(
        ABSENCE.c.badge == badge, ABSENCE.c.from_on <= until_on, ABSENCE.c.until_on >= from_on, holds
    )
    if connection.execute(same).first() is not None:
        raise BadInput("from: an absence of these days is there already")
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    # One that was called off before its first day makes room for another.
    anew = {"until_on": until_on, "substitute": row["substitute"], "ended_on": None}
    into = make(ABSENCE).values(badge=badge, from_on=from_on, **anew)
    connection.execute(into.on_conflict_do_update(index_elements=[ABSENCE.c.badge, ABSENCE.c.from_on], set_=anew))
    return _tell(connection, "register.absence.add", actor, today, [{"badge": badge, "from_on": from_on, **anew}])


def back(connection: Connection, badge: str, actor: str, today: date) -> dict[str, Any]:
    """The officer is back: no absence holds from today on, one still to come is called off. The event's data.

    Raises Unknown where none is there.
    """
    open_ones = (ABSENCE.c.badge == badge, ABSENCE.c.until_on >= today, ABSENCE.c.ended_on.is_(None))
    rows = [dict(row) for row in connection.execute(select(ABSENCE).where(*open_ones)).mappings()]
    if not rows:
        raise Unknown(badge)
    for row in rows:
        row["ended_on"] = max(today, row["from_on"])
        one = (ABSENCE.c.badge == badge, ABSENCE.c.from_on == row["from_on"])
        connection.execute(ABSENCE.update().where(*one).values(ended_on=row["ended_on"]))
    return _tell(connection, "register.absence.end", actor, today, rows)


def of(connection: Connection, badge: str, today: date) -> list[dict[str, Any]]:
    """The absences of an officer that are not over, the next one first."""
    wanted = select(*ABSENCE.c["from_on", "until_on", "substitute"]).where(
        ABSENCE.c.badge == badge, ABSENCE.c.until_on >= today, ABSENCE.c.ended_on.is_(None)
    )
    return [dict(row) for row in connection.execute(wanted.order_by(ABSENCE.c.from_on)).mappings()]


def _active(connection: Connection, *badges: str) -> dict[str, str]:
    """The organs of those who are active, locked until the transaction ends."""
    wanted = select(OFFICER.c.badge, OFFICER.c.organ).where(OFFICER.c.badge.in_(sorted(set(badges))), OFFICER.c.active)
    return {r.badge: r.organ for r in connection.execute(wanted.order_by(OFFICER.c.badge).with_for_update())}


def _tell(connection: Connection, act: str, actor: str, today: date, rows: list[dict[str, Any]]) -> dict[str, Any]:
    codes = sorted({row[name] for row in rows for name in ("badge", "substitute")})
    data = {"codes": codes, "rows": {"absence": [tell("absence", row) for row in rows]}}
    event = chain.NewEvent(EventKind.REGISTER, act, actor, today, data=data)
    chain.append(connection, chain.SYSTEM, event, chain.now(connection))
    return data
