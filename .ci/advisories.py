"""The offline list of known weaknesses, and how it is renewed: `advisories.py FOLDER LIST REQUIREMENTS...`.

FOLDER is a checkout of the PyPA advisory database. Of the packages pinned in REQUIREMENTS its ids, aliases and affected
ranges go into LIST, nothing of its prose; entries read elsewhere (they say where, under `read`) are kept.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from packaging.utils import canonicalize_name
from packaging.version import Version

DATABASE = "https://github.com/pypa/advisory-database"
LICENCE = "PyPA Advisory Database, CC BY 4.0; taken: ids, aliases and affected ranges of the pinned packages"
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*])?==", re.MULTILINE)


class Unreadable(Exception):
    """The list is not what it should be; the text says what is wrong with it."""


class Range(NamedTuple):
    introduced: Version
    fixed: Version | None
    last_affected: Version | None

    def holds(self, version: Version) -> bool:
        if version < self.introduced or (self.fixed is not None and version >= self.fixed):
            return False
        return self.last_affected is None or version <= self.last_affected


class Advisory(NamedTuple):
    package: str
    id: str
    aliases: list[str]
    ranges: list[Range]

    def osv(self) -> dict[str, Any]:
        """What OSV would say of it."""
        events = [{k: str(v)} for r in self.ranges for k, v in r._asdict().items() if v is not None]
        package = {"name": self.package, "ecosystem": "PyPI"}
        affected = {"package": package, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
        return {"id": self.id, "aliases": self.aliases, "summary": self.id, "affected": [affected]}


class Advisories(NamedTuple):
    known_to: date
    looked_up: frozenset[str]
    entries: list[Advisory]

    def of(self, package: str, version: Version) -> list[Advisory]:
        return [a for a in self.entries if a.package == package and any(r.holds(version) for r in a.ranges)]


def load(path: Path) -> Advisories:
    """The whole list, or Unreadable: half a list is none."""
    try:
        raw = json.loads(path.read_text("utf-8"))
        entries = [
            Advisory(e["package"], e["id"], list(e["aliases"]), [_range(r) for r in e["affected"]])
            for e in raw["advisories"]
        ]
        made = Advisories(date.fromisoformat(raw["known_to"]), frozenset(raw["looked_up"]), entries)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"{path.name} cannot be read ({type(error).__name__})") from None
    if not entries or not all(a.ranges and canonicalize_name(a.package) == a.package for a in entries):
        raise Unreadable(f"{path.name} holds no advisory, or one without a range or a canonical name")
    return made


def _range(raw: dict[str, str]) -> Range:
    if "introduced" not in raw or len(raw) > 2 or not set(raw) <= set(Range._fields):
        raise ValueError(raw)
    return Range(Version(raw["introduced"]), *(Version(raw[k]) if k in raw else None for k in Range._fields[1:]))


def renew(folder: Path, path: Path, pins: Iterable[Path]) -> int:
    """How many entries of the database the list holds afterwards."""
    names = {canonicalize_name(name) for file in pins for name in PIN.findall(file.read_text("utf-8"))}
    raw = json.loads(path.read_text("utf-8"))
    taken = [entry for file in sorted(folder.glob("vulns/*/*.yaml")) for entry in _entries(file, names)]
    day = subprocess.run(  # noqa: S603
        ["git", "-C", str(folder), "log", "-1", "--format=%cs"],  # noqa: S607
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    raw["database"] = {"address": DATABASE, "licence": LICENCE, "day": day}
    if day > raw["known_to"]:  # an older database says of no package what became known of it since
        raw |= {"known_to": day, "looked_up": sorted(names)}
    raw["advisories"] = [e for e in raw["advisories"] if "read" in e] + taken
    path.write_text(written(raw), "utf-8")
    return len(taken)


def _entries(file: Path, names: set[Any]) -> Iterator[dict[str, Any]]:
    if canonicalize_name(file.parent.name) not in names:
        return
    import yaml  # an audit reads the list without it

    raw = yaml.safe_load(file.read_text("utf-8"))
    for affected in raw["affected"] if not raw.get("withdrawn") else ():
        name = canonicalize_name(affected["package"]["name"])
        if name in names:
            ranges = [r["events"] for r in affected.get("ranges", ()) if r["type"] == "ECOSYSTEM"]
            pairs = [pair for events in ranges for pair in _pairs(events)]
            single = [{"introduced": v, "last_affected": v} for v in affected.get("versions", ())]
            yield {"package": name, "id": raw["id"], "aliases": raw.get("aliases", []), "affected": pairs or single}


def _pairs(events: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    """OSV's events as ranges; the last may be open: nothing is fixed yet."""
    start = ""
    for _, _, kind, version in sorted((Version(v), k == "introduced", k, v) for e in events for k, v in e.items()):
        if kind == "introduced":
            start = start or version
        elif start:
            yield {"introduced": start, kind: version}
            start = ""
    if start:
        yield {"introduced": start}


def written(raw: dict[str, Any]) -> str:
    """One advisory a line, by package, so that a change is read as one."""
    entries = sorted(raw["advisories"], key=lambda e: (e["package"], e["id"]))
    lines = ",\n".join("    " + json.dumps(e, ensure_ascii=False) for e in entries)
    head = json.dumps({k: v for k, v in raw.items() if k != "advisories"}, ensure_ascii=False, indent=2)
    return f'{head[:-2]},\n  "advisories": [\n{lines}\n  ]\n}}\n'


if __name__ == "__main__":
    folder, path, *pins = map(Path, sys.argv[1:])
    print(f"{renew(folder, path, pins)} advisories taken from the database")  # noqa: T201
