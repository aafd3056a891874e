"""What a page says of an answer that is no receipt: the message, the rule behind it, and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException

from deployments.desk.problems import TooMany
from deployments.desk.rendering import act_name
from models.errors import BadInput, LostRace, Refusal, TransitionRefused, Unknown
from models.law import cite
from models.law.refusals import reason
from models.store.files import FileMissing
from models.store.vault import Erased
from models.vocabulary import EventKind
from models.wording import phrase, say


@dataclass(frozen=True)
class Found:
    """One problem, in the page's language; `article` is a citation."""

    heading: str
    message: str
    code: str = ""
    article: str = ""
    next: str = ""


def refused(body: Mapping[str, Any], locale: str) -> Found:
    """A refusal as a receipt holds it: code, article, detail."""
    return of(TransitionRefused(Refusal(body["code"], body["article"], tuple(body["detail"]))), locale)


def of(error: Exception, locale: str) -> Found:
    """The problem an error of ours is. Anything else is told without its text, which may hold content."""
    match error:
        case TransitionRefused(refusal=refusal):
            why = reason(refusal.code)
            message = say(why.message, locale)
            if refusal.detail:
                what = phrase("list_comma", locale).join(refusal.detail)
                message += phrase("sentence_gap", locale) + phrase("refusal_detail", locale, what=what)
            article, further = cite(refusal.article, locale), say(why.next, locale)
            return Found(phrase("desk_refused", locale), message, refusal.code, article, further)
        case LostRace(case=case, changed=changed):
            acts = (act_name(act, EventKind.ACT, locale) for act in changed)
            what = phrase("list_comma", locale).join((case, *acts))
            message = phrase("lost_race", locale, what=what)
            return Found(phrase("desk_race", locale), message, "lost_race", next=phrase("try_again", locale))
        case Unknown():
            return Found(phrase("desk_problem", locale), phrase("desk_not_found", locale), "not_found")
        case BadInput():
            message = phrase("input_unreadable", locale, what=error)
            return Found(phrase("desk_problem", locale), message, "bad_input")
        case HTTPException(status_code=413):
            return Found(phrase("desk_problem", locale), phrase("desk_too_large", locale), "too_large")
        case HTTPException():
            return Found(phrase("desk_problem", locale), phrase("desk_http", locale), "http")
        case TooMany():
            return Found(phrase("desk_problem", locale), phrase("desk_too_many", locale), "too_many")
        case Erased():
            why = reason("case_erased")
            return Found(phrase("desk_problem", locale), say(why.message, locale), "case_erased")
        case FileMissing():
            return Found(phrase("desk_problem", locale), phrase("desk_file_missing", locale), "document_missing")
    return Found(phrase("desk_problem", locale), phrase("internal_error", locale), "internal")


def without_words(locale: str) -> str:
    """Why a case shows its codes only: its key was destroyed."""
    why = reason("case_erased")
    return say(why.message, locale) + phrase("sentence_gap", locale) + say(why.next, locale)
