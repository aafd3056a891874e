"""Which files are accepted as evidence: extension and content agree."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from models.errors import BadInput
from models.store.media import MEDIA, extension_of, recognised
from models.store.settings import store_settings


def archive(*parts: str) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as file:
        for part in parts:
            file.writestr(part, "<x/>")
    return made.getvalue()


RELATIONS = ("[Content_Types].xml", "_rels/.rels")
CONTENT = {
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01",
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "docx": archive(*RELATIONS, "docProps/core.xml", "word/document.xml"),
    "xlsx": archive(*RELATIONS, "xl/workbook.xml", "xl/worksheets/sheet1.xml"),
    "mp4": b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42" + bytes(64),
    "mp3": b"ID3\x04\x00\x00\x00\x00\x00\x00",
    "wav": b"RIFF\x24\x00\x00\x00WAVEfmt ",
}
DOCX = "word/document.xml"


def test_every_type_allowed_is_tried_here() -> None:
    assert CONTENT.keys() == MEDIA.keys()


@pytest.mark.parametrize("extension", MEDIA)
def test_a_file_of_each_type_is_recognised(extension: str) -> None:
    assert recognised(f"勘验.{extension}", CONTENT[extension]) == MEDIA[extension]
    assert recognised(f"A.B.{extension.upper()}", CONTENT[extension]) == MEDIA[extension]
    assert extension_of(MEDIA[extension]) == extension


@pytest.mark.parametrize("extension", MEDIA)
def test_the_content_of_any_other_type_is_refused(extension: str) -> None:
    others = [content for kind, content in CONTENT.items() if kind != extension]
    for content in (*others, b"MZ\x90\x00" + bytes(64), b"x", bytes(4096), CONTENT[extension][1:]):
        with pytest.raises(BadInput, match=f"not that of a {extension} file.*pdf, jpg, png"):
            recognised(f"name.{extension}", content)


def test_a_photograph_may_be_called_jpeg() -> None:
    assert recognised("a.jpeg", CONTENT["jpg"]) == "image/jpeg"


@pytest.mark.parametrize("name", ["a.exe", "a", "", ".pdf", "pdf", "a.pdf.lnk", "a.docm", "a.zip", "a.html", "a.svg"])
def test_any_other_extension_is_refused_and_the_message_names_those_allowed(name: str) -> None:
    with pytest.raises(BadInput) as refused:
        recognised(name, CONTENT["pdf"])
    assert all(extension in str(refused.value) for extension in MEDIA)


@pytest.mark.parametrize(
    "content",
    [
        archive("a.txt"),
        archive("word/evil.txt"),
        archive(DOCX),
        archive(*RELATIONS, "word/other.xml"),
        archive(*RELATIONS, "xl/workbook.xml"),
        archive(*RELATIONS, DOCX, "word/vbaProject.bin"),
        archive(*RELATIONS, DOCX)[:-30],
        b"MZ" + archive(*RELATIONS, DOCX),
        b"PK\x03\x04" + b"word/document.xml" * 9,
    ],
    ids=["a zip", "a folder called word", "no types", "no main part", "xlsx", "macros", "cut", "a program", "no zip"],
)
def test_a_zip_renamed_to_docx_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput, match="not that of a docx file"):
        recognised("a.docx", content)


def test_office_files_are_recognised_whatever_the_order_of_their_parts() -> None:
    pictures = [f"word/media/{n}.png" for n in range(20)]
    assert recognised("a.docx", archive(*pictures, "word/document2.xml", *reversed(RELATIONS))) == MEDIA["docx"]


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(BadInput, match="empty"):
        recognised("a.pdf", b"")


def test_a_file_above_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_settings(), "file_limit_mb", 1)
    whole = CONTENT["pdf"].ljust(1024 * 1024)
    assert recognised("a.pdf", whole) == "application/pdf"
    with pytest.raises(BadInput, match="larger than 1 MiB"):
        recognised("a.pdf", whole + b" ")


def test_messages_do_not_repeat_the_name() -> None:
    for name, content in (("张三.exe", b"x"), ("张三.pdf", b"x"), ("张三.pdf", b"")):
        with pytest.raises(BadInput) as refused:
            recognised(name, content)
        assert "张三" not in str(refused.value)
