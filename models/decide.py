"""One act against the facts: a Decision, or TransitionRefused. Pure: told the day, the calendar and the rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from models.acts.form import Part, split
from models.amendments import Amendment, rederived
from models.calendars import Calendar
from models.deadline_changes import DeadlineChange, change
from models.errors import TransitionRefused
from models.facts import Facts, StageFacts
from models.guards import authority, link, remedy
from models.lifecycle import find
from models.rules import Rules
from models.situation import Situation, no
from models.spells import SpellChange
from models.states import ANNULLED, is_final
from models.transition import Outcome, Transition
from models.vocabulary import STAGE_LETTER, Audience, File, Noted, Stage


@dataclass(frozen=True)
class Move:
    """A stage instance goes from one state to another (or stays) and keeps the act's entry; label None: the file."""

    label: str | None
    source: str
    target: str
    entry: Mapping[str, Any]


@dataclass(frozen=True)
class Opening:
    """A new stage instance, or with `label` None the file itself."""

    kind: Stage
    label: str | None
    state: str
    ground: str | None
    entry: Mapping[str, Any]


@dataclass(frozen=True)
class Decision:
    """What the act changes. Entries still lack `seq`, which the journal gives.

    `recalls` are earlier events whose readers are told of this act; `noted` is why it stands on the supervisor's list;
    `on_behalf` is the badge of who delegated the act to the actor; `spells` are statuses of the unit that begin or end.
    """

    transition: Transition
    actor: str
    effective_on: date
    moves: tuple[Move, ...]
    openings: tuple[Opening, ...]
    deadlines: tuple[DeadlineChange, ...]
    sealed: Mapping[str, Any]
    handler: str | None
    amendments: tuple[Amendment, ...] = ()
    recalls: tuple[int, ...] = ()
    noted: tuple[Noted, ...] = ()
    on_behalf: str | None = None
    spells: tuple[SpellChange, ...] = ()

    @cached_property
    def label(self) -> str | None:
        """The stage instance the act belongs to: the one it continued, else the one it opened; None: the file."""
        if self.transition.on_file:
            return None
        labels = [m.label for m in self.moves] + [o.label for o in self.openings]
        return next((label for label in labels if label), None)

    @property
    def state(self) -> str:
        """The state the act led to."""
        return self.moves[0].target if self.moves else self.openings[0].state

    @property
    def entry(self) -> Mapping[str, Any]:
        """What the act leaves in its own stage or file."""
        return self.moves[0].entry if self.moves else self.openings[0].entry

    @property
    def audience(self) -> tuple[Audience, ...]:
        """Who is told; never the unit of something internal it knew nothing of."""
        told, known = self.transition.audience, self.transition.unit_told_from
        unknown = known is not None and bool(self.moves) and self.moves[0].source not in known
        above = (Audience.SUPERVISOR,) if self.noted else ()
        besides = self.transition.besides(self.entry) if self.transition.besides else ()
        return (*(a for a in told if not (unknown and a is Audience.UNIT)), *besides, *above)


def decide(facts: Facts, kind: Stage, form: Part, today: date, calendar: Calendar, rules: Rules) -> Decision:
    """Take one act on `today`, the legal date (Asia/Shanghai) on which it reached us."""
    transition = find(kind, form.act)  # type: ignore[attr-defined]  # every act form has it
    if transition is None:
        raise TransitionRefused(no("wrong_state"))
    situation = _situate(transition, facts, form, today, calendar, rules)
    held = (remedy.adverse_act_allowed,) if transition.adverse else ()
    for guard in (*transition.who, _state_allows, *held, *transition.guards):
        refusal = guard(situation)
        if refusal is not None:
            raise TransitionRefused(refusal)
    return _effects(transition, situation)


def _situate(t: Transition, facts: Facts, form: Part, today: date, calendar: Calendar, rules: Rules) -> Situation:
    """Find the stage instance meant, after the checks that come before any other."""
    situation = Situation(facts, t.stage, form, None, today, calendar, rules)
    through_link = facts.link is not None
    first = [link.stands(situation) if through_link else authority.officer_known(situation)]
    if not (t.on_file and t.opens) and not _right_file(t, facts):
        first.append(no("not_a_working_case"))
    if first[0] is None and not through_link:
        first += [authority.not_recused(situation), authority.cleared(situation)]
    closed = facts.case is not None and facts.case.state == "closed"
    if closed and not (t.stage is Stage.CASE and "closed" in t.sources):
        first.append(no("case_closed"))
    if any(_foreign(situation.get(name), facts) for name in _NAMES_A_STAGE):
        first.append(no("stage_unknown"))
    for refusal in first:
        if refusal is not None:
            raise TransitionRefused(refusal)
    if t.opens or t.on_file:
        return situation
    return Situation(facts, t.stage, form, _meant(t, situation), today, calendar, rules)


_NAMES_A_STAGE = ("ground", "order", "finding_in", "risk_in", "annulled", "which")


def _right_file(t: Transition, facts: Facts) -> bool:
    """An act on a file needs one of its kind; an act in a stage needs a case."""
    wanted = File(t.stage.value) if t.on_file else File.CASE
    return facts.case is not None and facts.case.kind is wanted


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


def _state(s: Situation) -> str:
    """The state of the stage instance, or of the file."""
    return s.here.state if s.stage else (s.facts.case.state if s.facts.case else "")


def _state_allows(s: Situation) -> Any:
    """The act is declared from the state the stage (or the file) is in."""
    transition = find(s.kind, s.form.act)  # type: ignore[attr-defined]
    again = transition is not None and transition.on_file and s.facts.case is not None
    if transition is None or (transition.opens and not again):
        return None
    where = (s.here.label,) if s.stage else ()
    return None if _state(s) in transition.sources else no("wrong_state", *where, _state(s))


def _effects(t: Transition, s: Situation) -> Decision:
    clear, sealed = split(s.form)
    entry: dict[str, Any] = {"act": t.act, "by": s.by, "on": s.today.isoformat(), **clear}
    if t.derive is not None:
        entry.update(t.derive(s))
    target = t.target.of(s) if isinstance(t.target, Outcome) else t.target
    also = t.also(s) if t.also else ()
    moves: tuple[Move, ...] = ()
    openings: tuple[Opening, ...] = ()
    if t.opens:
        openings = (_opening(t, s, target or "", entry),)
    else:
        moves = (Move(s.here.label if s.stage else None, _state(s), target or _state(s), entry),)
    brief = {name: entry[name] for name in ("act", "by", "on")}
    moves += tuple(Move(stage.label, stage.state, state, brief) for stage, state in also)
    if t.opens_next:
        proposed = {**entry, "act": "propose"}
        openings = (Opening(t.stage, _label(t.stage, s.facts), t.opens_next, s.here.label, proposed),)
    handler = _handler(t, s)
    label = openings[0].label if t.opens else (s.here.label if s.stage else None)
    ended = _ended(t, target, label, [stage.label for stage, _ in also])
    moot = target == "withdrawn" or any(state == ANNULLED for _, state in also)
    deadlines = change(t.clocks, s, label, entry, handler=handler, ended=ended, moot=moot)
    amendments, mended = _mended(s) if t.amends else ((), ())
    # What the act itself settles stays settled, also where the correction would move it.
    settled = {c.deadline.id for c in deadlines}
    mended = tuple(c for c in mended if c.deadline.id not in settled)
    behalf = authority.delegator(s)
    return Decision(
        t, s.by, s.today, moves, openings, (*deadlines, *mended), sealed, handler,
        amendments, t.recalls(s) if t.recalls else (), t.notes(s) if t.notes else (), behalf.badge if behalf else None,
        t.spells(s) if t.spells else (),
    )  # fmt: skip


def _ended(t: Transition, target: str | None, label: str | None, also: list[str]) -> list[str | None]:
    """The stage instances (None: the case itself) in which nothing runs on after the act."""
    final = t.stage is not Stage.CASE and target is not None and is_final(t.stage, target)
    closed = t.stage is Stage.CASE and target == "closed"
    return [*also, *((label,) if final or closed else ())]


def _mended(s: Situation) -> tuple[tuple[Amendment, ...], tuple[DeadlineChange, ...]]:
    """A correction taking effect: the entry with the right value, and the deadlines that rest on it."""
    stage, entry, waiting, right = remedy.proposed(s)
    label = stage.label if stage else None
    amendment = Amendment(label, entry["seq"], waiting["field"], entry.get(waiting["field"]), right)
    of = find(stage.kind if stage else s.kind, entry["act"])
    changed = rederived(s.facts, of, entry, amendment, s.today, s.calendar) if of else ()
    return (amendment,), changed


def _opening(t: Transition, s: Situation, state: str, entry: Mapping[str, Any]) -> Opening:
    if t.on_file:
        return Opening(t.stage, None, state, None, entry)
    ground = t.rests_on(s) if t.rests_on else None
    return Opening(t.stage, _label(t.stage, s.facts), state, ground.label if ground else None, entry)


def _label(kind: Stage, facts: Facts) -> str:
    return f"{STAGE_LETTER[kind]}{sum(x.kind is kind for x in facts.stages) + 1}"


def _handler(t: Transition, s: Situation) -> str | None:
    """Who handles the case after the act."""
    now = s.facts.case.handler if s.facts.case else None
    if t.on_file and (t.opens or t.act == "assign"):
        named: str | None = s.get("handler")
        return named
    return None if t.stage is Stage.CASE and t.act == "recuse" and s.get("officer") == now else now
