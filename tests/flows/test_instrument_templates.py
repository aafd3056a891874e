"""Templates an organ made itself, the text put into them, and what documents call things."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest
from docx import Document

from flows import instruments
from flows.instruments import words
from flows.instruments.render import render, template
from flows.settings import flow_settings
from models.acts.choices import Competence, Interviewee, Method, TechnicalMode, TechnicalObject
from models.errors import BadInput
from models.vocabulary import Evidence, Instrument
from tests.flows import drawn


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of an organ's own templates."""
    monkeypatch.setenv("CASEWORK_TEMPLATES", str(tmp_path))
    flow_settings.cache_clear()
    (tmp_path / "zh").mkdir()
    yield tmp_path
    flow_settings.cache_clear()


def own_template(path: Path, *lines: str) -> None:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))


def test_an_organ_may_replace_one_template(own: Path) -> None:
    own_template(own / "zh" / "transfer_letter.docx", "本局格式：{{ organ }} {{ number }}")
    made = render(Instrument.TRANSFER_LETTER, "zh", {"organ": "示范区国家安全局", "number": "GZ-NM-TL-2026-0001"})
    assert "本局格式：示范区国家安全局 GZ-NM-TL-2026-0001" in drawn.text(made)


@pytest.mark.parametrize(("kind", "locale"), [(Instrument.TRANSFER_LETTER, "en"), (Instrument.SERVICE_RECEIPT, "zh")])
def test_ours_stand_in_for_those_it_does_not_replace(own: Path, kind: Instrument, locale: str) -> None:
    own_template(own / "zh" / "transfer_letter.docx", "本局格式")
    assert template(kind, locale).is_relative_to(Path(instruments.__file__).parent)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("{{ informant }}", "zh/transfer_letter.docx: 'informant' is undefined"),
        ("{% if informant %}x{% endif %}", "zh/transfer_letter.docx: 'informant' is undefined"),
        ("{% for i in items %}{{ i.person }}{% endfor %}", "zh/transfer_letter.docx: .*no attribute 'person'"),
        ("{{ organ", "zh/transfer_letter.docx: "),
        ("{{ organ.__class__ }}", "zh/transfer_letter.docx: .*unsafe"),
    ],
)
def test_a_template_that_asks_for_something_unknown_is_named(own: Path, asked: str, told: str) -> None:
    own_template(own / "zh" / "transfer_letter.docx", asked)
    with pytest.raises(BadInput, match=told):
        render(Instrument.TRANSFER_LETTER, "zh", {"organ": "x", "items": [{"no": 1}]})


@pytest.mark.parametrize("bytes_", [b"", b"no Word document", b"PK\x03\x04broken"])
def test_a_template_that_is_no_word_document_is_named(own: Path, bytes_: bytes) -> None:
    (own / "zh" / "service_receipt.docx").write_bytes(bytes_)
    with pytest.raises(BadInput, match=r"zh/service_receipt\.docx: .*no Word document"):
        render(Instrument.SERVICE_RECEIPT, "zh", {})


def test_text_is_taken_as_it_is(own: Path) -> None:
    own_template(own / "zh" / "transfer_letter.docx", "{{ facts }}", "after")
    strange = "a < b & c > d \"e\" 'f' {{ organ }} {% if %}\x00\x07\x1b\ud800\nsecond line\r\nthird"
    text = drawn.text(render(Instrument.TRANSFER_LETTER, "zh", {"facts": strange}))
    assert text.split("\n")[:4] == [
        "a < b & c > d \"e\" 'f' {{ organ }} {% if %}", "second line", "third", "after",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", [Method, TechnicalObject, TechnicalMode, Interviewee, Competence, Evidence])
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_value_of_a_form_has_a_name(kind: type[StrEnum], locale: str) -> None:
    assert all(words.called(kind, value.value, locale) for value in kind)


@pytest.mark.parametrize(
    ("length", "unit", "zh", "en"),
    [
        (30, "day", "自送达之日起30日内", "within 30 days, counted from the day after service"),
        (15, "workday", "自送达之日起15个工作日内", "within 15 working days, counted from the day after service"),
        (1, "workday", "自送达之日起1个工作日内", "within 1 working day, counted from the day after service"),
    ],
)
def test_a_time_limit_in_words(length: int, unit: str, zh: str, en: str) -> None:
    assert words.limit(length, unit, "zh") == zh
    assert words.limit(length, unit, "en") == en


def test_borrowed_law_is_cited_as_borrowed() -> None:
    assert (
        words.basis(("reg-28", "cc-201"), "zh") == "《反间谍安全防范工作规定》第二十八条，并参照《民法典》第二百零一条"
    )
    assert words.basis(("cc-201",), "en") == "by analogy, Civil Code Art. 201"


def test_a_day_in_words() -> None:
    assert words.day(date(2026, 12, 1), "en") == "1 December 2026"
    assert words.span("2026-02-15", "2026-02-15", "zh") == "2026年2月15日"
