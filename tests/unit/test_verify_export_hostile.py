"""The verifier of exports, and of notes: whatever it is given it says whole, not whole, or unreadable; never more."""

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deployments import verify_export
from models.signed_note import BadNote, Checkpoint, PublicKey, opened, public_key, public_key_of, sign

SECRET = bytes(range(32))
KEY = public_key_of("log.example", SECRET)
NOTE = sign(Checkpoint("log.example", 1, b"\x01" * 32), SECRET)
LINES: list[dict[str, Any]] = [
    {"type": "head", "format": "casework-audit/1", "key": str(KEY), "case": None},
    {"type": "checkpoint", "note": NOTE, "size": 1, "root": "01" * 32},
    {"type": "leaf", "position": 0, "chain": "system", "seq": 1, "hash": "02" * 32, "proof": []},
    {"type": "event", "chain": "system", "seq": 1, "hash": "02" * 32, "body": "e30="},
]
HOSTILE = [
    b"", b"\x00", b"\xff", b"{}\n", b"[]\n", b"null\n", b"[" * 100_000, b'{"a":' * 100_000, b"9" * 5000 + b"\n",
    b'{"type": "head"}\n', b'{"type": ["head"]}\n', b"NaN\n", b'{"type": "\\ud800"}\n',
]  # fmt: skip
values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.just("\ud800"), st.just([[]]),
    st.just({}), st.just(10**400), st.just(-(10**400)), st.just("é" * 64),
)  # fmt: skip


def verified(folder: Path, content: bytes, capsys: pytest.CaptureFixture[str], *more: str) -> int:
    file = folder / "export"
    file.write_bytes(content)
    code = verify_export.main([str(file), *more])
    told = json.loads(capsys.readouterr().out)
    assert code in (1, 2)
    assert told["ok"] is False
    assert len(told["problem"]) < 500
    return code


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_export_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    verified(tmp_path, content, capsys)


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """Lines of an export with fields replaced, left out, and lines in another order."""
    lines = [dict(line) for line in draw(st.permutations(LINES))] if draw(st.booleans()) else [dict(x) for x in LINES]
    for line in draw(st.lists(st.sampled_from(lines), min_size=1, max_size=2)):
        field = draw(st.sampled_from(sorted(line) or ["type"]))
        if draw(st.booleans()):
            line.pop(field, None)
        else:
            line[field] = draw(values)
    return "\n".join(map(json.dumps, lines)).encode() + draw(st.binary(max_size=4))


QUIET = [HealthCheck.function_scoped_fixture]


@settings(max_examples=60, suppress_health_check=QUIET)
@given(content=spoiled())
def test_a_spoiled_export_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    verified(tmp_path, content, capsys)


@pytest.mark.slow
@settings(max_examples=1000, suppress_health_check=list(HealthCheck))
@given(content=spoiled())
def test_a_spoiled_export_is_told_many_times(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    verified(tmp_path, content, capsys)


@pytest.mark.parametrize("key", ["", "x", "a+b+c", f"{KEY}"[:-4], "log.example+00000000+é", "+" * 50])
def test_a_key_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], key: str) -> None:
    content = "\n".join(map(json.dumps, LINES)).encode()
    verified(tmp_path, content, capsys, "--key", key)
    with pytest.raises(BadNote):
        public_key(key)


@pytest.mark.parametrize("note", [b"", b"\xff", b"\x00" * 100, NOTE.encode()[:-9], b"a\n\nb\n", b"x" * 10**6])
def test_a_checkpoint_kept_outside_that_is_none_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], note: bytes
) -> None:
    (tmp_path / "note").write_bytes(note)
    verified(tmp_path, "\n".join(map(json.dumps, LINES[:2])).encode(), capsys, "--checkpoint", str(tmp_path / "note"))


def read(note: str, key: PublicKey) -> None:
    with contextlib.suppress(BadNote):
        assert opened(note, key).origin == "log.example"


@settings(max_examples=80)
@given(st.data())
def test_a_note_is_opened_or_it_is_none(data: st.DataObject) -> None:
    at, length = data.draw(st.integers(0, len(NOTE))), data.draw(st.integers(0, 20))
    piece = data.draw(
        st.text(max_size=6) | st.sampled_from(["\n\n", "— ", "\ud800", "\x00", "9" * 5000, "=" * 9, "-1"])
    )
    read(NOTE[:at] + piece + NOTE[at + length :], KEY)
