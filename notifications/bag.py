"""A package as a bag (BagIt 1.0, RFC 8493) in a ZIP file. The same content always gives the same bytes.

Entries are stored, not deflated: what a compressor makes differs from one release of zlib to the next, and every try
of a transfer must have the same digest.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from re import fullmatch
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from models.errors import CaseworkError

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
BEFORE_ALL = (1980, 1, 1, 0, 0, 0)
PLAIN_FILE = 0o100644 << 16
PATH = r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*"
MOST_ENTRIES = 500
MANIFEST, TAGS, INFO = "manifest-sha256.txt", "tagmanifest-sha256.txt", "bag-info.txt"


class BadBag(CaseworkError):
    """No bag, or one whose files are not what its manifests say."""


@dataclass(frozen=True)
class Bag:
    """A bag whose manifests hold: its name, what `bag-info.txt` says, and its files by path under `data/`."""

    name: str
    info: Mapping[str, str]
    payload: Mapping[str, bytes]


def pack(name: str, info: Mapping[str, str], payload: Mapping[str, bytes]) -> bytes:
    """The ZIP file. `info` has one line a value, in the order given; `payload` is by path under `data/`."""
    size = sum(map(len, payload.values()))
    stated = {**info, "Payload-Oxum": f"{size}.{len(payload)}"}
    tags = {
        "bagit.txt": DECLARATION,
        INFO: "".join(f"{label}: {value}\n" for label, value in stated.items()).encode(),
        MANIFEST: _manifest({f"data/{path}": content for path, content in payload.items()}),
    }
    files = {**tags, TAGS: _manifest(tags), **{f"data/{path}": payload[path] for path in sorted(payload)}}
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as archive:
        for path, content in files.items():
            entry = ZipInfo(f"{name}/{path}", BEFORE_ALL)
            entry.create_system, entry.external_attr = 3, PLAIN_FILE
            archive.writestr(entry, content)
    return buffer.getvalue()


def unpack(data: bytes, limit: int) -> Bag:
    """The bag, every file checked against the manifests; unpacked it has at most `limit` bytes. Raises BadBag."""
    name, files = _files(data, limit)
    if files.pop("bagit.txt", None) != DECLARATION:
        raise BadBag("bagit.txt is missing or of another version")
    payload = {path: files.pop(path) for path in [p for p in files if p.startswith("data/")]}
    if not payload or _listed(files, MANIFEST) != _digests(payload):
        raise BadBag("the payload is not what the manifest says")
    tags = {path: content for path, content in files.items() if path != TAGS} | {"bagit.txt": DECLARATION}
    if _listed(files, TAGS) != _digests(tags):
        raise BadBag("the tag files are not what their manifest says")
    info = _info(files.get(INFO, b""))
    if info.get("Payload-Oxum") != f"{sum(map(len, payload.values()))}.{len(payload)}":
        raise BadBag("Payload-Oxum does not hold")
    return Bag(name, info, {path.removeprefix("data/"): content for path, content in payload.items()})


def _files(data: bytes, limit: int) -> tuple[str, dict[str, bytes]]:
    """The name of the one folder in the archive, and its files by path."""
    files: dict[str, bytes] = {}
    names: set[str] = set()
    try:
        with ZipFile(BytesIO(data)) as archive:
            if len(archive.infolist()) > MOST_ENTRIES:
                raise BadBag("too many files")
            for entry in archive.infolist():
                name, _, path = entry.filename.partition("/")
                if entry.is_dir():
                    continue
                if not _plain(path) or path in files or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                    raise BadBag("a file that no bag of ours has")
                names.add(name)
                with archive.open(entry) as opened:
                    files[path] = opened.read(limit + 1)
                limit -= len(files[path])
                if limit < 0:
                    raise BadBag("larger than allowed")
    except (BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError):
        raise BadBag("no ZIP file") from None
    if len(names) != 1 or not _plain(min(names)):
        raise BadBag("a bag is one folder")
    return min(names), files


def _plain(path: str) -> bool:
    return fullmatch(PATH, path) is not None and not {".", ".."} & set(path.split("/"))


def _manifest(files: Mapping[str, bytes]) -> bytes:
    return "".join(f"{sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files)).encode()


def _digests(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: sha256(content).hexdigest() for path, content in files.items()}


def _listed(files: Mapping[str, bytes], name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _lines(files.get(name, b"")):
        digest, _, path = line.partition(" ")
        if path.strip() in found:
            raise BadBag("a file stands twice in a manifest")
        found[path.strip()] = digest.lower()
    return found


def _info(text: bytes) -> dict[str, str]:
    return {label.strip(): value.strip() for label, _, value in (line.partition(":") for line in _lines(text))}


def _lines(text: bytes) -> list[str]:
    try:
        return text.decode().splitlines()
    except UnicodeDecodeError:
        raise BadBag("a tag file is not UTF-8") from None
