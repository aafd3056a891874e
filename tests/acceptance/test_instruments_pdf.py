"""Every instrument as people get it: printed from the Word file by an office program."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from models.store import files
from models.store.settings import store_settings
from models.vocabulary import Instrument
from tests.flows import drawn

PROGRAMS = ("soffice", "pdftotext", "pdfinfo")
KINDS = [(kind, locale) for kind in Instrument for locale in ("zh", "en")]
SAYS = {
    (Instrument.INSPECTION_NOTICE, "zh"): ("检查通知书", "第二十一条", "科创大厦A座12层档案室", "示范区国家安全局"),
    (Instrument.TECHNICAL_NOTICE, "zh"): ("技术防范检查检测通知书", "研发网络出口防火墙"),
    (Instrument.RECTIFICATION_ORDER, "zh"): ("责令限期整改通知书", "30日内", "申请行政复议", "（印章）"),
    (Instrument.RECTIFICATION_ORDER, "en"): ("Order to Rectify", "within 30 days", "reconsideration", "(seal)"),
    (Instrument.REINSPECTION_OPINION, "zh"): ("复查意见书", "不符合要求"),
    (Instrument.INTERVIEW_NOTICE, "zh"): ("约谈通知书", "09:30", "王建国"),
    (Instrument.SUPERIOR_NOTICE, "zh"): ("通报函", "示范市科学技术局"),
    (Instrument.TRANSFER_LETTER, "zh"): ("线索移送函", "1f1f1f1f1f", "不构成"),
    (Instrument.SERVICE_RECEIPT, "zh"): ("送达回证", "送达日期", "见证人签名"),
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        os.environ.get("CASEWORK_OFFICE_REQUIRED") != "1" and not all(map(shutil.which, PROGRAMS)),
        reason="needs LibreOffice Writer and poppler-utils",
    ),
]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[tuple[Instrument, str], Path]]:
    """Every kind in both languages as PDF, printed in one run of the office program."""
    folder = tmp_path_factory.mktemp("printed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASEWORK_KEY_FILE", str(folder / "key"))
        patch.setenv("CASEWORK_DATA", str(folder / "data"))
        store_settings.cache_clear()
        _draw_all(folder)
        store_settings.cache_clear()
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    documents = sorted(str(path) for path in folder.glob("*.docx"))
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *documents]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    yield {(kind, locale): folder / f"{kind}.{locale}.pdf" for kind, locale in KINDS}


def _draw_all(folder: Path) -> None:
    store = drawn.opened(f"sqlite:///{folder / 'casework.sqlite'}")
    with store.write() as connection:
        facts = drawn.case(connection)
        for label, act in drawn.DRAWN.values():
            for document in drawn.draw(connection, facts, label, act):
                for locale, digest in document["files"].items():
                    path = folder / f"{document['kind']}.{locale}.docx"
                    path.write_bytes(files.fetch(connection, digest).content)
    store.close()


def _told(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


@pytest.mark.parametrize(("kind", "locale"), KINDS)
def test_each_fits_one_or_two_pages(
    printed: Mapping[tuple[Instrument, str], Path], kind: Instrument, locale: str
) -> None:
    told = _told("pdfinfo", str(printed[kind, locale]))
    pages = int(next(line.split()[-1] for line in told.splitlines() if line.startswith("Pages:")))
    assert pages <= (1 if kind is Instrument.SERVICE_RECEIPT else 2)


@pytest.mark.parametrize(("kind", "locale"), SAYS)
def test_the_page_holds_the_words(
    printed: Mapping[tuple[Instrument, str], Path], kind: Instrument, locale: str
) -> None:
    """Spaces are left out: a line may end anywhere."""
    page = _told("pdftotext", "-layout", str(printed[kind, locale]), "-")
    solid = "".join(page.split())
    assert [words for words in SAYS[kind, locale] if "".join(words.split()) not in solid] == []


@pytest.mark.parametrize(("kind", "locale"), KINDS)
def test_pages_are_numbered_and_none_holds_the_seal_alone(
    printed: Mapping[tuple[Instrument, str], Path], kind: Instrument, locale: str
) -> None:
    pages = _told("pdftotext", "-layout", str(printed[kind, locale]), "-").rstrip("\f").split("\f")
    number = "第{}页共{}页" if locale == "zh" else "Page{}of{}"
    for n, page in enumerate(pages, 1):
        assert number.format(n, len(pages)) in "".join(page.split())
        assert sum(bool(line.strip()) for line in page.splitlines()) > 4
