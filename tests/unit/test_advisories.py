"""The offline list of known weaknesses: which versions it means, and how it is renewed."""

import importlib.util
import json
import os
import subprocess
from pathlib import Path
from types import ModuleType

import pytest
from packaging.version import Version

ROOT = Path(__file__).parents[2]
LIST = ROOT / ".ci" / "advisories.json"
HAND = {"package": "idna", "id": "CVE-1", "aliases": [], "affected": [{"introduced": "0"}], "read": ["https://x.test/"]}
OLD = {"package": "idna", "id": "PYSEC-0", "aliases": [], "affected": [{"introduced": "0"}]}
PYSEC = """\
id: PYSEC-2021-66
aliases: [CVE-2020-28493]
details: Words of others.
affected:
- package: {name: Jinja2, ecosystem: PyPI}
  ranges:
  - {type: GIT, repo: x, events: [{introduced: '0'}]}
  - {type: ECOSYSTEM, events: [{fixed: 2.11.3}, {introduced: 2.0.0}, {introduced: 3.0.0}]}
  versions: [2.0.1]
"""


def advisories() -> ModuleType:
    spec = importlib.util.spec_from_file_location("advisories", LIST.with_suffix(".py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CI = advisories()


@pytest.mark.parametrize(
    ("package", "version", "weakness", "known"),
    [
        ("urllib3", "2.5.0", "GHSA-mf9v-mfxr-j63j", False),
        ("urllib3", "2.6.0", "GHSA-mf9v-mfxr-j63j", True),
        ("urllib3", "2.7.0rc1", "GHSA-mf9v-mfxr-j63j", True),
        ("urllib3", "2.7.0", "GHSA-mf9v-mfxr-j63j", False),
        ("pip", "25.2", "GHSA-4xh5-x5gv-qwph", True),
        ("pip", "25.3", "GHSA-4xh5-x5gv-qwph", False),
        ("h2", "4.3.0", "GHSA-6hr6-w5qg-qmwg", True),
        ("hpack", "4.3.0", "GHSA-6hr6-w5qg-qmwg", False),
    ],
)
def test_a_weakness_begins_and_ends_with_its_versions(package: str, version: str, weakness: str, known: bool) -> None:
    found = [a.id for a in CI.load(LIST).of(package, Version(version))]
    assert (weakness in found) is known


def test_every_entry_says_where_it_was_read_or_comes_from_the_named_database() -> None:
    raw = json.loads(LIST.read_text("utf-8"))
    assert [e["id"] for e in raw["advisories"] if not e.get("read") and not raw["database"]] == []
    assert LIST.read_text("utf-8") == CI.written(raw)


@pytest.mark.parametrize(
    "affected",
    [[], [{"fixed": "1"}], [{"introduced": "0", "fixed": "x"}], [{"introduced": "0", "until": "1"}], ["0"], "0"],
)
def test_one_bad_entry_spoils_the_list(tmp_path: Path, affected: object) -> None:
    path = tmp_path / "list.json"
    path.write_text(
        json.dumps({"known_to": "2026-09-21", "looked_up": [], "advisories": [HAND | {"affected": affected}]})
    )
    with pytest.raises(CI.Unreadable):
        CI.load(path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"known_to": "2026-09-21", "looked_up": [], "advisories": []}'])
def test_what_is_no_list_is_unreadable(tmp_path: Path, text: str) -> None:
    path = tmp_path / "list.json"
    path.write_text(text)
    with pytest.raises(CI.Unreadable):
        CI.load(path)


def test_a_name_pip_audit_would_not_ask_for_spoils_the_list(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(json.dumps({"known_to": "2026-09-21", "looked_up": [], "advisories": [HAND | {"package": "Idna"}]}))
    with pytest.raises(CI.Unreadable):
        CI.load(path)


@pytest.mark.parametrize(
    ("known_to", "after", "looked_up"),
    [("2024-01-01", "2024-10-10", ["idna", "jinja2"]), ("2026-01-01",) * 2 + (["idna"],)],
)
def test_renewing_keeps_what_was_read_elsewhere_and_replaces_what_the_database_said(
    tmp_path: Path, known_to: str, after: str, looked_up: list[str]
) -> None:
    folder, path, pins = tmp_path / "db", tmp_path / "list.json", tmp_path / "pins.txt"
    for name, text in {
        "jinja2/A.yaml": PYSEC,
        "jinja2/B.yaml": PYSEC + "withdrawn: x\n",
        "other/C.yaml": "no: yaml",
    }.items():
        (folder / "vulns" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "vulns" / name).write_text(text)
    git = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@x.test"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x", "--date", "2024-10-10T12:00:00"]):
        subprocess.run([*git, *command], check=True, env=os.environ | {"GIT_COMMITTER_DATE": "2024-10-10T12:00:00"})
    path.write_text(json.dumps({"known_to": known_to, "looked_up": ["idna"], "advisories": [HAND, OLD]}))
    pins.write_text("idna==3.7 \\\n    --hash=sha256:00\njinja2[i18n]==3.1.6\n")

    assert CI.renew(folder, path, [pins]) == 1
    raw = json.loads(path.read_text("utf-8"))
    assert raw["advisories"] == [
        HAND,
        {
            "package": "jinja2",
            "id": "PYSEC-2021-66",
            "aliases": ["CVE-2020-28493"],
            "affected": [{"introduced": "2.0.0", "fixed": "2.11.3"}, {"introduced": "3.0.0"}],
        },
    ]
    assert "Words of others" not in path.read_text("utf-8")
    assert (raw["known_to"], raw["looked_up"], raw["database"]["day"]) == (after, looked_up, "2024-10-10")
    assert CI.load(path).of("jinja2", Version("3.1"))
