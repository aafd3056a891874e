"""The rows of a file: the file itself, its stage instances, and who is on it, as an act leaves them."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, update

from models.classification import Classification
from models.decide import Decision
from models.facts import Facts
from models.lifecycle import VERSION
from models.need_to_know import classified, people_of
from models.replay import closed_on
from models.store import vault
from models.store.handles import CASE_FILE, CASE_OFFICER, STAGE
from models.store.prepared import Prepared, among, trip
from models.vocabulary import File

_NEW, _STAGE, _ON_IT = Prepared(insert(CASE_FILE)), Prepared(insert(STAGE)), Prepared(insert(CASE_OFFICER))
_GONE = Prepared(
    delete(CASE_OFFICER).where(CASE_OFFICER.c.case_no == bindparam("file", None), among(CASE_OFFICER.c.badge, "badges"))
)
_STAGE_MOVED = Prepared(
    update(STAGE)
    .where(STAGE.c.id == bindparam("moved", None))
    .values(state=bindparam("to", None), acts=bindparam("of", None))
)
_MOVED: dict[str, Any] = {
    name: bindparam(f"new_{name}", None)
    for name in ("state", "version", "handler", "acts", "closed_on", "classification", "head_seq", "head_hash")
}
_CASE = Prepared(update(CASE_FILE).where(CASE_FILE.c.no == bindparam("file", None)).values(_MOVED))


def unit(facts: Facts) -> str | None:
    """The unit a case is about; an activity is about many."""
    return facts.unit.code if facts.unit else None


def new_file(connection: Connection, facts: Facts, decision: Decision, case_no: str) -> bytes:
    """The row of a new file, with its key, which is answered."""
    assert facts.organ is not None  # noqa: S101  # guarded before any decision
    kind = File(decision.transition.stage.value)
    row: dict[str, Any] = {
        "no": case_no, "kind": kind, "unit": unit(facts), "organ": facts.organ.code, "state": decision.state,
        "opened_on": decision.effective_on, "version": 0, "head_seq": 0, "head_hash": "", "acts": [],
        "classification": Classification.INTERNAL,
    }  # fmt: skip
    with trip(connection):
        _NEW.run(connection, row)
        return vault.new_case_key(connection, case_no)


def write_case(connection: Connection, later: Facts, seq: int, hashed: str) -> None:
    """The row of the file after the act, its chain's head with it."""
    case = later.case
    assert case is not None  # noqa: S101  # `after` always holds the case
    closed = closed_on(case.kind.stage, case.state, case.acts)
    row: dict[str, Any] = {
        "state": case.state, "version": case.version, "handler": case.handler, "acts": list(case.acts),
        "closed_on": date.fromisoformat(closed) if closed else None, "classification": classified(case.acts),
        "head_seq": seq, "head_hash": hashed,
    }  # fmt: skip
    _CASE.run(connection, {"file": case.no, **{f"new_{name}": value for name, value in row.items()}})


def write_officers(connection: Connection, before: Facts, later: Facts, case_no: str) -> None:
    """Who is on the case, and who stands aside, as the acts have it."""
    (was, was_aside), (now, aside) = people_of(before), people_of(later)
    gone = sorted(was - now | (was & now & (was_aside ^ aside)))
    if gone:
        _GONE.run(connection, {"file": case_no, "badges": gone})
    fresh = sorted(now - was | (set(gone) & now))
    _ON_IT.run(connection, *({"case_no": case_no, "badge": badge, "recused": badge in aside} for badge in fresh))


def write_stages(connection: Connection, decision: Decision, later: Facts, case_no: str) -> None:
    touched = {move.label for move in decision.moves} | {amendment.label for amendment in decision.amendments}
    for label in sorted(label for label in touched if label):
        stage = later.stage(label)
        if stage is not None:
            moved = {"moved": f"{case_no}/{stage.label}", "to": stage.state, "of": list(stage.acts)}
            _STAGE_MOVED.run(connection, moved)
    for opening in decision.openings:
        stage = later.stage(opening.label)
        if stage is not None:
            opened = {
                "id": f"{case_no}/{stage.label}", "case_no": case_no, "kind": stage.kind, "label": stage.label,
                "state": stage.state, "ground": stage.ground, "lifecycle_version": VERSION, "acts": list(stage.acts),
            }  # fmt: skip
            _STAGE.run(connection, opened)
