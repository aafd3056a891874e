"""The same act for each of many units: written guidance in a case of its own, or the duties ledger opened."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flows import forms
from flows.pacing import Pace
from flows.series import Series, Taken
from flows.stores import store
from models.errors import LostRace, Refusal
from models.store import addressees
from models.store.addressees import Meant
from models.store.many import by_keys
from models.vocabulary import Outcome, Stage
from notifications import loop

PAGE = 500
FIRST, LEAST, MOST = 5, 1, 200
"""Units to a transaction."""


@dataclass(frozen=True)
class Addressee:
    """A unit and who is to handle its file; `line` says where it stands in a list."""

    unit: str
    handler: str | None
    line: int | None = None


@dataclass(frozen=True)
class Told:
    """What came of one unit: its file's number; why the act was refused, or that its case changed meanwhile."""

    to: Addressee
    case: str | None
    already: bool = False
    refused: Refusal | None = None
    raced: bool = False

    @property
    def done(self) -> bool:
        return self.refused is None and not self.raced


@dataclass(frozen=True)
class Notice:
    """Written guidance for many. `batch` names it for ever: the same name never tells a unit twice."""

    organ: str
    batch: str
    reason: str
    form: Mapping[str, Any]

    def key(self, unit: str, act: str) -> str:
        return f"guidance:{self.organ}:{self.batch}:{unit}:{act}"


def read_notice(document: Mapping[str, Any], organ: str, batch: str) -> Notice:
    """The notice of a form of `guidance issue` without its case, with the `reason` its cases are opened for. BadInput
    names the fields that are wrong."""
    form = {name: value for name, value in document.items() if name != "reason"}
    opening = forms.read(Stage.CASE, {"act": "open", "unit": "any", "reason": document.get("reason")})
    forms.read(Stage.GUIDANCE, {**form, "act": "issue", "case": "GZ-2000-000000"})
    return Notice(organ, batch, opening.reason, form)  # type: ignore[attr-defined]  # the form of `case open` has it


def issue(notice: Notice, units: Iterable[Addressee], series: Series) -> Iterator[Told]:
    """Open a case about each unit and issue the guidance in it; a unit that is refused keeps no other back."""

    def one(to: Addressee) -> Told:
        opening = {"act": "open", "unit": to.unit, "handler": to.handler, "reason": notice.reason}
        opened = _taken(to, None, series, Stage.CASE, opening, notice.key(to.unit, "open"))
        if not opened.done:
            return opened
        issuing = {**notice.form, "act": "issue", "case": opened.case}
        return _taken(to, opened.case, series, Stage.GUIDANCE, issuing, notice.key(to.unit, "issue"))

    return _in_chunks(units, one, series.badge)


def open_ledgers(name: str, units: Iterable[Addressee], series: Series) -> Iterator[Told]:
    """Open the duties ledger of each unit; `name` is that of the list they stand in."""

    def one(to: Addressee) -> Told:
        opening = {"act": "open", "unit": to.unit, "handler": to.handler}
        return _taken(to, None, series, Stage.DUTIES, opening, f"duties.open:{name}:{to.unit}")

    return _in_chunks(units, one, series.badge)


def _in_chunks(units: Iterable[Addressee], one: Callable[[Addressee], Told], badge: str) -> Iterator[Told]:
    """Serve each unit, some to a transaction; what came of them is told once that stands."""
    waiting, pace = iter(units), Pace(FIRST, LEAST, MOST)
    while True:
        chunk = list(islice(waiting, pace.size))
        if not chunk:
            return
        # What the disk asks for the commit is no reason for fewer to a commit: only what comes before it is paced.
        with store().together() as connection, pace.chunk():
            by_keys(connection)
            addressees.hold(connection, (to.unit for to in chunk), {badge, *(to.handler or badge for to in chunk)})
            told = [one(to) for to in chunk]
        loop.nudge()
        yield from told


def all_meant(meant: Meant, handler: str) -> Iterator[Addressee]:
    """Every unit that is meant, read a page at a time while the acts are taken."""
    after = ""
    while True:
        with store().read() as connection:
            codes = addressees.page(connection, meant, after, PAGE)
        yield from (Addressee(code, handler) for code in codes)
        if len(codes) < PAGE:
            return
        after = codes[-1]


def _taken(to: Addressee, case: str | None, series: Series, stage: Stage, act: Mapping[str, Any], key: str) -> Told:
    stated = {name: value for name, value in act.items() if value is not None}
    try:
        taken: Taken = series.take(stage, stated, key)
    except LostRace:
        return Told(to, case, raced=True)
    body = taken.answer.body
    if taken.answer.outcome is Outcome.RECORDED:
        return Told(to, body["case"], taken.already)
    why = body["refused"]
    return Told(to, case, taken.already, Refusal(why["code"], why["article"], tuple(why["detail"])))
