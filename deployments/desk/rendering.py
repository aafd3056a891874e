"""Pages as HTML: templates with everything escaped, and the words they may use."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from deployments.desk.fields import label
from models.acts.choices import Information
from models.classification import Classification
from models.clocks import CLOCKS
from models.law import cite
from models.lifecycle import find
from models.periods import Clock, DeadlineState, Holder
from models.states import state_name
from models.vocabulary import (
    STAGE_NAMES,
    Audience,
    Channel,
    EventKind,
    Evidence,
    Instrument,
    MessageState,
    Noted,
    Stage,
)
from models.wording import LOCALES, phrase, say, word

BEIJING = ZoneInfo("Asia/Shanghai")
LANGUAGE_NAMES = {"en": "English", "zh": "中文"}
LANG = {"en": "en", "zh": "zh-Hans"}
WORDS = {
    "audience": Audience, "channel": Channel, "classification": Classification, "deadline": DeadlineState,
    "event": EventKind, "evidence": Evidence, "holder": Holder, "information": Information,
    "instrument": Instrument, "message": MessageState,
    "noted": Noted,
}  # fmt: skip
"""The values a template may name in the page's language, by the name it calls their kind."""


def page(template: str, locale: str, **values: Any) -> str:
    """The page as HTML. A template that asks for what is not given is an error.

    `switch` false: no link to the other language, which would lose what was typed.
    """
    other = next(other for other in LOCALES if other != locale)
    about = {"locale": locale, "lang": LANG[locale], "other": other, "other_name": LANGUAGE_NAMES[other]}
    known = {"switch": True, "badge": None, "found": None, "other_lang": LANG[other], **about, **_spoken(locale)}
    return _environment().get_template(f"{template}.html").render(known | values)


def _spoken(locale: str) -> Mapping[str, Callable[..., str]]:
    """Functions that speak the page's language."""
    return {
        "t": lambda key, **values: phrase(key, locale, **values),
        "act_name": lambda act, kind="act": act_name(act, kind, locale),
        "stage_name": lambda stage: say(STAGE_NAMES[Stage(stage)], locale),
        "state": lambda kind, state: say(state_name(Stage(kind), state), locale),
        "clock": lambda clock: say(CLOCKS[Clock(clock)].name, locale),
        "word": lambda kind, value: label(WORDS[kind](value), locale),
        "cite": lambda article: cite(article, locale),
        "when": when,
    }


def act_name(act: str, kind: str, locale: str) -> str:
    """What an act (`inspection.approve`) is called; what the system did by itself, by the kind of its event."""
    stage, _, short = act.partition(".")
    transition = find(Stage(stage), short) if stage in set(Stage) else None
    return say(transition.name, locale) if transition else word(EventKind(kind), locale)


def filing_name(act: str, locale: str) -> str:
    """What the unit calls an act of its own (`rectification.report`)."""
    return phrase(f"filing_{act.replace('.', '_')}", locale)


def file_kind(kind: str, locale: str) -> str:
    """What a stored file is: evidence, or an instrument."""
    return word(Instrument(kind) if kind in set(Instrument) else Evidence(kind), locale)


def when(moment: datetime | str) -> str:
    """The minute in Beijing; a moment without a zone is UTC."""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    aware = at if at.tzinfo else at.replace(tzinfo=ZoneInfo("UTC"))
    return f"{aware.astimezone(BEIJING):%Y-%m-%d %H:%M}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
