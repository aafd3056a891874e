"""The page of one act: its form, what was typed, and why it was not taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from deployments.desk.fields import Asking, Input, Stored, inputs, unplaced
from deployments.desk.narrated import Said
from deployments.desk.rendering import page
from deployments.desk.told import Found
from deployments.desk.typed import Typed
from models.errors import Fault
from models.transition import Transition
from models.wording import say


@dataclass(frozen=True)
class Asked:
    """Where the act is taken and by whom. `key` makes a second click the same request; `fresh`: a new code is asked.

    `seen` is the version of the case the form was filled from; `before` what the stage's acts said so far,
    `known` what the untouched form says already.
    """

    transition: Transition
    badge: str
    locale: str
    action: str
    key: str
    case: str | None = None
    label: str | None = None
    seen: int | None = None
    fresh: bool = False
    stored: Sequence[Stored] = ()
    before: Sequence[tuple[str, Said]] = field(default=(), repr=False)
    known: Mapping[str, Any] = field(default_factory=dict, repr=False)


def form_page(
    asked: Asked, typed: Typed, *, faults: Sequence[Fault] = (), found: Found | None = None, more: str = ""
) -> str:
    """The form as HTML. `faults` marks the wrong fields, `found` says why the act was refused, `more` grows a list."""
    t = asked.transition
    shown = inputs(t.form, typed, Asking(asked.locale, faults, asked.stored, more))
    return page(
        "act",
        asked.locale,
        badge=asked.badge,
        switch=not (faults or found or more),
        name=say(t.name, asked.locale),
        stage=t.stage.value,
        on_file=t.on_file,
        basis=t.basis,
        adverse=t.adverse,
        **{name: getattr(asked, name) for name in ("case", "label", "action", "key", "seen", "fresh", "before")},
        inputs=shown,
        found=found,
        wrong=_wrong(asked, shown, faults),
    )


def _wrong(asked: Asked, shown: Sequence[Input], faults: Sequence[Fault]) -> dict[str, Any] | None:
    if not faults:
        return None
    marked = [one for one in _flat(shown) if one.faults]
    return {"inputs": marked, "sentences": unplaced(asked.transition.form, faults, asked.locale)}


def _flat(shown: Sequence[Input]) -> list[Input]:
    return [found for one in shown for found in (one, *(i for part in one.parts for i in _flat(part)))]
