"""What an organ has one of a year, and the activities its plan names. Read inside the transaction of the act."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from models.facts import CaseFacts
from models.store.handles import CASE_FILE, ORGAN
from models.vocabulary import File


def taken(connection: Connection, organ: str | None, kind: File, year: int) -> bool:
    """Whether the organ has a file of this kind for that year, not refused; two cannot be opened at once."""
    # Nothing else locks a file that is only being opened (PostgreSQL; SQLite has locked all).
    connection.execute(select(ORGAN.c.code).where(ORGAN.c.code == organ).with_for_update(key_share=True))
    theirs = (CASE_FILE.c.organ == organ, CASE_FILE.c.kind == kind, CASE_FILE.c.state != "refused")
    return any(acts[0].get("year") == year for acts in connection.scalars(select(CASE_FILE.c.acts).where(*theirs)))


def activities(connection: Connection, plan: Any, other: str | None) -> Mapping[str, CaseFacts]:
    """The organ's activities for many units that an education plan names, or the form that adds one does."""
    if plan.kind is not File.EDUCATION:
        return {}
    named = {entry["other"] for entry in plan.acts if "other" in entry} | ({other} if other else set())
    if not named:
        return {}
    theirs = (CASE_FILE.c.no.in_(sorted(named)), CASE_FILE.c.kind == File.ACTIVITY, CASE_FILE.c.organ == plan.organ)
    rows = connection.execute(select(CASE_FILE).where(*theirs))
    return {r.no: CaseFacts(r.no, r.state, r.version, r.handler, tuple(r.acts), r.kind) for r in rows}
