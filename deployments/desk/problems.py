"""Errors as answers: RFC 9457 problem details, with the code, the article and what to do next; never the input."""

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from flows.forms import path
from flows.settings import flow_settings
from models.errors import BadInput, CaseworkError, LostRace, Refusal, TransitionRefused, Unknown
from models.law.refusals import explain, reason
from models.store.files import FileMissing
from models.store.vault import Erased
from models.wording import phrase, say

log = logging.getLogger("casework.desk")

MEDIA = "application/problem+json"
Body = dict[str, Any]


class NotSignedIn(CaseworkError):
    """Nobody is signed in, or the session is over."""


class TooMany(CaseworkError):
    """Asked too often; `after` is when to try again, in seconds."""

    def __init__(self, after: int) -> None:
        super().__init__("too many requests")
        self.after = after


def problem(status: int, code: str, title: str, headers: Mapping[str, str] | None = None, **more: Any) -> JSONResponse:
    """One problem; `code` is for programs, `title` and `detail` are for people."""
    body: Body = {"type": f"urn:casework:{code}", "title": title, "status": status, "code": code, **more}
    return JSONResponse(body, status, dict(headers or {}), MEDIA)


def refused(refusal: Refusal) -> JSONResponse:
    """A refusal by law or authority: 403, with article and next step."""
    locale, why = flow_settings().locale, reason(refusal.code)
    return problem(
        403, refusal.code, say(why.message, locale), article=refusal.article, detail=explain(refusal, locale),
        next=say(why.next, locale), details=list(refusal.detail),
    )  # fmt: skip


def answer(error: Exception) -> JSONResponse:
    """The problem for any error of ours; what nobody foresaw shows its type only, since its text may hold content."""
    locale = flow_settings().locale
    match error:
        case TransitionRefused(refusal=refusal):
            return refused(refusal)
        case LostRace(changed=changed):
            return problem(409, "lost_race", phrase("try_again", locale), changed=list(changed))
        case NotSignedIn():
            return problem(401, "not_signed_in", phrase("desk_not_signed_in", locale), {"WWW-Authenticate": "Bearer"})
        case TooMany(after=after):
            return problem(429, "too_many", phrase("desk_too_many", locale), {"Retry-After": str(after)})
        case Erased():
            return problem(410, "case_erased", say(reason("case_erased").message, locale))
        case FileMissing():
            return problem(410, "document_missing", phrase("desk_file_missing", locale))
        case Unknown():
            return problem(404, "not_found", phrase("desk_not_found", locale))
        case BadInput():
            return problem(422, "bad_input", phrase("desk_bad_input", locale), detail=str(error))
    log.error("internal: %s", type(error).__name__)
    return problem(500, "internal", phrase("internal_error", locale))


def install(app: FastAPI) -> None:
    """Let every error of ours be answered here; `Surface` answers what nobody foresaw."""
    app.add_exception_handler(CaseworkError, lambda _request, error: answer(error))
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _foreign)


def _malformed(_request: Request, error: Exception) -> JSONResponse:
    """Names the fields and what is wrong with them, never what was typed."""
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    told = "; ".join(f"{path(e, e['loc'])}: {e['type']}" for e in found)
    return problem(422, "bad_input", phrase("desk_bad_input", flow_settings().locale), detail=told)


def _foreign(_request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    code = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}.get(status, "http")
    told = {"not_found": "desk_not_found", "too_large": "desk_too_large"}.get(code, "desk_http")
    return problem(status, code, phrase(told, flow_settings().locale), headers)
