"""Submitting acts at the desk: read, prove, seal. Their runs answer; whoever submitted waits for that, or does not.

Nothing here imports Prefect, and nothing of a form reaches it.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from flows import forms
from flows.digest import request_digest
from flows.identity import identity as identity
from flows.legal_day import legal_day
from flows.signature import Signed, prove
from models.errors import LostRace, Refusal, TransitionRefused
from models.lifecycle import find
from models.situation import no
from models.store import chain, journal, snapshot, submissions
from models.store.engine import Store
from models.store.journal import Answer
from models.store.submissions import Submitted
from models.vocabulary import Stage
from notifications import loop

LOOK_SECONDS = 0.03


@dataclass(frozen=True)
class Wish:
    """An act as it was submitted, not read yet."""

    stage: Stage
    act: Mapping[str, Any] = field(repr=False)


def submit(
    store: Store, badge: str, key: str, wishes: Sequence[Wish], code: str | None, received_at: datetime,
    *, signed_in: bool = True,
) -> list[str]:  # fmt: skip
    """Seal the acts, all or none; the ids under which they are answered. Several are one batch, signed with one code.

    Where nobody is `signed_in` no session has proven the badge: every act asks for a code then.
    Raises BadInput naming wrong fields, TransitionRefused where the code does not prove the badge, or where the key
    was used with another content.
    """
    stated = [forms.read(w.stage, w.act).model_dump(mode="json", exclude_none=True) for w in wishes]
    ids = [identity(badge, key, n) for n in range(len(wishes))]
    digests = [request_digest(w.stage, s, badge) for w, s in zip(wishes, stated, strict=True)]
    if _known(store, badge, key, digests):
        return ids
    asks = [find(w.stage, s["act"]) for w, s in zip(wishes, stated, strict=True)]
    step = None
    if not signed_in or any(t is None or t.fresh_code for t in asks):
        try:
            step = prove(store, Signed(badge, code), received_at)
        except TransitionRefused as refused:
            _note(store, badge, wishes, stated, refused.refusal, received_at)
            raise
    batch = ids[0] if len(ids) > 1 else None
    try:
        with store.write() as connection:
            for id, digest, wish, act in zip(ids, digests, wishes, stated, strict=True):
                sealed = Submitted(wish.stage, act, badge, received_at, step, batch)
                submissions.enter(connection, id, digest, sealed)
    except IntegrityError:
        # The same request, sent twice at once: the other one has entered it.
        if not _known(store, badge, key, digests):
            raise
    loop.nudge()
    return ids


def answer(store: Store, id: str, seconds: float) -> Answer | None:
    """The answer, waited for at most so long; None where there is none yet. Raises LostRace."""
    until = time.monotonic() + seconds
    while True:
        with store.read() as connection:
            found = journal.answered(connection, id)
            standing = submissions.standing(connection, id) if found is None else None
        if found is not None:
            return found[1]
        if standing is not None and standing.raced is not None:
            raise LostRace(standing.case_no or "", standing.raced)
        if time.monotonic() >= until:
            return None
        time.sleep(LOOK_SECONDS)


def _known(store: Store, badge: str, key: str, digests: Sequence[str]) -> bool:
    """Whether these were submitted before. Raises TransitionRefused where it was another content, or another number
    of acts."""
    with store.read() as connection:
        found = [submissions.standing(connection, identity(badge, key, n)) for n in range(len(digests) + 1)]
    before = [s and s.digest for s in found]
    if any(before) and before != [*digests, None]:
        raise TransitionRefused(no("request_reused"))
    return any(before)


def _note(
    store: Store, badge: str, wishes: Sequence[Wish], stated: Sequence[Mapping[str, Any]], refusal: Refusal,
    received_at: datetime,
) -> None:  # fmt: skip
    """Acts that the code did not sign are refused acts, and evidence like any other."""
    with store.write() as connection:
        at, today = chain.now(connection), legal_day(connection, received_at)
        for wish, act in zip(wishes, stated, strict=True):
            case_no = snapshot.known_case(connection, act.get("case"))
            journal.note_refusal(connection, case_no, badge, f"{wish.stage}.{act['act']}", refusal, today, at)
