"""Checkpoints are written and read as the C2SP formats ask."""

import pytest

from models.signed_note import BadNote, Checkpoint, PublicKey, is_name, opened, public_key, public_key_of, sign

SECRET = bytes(range(32))
CHECKPOINT = Checkpoint("example.org/log", 42, bytes(32))
NOTE = sign(CHECKPOINT, SECRET)
KEY = public_key_of("example.org/log", SECRET)
ANOTHER = sign(CHECKPOINT, bytes(32)).rsplit("\n\n", 1)[1]
"""The signature line of another key under the same name, as a witness adds it."""


def test_the_published_key_has_the_published_id() -> None:
    text = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    assert public_key(text).id.hex() == "530d903a"
    assert str(public_key(text)) == text


def test_a_note_is_three_lines_a_blank_one_and_a_signature() -> None:
    lines = NOTE.split("\n")
    assert lines[:4] == ["example.org/log", "42", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", ""]
    assert lines[4].startswith("— example.org/log ")
    assert lines[5:] == [""]
    assert sign(CHECKPOINT, SECRET) == NOTE


def test_what_was_signed_is_read_again_whoever_else_signed_it() -> None:
    assert opened(NOTE, KEY) == CHECKPOINT
    assert opened(NOTE + ANOTHER, KEY) == CHECKPOINT


@pytest.mark.parametrize(
    "note",
    [
        "",
        "example.org/log\n42\n",
        NOTE.replace("42", "43"),
        NOTE.replace("42", "042"),
        NOTE.replace("example.org", "example.com"),
        NOTE.replace("AAAA", "BAAA", 1),
        NOTE.replace("—", "-"),
        NOTE.removesuffix("\n"),
        NOTE + "x\n",
        CHECKPOINT.text + "\n" + ANOTHER,
        sign(Checkpoint("example.org/log", -1, bytes(32)), SECRET),
        sign(Checkpoint("example.org/log", 1, bytes(31)), SECRET),
        sign(Checkpoint("example.org/log", 1, bytes(32)), SECRET) + "\n" * 70_000,
    ],
)
def test_a_note_that_was_changed_or_signed_by_another_is_refused(note: str) -> None:
    with pytest.raises(BadNote):
        opened(note, KEY)


@pytest.mark.parametrize("text", ["", "a+b+c", str(KEY).replace("log+", "log2+"), str(KEY)[:-4], f"{KEY}AAAA"])
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        public_key(text)
    assert public_key(f"{KEY}\n") == KEY == PublicKey(KEY.name, KEY.raw)


@pytest.mark.parametrize(("name", "good"), [("casework/1f", True), ("", False), ("a b", False), ("a+b", False)])
def test_a_name_has_neither_blank_nor_plus(name: str, good: bool) -> None:
    assert is_name(name) is good
