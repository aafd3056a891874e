"""What a complaint is about, as far as the register of organs does not say it."""

from typing import Any

from sqlalchemy import Connection, select

from models.store.handles import CASE_OFFICER, STAGE
from models.vocabulary import File

About = tuple[str, str | None]
"""The organ complained of and the number of the case."""


def about(case: Any, stated: About | None) -> About | None:
    """As the opening form states it, else as the file's own first entry does; None for anything else."""
    if stated is None and case is not None and case.kind is File.COMPLAINT:
        return case.acts[0]["about"], case.acts[0].get("about_case")
    return stated


def parts(connection: Connection, number: str | None) -> tuple[frozenset[str], frozenset[str]]:
    """The badges of who had a part in the case, and the departments with which an act in it was taken."""
    if number is None:
        return frozenset(), frozenset()
    officers = connection.execute(select(CASE_OFFICER.c.badge).where(CASE_OFFICER.c.case_no == number))
    stages = connection.execute(select(STAGE.c.acts).where(STAGE.c.case_no == number)).scalars()
    together = frozenset(code for acts in stages for entry in acts for code in entry.get("jointly_with", ()))
    return frozenset(officers.scalars()), together
