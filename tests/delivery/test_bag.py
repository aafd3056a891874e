"""Packages as bags: read here by the RFC's rules alone, without the code that wrote them."""

import hashlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from notifications.bag import BadBag, pack, unpack

PAYLOAD = {"clue.json": b'{"a":1}', "letter/zh.docx": b"letter", "evidence/" + "a" * 64: bytes(range(256))}
INFO = {"Source-Organization": "GZ-NM", "External-Identifier": "GZ-2026-000001/X1", "Bagging-Date": "2026-07-15"}
BAG = pack("GZ-2026-000001-X1", INFO, PAYLOAD)


def files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rezipped(files: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def listed(text: bytes) -> dict[str, str]:
    return {path: digest for digest, path in (line.split(maxsplit=1) for line in text.decode().splitlines())}


def test_it_is_a_bag_by_the_rules_of_rfc_8493() -> None:
    found = files(BAG)
    roots = {name.split("/")[0] for name in found}
    assert roots == {"GZ-2026-000001-X1"}
    inside = {name.split("/", 1)[1]: content for name, content in found.items()}
    assert inside["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    payload = {path: content for path, content in inside.items() if path.startswith("data/")}
    assert payload == {f"data/{path}": content for path, content in PAYLOAD.items()}
    assert listed(inside["manifest-sha256.txt"]) == {p: hashlib.sha256(c).hexdigest() for p, c in payload.items()}
    tags = {p: c for p, c in inside.items() if p not in payload and not p.startswith("tagmanifest-")}
    assert set(tags) == {"bagit.txt", "bag-info.txt", "manifest-sha256.txt"}
    assert listed(inside["tagmanifest-sha256.txt"]) == {p: hashlib.sha256(c).hexdigest() for p, c in tags.items()}
    info = dict(line.split(": ", 1) for line in inside["bag-info.txt"].decode().splitlines())
    assert info == {**INFO, "Payload-Oxum": f"{sum(map(len, PAYLOAD.values()))}.3"}


def test_the_same_content_gives_the_same_bytes_in_any_order_at_any_time() -> None:
    assert pack("GZ-2026-000001-X1", INFO, dict(reversed(PAYLOAD.items()))) == BAG
    code = "import tests.delivery.test_bag as t, hashlib; print(hashlib.sha256(t.BAG).hexdigest())"
    root = Path(__file__).parents[2]
    other = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert other.stdout.strip() == hashlib.sha256(BAG).hexdigest()


def test_it_is_read_back_whole() -> None:
    bag = unpack(BAG, 10_000)
    assert (bag.name, bag.payload) == ("GZ-2026-000001-X1", PAYLOAD)
    assert bag.info["Bagging-Date"] == "2026-07-15"
    assert unpack(rezipped(files(BAG), zipfile.ZIP_DEFLATED), 10_000).payload == PAYLOAD


@pytest.mark.skipif(find_spec("bagit") is None, reason="bagit-python is not installed; our own verifier stands above")
def test_bagit_python_finds_it_valid(tmp_path: Path) -> None:
    import bagit  # type: ignore[import-not-found]

    with zipfile.ZipFile(io.BytesIO(BAG)) as archive:
        archive.extractall(tmp_path)
    assert bagit.Bag(str(tmp_path / "GZ-2026-000001-X1")).is_valid()


Change = Callable[[dict[str, bytes]], dict[str, bytes]]
ROOT = "GZ-2026-000001-X1/"


@pytest.mark.parametrize(
    "change",
    [
        lambda f: f | {ROOT + "data/clue.json": b'{"a":2}'},
        lambda f: f | {ROOT + "data/more": b"x"},
        lambda f: {k: v for k, v in f.items() if not k.endswith("clue.json")},
        lambda f: {k: v for k, v in f.items() if not k.endswith("bagit.txt")},
        lambda f: {k: v for k, v in f.items() if "manifest-sha256" not in k},
        lambda f: {k: v for k, v in f.items() if "tagmanifest" not in k},
        lambda f: f | {ROOT + "bag-info.txt": f[ROOT + "bag-info.txt"].replace(b"GZ-NM", b"GZ-XX")},
        lambda f: f | {ROOT + "bagit.txt": b"BagIt-Version: 0.97\n"},
        lambda f: f | {ROOT + "../out": b"x"},
        lambda f: f | {"other/data/x": b"x"},
        lambda f: f | {"alone": b"x"},
        lambda f: {f"/{k}": v for k, v in f.items()},
    ],
)  # fmt: skip
def test_a_bag_that_was_touched_is_refused(change: Change) -> None:
    with pytest.raises(BadBag):
        unpack(rezipped(change(files(BAG))), 10_000)


def test_what_is_no_bag_is_refused() -> None:
    for data in (b"", b"PK\x03\x04", BAG[:-10], BAG[: len(BAG) // 2], b"{}", BAG.replace(b"letter", b"LETTER")):
        with pytest.raises(BadBag):
            unpack(data, 10_000)


def test_a_bomb_is_not_unpacked() -> None:
    swollen = pack("b", {}, {"clue.json": b"0" * 1_000_000})
    with pytest.raises(BadBag, match="larger"):
        unpack(rezipped(files(swollen), zipfile.ZIP_DEFLATED), 10_000)
    with pytest.raises(BadBag, match="too many"):
        unpack(pack("b", {}, {f"f{n}": b"" for n in range(600)}), 10_000)
