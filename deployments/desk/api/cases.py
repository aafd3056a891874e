"""Reading: inbox, cases, deadlines, counts. Lists go on after their last entry (`next`); none shows what the officer
does not need to know."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi import Path as InPath

from deployments.desk import reading
from deployments.desk.asked import Desk, SignedIn, TheDesk
from deployments.desk.signed_in import Officer
from flows.filing import with_address
from models.acts.form import CASE_NO, CODE
from models.errors import BadInput
from models.vocabulary import File

router = APIRouter(tags=["reading"])

CaseNo = Annotated[str, InPath(pattern=CASE_NO)]
After = Annotated[str | None, Query(max_length=60, description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=reading.MOST)]


@router.get("/inbox")
def inbox(officer: SignedIn, here: TheDesk) -> dict[str, Any]:
    """What waits for the officer: in hand, to approve, overdue, supervised."""
    return asdict(reading.inbox_of(here.store, officer))


@router.get("/counts")
def counts(officer: SignedIn, here: TheDesk) -> dict[str, int]:
    """Open cases, running and overdue deadlines among what the officer may see."""
    return reading.counts(here.store, officer)


@router.get("/cases")
def cases(
    officer: SignedIn, here: TheDesk, after: After = None, limit: Limit = 50, open: bool = False,
    unit: Annotated[str | None, Query(pattern=CODE, description="Cases about this unit only.")] = None,
    kind: Annotated[File | None, Query(description="Files of this kind only.")] = None,
) -> dict[str, Any]:  # fmt: skip
    """Cases, newest first."""
    found, further = cases_from(here, officer, after, limit, open, unit, kind)
    return {"cases": found, "next": further}


def cases_from(
    here: Desk,
    officer: Officer,
    after: str | None,
    limit: int,
    open: bool = False,
    unit: str | None = None,
    kind: File | None = None,
) -> tuple[list[dict[str, Any]], str | None]:
    """The cases behind a mark, and the mark of the page after them. Raises BadInput for what is no mark."""
    found = reading.cases(
        here.store, officer, open_only=open, after=_case_mark(after), limit=limit, unit=unit, kind=kind
    )
    last = found[-1] if len(found) == limit else None
    return found, f"{last['opened_on']}~{last['case']}" if last else None


@router.get("/cases/{case}")
def case(case: CaseNo, officer: SignedIn, here: TheDesk) -> dict[str, Any]:
    """One case: stages, timeline with its words, deadlines, files, messages, next acts."""
    return reading.case(here.store, officer, case)


@router.get("/cases/{case}/notices")
def notices(case: CaseNo, officer: SignedIn, here: TheDesk) -> dict[str, Any]:
    """What was sent in the case, word for word, and every attempt with the peer's answer: for the handler, responsible
    persons and auditors."""
    return {"notices": reading.notices(here.store, officer, case)}


@router.get("/cases/{case}/links")
def links(case: CaseNo, officer: SignedIn, here: TheDesk) -> dict[str, Any]:
    """The links of the case for its unit, those that stand with the address to hand over: under the right to read what
    was sent."""
    return {"links": with_address(reading.links(here.store, officer, case))}


@router.get("/deadlines")
def deadlines(officer: SignedIn, here: TheDesk, after: After = None, limit: Limit = 50) -> dict[str, Any]:
    """Running deadlines, the next one first."""
    found = reading.deadlines(here.store, officer, _deadline_mark(after), limit)
    last = found[-1] if len(found) == limit else None
    return {"deadlines": found, "next": f"{last['due']}~{last['id']}" if last else None}


def _case_mark(after: str | None) -> tuple[date, str] | None:
    mark = _mark(after)
    return mark and (mark[0], mark[1])


def _deadline_mark(after: str | None) -> tuple[date, int] | None:
    mark = _mark(after)
    if mark is None:
        return None
    if not (mark[1].isascii() and mark[1].isdigit() and len(mark[1]) < 19):
        raise BadInput("after: not a mark of this list")
    return mark[0], int(mark[1])


def _mark(after: str | None) -> tuple[date, str] | None:
    if after is None:
        return None
    day, _, rest = after.partition("~")
    try:
        return date.fromisoformat(day), rest
    except ValueError:
        raise BadInput("after: not a mark of this list") from None
