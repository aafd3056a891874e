"""Articles as law.md lists them, typed by hand."""

import re

import pytest

from models.errors import DefinitionError
from models.law import Bound, article, articles, cite, sources

CHINESE = re.compile(r"[\u4e00-\u9fff]")
MISTRANSLATED = (
    "anti-spy",
    "secret unit",
    "air defen",
    "tenth",
    "anti-espionage secret",
    "national security law",
    "security organs and suggest",
    "rectify or interview",
)
ITEMS = [
    ("reg-7", 4, Bound.DEPARTMENT),
    ("reg-8", 6, Bound.UNIT),
    ("reg-9", 9, Bound.KEY_UNIT),
    ("reg-10", 3, Bound.CII_OPERATOR),
    ("gz-6", 4, Bound.DEPARTMENT),
    ("gz-7", 6, Bound.UNIT),
    ("gz-8", 9, Bound.KEY_UNIT),
    ("gz-9", 3, Bound.CII_OPERATOR),
    ("gz-10", 6, Bound.CITIZEN),
]
CITATIONS = [
    ("reg-21", "Regulations Art. 21", "《反间谍安全防范工作规定》第二十一条"),
    ("reg-8-1", "Regulations Art. 8(1)", "《反间谍安全防范工作规定》第八条第（一）项"),
    ("reg-10-3", "Regulations Art. 10(3)", "《反间谍安全防范工作规定》第十条第（三）项"),
    ("gz-17", "Guizhou Measures Art. 17", "《贵州省反间谍安全防范办法》第十七条"),
    ("reg-30", "Regulations Art. 30", "《反间谍安全防范工作规定》第三十条"),
    ("cel-56", "Counter-espionage Law Art. 56", "《反间谍法》第五十六条"),
    ("cc-201", "Civil Code Art. 201", "《民法典》第二百零一条"),
]


@pytest.mark.parametrize(("parent", "count", "bound"), ITEMS)
def test_items_are_complete_and_bind_whom_their_article_binds(parent: str, count: int, bound: Bound) -> None:
    items = [entry for entry in articles().values() if entry.id.startswith(f"{parent}-")]
    assert [entry.id for entry in items] == [f"{parent}-{n}" for n in range(1, count + 1)]
    assert {entry.binds for entry in items} == {(bound,)}


def test_the_articles_asked_for_are_there() -> None:
    wanted = {f"reg-{n}" for n in [*range(1, 11), *range(20, 32)]} | {f"gz-{n}" for n in range(1, 21)}
    wanted |= {f"cel-{n}" for n in (8, 16, 17, 22, 52, 56)} | {f"cpl-{n}" for n in range(85, 92)}
    wanted |= {"rules-15", "apl-42", "apl-43", "apl-44", "apl-45", "cc-201", "cc-203", "trf-5", "award-6"}
    wanted |= {"s0-transfer", "s0-guidance", "hol-2", "hol-7"}
    assert wanted <= articles().keys()


def test_what_was_not_read_is_unverified() -> None:
    unread = {f"reg-{n}" for n in range(27, 32)} | {f"reg-21-{n}" for n in range(1, 5)}
    unread |= {f"reg-22-{n}" for n in range(1, 8)} | {"gz-8-1", "gz-9-1", "proc-40"}
    assert {entry.id for entry in articles().values() if not entry.verified} == unread


def test_neighbouring_procedures_are_marked_as_analogy() -> None:
    borrowed = {"apl", "cc", "cpl", "trf", "all", "ael", "psb", "sec", "jl", "sc"}
    assert {entry.law.id for entry in articles().values() if entry.law.analogy} == borrowed


def test_every_text_exists_in_both_languages_and_names_a_source() -> None:
    for entry in articles().values():
        for name in (entry.name, entry.law.title, sources()[entry.source]):
            assert name.en.strip()
            assert not CHINESE.search(name.en), entry.id
            assert CHINESE.search(name.zh), entry.id


def test_defects_of_the_translations_are_absent() -> None:
    words = " ".join(entry.en.lower() for entry in articles().values())
    assert [defect for defect in MISTRANSLATED if defect in words] == []
    # The National Security Law is cited for the education day only, never for Art. 4 of the Regulations.
    assert [id for id in articles() if id.startswith("nsl")] == ["nsl-14"]


@pytest.mark.parametrize(("id", "en", "zh"), CITATIONS)
def test_citation(id: str, en: str, zh: str) -> None:
    assert cite(id, "en") == en
    assert cite(id, "zh") == zh


def test_a_rule_without_a_known_number_is_cited_by_its_heading() -> None:
    assert cite("s0-guidance", "en") == "Ministry's summary of the Regulations (forms of guidance)"
    assert cite("s0-guidance", "zh") == "国家安全部对《反间谍安全防范工作规定》的说明（指导方式）"


def test_a_part_with_a_name_is_cited_under_its_article() -> None:
    assert cite("cel-56-warning", "en") == "Counter-espionage Law Art. 56 (warning or circulated criticism)"
    assert cite("cel-56-warning", "zh") == "《反间谍法》第五十六条（警告或通报批评）"


@pytest.mark.parametrize("id", ["reg-8-7", "reg-11", "reg-32", "gz-21", "", "reg"])
def test_unknown_article(id: str) -> None:
    with pytest.raises(DefinitionError):
        article(id)


def test_unknown_locale() -> None:
    with pytest.raises(DefinitionError):
        cite("reg-21", "fr")
