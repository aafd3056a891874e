"""A desk with two cases of one organ, and officers of every post: who reads a case and who does not, typed by hand."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from models.acts import case as case_acts
from models.classification import Classification
from models.store.handles import CASE_FILE, MANDATE, OFFICER
from models.vocabulary import Evidence, File, Role, Stage
from tests import builders
from tests.acceptance.at_desk import AtDesk, desk_in
from tests.builders import OPENED, SECRET

NOWHERE, BESIDE = "GZ-2026-999999", "GZ-2026-000900"
INTERNAL, PERSONAL = "internal", "personal"
STEPS = (Classification.PUBLIC, Classification.INTERNAL, Classification.PERSONAL)
NUMBER = re.compile(r"[A-Z]{2,8}-[0-9]{4}-[0-9]{6}")

READERS = {
    "N001": "handler",
    "N002": "on the team",
    "C100": "approved an act",
    "N100": "head of the organ",
    "C101": "head of the organ above",
    "P100": "head two organs above",
    "A200": "auditor two organs above",
}
UNTOLD = ("N002",)
"""Who reads the case, but neither handles it nor stands over it: what was sent word for word is not for them."""

OTHERS = {
    "N003": "a colleague",
    "C001": "an inspector of the organ above",
    "Z100": "head of an organ beside",
    "Z200": "auditor of an organ beside",
    "M100": "administrator of the organ",
    "R002": "recused inspector",
    "R100": "recused head of the organ",
    "X100": "head of the organ above, mandate expired",
}
ABOVE_ALL, BESIDE_ALL = ("P100", "A200"), ("Z100", "Z200")
"""Who sees the case of the organ beside, which is internal."""

MORE = (
    ("A200", "GZ", Role.AUDITOR, None),
    ("Z200", "GZ-ZY", Role.AUDITOR, None),
    ("M100", "GZ-GY-NM", Role.ADMINISTRATOR, None),
    ("R002", "GZ-GY-NM", Role.INSPECTOR, None),
    ("R100", "GZ-GY-NM", Role.RESPONSIBLE, None),
    ("X100", "GZ-GY", Role.RESPONSIBLE, OPENED.replace(day=1)),
    ("G100", "GZ-GY-NM", Role.RESPONSIBLE, None),
)


@dataclass
class World:
    """The desk, the two cases of the organ (one internal, one personal), and a file in each."""

    desk: AtDesk
    cases: dict[str, str]
    digests: dict[str, str]

    def clear(self, badge: str, clearance: Classification) -> None:
        with self.desk.store.write() as connection:
            connection.execute(update(OFFICER).where(OFFICER.c.badge == badge).values(clearance=clearance))

    def reached(self, clearance: Classification) -> set[str]:
        """Which of the two cases a clearance reaches."""
        steps = {Classification.PUBLIC: 0, Classification.INTERNAL: 1, Classification.PERSONAL: 2}
        return {self.cases[step] for step in (INTERNAL, PERSONAL)[: steps[clearance]]}


@contextmanager
def world_in(home: Path) -> Iterator[World]:
    """The world, until the end of the block; nobody answers what is submitted in it, and nobody waits for that."""
    with desk_in(home) as desk, pytest.MonkeyPatch.context() as patch:
        patch.setattr("deployments.desk.taking.PATIENCE", 0.0)
        with desk.store.write() as connection:
            for badge, organ, role, until in MORE:
                officer = {"badge": badge, "organ": organ, "post": "officer", "active": True, "clearance": PERSONAL}
                connection.execute(insert(OFFICER).values(**officer))
                mandate = {"badge": badge, "role": role, "valid_from": date(2025, 1, 1), "valid_until": until}
                connection.execute(insert(MANDATE).values(act="*", **mandate))
            connection.execute(update(OFFICER).values(clearance=Classification.PERSONAL))
            beside = {"no": BESIDE, "kind": File.CASE, "organ": "GZ-ZY", "unit": builders.UNIT_CODE, "state": "open"}
            connection.execute(insert(CASE_FILE).values(opened_on=OPENED, acts=[], **beside))
        cases = {step: builders.walk_to(desk.store, "rectification running") for step in (INTERNAL, PERSONAL)}
        for number in cases.values():
            for badge in ("R002", "R100"):
                aside = case_acts.Recuse(case=number, officer=badge, reason=SECRET)
                builders.take(desk.store, Stage.CASE, aside, "N100", OPENED)
        raised = case_acts.Classify(case=cases[PERSONAL], classification=Classification.PERSONAL, reason=SECRET)
        builders.take(desk.store, Stage.CASE, raised, "N001", OPENED)
        with desk.store.write() as connection:
            files = {no: builders.stored(connection, no, Evidence.OTHER) for no in cases.values()}
        yield World(desk, cases, files)
