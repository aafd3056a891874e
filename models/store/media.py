"""Which files may be kept: told by extension and by content, which must agree."""

import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePath
from types import MappingProxyType
from zipfile import BadZipFile, ZipFile

import filetype

from models.errors import BadInput
from models.store.settings import store_settings

OOXML = "application/vnd.openxmlformats-officedocument"
MEDIA: Mapping[str, str] = MappingProxyType(
    {
        "pdf": "application/pdf",
        "jpg": "image/jpeg",
        "png": "image/png",
        "docx": f"{OOXML}.wordprocessingml.document",
        "xlsx": f"{OOXML}.spreadsheetml.sheet",
        "mp4": "video/mp4",
        "mp3": "audio/mpeg",
        "wav": "audio/wav",
    }
)
"""Extension and media type."""

ALSO = {"jpeg": "jpg"}
MAIN_PART = {"docx": re.compile(r"word/document\d*\.xml"), "xlsx": re.compile(r"xl/workbook\d*\.xml")}
MACROS = "vbaproject.bin"
HEAD = 8192
"""Bytes that the signatures of the types above need at most."""

MIB = 1024 * 1024


def recognised(name: str, content: bytes) -> str:
    """The media type. Raises BadInput for an empty or too large file, and one that is none of the types allowed."""
    limit = store_settings().file_limit_mb
    if not content:
        raise BadInput("file: it is empty")
    if len(content) > limit * MIB:
        raise BadInput(f"file: larger than {limit} MiB")
    extension = PurePath(name).suffix.lower().removeprefix(".")
    extension = ALSO.get(extension, extension)
    if extension not in MEDIA:
        raise BadInput(f"file: allowed are {', '.join(MEDIA)}")
    if not _is(extension, content):
        raise BadInput(f"file: its content is not that of a {extension} file; allowed are {', '.join(MEDIA)}")
    return MEDIA[extension]


def extension_of(media: str) -> str:
    """The extension of files of that type; the type itself where it is none of ours."""
    return next((extension for extension, known in MEDIA.items() if known == media), media)


def _is(extension: str, content: bytes) -> bool:
    # The library tells office files by the names of the first parts only; what must be there is looked up here.
    if extension in MAIN_PART:
        return _is_office(MAIN_PART[extension], content)
    return bool(filetype.get_type(ext=extension).match(content[:HEAD]))


def _is_office(main: re.Pattern[str], content: bytes) -> bool:
    """A zip from its first byte, with the parts an office file has; without macros."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = set(archive.namelist())
    except (BadZipFile, ValueError, NotImplementedError):
        return False
    if not {"[Content_Types].xml", "_rels/.rels"} <= parts or any(part.lower().endswith(MACROS) for part in parts):
        return False
    return any(main.fullmatch(part) for part in parts)
