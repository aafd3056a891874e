"""Evidence: brought in, and fetched by who needs to know."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Body, Query, Response
from fastapi import Path as InPath

from deployments.desk import reading, taking
from deployments.desk.api.cases import CaseNo
from deployments.desk.asked import SignedIn, TheDesk
from models.acts.form import DIGEST
from models.store.files import Fetched
from models.store.media import MEDIA
from models.vocabulary import Evidence

router = APIRouter(tags=["documents"])

FILE: dict[int | str, dict[str, Any]] = {200: {"description": "The file", "content": {m: {} for m in MEDIA.values()}}}


@router.post("/cases/{case}/documents", status_code=201)
def add(
    case: CaseNo,
    officer: SignedIn,
    here: TheDesk,
    kind: Evidence,
    name: Annotated[str, Query(min_length=1, max_length=200, description="File name with its extension.")],
    content: Annotated[bytes, Body(media_type="application/octet-stream")],
) -> dict[str, Any]:
    """Store the body as evidence; acts name it by the digest in the answer."""
    return taking.keep(here.store, officer, case, kind, name, content)


@router.get("/cases/{case}/documents/{digest}", response_class=Response, responses=FILE)
def fetch(case: CaseNo, digest: Annotated[str, InPath(pattern=DIGEST)], officer: SignedIn, here: TheDesk) -> Response:
    """The file as it was given."""
    return as_file(reading.document(here.store, officer, case, digest))


def as_file(found: Fetched) -> Response:
    """The file to be saved, never shown by the browser."""
    shown = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}"}
    return Response(found.content, media_type=found.media, headers=shown)
