"""Which stored files an act names, and which instruments it drew up. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from models.facts import Entry, StageFacts
from models.vocabulary import Instrument


def named(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """The digests of every file an act's open fields name, each once, in order."""
    return tuple(dict.fromkeys(_named(entry)))


def _named(entry: Mapping[str, Any]) -> Iterator[str]:
    yield from entry.get("files", ())
    if "proof" in entry:
        yield entry["proof"]
    for drawn in entry.get("documents", ()):
        yield from drawn["files"].values()


def newest(stage: StageFacts, instrument: Instrument) -> Mapping[str, Any] | None:
    """The instrument of this kind drawn up last in the stage: `kind`, `number`, and `files` by language."""
    drawn = (d for e in reversed(stage.acts) for d in e.get("documents", ()) if d["kind"] == instrument)
    return next(drawn, None)


def drawn_by(stage: StageFacts, instrument: Instrument) -> Entry | None:
    """The act that drew up the newest instrument of this kind."""
    return next((e for e in reversed(stage.acts) if any(d["kind"] == instrument for d in e.get("documents", ()))), None)
