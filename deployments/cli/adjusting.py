"""The yearly adjustment of the list of key units: each row one act on the one road, answered once and for ever.

The requests' ids follow from the file's digest and the row: the same file sent again goes on where it stopped.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from deployments.cli.exits import Failed
from deployments.cli.output import told
from flows import forms, submitting
from flows.submitting import Wish
from models.acts.adjustment import Adjustment, AdjustmentRow
from models.errors import BadInput, LostRace, TransitionRefused
from models.store import key_units, officers
from models.store.engine import Store
from models.store.journal import Answer
from models.vocabulary import Outcome, Stage

Rows = Sequence[tuple[int, AdjustmentRow]]


@dataclass(frozen=True)
class Wanted:
    """A row with its line, the act it asks for and the id of its request; `fault` is why it asks for none."""

    line: int
    row: AdjustmentRow
    case: str | None
    act: Mapping[str, Any]
    request: str
    fault: str | None = None


Take = Callable[[Wanted], Answer]
"""Takes one act. Raises TransitionRefused, LostRace, Failed."""


def key_of(digest: str, badge: str) -> str:
    """The id of the whole order: the same file of the same officer is the same order."""
    return str(uuid5(NAMESPACE_URL, f"listing.adjust:{digest}:{badge}"))


def wanted(store: Store, badge: str, digest: str, rows: Rows) -> list[Wanted]:
    """What each row asks for; a unit to be kept or removed is found by its newest listing of the officer's organ."""
    with store.read() as connection:
        officer = officers.found(connection, [badge]).get(badge)
        known = key_units.newest(connection, officer.organ if officer else "", [row.unit for _, row in rows])
    return [_wanted(line, row, known.get(row.unit), f"{key_of(digest, badge)}:{line}") for line, row in rows]


def _wanted(line: int, row: AdjustmentRow, number: str | None, name: str) -> Wanted:
    request, case = str(uuid5(NAMESPACE_URL, name)), None if row.change is Adjustment.ADD else number
    if row.change is not Adjustment.ADD and number is None:
        return Wanted(line, row, None, {}, request, "not_listed")
    act = row.act(number)
    try:
        forms.read(Stage.LISTING, act)
    except BadInput as error:
        return Wanted(line, row, case, act, request, str(error))
    return Wanted(line, row, case, act, request)


def answers(asked: Sequence[Wanted], take: Take) -> Iterator[dict[str, Any]]:
    """What became of each row, in order; after one that is not taken the next one is tried."""
    for one in asked:
        row = {"line": one.line, "unit": one.row.unit, "change": one.row.change.value}
        yield {**row, **(_answer(one, take) if one.fault is None else _not(one, "malformed", one.fault))}


def _answer(one: Wanted, take: Take) -> dict[str, Any]:
    try:
        answer = take(one)
    except TransitionRefused as refused:
        return _not(one, "refused", refused.refusal.code)
    except LostRace:
        return _not(one, "lost_race", None)
    except Failed as failed:
        return _not(one, "unanswered", failed.code)
    if answer.outcome is Outcome.REFUSED:
        return _not(one, "refused", answer.body["refused"]["code"])
    return {"case": answer.body["case"], "outcome": "recorded", "code": None}


def _not(one: Wanted, outcome: str, code: str | None) -> dict[str, Any]:
    return {"case": one.case, "outcome": outcome, "code": code}


def by_desk(store: Store, badge: str, key: str, asked: Sequence[Wanted], code: str | None, timeout: float) -> Take:
    """Seals all acts as one batch, signed with one code, and waits for each; the same batch is sealed once.

    Raises TransitionRefused where the code does not prove the badge, or where the rows that can be taken are others
    than when this file was first sent.
    """
    sound = [one for one in asked if one.fault is None]
    wishes = [Wish(Stage.LISTING, one.act) for one in sound]
    ids = submitting.submit(store, badge, key, wishes, code, datetime.now(UTC), signed_in=False) if sound else []
    sealed = dict(zip([one.line for one in sound], ids, strict=True))

    def take(one: Wanted) -> Answer:
        found = submitting.answer(store, sealed[one.line], timeout)
        if found is None:
            raise Failed("timed_out", told("sealed_waits", seconds=round(timeout)))
        return found

    return take
