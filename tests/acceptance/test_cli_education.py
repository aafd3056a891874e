"""Who has a plan of the year and what became of it, by the command line; the scheduled look by its flow."""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from flows import stores
from flows.advance import advance
from flows.education_plans import education_plans
from models.store.demo_day import set_demo_today
from models.store.handles import OUTBOX
from models.vocabulary import Outcome, Stage
from tests.acceptance.conftest import Run, forget_settings

PLAN = {"year": 2026, "targets": ["key units"], "contents": ["law and duties"], "forms": ["lecture"], "plan": "Secret."}


def taken(day: date, badge: str, act: str, **fields: Any) -> str:
    """The number of the file, after an act of its plan that must be recorded."""
    with stores.store().write() as connection:
        set_demo_today(connection, day)
    form = {"act": act, **fields}
    answer = advance(Stage.EDUCATION, form, {"badge": badge}, str(uuid4()), datetime.now(UTC))
    assert answer.outcome is Outcome.RECORDED, answer.body
    return str(answer.body["case"])


@pytest.fixture
def plan(installed: Path) -> str:
    """Adopted; 15 April was held in time."""
    number = taken(date(2026, 3, 3), "N001", "draft", **PLAN)
    taken(date(2026, 3, 4), "N100", "approve", case=number)
    held = {"item": 1, "occurred_on": "2026-04-15", "attendance": 300, "forms": ["exhibition"], "partners": ["schools"]}
    taken(date(2026, 4, 15), "N001", "hold", case=number, **held)
    return number


def test_the_overview_lists_organs_with_and_without_a_plan(plan: str, run: Run) -> None:
    shown = run("education", "overview", "--json").json
    assert (shown["year"], shown["due_on"], shown["due_verified"]) == (2026, "2026-01-31", False)
    assert shown["without_plan"] == ["GZ", "GZ-GY", "GZ-ZY"]
    assert {organ["organ"]: organ["attendance"] for organ in shown["organs"]} == {
        "GZ": 0, "GZ-GY": 0, "GZ-GY-NM": 300, "GZ-ZY": 0,
    }  # fmt: skip
    text = run("education", "overview", "--year", "2026").out
    assert f"GZ-GY-NM  {plan}  adopted" in text
    assert "no adopted plan for 2026: GZ, GZ-GY, GZ-ZY" in text
    assert "could not be verified" in text
    assert run("education", "overview", "--year", "2027", "--json").json["without_plan"] == [
        "GZ", "GZ-GY", "GZ-GY-NM", "GZ-ZY",
    ]  # fmt: skip


def test_the_report_is_data_or_markdown_and_holds_no_narrative(
    plan: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = run("education", "report", plan, "--json").json
    assert (shown["organ"], shown["year"], shown["state"], shown["reported_on"]) == ("GZ-GY-NM", 2026, "adopted", None)
    assert (shown["counts"]["attendance"], shown["counts"]["partners"]) == (300, {"schools": 1})
    assert [(a["item"], a["planned_on"], a["became"]) for a in shown["activities"]] == [
        (1, "2026-04-15", "held"),
        (2, "2026-11-01", "planned"),
    ]
    text = run("education", "report", plan).out
    assert text.startswith("# Publicity and education 2026, organ GZ-GY-NM: adopted\n")
    assert "| 1 | 2026-04-15 | national security education day | held | 300 |\n" in text
    assert "Secret" not in f"{shown}{text}"
    monkeypatch.setenv("CASEWORK_LOCALE", "zh")
    forget_settings()
    text = run("education", "report", plan).out
    assert text.startswith("# 2026年度宣传教育，GZ-GY-NM：已通过\n")
    assert "- 按合作方：学校 1\n" in text


def test_a_case_has_no_report_of_a_year(installed: Path, run: Run) -> None:
    assert run("education", "report", "GZ-2026-000001").code == 5


def test_the_scheduled_look_tells_who_is_late(plan: str) -> None:
    done = asyncio.run(education_plans.fn(as_of=date(2026, 5, 6)))
    assert (done.type.value, done.message) == ("COMPLETED", "2026-05-06: 3 organs without a plan of the year")
    told = select(func.count()).where(OUTBOX.c.dedupe.like("plan_missing:%"))
    with stores.store().read() as connection:
        assert connection.scalar(told) == 3
