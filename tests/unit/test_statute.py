"""Every article of the seeds and of law.md says what models it, or why nothing does; typed by hand from them."""

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from deployments.modelled import model
from models.errors import DefinitionError
from models.law import Bound, article, articles
from models.law.entry import KINDS, Law, read
from models.law.refusals import reasons
from models.lifecycle import LIFECYCLE
from models.vocabulary import Name

ROOT = Path(__file__).parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]")

FIRST = """
reg-1 reg-2 reg-3 reg-4 reg-5 reg-6 reg-7 reg-8 reg-9 reg-10
reg-7-1 reg-7-2 reg-7-3 reg-7-4
reg-8-1 reg-8-2 reg-8-3 reg-8-4 reg-8-5 reg-8-6
reg-9-1 reg-9-2 reg-9-3 reg-9-4 reg-9-5 reg-9-6 reg-9-7 reg-9-8 reg-9-9
reg-10-1 reg-10-2 reg-10-3
"""
SECOND = """
gz-1 gz-2 gz-3 gz-4 gz-5 gz-6 gz-7 gz-8 gz-9 gz-10 gz-11 gz-12 gz-13 gz-14 gz-15 gz-16 gz-17 gz-18 gz-19 gz-20
gz-6-1 gz-6-2 gz-6-3 gz-6-4
gz-7-1 gz-7-2 gz-7-3 gz-7-4 gz-7-5 gz-7-6
gz-8-1 gz-8-2 gz-8-3 gz-8-4 gz-8-5 gz-8-6 gz-8-7 gz-8-8 gz-8-9
gz-9-1 gz-9-2 gz-9-3
gz-10-1 gz-10-2 gz-10-3 gz-10-4 gz-10-5 gz-10-6
"""
MORE = """
reg-20 reg-20-1 reg-20-2 reg-20-3 reg-20-4 reg-20-5 reg-20-6 reg-21 reg-21-1 reg-21-2 reg-21-3 reg-21-4
reg-22 reg-22-1 reg-22-2 reg-22-3 reg-22-4 reg-22-5 reg-22-6 reg-22-7
reg-23 reg-24 reg-25 reg-26 reg-27 reg-28 reg-29 reg-30 reg-31
s0-responsibility s0-guidance s0-rectification s0-transfer s0-crime s0-mechanisms
cel-8 cel-9 cel-11 cel-12 cel-13 cel-16 cel-17 cel-18 cel-19 cel-20 cel-22 cel-25 cel-27 cel-31 cel-36 cel-39 cel-46
cel-52 cel-56 cel-56-warning cel-67 cel-68 cel-69 rules-15 rules-16 proc-2 proc-3 proc-4 proc-40
nsl-14 ciio-14 pipl-34 pipl-36 sec-59 sup-37
award-4 award-5 award-6 award-8 award-9 award-10 award-11 award-12 award-13 award-15 award-16 award-17 award-20 award-21
award-22 jl-23 jl-25 sc-honours
apl-9 apl-27 apl-28 apl-33 apl-42 apl-43 apl-44 apl-45 apl-47 apl-48 apl-57 apl-58 apl-59 apl-60 apl-61 apl-62 apl-63
apl-64 apl-85 all-82 ael-69 arl-20 arl-27 arl-88 alitl-46 trf-5 trf-6 trf-7 trf-8 trf-11 psb-35 psb-36 psb-86
cc-201 cc-202 cc-203 cpl-85 cpl-86 cpl-87 cpl-88 cpl-89 cpl-90 cpl-91 cpl-95 hol-2 hol-3 hol-4 hol-6 hol-7 hrs-7
"""

SEED_001, SEED_002, FURTHER = (listed.split() for listed in (FIRST, SECOND, MORE))

PARALLEL = {
    "gz-7-1": "reg-8-1", "gz-7-2": "reg-8-2", "gz-7-3": "reg-8-3", "gz-7-5": "reg-8-4", "gz-7-4": "reg-8-5",
    "gz-7-6": "reg-8-6",
    "gz-8-1": "reg-9-1", "gz-8-2": "reg-9-2", "gz-8-3": "reg-9-3", "gz-8-4": "reg-9-4", "gz-8-5": "reg-9-5",
    "gz-8-6": "reg-9-6", "gz-8-7": "reg-9-7", "gz-8-8": "reg-9-8", "gz-8-9": "reg-9-9",
    "gz-9-1": "reg-10-1", "gz-9-2": "reg-10-2", "gz-9-3": "reg-10-3",
}  # fmt: skip
"""Emergencies and assistance have changed places in Guizhou."""

WHOM = [
    ("reg-4", "S1", {"unit", "department"}),
    ("reg-5", "S1", {"organ"}),
    ("reg-6", "S1", {"organ"}),
    ("reg-7-2", "S1", {"department"}),
    ("reg-8-3", "S1", {"unit"}),
    ("reg-9", "S1", {"organ", "key_unit"}),
    ("reg-9-3", "S1", {"key_unit"}),
    ("reg-10-1", "S1", {"cii_operator"}),
    ("reg-20-1", "W-MOE", {"organ"}),
    ("reg-25", "W-GD", {"organ"}),
    ("reg-28", "MEMORY", {"organ", "unit"}),
    ("gz-5", "S2", {"government"}),
    ("gz-6", "S2", {"department", "organ"}),
    ("gz-8-1", "S2", {"key_unit"}),
    ("gz-10-4", "S2", {"citizen"}),
    ("gz-13", "S2", {"organ", "department"}),
    ("gz-15", "S2", {"media"}),
    ("gz-18", "S2", {"organ", "department"}),
    ("cel-56", "CEL", {"organ"}),
    ("award-22", "AWARD", {"unit"}),
    ("s0-transfer", "S0", {"organ"}),
]

CORRECTED = {
    "reg-1": "anti-espionage security", "reg-3": "people, physical and technical means",
    "gz-3": "people, physical and technical means", "reg-4": "it is Article 4 of the Regulations",
    "reg-7": "(1) to (4)", "reg-8": "(1) to (6)", "reg-9": "key units", "reg-10": "Article 10",
    "gz-6": "anti-espionage", "gz-8": "lost item (1)", "gz-9": "lost item (1)",
    "gz-8-1": "inferred from Art. 9(1)", "gz-9-1": "inferred from Art. 10(1)",
    "s0-rectification": "follows a failed order", "s0-transfer": "the organs and units concerned",
}  # fmt: skip
"""law.md 0.2: what the seeds have wrong, and what is right."""

LAWS = {"x": Law("x", Name("X", "甲"), analogy=False)}
WHY = {"why": Name("because", "因为")}
WHOLE: dict[str, Any] = {"en": "a", "zh": "甲", "source": "S1", "verified": True, "binds": ["unit"]}


def test_the_first_seed_has_10_articles_and_22_items() -> None:
    assert Counter(article(id).item is None for id in SEED_001) == {True: 10, False: 22}
    assert {id for id, a in articles().items() if a.source == "S1"} == set(SEED_001)


def test_the_second_seed_has_20_articles_and_28_items_with_the_two_lost_ones() -> None:
    assert Counter(article(id).item is None for id in SEED_002) == {True: 20, False: 28}
    assert {id for id, a in articles().items() if a.source == "S2"} == set(SEED_002)
    assert [id for id in SEED_002 if not article(id).verified] == ["gz-8-1", "gz-9-1"]


def test_every_further_article_that_was_found_is_an_entry_and_no_other() -> None:
    assert sorted([*SEED_001, *SEED_002, *FURTHER]) == sorted(articles())


def test_at_least_50_of_the_80_entries_of_the_seeds_are_modelled() -> None:
    assert len([*SEED_001, *SEED_002]) == 80
    assert sum(bool(article(id).modelled_by) for id in [*SEED_001, *SEED_002]) >= 50


@pytest.mark.parametrize("id", articles())
def test_an_entry_says_what_models_it_or_why_nothing_does(id: str) -> None:
    found = article(id)
    assert bool(found.modelled_by) != bool(found.not_modelled)
    assert len(set(found.modelled_by)) == len(found.modelled_by)
    for said in (found.not_modelled, found.missing, found.corrected):
        assert said is None or (CHINESE.search(said.zh) and said.en and not CHINESE.search(said.en))


@pytest.mark.parametrize("reference", sorted({r for a in articles().values() for r in a.modelled_by}))
def test_what_models_it_exists_and_is_at_work(reference: str) -> None:
    found = model(reference)
    assert found.where
    kind, _, what = reference.partition(":")
    if kind in ("guard", "rule"):
        called = re.compile(rf"\b{what.rpartition('.')[2]}\b")
        elsewhere = [text for file, text in code().items() if file != found.where]
        assert any(called.search(text) for text in elsewhere), "defined, and called by nothing"


@cache
def code() -> dict[str, str]:
    """Our own modules by path."""
    found = [file for top in ("models", "flows", "deployments") for file in (ROOT / top).rglob("*.py")]
    return {file.relative_to(ROOT).as_posix(): file.read_text("utf-8") for file in found}


@pytest.mark.parametrize(
    "reference",
    [
        "act:inspection.forget",
        "act:inspection",
        "act:nowhere.approve",
        "guard:authority.nobody",
        "guard:authority._in_line",
        "guard:authority.Level",
        "guard:authority.need_to_know.cleared",
        "guard:nowhere.nothing",
        "rule:guards.authority.approver",
        "rule:store.audit.verify",
        "rule:terms.LONGEST",
        "duty:reg-8",
        "duty:gz-7-1",
        "register:persons",
        "choice:Method.SEARCH",
        "choice:Nothing",
        "choice:CONSENT",
        "clock:never",
        "instrument:penalty_decision",
        "setting:nothing",
        "flow:inspection",
        "inspection.approve",
    ],
)
def test_what_the_code_has_not_is_no_model(reference: str) -> None:
    with pytest.raises(DefinitionError):
        model(reference)


def test_every_kind_of_reference_is_used_and_says_where_it_lives() -> None:
    used = {r.partition(":")[0] for a in articles().values() for r in a.modelled_by}
    assert used == set(KINDS)
    assert model("act:inspection.approve").name == Name("approve the inspection", "批准检查")
    assert model("guard:authority.approver").where == "models/guards/authority.py"
    assert model("rule:calendars.Calendar.is_workday").where == "models/calendars.py"
    assert model("setting:reinspection_working_days").where == "CASEWORK_REINSPECTION_WORKING_DAYS"
    assert model("choice:Method.DOCUMENTS").name == Name("consult material", "查阅有关资料")


def test_what_an_act_or_a_refusal_rests_on_is_modelled() -> None:
    cited = {id for t in LIFECYCLE for id in t.basis} | {why.article for why in reasons().values()}
    assert [id for id in sorted(cited) if not article(id).modelled_by] == []


@pytest.mark.parametrize(("guizhou", "regulations"), PARALLEL.items())
def test_a_duty_of_guizhou_is_the_same_duty_of_the_regulations(guizhou: str, regulations: str) -> None:
    assert article(guizhou).modelled_by == (f"duty:{regulations}",) == article(regulations).modelled_by
    assert article(guizhou).binds == article(regulations).binds


@pytest.mark.parametrize(("id", "source", "whom"), WHOM)
def test_whom_it_binds_and_where_it_was_read(id: str, source: str, whom: set[str]) -> None:
    assert article(id).source == source
    assert set(article(id).binds) == {Bound(one) for one in whom}


def test_warning_and_circulated_criticism_are_penalty_procedure_and_not_modelled() -> None:
    why, ladder = article("cel-56-warning").not_modelled, article("cel-56")
    assert why is not None
    assert why.en.startswith("penalty procedure")
    assert why.zh.startswith("处罚程序")
    assert ladder.missing == why
    assert {"act:rectification.propose", "act:interview.propose", "act:interview.notify_superior"} <= set(
        ladder.modelled_by
    )
    assert not any("penalty" in r or "warning" in r for a in articles().values() for r in a.modelled_by)


def test_duties_of_natural_persons_are_nobodys_register() -> None:
    for id in ["gz-10", *(f"gz-10-{n}" for n in range(1, 7))]:
        why = article(id).not_modelled
        assert why is not None
        assert "natural persons" in why.en


@pytest.mark.parametrize(("id", "right"), CORRECTED.items())
def test_what_the_seeds_translation_has_wrong_is_put_right(id: str, right: str) -> None:
    note = article(id).corrected
    assert note is not None
    assert right in note.en


def test_no_other_entry_is_corrected() -> None:
    assert {id for id, a in articles().items() if a.corrected} == set(CORRECTED)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"modelled_by": []},
        {"modelled_by": ["act:inspection.approve"], "not_modelled": "why"},
        {"not_modelled": "no such reason"},
        {"not_modelled": "why", "missing": "why"},
        {"modelled_by": ["inspection.approve"]},
        {"modelled_by": ["flow:inspection"]},
        {"modelled_by": ["act:"]},
        {"not_modelled": "why", "binds": []},
        {"not_modelled": "why", "binds": ["nobody"]},
        {"not_modelled": "why", "note": "x"},
        {"not_modelled": "why", "corrected": {"en": "x"}},
    ],
)
def test_an_entry_that_leaves_it_open_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(DefinitionError, match=r"^x-1"):
        read("x-1", WHOLE | change, LAWS, WHY)


def test_a_law_that_is_not_listed_has_no_entries() -> None:
    assert read("x-1", WHOLE | {"not_modelled": "why"}, LAWS, WHY).not_modelled == Name("because", "因为")
    with pytest.raises(DefinitionError):
        read("y-1", WHOLE | {"not_modelled": "why"}, LAWS, WHY)
