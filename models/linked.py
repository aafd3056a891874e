"""One-purpose links, by which a unit's contact files the unit's own acts: what the acts of its file say of them.

The file itself, a case or a duties ledger, is the register of its links: each was opened by an act, and is revoked by
one. Who holds one stands in the record as `link:GZ-2026-000123-2`, which is no badge: no badge holds a colon.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from models.facts import Entry, LinkId, day

ACTOR = "link:"
"""What the name of who acts through a link begins with."""

_ID = re.compile(r"([A-Z]{2,8}-[0-9]{4}-[0-9]{6})-([1-9][0-9]{0,3})", re.ASCII)


@dataclass(frozen=True)
class Link:
    """A link as it was opened: which acts it is for, and its last day."""

    number: int
    acts: frozenset[str]
    expires_on: date
    opened_by: str
    revoked: bool

    @classmethod
    def of(cls, entry: Entry, revoked: bool) -> Self:
        acts = frozenset(entry["acts"])
        return cls(entry["link"], acts, day(entry, "expires_on"), entry["by"], revoked)

    def stands(self, on: date) -> bool:
        """Whether it may be used on that day; its last day is one."""
        return not self.revoked and on <= self.expires_on


def links(acts: Iterable[Entry]) -> tuple[Link, ...]:
    """The links opened by these acts on a file, in order."""
    entries = list(acts)
    gone = {e["link"] for e in entries if e["act"] == "revoke_link"}
    return tuple(Link.of(e, e["link"] in gone) for e in entries if e["act"] == "open_link")


def found(acts: Iterable[Entry], number: int) -> Link | None:
    """The link of this number."""
    return next((link for link in links(acts) if link.number == number), None)


def actor(id: LinkId) -> str:
    """Under what name an act filed through the link stands in the record."""
    return f"{ACTOR}{id}"


def is_link(by: str) -> bool:
    """Whether this is the name of a link, not a badge."""
    return by.startswith(ACTOR)


def read(text: str) -> LinkId | None:
    """The link such a text names."""
    parts = _ID.fullmatch(text)
    return LinkId(parts[1], int(parts[2])) if parts else None
