"""One act against the facts: a Decision, or TransitionRefused. Pure: told the day, the calendar and the rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.acts.form import Part, split
from models.calendars import Calendar
from models.deadline_changes import DeadlineChange, change
from models.errors import TransitionRefused
from models.facts import Facts, StageFacts
from models.guards import authority
from models.lifecycle import find
from models.rules import Rules
from models.situation import Situation, no
from models.states import is_final
from models.transition import Outcome, Transition
from models.vocabulary import STAGE_LETTER, Audience, Stage


@dataclass(frozen=True)
class Move:
    """A stage instance goes from one state to another (or stays) and keeps the act's entry; label None: the case."""

    label: str | None
    source: str
    target: str
    entry: Mapping[str, Any]


@dataclass(frozen=True)
class Opening:
    """A new stage instance, or with `label` None the case itself."""

    kind: Stage
    label: str | None
    state: str
    ground: str | None
    entry: Mapping[str, Any]


@dataclass(frozen=True)
class Decision:
    """What the act changes. Entries still lack `seq`, which the journal gives."""

    transition: Transition
    actor: str
    effective_on: date
    moves: tuple[Move, ...]
    openings: tuple[Opening, ...]
    deadlines: tuple[DeadlineChange, ...]
    sealed: Mapping[str, Any]
    handler: str | None

    @property
    def label(self) -> str | None:
        """The stage instance the act belongs to: the one it continued, else the one it opened."""
        labels = [m.label for m in self.moves] + [o.label for o in self.openings]
        return next((label for label in labels if label), None)

    @property
    def state(self) -> str:
        """The state the act led to."""
        return self.moves[0].target if self.moves else self.openings[0].state

    @property
    def audience(self) -> tuple[Audience, ...]:
        """Who is told; never the unit of something internal it knew nothing of."""
        told, known = self.transition.audience, self.transition.unit_told_from
        unknown = known is not None and bool(self.moves) and self.moves[0].source not in known
        return tuple(a for a in told if not (unknown and a is Audience.UNIT))


def decide(facts: Facts, kind: Stage, form: Part, today: date, calendar: Calendar, rules: Rules) -> Decision:
    """Take one act on `today`, the legal date (Asia/Shanghai) on which it reached us."""
    transition = find(kind, form.act)  # type: ignore[attr-defined]  # every act form has it
    if transition is None:
        raise TransitionRefused(no("wrong_state"))
    situation = _situate(transition, facts, form, today, calendar, rules)
    for guard in (*transition.who, _state_allows, *transition.guards):
        refusal = guard(situation)
        if refusal is not None:
            raise TransitionRefused(refusal)
    return _effects(transition, situation)


def _situate(t: Transition, facts: Facts, form: Part, today: date, calendar: Calendar, rules: Rules) -> Situation:
    """Find the stage instance meant, after the checks that come before any other."""
    situation = Situation(facts, t.stage, form, None, today, calendar, rules)
    first = [authority.officer_known(situation)]
    if facts.case is None and not (t.stage is Stage.CASE and t.opens):
        first.append(no("not_a_working_case"))
    if first[0] is None:
        first.append(authority.not_recused(situation))
    if facts.case is not None and facts.case.state == "closed" and (t.stage, t.act) != (Stage.CASE, "reopen"):
        first.append(no("case_closed"))
    if any(_foreign(situation.get(name), facts) for name in _NAMES_A_STAGE):
        first.append(no("stage_unknown"))
    for refusal in first:
        if refusal is not None:
            raise TransitionRefused(refusal)
    if t.opens or t.stage is Stage.CASE:
        return situation
    return Situation(facts, t.stage, form, _meant(t, situation), today, calendar, rules)


_NAMES_A_STAGE = ("ground", "order", "finding_in")


def _meant(t: Transition, s: Situation) -> StageFacts:
    """The instance the form names, else the only one open; several open ones must be told apart."""
    own = [x for x in s.facts.stages if x.kind is t.stage]
    stated = s.get("stage")
    if stated is not None:
        named = s.facts.stage(stated)
        if named is None or named.kind is not t.stage or _foreign(stated, s.facts):
            raise TransitionRefused(no("stage_unknown"))
        return named
    running = [x for x in own if not is_final(x.kind, x.state)]
    if len(running) > 1:
        raise TransitionRefused(no("stage_ambiguous", *(x.label for x in running)))
    if not running and own:
        return own[-1]
    if not running:
        raise TransitionRefused(no("stage_unknown"))
    return running[0]


def _foreign(stated: Any, facts: Facts) -> bool:
    """Whether a full stage number names another case than this one."""
    number = facts.case.no if facts.case else ""
    return isinstance(stated, str) and "/" in stated and not stated.startswith(f"{number}/")


def _state_allows(s: Situation) -> Any:
    """The act is declared from the state the stage (or the case) is in."""
    transition = find(s.kind, s.form.act)  # type: ignore[attr-defined]
    reopened = s.kind is Stage.CASE and s.facts.case is not None
    if transition is None or (transition.opens and not reopened):
        return None
    state = s.here.state if s.stage else (s.facts.case.state if s.facts.case else "")
    where = (s.here.label,) if s.stage else ()
    return None if state in transition.sources else no("wrong_state", *where, state)


def _effects(t: Transition, s: Situation) -> Decision:
    clear, sealed = split(s.form)
    entry: dict[str, Any] = {"act": t.act, "by": s.actor.badge, "on": s.today.isoformat(), **clear}
    if t.derive is not None:
        entry.update(t.derive(s))
    target = t.target.of(s) if isinstance(t.target, Outcome) else t.target
    moves: tuple[Move, ...] = ()
    openings: tuple[Opening, ...] = ()
    if t.opens:
        openings = (_opening(t, s, target or "", entry),)
    else:
        state = s.here.state if s.stage else (s.facts.case.state if s.facts.case else "")
        moves = (Move(s.here.label if s.stage else None, state, target or state, entry),)
    if t.opens_next:
        proposed = {**entry, "act": "propose"}
        openings = (Opening(t.stage, _label(t.stage, s.facts), t.opens_next, s.here.label, proposed),)
    handler = _handler(t, s)
    label = openings[0].label if t.opens else (s.here.label if s.stage else None)
    ended = bool(target and is_final(t.stage, target)) or (t.stage is Stage.CASE and target == "closed")
    deadlines = change(t.clocks, s, label, handler=handler, ended=ended, moot=target == "withdrawn")
    return Decision(t, s.actor.badge, s.today, moves, openings, deadlines, sealed, handler)


def _opening(t: Transition, s: Situation, state: str, entry: Mapping[str, Any]) -> Opening:
    if t.stage is Stage.CASE:
        return Opening(t.stage, None, state, None, entry)
    ground = t.rests_on(s) if t.rests_on else None
    return Opening(t.stage, _label(t.stage, s.facts), state, ground.label if ground else None, entry)


def _label(kind: Stage, facts: Facts) -> str:
    return f"{STAGE_LETTER[kind]}{sum(x.kind is kind for x in facts.stages) + 1}"


def _handler(t: Transition, s: Situation) -> str | None:
    """Who handles the case after the act."""
    now = s.facts.case.handler if s.facts.case else None
    if t.stage is Stage.CASE and t.act in ("open", "assign"):
        named: str | None = s.get("handler")
        return named
    return None if t.stage is Stage.CASE and t.act == "recuse" and s.get("officer") == now else now
