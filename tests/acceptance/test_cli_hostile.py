"""Whatever is typed or imported: never a traceback, never part of a write, and what is too large is refused."""

import io
import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deployments.cli.app import COMMANDS, load
from deployments.cli.exits import Exit
from tests.acceptance.conftest import Run, in_process
from tests.builders import UNIT_CODE

pytestmark = pytest.mark.slow  # fuzzing

SERVES = {
    ("demo",),
    ("up",),
    ("server",),
    ("services",),
    ("publish",),
    ("worker",),
    ("receive",),
    ("desk",),
    ("sign-in",),
    ("sign-out",),
    ("act",),
    ("case", "open"),
    ("document", "make"),
}
"""Commands that start servers, or ask one."""

EVIDENCE = {"case_event", "chain_head", "receipt", "kept_key"}
"""Tables in which a refusal leaves its event and its answer, and the first one the key of their digests."""

JUNK = [
    "", " ", "-", "--", "x", "\x00", "张三", "N001", "GZ-2026-000001", "GZ-2026-999999", UNIT_CODE, "2026-02-30",
    "2026-03-02", "0", "-1", "9" * 30, "1e9", "nan", "*", "../x", "/", "/dev/null", "a.csv", "520102", "x" * 3000,
    "=", "act=open", "\ud800", "[", "{}", "internal", "--help", "--json", "workday", "%s", "N001;drop table unit",
]  # fmt: skip


def leaves(name: str, command: Any) -> list[tuple[tuple[str, ...], Any]]:
    """The commands under a name, each with its options."""
    below = getattr(command, "commands", None)
    if not below:
        return [((name,), command)]
    return [((name, *path), leaf) for inner, c in below.items() for path, leaf in leaves(inner, c)]


ALL = [
    found
    for name in COMMANDS
    if name != "bench"  # each of its parts measures for minutes
    for found in leaves(name, load(name))
    if found[0] not in SERVES
]


@st.composite
def typed(draw: st.DrawFn) -> list[str]:
    path, command = draw(st.sampled_from(ALL))
    words = list(path)
    options = st.lists(st.sampled_from(command.params), max_size=6, unique_by=id) if command.params else st.just([])
    for parameter in draw(options):
        if parameter.opts[0].startswith("-"):
            words.append(draw(st.sampled_from(parameter.opts)))
        if not getattr(parameter, "is_flag", False):
            choices = getattr(getattr(parameter, "type", None), "choices", ())
            words.append(str(draw(st.sampled_from([*choices, *JUNK]) | st.text(max_size=6))))
    return words


def rows(home: Path) -> dict[str, int]:
    raw = sqlite3.connect(home / "data" / "casework.db")
    names = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {name: raw.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
    raw.close()
    return found


def ended(home: Path, words: list[str]) -> int:
    """The exit code; nothing is left behind where it is not 0."""
    before = rows(home)
    done = in_process(*words)
    assert done.code in range(6), words
    assert "Traceback" not in done.out + done.err, words
    assert "CASEWORK_DEBUG" not in done.out + done.err, (words, done.out + done.err)
    if done.code:
        after = rows(home)
        assert {n for n in after if after[n] != before[n]} <= (EVIDENCE if done.code == Exit.REFUSED else set()), words
    return done.code


@pytest.fixture
def home(installed: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation, in whose folder the commands are run; nothing comes by standard input."""
    monkeypatch.chdir(installed)
    monkeypatch.setenv("HOME", str(installed))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    return installed


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=25, suppress_health_check=QUIET)
@given(words=typed())
def test_arguments_end_in_a_code_and_one_line(home: Path, words: list[str]) -> None:
    ended(home, words)


@pytest.mark.timeout(900)
@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(words=typed())
def test_arguments_end_in_a_code_and_one_line_many_times(home: Path, words: list[str]) -> None:
    ended(home, words)


REGISTERS = {
    ("organ", "import"): b"code,name,level,region,prefix\nGZ-AS,A,city,520400,AS\n",
    ("department", "import"): b"code,name,kind\nD-9,A,superior\n",
    ("unit", "import"): b"code,name,kind,industry,region\n91520102MA6DK0001X,A,enterprise,x,520102\n",
    ("unit", "status", "import"): f"unit,status,notice_no,served_on\n{UNIT_CODE},key_unit,K-9,2026-03-02\n".encode(),
    ("officer", "import"): b"badge,organ,post,role,valid_from\nN900,GZ-GY-NM,x,inspector,2026-01-01\n",
    ("calendar", "import"): json.dumps(
        {"year": 2027, "papers": ["p"], "days": [{"name": "n", "date": "2027-01-01", "isOffDay": True}]}
    ).encode(),
}
PIECES = [
    b"", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\n", b"\r", b'"', b",", b",,,,,,,,", b"\xed\xa0\x80", b"9" * 50, b"[",
    b"{", b"NaN", b"1e999", b"null", b"0000-00-00", b"2026-02-30", b"\xe5\xbc\xa0" * 80, b"[" * 3000, b'"\\ud800"',
    b"9" * 5000,
]  # fmt: skip


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[tuple[str, ...], bytes]:
    """A file that could be imported, with pieces of it overwritten, taken out or put in."""
    command = draw(st.sampled_from(sorted(REGISTERS)))
    content = REGISTERS[command]
    for _ in range(draw(st.integers(1, 3))):
        at, length = draw(st.integers(0, len(content))), draw(st.integers(0, 12))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=6))
        content = content[:at] + piece + content[at + length :]
    return command, content


def imported(home: Path, command: tuple[str, ...], content: bytes) -> None:
    (home / "given").write_bytes(content)
    ended(home, [*command, "given"])


@settings(max_examples=25, suppress_health_check=QUIET)
@given(spoiled())
def test_an_import_is_whole_or_nothing(home: Path, given_: tuple[tuple[str, ...], bytes]) -> None:
    imported(home, *given_)


@pytest.mark.timeout(900)
@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(spoiled())
def test_an_import_is_whole_or_nothing_many_times(home: Path, given_: tuple[tuple[str, ...], bytes]) -> None:
    imported(home, *given_)


def test_no_command_offers_to_write_into_the_shells_of_its_user() -> None:
    every = [leaf for name in COMMANDS for _, leaf in leaves(name, load(name))]
    offered = {option for leaf in every for parameter in leaf.params for option in parameter.opts}
    assert "--json" in offered
    assert not [option for option in offered if "completion" in option]


@pytest.mark.parametrize("command", REGISTERS, ids=" ".join)
def test_the_files_that_are_spoiled_here_can_be_imported(home: Path, run: Run, command: tuple[str, ...]) -> None:
    from stdnum.cn import uscc

    right = "91520102MA6DK0001" + str(uscc.calc_check_digit("91520102MA6DK0001"))
    (home / "given").write_bytes(REGISTERS[command].replace(b"91520102MA6DK0001X", right.encode()))
    assert run(*command, "given").code == 0


@pytest.mark.parametrize("command", REGISTERS, ids=" ".join)
@pytest.mark.parametrize("size", [1024 * 1024 + 1, 5 * 1024 * 1024 + 1])
def test_what_is_too_large_is_refused(home: Path, run: Run, command: tuple[str, ...], size: int) -> None:
    if command[0] != "calendar" and size < 5 * 1024 * 1024:
        return
    before = rows(home)
    with (home / "given").open("wb") as file:
        file.write(REGISTERS[command])
        file.truncate(size)
    done = run(*command, "given")
    assert (done.code, "larger than" in done.err) == (2, True)
    assert rows(home) == before


@pytest.mark.parametrize("content", PIECES, ids=range(len(PIECES)))
def test_a_key_file_that_holds_no_key_is_told_and_nothing_else(
    home: Path, run: Run, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "old").write_bytes(content)
    (home / "old").chmod(0o600)
    monkeypatch.setenv("CASEWORK_OLD_KEY_FILES", str(home / "old"))
    done = run("keys", "list", "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "bad_input")
