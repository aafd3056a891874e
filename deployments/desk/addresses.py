"""Addresses of the desk's pages: which act a page is for, and where the page of an act is."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from models.errors import Unknown
from models.lifecycle import find
from models.transition import ON_FILE, Transition
from models.vocabulary import STAGE_LETTER, STAGE_NAMES, Stage
from models.wording import phrase, say

LABEL = re.compile(r"[GITRYXCJE][1-9][0-9]{0,3}", re.ASCII)
KINDS = {letter: stage for stage, letter in STAGE_LETTER.items()}


def act_page(case: str, act: str, label: str | None) -> str:
    """The page of an act (`rectification.serve`) on a case: `/c/<case>/R1/serve`; without instance the stage's name."""
    stage, _, short = act.partition(".")
    return f"/c/{case}/{label or stage}/{short}"


def kind_of(label: str) -> Stage:
    """The stage of an instance: `R1` is a rectification."""
    return KINDS[label[0]]


def meant(place: str, act: str) -> tuple[Transition, str | None]:
    """The act such an address means, and the stage instance it names. Raises Unknown."""
    numbered = LABEL.fullmatch(place)
    name = kind_of(place).value if numbered else place
    transition = find(Stage(name), act) if name in set(Stage) else None
    if transition is None or (numbered and transition.opens):
        raise Unknown(act)
    return transition, place if numbered else None


def back(path: str) -> str:
    """A page of the desk to return to after signing in; the inbox where the path is none, so that no other site is."""
    return path if re.fullmatch(r"/[A-Za-z0-9][A-Za-z0-9/_.-]{0,200}", path, re.ASCII) else "/"


def grouped(case: str, following: Iterable[Mapping[str, Any]], locale: str) -> list[dict[str, Any]]:
    """The next acts with their pages: of each stage instance, then on the case itself, then what begins anew."""
    found: dict[str, list[dict[str, str]]] = {}
    for one in following:
        stage, label = Stage(one["act"].split(".")[0]), one["stage"]
        if label:
            title = f"{label} {say(STAGE_NAMES[stage], locale)}"
        else:
            own = stage in ON_FILE
            title = phrase("desk_on_case" if stage is Stage.CASE else "desk_new_stage", locale)
            title = say(STAGE_NAMES[stage], locale) if own and stage is not Stage.CASE else title
        found.setdefault(title, []).append({"act": one["act"], "link": act_page(case, one["act"], label)})
    return [{"title": title, "acts": acts} for title, acts in found.items()]
