"""Taking acts and files in at the desk: need to know first, then sealed, then answered if the answer comes in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

from deployments.desk.reading import allow
from deployments.desk.signed_in import Officer, now, well_formed
from flows import forms, submitting
from flows.submitting import Wish
from models.errors import Refusal, TransitionRefused, Unknown
from models.situation import no
from models.store import files, submissions, vault
from models.store.engine import Store
from models.store.media import recognised
from models.vocabulary import Evidence, Outcome, Stage

PATIENCE = 10.0
"""Seconds an answer is waited for before the submission's number is given instead."""

WAITERS = 16
"""So many requests wait at a time; who comes on top is given the number at once. The desk has 40 threads: a crowd that
comes faster than Prefect takes acts never holds up those who only look."""

_seats = BoundedSemaphore(WAITERS)


@dataclass(frozen=True)
class Taken:
    """A submission with its receipt; None while its run has not answered."""

    submission: str
    receipt: dict[str, Any] | None


def take(
    store: Store, officer: Officer, key: str, wishes: Sequence[Wish], code: str | None, seconds: float = PATIENCE
) -> list[Taken]:
    """Submit acts and wait for their answers. Raises what `submitting.submit` raises, and for a single act what its
    answer is: TransitionRefused or LostRace."""
    return [answered(store, id, seconds) for id in submit(store, officer, key, wishes, code)]


def submit(store: Store, officer: Officer, key: str, wishes: Sequence[Wish], code: str | None) -> list[str]:
    """Seal the acts without waiting; the ids of the submissions. A case an act only names is read by it too."""
    stated = [forms.read(w.stage, w.act) for w in wishes]
    named = [getattr(form, field, None) for form in stated for field in ("case", "other")]
    for case_no in dict.fromkeys(number for number in named if number):
        with allow(store, officer, case_no, "act"):
            pass
    return submitting.submit(store, officer.badge, key, wishes, well_formed(code), now())


def answered(store: Store, submission: str, seconds: float) -> Taken:
    """The answer to a submission as far as there is one. Raises TransitionRefused and LostRace where that is it."""
    seat = seconds > 0 and _seats.acquire(blocking=False)
    try:
        found = submitting.answer(store, submission, seconds if seat else 0.0)
    finally:
        if seat:
            _seats.release()
    if found is None:
        return Taken(submission, None)
    if found.outcome is Outcome.REFUSED:
        refused = found.body["refused"]
        raise TransitionRefused(Refusal(refused["code"], refused["article"], tuple(refused["detail"])))
    return Taken(submission, dict(found.body))


def standing(store: Store, officer: Officer, submission: str) -> Taken:
    """How a submission of the officer's own stands. Raises Unknown for any other."""
    with store.read() as connection:
        found = submissions.standing(connection, submission)
    if found is None or found.badge != officer.badge:
        raise Unknown("no such submission")
    return answered(store, submission, 0.0)


def keep(store: Store, officer: Officer, case_no: str, kind: Evidence, name: str, content: bytes) -> dict[str, Any]:
    """Store a file as evidence; acts then name it by its digest. Raises BadInput for a type that is not allowed."""
    media = recognised(name, content)
    with allow(store, officer, case_no, "document") as connection:
        try:
            kept = files.keep(connection, case_no, kind.value, name, content, media=media)
        except vault.Erased:
            raise TransitionRefused(no("case_erased")) from None
    with store.write() as connection:
        files.enter(connection, kept, added_by=officer.badge, at=now())
    return {"case": case_no, "digest": kept.digest, "sha256": kept.sha256, "size": kept.size, "kind": kept.kind}


def wish(stage: Stage, act: dict[str, Any]) -> Wish:
    """An act as it came, unread."""
    return Wish(stage, act)
