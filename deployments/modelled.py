"""What an entry of the law says models it, looked up in the code: what it is called, and where it lives."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from inspect import isclass, isfunction
from pkgutil import resolve_name
from typing import Any

from pydantic_settings import BaseSettings

from deployments.settings import DeploymentSettings
from flows.instruments.words import TITLES
from flows.settings import FlowSettings
from models import periods, vocabulary
from models.acts import choices, education_choices, honours, report_choices
from models.clocks import CLOCKS
from models.errors import DefinitionError
from models.law import article
from models.law.duties import DutyItem
from models.lifecycle import find
from models.periods import Clock
from models.store.settings import StoreSettings
from models.store.tables import metadata
from models.vocabulary import Instrument, Name, Stage
from models.wording import word
from notifications.settings import NotificationSettings

CHOICES = (choices, education_choices, honours, report_choices, periods, vocabulary)

SETTINGS: tuple[type[BaseSettings], ...] = (StoreSettings, FlowSettings, NotificationSettings, DeploymentSettings)


@dataclass(frozen=True)
class Model:
    """What a reference points at. `name` is None for what only engineers name: a guard, a table, a setting."""

    reference: str
    name: Name | None
    where: str


def model(reference: str) -> Model:
    """What the reference points at; DefinitionError where the code has no such thing."""
    kind, _, what = reference.partition(":")
    try:
        name, where = _LOOK[kind](what)
    except (KeyError, ValueError, AttributeError, ImportError, StopIteration) as error:
        raise DefinitionError(f"{reference}: {error}") from error
    return Model(reference, name, where)


Found = tuple[Name | None, str]


def _act(what: str) -> Found:
    stage, _, act = what.partition(".")
    found = find(Stage(stage), act)
    if found is None:
        raise KeyError(what)
    return found.name, f"models/procedure/{stage}.py"


def _guard(what: str) -> Found:
    return _function(f"models.guards.{what}")


def _rule(what: str) -> Found:
    if what.startswith(("guards.", "store.")):
        raise ValueError("a rule is pure, and no guard")
    return _function(f"models.{what}")


def _function(path: str) -> Found:
    found = resolve_name(path)
    if not isfunction(found) or path != f"{found.__module__}.{found.__qualname__}" or "._" in path:
        raise ValueError("no public function of that module")
    return None, _file(found)


def _duty(what: str) -> Found:
    return article(DutyItem(what)).name, "models/law/duties.py"


def _register(what: str) -> Found:
    return None, f"table {metadata.tables[what].name}"


def _choice(what: str) -> Found:
    kind, _, member = what.partition(".")
    found = next(found for module in CHOICES if (found := getattr(module, kind, None)))
    if not (isclass(found) and issubclass(found, StrEnum)):
        raise ValueError("no choice")
    return (_word(found[member]) if member else None), _file(found)


def _word(value: StrEnum) -> Name | None:
    try:
        return Name(word(value, "en"), word(value, "zh"))
    except DefinitionError:
        return None


def _clock(what: str) -> Found:
    return CLOCKS[Clock(what)].name, "models/clocks.py"


def _instrument(what: str) -> Found:
    return TITLES[Instrument(what)], "flows/instruments/templates"


def _setting(what: str) -> Found:
    if not any(what in settings.model_fields for settings in SETTINGS):
        raise KeyError(what)
    return None, f"CASEWORK_{what.upper()}"


def _file(found: Any) -> str:
    return f"{found.__module__.replace('.', '/')}.py"


_LOOK: dict[str, Callable[[str], Found]] = {
    "act": _act,
    "guard": _guard,
    "rule": _rule,
    "duty": _duty,
    "register": _register,
    "choice": _choice,
    "clock": _clock,
    "instrument": _instrument,
    "setting": _setting,
}
