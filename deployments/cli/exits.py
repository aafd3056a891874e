"""What an error is to the caller: an exit code, one line of text, one JSON object. Codes are part of the contract."""

import sys
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from pydantic import ValidationError

from flows.settings import flow_settings
from models.errors import BadInput, CaseworkError, LostRace, SchemaMismatch, TransitionRefused, Unknown
from models.law.refusals import explain
from models.wording import phrase


class Exit(IntEnum):
    """0 done; 2 wrong usage; 3 refused by law or authority; 4 lost a race, try again; 5 not found; 1 anything else."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    REFUSED = 3
    RACE = 4
    UNKNOWN = 5


class Failed(CaseworkError):
    """A command could not be carried out; `code` names the reason for programs, the message for people."""

    def __init__(self, code: str, message: str, **details: Any) -> None:
        super().__init__(message)
        self.code = code
        self.details = details


@dataclass(frozen=True)
class Ending:
    """How a command ended."""

    exit: Exit
    line: str
    body: dict[str, Any]


def ending(error: BaseException) -> Ending:
    """The ending for any error; what nobody foresaw shows its type only, since its text may hold content."""
    locale = _locale()
    match error:
        case TransitionRefused(refusal=refusal):
            message = explain(refusal, locale)
            refused = {"code": refusal.code, "article": refusal.article, "message": message}
            return Ending(Exit.REFUSED, phrase("refused", locale, what=message), {"refused": refused})
        case LostRace(case=case, changed=changed):
            acts = phrase("list_comma", locale).join(changed) or phrase("try_again", locale)
            line = phrase("lost_race", locale, what=f"{case}: {acts}")
            return _error(Exit.RACE, "lost_race", line, case=case, changed=list(changed))
        case Unknown():
            return _error(Exit.UNKNOWN, "not_found", phrase("not_found", locale, what=error))
        case BadInput():
            return _error(Exit.USAGE, "bad_input", phrase("input_unreadable", locale, what=error))
        case SchemaMismatch():
            return _error(Exit.FAILED, "schema", str(error))
        case Failed(code=code, details=details):
            return _error(Exit.FAILED, code, str(error), **details)
        case ValidationError():
            return _error(Exit.FAILED, "settings", phrase("settings_unreadable", locale, what=_fields(error)))
    return _foreign(error, locale)


def _foreign(error: BaseException, locale: str) -> Ending:
    """Errors of the libraries, which are not imported here for the sake of a quick start."""
    if hasattr(error, "format_message") and hasattr(error, "exit_code"):
        return _error(Exit.USAGE, "usage", _one_line(error.format_message()))
    if _is(error, "sqlalchemy.exc", "SQLAlchemyError"):
        return _error(Exit.FAILED, "database", phrase("database_unopened", locale))
    if _is(error, "httpx", "HTTPStatusError") and getattr(error, "response").status_code == 401:  # noqa: B009
        return _error(Exit.FAILED, "engine", phrase("engine_password", locale))
    if (
        _is(error, "flows.trigger", "PrefectUnreachable")
        or _is(error, "httpx", "HTTPError")
        or _is(error, "prefect.exceptions", "PrefectException")
    ):
        return _error(Exit.FAILED, "engine", phrase("engine_unreachable", locale))
    if isinstance(error, KeyboardInterrupt) or type(error).__name__ == "Abort":
        return _error(Exit.FAILED, "interrupted", phrase("interrupted", locale))
    if isinstance(error, OSError) and error.filename is not None:
        what = f"{error.filename}: {error.strerror}"
        return _error(Exit.FAILED, "file", phrase("file_unusable", locale, what=what))
    name = type(error).__name__
    return _error(Exit.FAILED, "internal", f"{phrase('internal_error', locale)} ({name}; CASEWORK_DEBUG=1)")


def _locale() -> str:
    try:
        return flow_settings().locale
    except ValidationError:
        return "en"


def _error(code: Exit, name: str, line: str, **details: Any) -> Ending:
    return Ending(code, _one_line(line), {"error": {"code": name, "message": _one_line(line), **details}})


def _is(error: BaseException, module: str, name: str) -> bool:
    kind = getattr(sys.modules.get(module), name, None)
    return kind is not None and isinstance(error, kind)


def _fields(error: ValidationError) -> str:
    told = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(f"CASEWORK_{'_'.join(str(part) for part in e['loc'])}".upper() + f": {e['msg']}" for e in told)


def _one_line(text: str) -> str:
    return " ".join(text.split())
