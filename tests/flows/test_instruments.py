"""The instruments: what the law asks each to say, what none may say, and templates an organ made itself."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docxtpl import DocxTemplate
from sqlalchemy import Connection

from flows.instruments import content
from flows.instruments.draw import draw_up
from flows.instruments.record import Record
from flows.instruments.render import environment, template
from models.acts.named import form_of
from models.errors import Unknown
from models.facts import Facts, OrganFacts, StageFacts
from models.store import files, instruments
from models.store.engine import Store
from models.store.settings import store_settings
from models.vocabulary import Instrument, Stage
from tests.flows import drawn

KINDS = [(kind, locale) for kind in Instrument for locale in ("zh", "en")]
Texts = Mapping[tuple[Instrument, str], str]

SAYS: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("instruments_say.toml").read_text("utf-8")
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("instruments")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASEWORK_KEY_FILE", str(folder / "key"))
        patch.setenv("CASEWORK_DATA", str(folder / "data"))
        store_settings.cache_clear()
        opened = drawn.opened(f"sqlite:///{folder / 'casework.sqlite'}")
        yield opened
        opened.close()
    store_settings.cache_clear()


@pytest.fixture(scope="module")
def facts(store: Store) -> Facts:
    with store.write() as connection:
        return drawn.case(connection)


@pytest.fixture(scope="module")
def texts(store: Store, facts: Facts) -> Texts:
    """What every kind says in both languages; the receipt is that of the inspection notice."""
    found: dict[tuple[Instrument, str], str] = {}
    with store.write() as connection:
        for label, act in drawn.DRAWN.values():
            for document in drawn.draw(connection, facts, label, act):
                for locale, digest in document["files"].items():
                    said = drawn.text(files.fetch(connection, digest).content)
                    found.setdefault((Instrument(document["kind"]), locale), said)
        connection.rollback()
    return found


@pytest.fixture
def connection(store: Store) -> Iterator[Connection]:
    """A transaction that leaves nothing behind."""
    with store.write() as connection:
        yield connection
        connection.rollback()


def said(connection: Connection, facts: Facts, label: str, act: str, locale: str = "zh") -> str:
    """The first document the act draws up."""
    document = drawn.draw(connection, facts, label, act)[0]
    return drawn.text(files.fetch(connection, document["files"][locale]).content)


def changed(facts: Facts, label: str, act: str, **stated: Any) -> Facts:
    """The facts where an act of a stage stated something else."""

    def stage(s: StageFacts) -> StageFacts:
        acts = tuple({**e, **stated} if e["act"] == act else e for e in s.acts)
        return replace(s, acts=acts) if s.label == label else s

    return replace(facts, stages=tuple(stage(s) for s in facts.stages))


@pytest.mark.parametrize(("kind", "locale"), KINDS)
def test_each_kind_says_what_the_law_asks_for(texts: Texts, kind: Instrument, locale: str) -> None:
    wanted = SAYS[kind.value][locale]
    assert [words for words in wanted if words not in texts[kind, locale]] == []


@pytest.mark.parametrize(("kind", "locale"), KINDS)
def test_a_template_asks_only_for_names_the_content_gives(
    connection: Connection, facts: Facts, kind: Instrument, locale: str
) -> None:
    asked = DocxTemplate(template(kind, locale)).get_undeclared_template_variables(environment())
    label, act = drawn.DRAWN.get(kind, ("I1", "draw_up"))
    record = Record(connection, drawn.scene(facts, label), drawn.decision(facts, label, act), drawn.CASE)
    if kind is Instrument.SERVICE_RECEIPT:
        given = content.receipt(
            record, Instrument.INSPECTION_NOTICE, "GZ-IN-2026-0001", "GZ-SR-2026-0001", drawn.TODAY, locale
        )
    else:
        given = content.content(kind, record, "GZ-XX-2026-0001", drawn.TODAY, locale)
    assert asked - given.keys() == set()


@pytest.mark.parametrize(("kind", "locale"), KINDS)
def test_nothing_is_left_open_in_a_document(texts: Texts, kind: Instrument, locale: str) -> None:
    assert [left for left in ("{{", "{%", "None", "Undefined") if left in texts[kind, locale]] == []


@pytest.mark.parametrize(("kind", "locale"), KINDS)
def test_no_document_tells_the_ground_of_the_inspection_or_an_internal_reason(
    texts: Texts, kind: Instrument, locale: str
) -> None:
    forbidden = (
        drawn.TIP,
        drawn.REASON,
        "举报",
        "群众",
        "report of clues",
        "第二十一条第",
        "Art. 21(",
        drawn.OTHER_FACTS,
    )
    assert [words for words in forbidden if words in texts[kind, locale]] == []


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_notice_to_the_superior_names_no_person_and_no_facts(texts: Texts, locale: str) -> None:
    text = texts[Instrument.SUPERIOR_NOTICE, locale]
    assert [
        w for w in (drawn.PERSON, *drawn.FACTS, drawn.REMARK, "N001", "C100", "第八条", "Art. 8") if w in text
    ] == []


def test_an_item_that_is_met_is_no_subject_of_the_interview(texts: Texts) -> None:
    assert "教育培训本单位人员" not in texts[Instrument.INTERVIEW_NOTICE, "zh"]


@pytest.mark.parametrize("word", ["传唤", "讯问", "罚款", "拘留"])
def test_the_interview_notice_threatens_with_nothing(texts: Texts, word: str) -> None:
    assert word not in texts[Instrument.INTERVIEW_NOTICE, "zh"]


def test_the_entry_names_each_document_with_both_files(connection: Connection, facts: Facts) -> None:
    notice, receipt = drawn.draw(connection, facts, "Y1", "draw_up")
    assert [(d["kind"], d["number"]) for d in (notice, receipt)] == [
        ("interview_notice", "GZ-NM-IV-2026-0001"),
        ("service_receipt", "GZ-NM-SR-2026-0001"),
    ]
    assert set(notice["files"]) == {"zh", "en"}
    kept = files.fetch(connection, receipt["files"]["en"])
    assert (kept.kind, kept.name) == ("service_receipt", "GZ-NM-SR-2026-0001.en.docx")


def test_an_act_that_draws_nothing_is_left_as_it_is(connection: Connection, facts: Facts) -> None:
    decided = drawn.decision(facts, "R1", "progress")
    assert draw_up(connection, facts, decided, drawn.CASE, drawn.TODAY, drawn.NOW) is decided


def test_numbers_run_per_organ_kind_and_year(connection: Connection) -> None:
    order, letter = Instrument.RECTIFICATION_ORDER, Instrument.TRANSFER_LETTER
    asked = [
        ("GZ-NM", order, 2026),
        ("GZ-NM", order, 2026),
        ("GZ", order, 2026),
        ("GZ-NM", order, 2027),
        ("GZ", letter, 2026),
    ]
    assert [instruments.reserve(connection, *one) for one in asked] == [
        "GZ-NM-RO-2026-0001", "GZ-NM-RO-2026-0002", "GZ-RO-2026-0001", "GZ-NM-RO-2027-0001", "GZ-TL-2026-0001",
    ]  # fmt: skip


def test_a_number_reserved_for_nothing_is_given_again(store: Store) -> None:
    given = []
    for _ in range(2):
        with store.write() as connection:
            given.append(instruments.reserve(connection, "GZ-NM", Instrument.TRANSFER_LETTER, 2031))
            connection.rollback()
    assert given == ["GZ-NM-TL-2031-0001"] * 2


def test_an_order_on_an_incident_tells_its_facts(connection: Connection, facts: Facts) -> None:
    text = said(connection, facts, "R2", "draw_up")
    assert drawn.INCIDENT_FACTS in text
    assert "自送达之日起15个工作日内" in text
    assert "再次责令整改" not in text


def test_a_renewed_order_names_the_one_before_and_keeps_its_facts(connection: Connection, facts: Facts) -> None:
    text = said(connection, facts, "R3", "draw_up")
    assert drawn.INCIDENT_FACTS in text
    assert "《责令限期整改通知书》（〔2026〕责整0008号）中经复查不符合要求的事项，再次责令整改" in text
    assert "within 10 working days" in said(connection, facts, "R3", "draw_up", "en")


def test_an_order_of_an_organ_with_an_empty_register_entry_still_tells_the_remedies(
    connection: Connection, facts: Facts
) -> None:
    alone = replace(facts, organ=OrganFacts("GZ", "520100", "GZ", ("GZ",)))
    text = said(connection, alone, "R1", "draw_up")
    assert "向依法对本机关行政行为具有管辖权的行政复议机关申请行政复议" in text
    assert "请送示范市国家安全局" in text


def test_an_interview_without_an_order_is_about_the_findings(connection: Connection, facts: Facts) -> None:
    text = said(connection, facts, "Y2", "draw_up")
    assert "履行反间谍安全防范义务存在问题" in text
    assert "第八条第（二）项" in text
    assert "责令限期整改通知书" not in text


def test_where_nobody_reported_every_item_stands_in_the_notice(connection: Connection, facts: Facts) -> None:
    order = facts.stage("R1")
    assert order is not None
    silent = replace(order, acts=tuple(e for e in order.acts if e["act"] != "reinspect"))
    without = replace(facts, stages=tuple(silent if s.label == "R1" else s for s in facts.stages))
    text = said(connection, without, "Y1", "draw_up_letter")
    assert "未收到该单位对下列事项的整改报告" in text
    assert "第八条第（一）项" in text


def test_an_opinion_that_all_is_met_closes_the_order(connection: Connection, facts: Facts) -> None:
    results = [{"item": 2, "met": True}, {"item": 1, "met": True}]
    text = said(connection, changed(facts, "R1", "reinspect", results=results), "R1", "draw_up_opinion")
    assert "本次责令限期整改程序终结" in text
    assert "不符合要求" not in text


def test_on_site_two_inspectors_show_their_credentials(connection: Connection, facts: Facts) -> None:
    text = said(connection, changed(facts, "T1", "request", mode="on site"), "T1", "draw_up")
    assert "检查检测人员不少于二人，并出示证件和本通知书" in text
    assert "远程" not in text


def test_a_record_that_lacks_what_must_be_said_draws_up_nothing(connection: Connection, facts: Facts) -> None:
    bare = replace(facts, stages=tuple(replace(s, acts=()) for s in facts.stages))
    with pytest.raises(Unknown, match="I1: request"):
        drawn.draw(connection, bare, "I1", "draw_up")


def test_the_case_written_by_hand_states_what_the_forms_state() -> None:
    for _, kind, _, acts in (*drawn.STAGES, ("", Stage.LISTING, None, drawn.LISTING)):
        for act, _, stated, hidden in acts:
            form = form_of(kind, act)
            assert form is not None
            asked = form.model_fields
            assert {*stated, *hidden} - {"by", "documents", "order_items"} <= asked.keys()
            for name in hidden:
                assert asked[name].json_schema_extra == {"open": False}


def test_lines_of_a_text_become_paragraphs(texts: Texts) -> None:
    lines = texts[Instrument.RECTIFICATION_ORDER, "zh"].split("\n")
    assert "2. 书面明确负责机构和人员，报本机关备案。" in lines


JOINT = {
    ("I1", "request", "zh"): "本次检查会同示范市科学技术局、示范区监察委员会进行。",
    ("I1", "request", "en"): "The inspection is carried out jointly with 示范市科学技术局, 示范区监察委员会.",
    ("T1", "request", "zh"): "本次技术防范检查检测会同示范市科学技术局、示范区监察委员会进行。",
    ("T1", "request", "en"): "The technical inspection is carried out jointly with 示范市科学技术局, 示范区监察委员会.",
    ("R1", "propose", "zh"): "本通知书会同示范市科学技术局、示范区监察委员会作出。",
    ("R1", "propose", "en"): "This order is made jointly with 示范市科学技术局, 示范区监察委员会.",
}


@pytest.mark.parametrize(("label", "act", "locale"), JOINT)
def test_a_document_says_which_departments_act_jointly_and_is_silent_without_any(
    connection: Connection, facts: Facts, label: str, act: str, locale: str
) -> None:
    words = JOINT[label, act, locale]
    both = changed(facts, label, act, jointly_with=["D-SUP", "D-REC"])
    assert words in said(connection, both, label, "draw_up", locale)
    alone = said(connection, facts, label, "draw_up", locale)
    assert ("会同" if locale == "zh" else "jointly") not in alone
