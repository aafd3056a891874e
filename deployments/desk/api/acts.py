"""Taking acts: the form of each, one act or a listed batch under one code, and how a submission stands."""

import re
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Response
from pydantic import Field, TypeAdapter

from deployments.desk import taking
from deployments.desk.asked import SignedIn, TheDesk
from deployments.desk.taking import Taken
from models.acts.form import Part
from models.errors import Unknown
from models.lifecycle import find
from models.vocabulary import Stage

router = APIRouter(tags=["acts"])

Key = Annotated[
    str,
    Header(alias="Idempotency-Key", pattern=r"^[A-Za-z0-9._\-]{8,80}$", description="Same key, same answer."),
]
Prefer = Annotated[
    str | None, Header(max_length=100, description="`wait=N`: how many seconds the answer is waited for, ten at most.")
]
Passcode = Annotated[
    str | None, Field(max_length=6, repr=False, description="Six digits, where the act asks for a fresh code.")
]
MOST = 50
LATER: dict[int | str, dict[str, Any]] = {
    202: {
        "description": "Sealed and not answered yet; ask again at `Location`",
        "content": {"application/json": {"schema": {"type": "object", "required": ["submission", "receipt"]}}},
    }
}


class Wanted(Part):
    """An act: its stage, and its form with `act`, `case` and the fields that `/forms` names."""

    stage: Stage
    act: dict[str, Any] = Field(repr=False)


class Signed(Wanted):
    """An act with the code that signs it."""

    code: Passcode = None


class Batch(Part):
    """Acts signed together with one code."""

    acts: Annotated[list[Wanted], Field(min_length=1, max_length=MOST)]
    code: Passcode = None


@router.get("/forms/{stage}/{act}")
def form(stage: Stage, act: str, officer: SignedIn) -> dict[str, Any]:
    """The JSON schema of an act's form, and whether it asks for a fresh code."""
    transition = find(stage, act)
    if transition is None:
        raise Unknown("no such act")
    return {
        "act": transition.full_name, "fresh_code": transition.fresh_code,
        "schema": TypeAdapter(transition.form).json_schema(),
    }  # fmt: skip


@router.post("/acts", responses=LATER)
def act(
    asked: Signed, key: Key, officer: SignedIn, here: TheDesk, response: Response, prefer: Prefer = None
) -> dict[str, Any]:
    """Take one act: 200 with its receipt, 202 where the answer is still to come, 403 where it is refused."""
    wishes = [taking.wish(asked.stage, asked.act)]
    (taken,) = taking.take(here.store, officer, key, wishes, asked.code, _patience(prefer))
    return _told(taken, response)


@router.post("/batches", status_code=202)
def batch(asked: Batch, key: Key, officer: SignedIn, here: TheDesk) -> dict[str, Any]:
    """Seal several acts under one code; each is answered by itself at /submissions/{id}."""
    wishes = [taking.wish(one.stage, one.act) for one in asked.acts]
    taken = taking.submit(here.store, officer, key, wishes, asked.code)
    return {"submissions": taken}


@router.get("/submissions/{submission}", responses=LATER)
def submission(submission: UUID, officer: SignedIn, here: TheDesk, response: Response) -> dict[str, Any]:
    """How a submission of one's own stands."""
    return _told(taking.standing(here.store, officer, str(submission)), response)


def _patience(prefer: str | None) -> float:
    """Seconds to wait as the client prefers (RFC 7240), at most our own; what we do not know is passed over."""
    stated = re.search(r"(?:^|[,;\s])wait=([0-9]{1,3})(?:$|[,;\s])", prefer or "")
    return min(float(stated[1]), taking.PATIENCE) if stated else taking.PATIENCE


def _told(taken: Taken, response: Response) -> dict[str, Any]:
    if taken.receipt is None:
        response.status_code = 202
        response.headers["Location"] = f"/api/v1/submissions/{taken.submission}"
        response.headers["Retry-After"] = "2"
    return {"submission": taken.submission, "receipt": taken.receipt}
