"""What a transition is: everything the procedure says of one act, declared once, as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from models.acts.form import Part
from models.clocks import ClockStep
from models.facts import Facts, StageFacts
from models.situation import Derive, Guard, Situation
from models.spells import SpellChange
from models.vocabulary import Audience, File, Instrument, Name, Noted, Stage

FRESH = frozenset(
    {
        "serve", "send", "summon", "issue", "conclude", "accept", "withdraw", "annul", "stay", "reopen", "classify",
        "reinspect", "decide_extension", "answer_objection", "decide_resting", "refer_criminal", "ratify_measure",
        "order_measure", "serve_removal", "ask", "announce", "disclose", "decide_review", "record_receipt",
    }
)  # fmt: skip

ON_FILE = frozenset(kind.stage for kind in File)


@dataclass(frozen=True)
class Outcome:
    """A target that depends on what the act states."""

    of: Callable[[Situation], str]
    among: tuple[str, ...]


@dataclass(frozen=True)
class Transition:
    """One act of one stage.

    `sources` empty: the act opens a stage instance (or, for `case open`, the case). `target` None: the state stays.
    `who` are the guards of authority, checked before the state; `guards` the legal preconditions, in order.
    `derive` adds open fields to what is recorded; `opens_next` starts another instance of the stage in that state.
    `rests_on` names the stage instance that is the ground of the one opened. `unit_told_from`: the unit hears of the
    act only from these states, because before them it knows of nothing that could end (None: from every state).
    `draws` are the instruments the act draws up. `notes` says why the act stands on the supervising organ's list, which
    is then told too. `also` names other stage instances the act takes to a state: those an annulment ends.
    `recalls` names earlier events: everyone the outbox shows was told of them is told of this act. `besides` names who
    is told too, by what is recorded. `amends`: a correction takes effect. `erases`: the key to the file's text is
    destroyed with the act. `offered` says when the act makes sense at all, so that nobody is shown it in vain.
    `spells` are the dated statuses of the unit that begin or end with the act.
    """

    stage: Stage
    act: str
    form: type[Part]
    name: Name
    basis: tuple[str, ...]
    who: tuple[Guard, ...]
    sources: tuple[str, ...] = ()
    target: str | Outcome | None = None
    guards: tuple[Guard, ...] = ()
    clocks: tuple[ClockStep, ...] = ()
    audience: tuple[Audience, ...] = (Audience.HANDLER,)
    adverse: bool = False
    derive: Derive | None = None
    opens_next: str | None = None
    rests_on: Callable[[Situation], StageFacts | None] | None = None
    unit_told_from: tuple[str, ...] | None = None
    draws: tuple[Instrument, ...] = ()
    notes: Callable[[Situation], tuple[Noted, ...]] | None = None
    also: Callable[[Situation], tuple[tuple[StageFacts, str], ...]] | None = None
    recalls: Callable[[Situation], tuple[int, ...]] | None = None
    offered: Callable[[Facts], bool] | None = None
    spells: Callable[[Situation], tuple[SpellChange, ...]] | None = None
    amends: bool = False
    besides: Callable[[Mapping[str, Any]], tuple[Audience, ...]] | None = None
    erases: bool = False

    @property
    def fresh_code(self) -> bool:
        """Whether the desk asks for a fresh passcode, the session not being enough: the act decides, or reaches the
        unit or another body."""
        return self.act in FRESH or self.act.startswith(("approve", "refuse", "confirm", "notify")) or self.adverse

    @property
    def on_file(self) -> bool:
        """Whether the act is taken on the file itself, not in a stage of a case."""
        return self.stage in ON_FILE

    @property
    def opens(self) -> bool:
        return not self.sources

    @property
    def targets(self) -> tuple[str, ...]:
        """The states this act may lead to; empty where the state stays."""
        if isinstance(self.target, Outcome):
            return self.target.among
        return (self.target,) if self.target else ()

    @cached_property
    def full_name(self) -> str:
        return f"{self.stage}.{self.act}"
