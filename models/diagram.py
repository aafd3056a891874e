"""The lifecycle as a Mermaid diagram and as a table. Pure, and generated from the one table only."""

from collections.abc import Iterable

from models.law import cite
from models.lifecycle import LIFECYCLE, of_stage
from models.states import ANNULLED, STATES, is_final
from models.transition import Transition
from models.vocabulary import STAGE_NAMES, Name, Stage
from models.wording import phrase, say

START_OR_END = "[*]"
ANY_NUMBER = " / "


def mermaid(locale: str | None = None) -> str:
    """One stateDiagram-v2, each stage a composite state; names in one language, or in both where none is asked for."""
    lines = ["stateDiagram-v2"]
    for stage in Stage:
        lines.append(f'    state "{_named(STAGE_NAMES[stage], locale)}" as {stage} {{')
        # Every stage can be annulled from any state: an act on the case does it, no arrow of the stage.
        states = {code: state for code, state in STATES[stage].items() if code != ANNULLED}
        lines += [f'        state "{_named(state.name, locale)}" as {stage}_{code}' for code, state in states.items()]
        lines += [f"        {source} --> {target} : {acts}" for source, target, acts in _edges(stage)]
        lines += [f"        {stage}_{code} --> {START_OR_END}" for code in states if is_final(stage, code)]
        lines.append("    }")
    return "\n".join(lines) + "\n"


def table(locale: str) -> str:
    """The same as a Markdown table, one row for each act."""
    heads = [phrase(f"label_{word}", locale) for word in ("stage", "act", "from", "to", "article")]
    lines = [_row(heads), _row(["---"] * len(heads))]
    lines += [_row(row) for row in rows(LIFECYCLE, locale)]
    return "\n".join(lines) + "\n"


def rows(transitions: Iterable[Transition], locale: str) -> list[tuple[str, str, str, str, str]]:
    """Stage, act, from, to and legal basis of each act, in words."""
    return [
        (
            t.stage.value,
            f"{t.act}: {say(t.name, locale)}",
            ANY_NUMBER.join(t.sources) or START_OR_END,
            ANY_NUMBER.join(t.targets) or "=",
            "; ".join(cite(id, locale) for id in t.basis),
        )
        for t in transitions
    ]


def _edges(stage: Stage) -> list[tuple[str, str, str]]:
    """From, to, and the acts that lead there, each pair of states once."""
    found: dict[tuple[str, str], list[str]] = {}
    for t in of_stage(stage):
        for source in t.sources or (START_OR_END,):
            for target in t.targets or (source,):
                found.setdefault((source, target), []).append(t.act)
        if t.opens_next:
            found.setdefault((START_OR_END, t.opens_next), []).append(t.act)
    return [(_id(stage, a), _id(stage, b), ANY_NUMBER.join(acts)) for (a, b), acts in found.items()]


def _id(stage: Stage, state: str) -> str:
    return state if state == START_OR_END else f"{stage}_{state}"


def _named(name: Name, locale: str | None) -> str:
    return f"{name.en} · {name.zh}" if locale is None else say(name, locale)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
