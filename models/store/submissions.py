"""Submissions: forms sealed at the desk that wait for their run, each with the outbox row that starts it.

One transaction enters both, so that nothing waits unstarted; the content goes in the transaction of the answer.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from models.errors import TransitionRefused, Unknown
from models.situation import no
from models.store import chain, posting, vault
from models.store.handles import OUTBOX, SUBMISSION
from models.store.prepared import Prepared
from models.vocabulary import Audience, Channel, MessageState, Stage

SEALED = "sealed"
"""The act under which a run is given a submission instead of a form, and the deployment that takes it."""

STUCK = timedelta(minutes=5)
STARTS = 12
"""A submission is started anew after `STUCK`, so many times; then it is left to a person."""


_ANSWERED = Prepared(
    update(SUBMISSION)
    .where(SUBMISSION.c.id == bindparam("submission", None))
    .values(content=b"", answered_at=bindparam("at", None))
)


@dataclass(frozen=True)
class Submitted:
    """What the desk seals. `step` is the passcode step that proved the badge for this act, None where the session did;
    `batch` is shared by acts signed with one code. `link`: the unit filed it, through this link, which `badge` opened.
    """

    stage: Stage
    act: Mapping[str, Any] = field(repr=False)
    badge: str
    received_at: datetime
    step: int | None = None
    batch: str | None = None
    link: str | None = None


@dataclass(frozen=True)
class Standing:
    """How a submission stands: not answered, answered (its receipt holds the answer), or lost to a faster act."""

    id: str
    badge: str
    stage: Stage
    case_no: str | None
    digest: str
    received_at: datetime
    answered_at: datetime | None
    raced: tuple[str, ...] | None
    link: str | None = None


def enter(connection: Connection, id: str, digest: str, submitted: Submitted) -> None:
    """Seal the form and post the row that starts its run, whose idempotency key is the submission's id."""
    plain = {
        "stage": submitted.stage, "act": dict(submitted.act), "badge": submitted.badge, "step": submitted.step,
        "batch": submitted.batch, "link": submitted.link, "received_at": submitted.received_at.isoformat(),
    }  # fmt: skip
    kid, content = vault.wrap(json.dumps(plain, ensure_ascii=False).encode(), vault.of_submission(id))
    case = submitted.act.get("case")
    connection.execute(
        insert(SUBMISSION).values(
            id=id, badge=submitted.badge, stage=submitted.stage, case_no=case, digest=digest, kid=kid, content=content,
            received_at=submitted.received_at, starts=1, link=submitted.link,
        )
    )  # fmt: skip
    posting.post(connection, [_start(connection, id, submitted.stage, case, 1)])


def opened(connection: Connection, id: str) -> Submitted:
    """The sealed form. Raises Unknown for no such submission, TransitionRefused where its content was removed."""
    row = connection.execute(select(SUBMISSION).where(SUBMISSION.c.id == id)).first()
    if row is None:
        raise Unknown("no such submission")
    if not row.content:
        raise TransitionRefused(no("content_redacted"))
    plain = json.loads(vault.unwrap(connection, row.kid, row.content, vault.of_submission(id)))
    received = datetime.fromisoformat(plain["received_at"])
    signed = plain["step"], plain["batch"], plain.get("link")
    return Submitted(Stage(plain["stage"]), plain["act"], plain["badge"], received, *signed)


def answered(connection: Connection, id: str, at: datetime) -> None:
    """The act was answered, in this transaction: what was sealed for it goes."""
    _ANSWERED.run(connection, {"submission": id, "at": at})


def raced(connection: Connection, id: str, changed: tuple[str, ...]) -> None:
    """Others were faster; the officer looks again and submits anew."""
    values = {"content": b"", "answered_at": chain.now(connection), "raced": json.dumps(changed)}
    connection.execute(update(SUBMISSION).where(SUBMISSION.c.id == id).values(**values))


def standing(connection: Connection, id: str) -> Standing | None:
    """How the submission stands; None where there is none."""
    names = ("id", "badge", "stage", "case_no", "digest", "received_at", "answered_at", "raced", "link")
    row = connection.execute(select(*SUBMISSION.c[names]).where(SUBMISSION.c.id == id)).first()
    if row is None:
        return None
    lost = tuple(json.loads(row.raced)) if row.raced is not None else None
    when = row.received_at, row.answered_at
    return Standing(row.id, row.badge, row.stage, row.case_no, row.digest, *when, lost, row.link)


def waiting(connection: Connection, before: datetime) -> int:
    """How many submissions received before that moment have no answer."""
    return len(connection.execute(select(SUBMISSION.c.id).where(*_waiting(before))).all())


def start_again(connection: Connection, at: datetime) -> int:
    """Post a new start for what waits too long: its run was lost with a worker, or its start is dead."""
    wanted = select(SUBMISSION).where(*_waiting(at - STUCK), SUBMISSION.c.starts < STARTS).with_for_update()
    started = 0
    for row in connection.execute(wanted).all():
        if at - row.received_at < STUCK * row.starts:
            continue
        last = OUTBOX.c.dedupe == _key(row.id, row.starts)
        sooner = update(OUTBOX).where(last, OUTBOX.c.state == MessageState.READY).values(due_at=at)
        if connection.execute(sooner).rowcount == 0:
            again = row.starts + 1
            connection.execute(update(SUBMISSION).where(SUBMISSION.c.id == row.id).values(starts=again))
            posting.post(connection, [_start(connection, row.id, row.stage, row.case_no, again)])
        started += 1
    return started


def _waiting(before: datetime) -> tuple[Any, ...]:
    return SUBMISSION.c.answered_at.is_(None), SUBMISSION.c.received_at < before


def _key(id: str, start: int) -> str:
    return f"run:{id}" if start == 1 else f"run:{id}/{start}"


def _start(connection: Connection, id: str, stage: Stage, case: str | None, n: int) -> dict[str, Any]:
    """An outbox row without a word of content; later starts carry another key, which stands for the same request."""
    at = chain.now(connection)
    return {
        "dedupe": _key(id, n), "case_no": case, "seq": 0, "channel": Channel.RUN,
        "audience": Audience.ENGINE, "target": f"{stage}/{SEALED}", "statutory": False, "title": "", "body": "",
        "sealed_id": None, "state": MessageState.READY, "attempts": 0, "rung": None, "created_at": at, "due_at": at,
    }  # fmt: skip
