"""Who may read a case: an officer on it, in its line of supervision, or an auditor; cleared for it, and not recused."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date

from models import linked
from models.classification import Classification
from models.errors import Refusal
from models.facts import Entry, Facts, MandateFacts, OfficerFacts
from models.situation import no
from models.vocabulary import Role

ABOVE = (Role.RESPONSIBLE, Role.AUDITOR)
"""Who reads the cases of the own organ and of those below without being on them."""

NAMED = ("handler", "officer", "team", "present")
"""Fields of an entry that name officers."""


@dataclass(frozen=True)
class Reader:
    """An officer who wants to read: `supervises` are the organs whose cases that officer sees by post.

    One out of service reads nothing, be it a case of the officer's own.
    """

    badge: str
    clearance: Classification
    supervises: frozenset[str] = frozenset()
    active: bool = True


@dataclass(frozen=True)
class Guarded:
    """What decides who may read a case."""

    organ: str
    classification: Classification
    officers: frozenset[str]
    recused: frozenset[str]
    handler: str | None = None


def may_read(reader: Reader, case: Guarded | None) -> Refusal | None:
    """The same answer for a case that is not there as for one the reader has nothing to do with."""
    if case is None or not reader.active or reader.badge in case.recused:
        return no("need_to_know")
    if reader.badge not in case.officers and case.organ not in reader.supervises:
        return no("need_to_know")
    return None if cleared(reader.clearance, case.classification) else no("clearance_too_low")


def may_read_notices(reader: Reader, case: Guarded | None) -> Refusal | None:
    """Who may read what was sent, word for word, and what each peer answered: the handler, who has to prove it, and
    responsible persons and auditors over the case; of those who need to know the case nobody else."""
    refused = may_read(reader, case)
    if refused is not None or case is None:
        return refused
    answers_for_it = reader.badge == case.handler or case.organ in reader.supervises
    return None if answers_for_it else no("notices_restricted")


def reader(officer: OfficerFacts, below: Set[str], today: date) -> Reader:
    """The officer as a reader; `below` are the own organ and all under it."""
    above = any(_above(officer, m, today) for m in officer.mandates)
    return Reader(officer.badge, officer.clearance, frozenset(below) if above else frozenset(), officer.active)


def _above(officer: OfficerFacts, mandate: MandateFacts, today: date) -> bool:
    """A decision that was lent lets its borrower see what the lender decides on, as long as it is lent."""
    lent = mandate.delegator is None or bool(officer.delegators(mandate.act, today))
    return mandate.role in ABOVE and mandate.runs(today) and lent


def cleared(clearance: Classification, classification: Classification) -> bool:
    """Whether the clearance reaches the classification; kinds of secret on one step are not told apart."""
    return clearance.step >= classification.step


def allowed(clearance: Classification) -> list[Classification]:
    """The classifications this clearance reaches."""
    return [c for c in Classification if cleared(clearance, c)]


def classified(acts: Iterable[Entry]) -> Classification:
    """How a file is classified after these acts on it."""
    stated = [e["classification"] for e in acts if "classification" in e]
    return Classification(stated[-1]) if stated else Classification.INTERNAL


def people(handler: str | None, entries: Iterable[Entry]) -> tuple[frozenset[str], frozenset[str]]:
    """The officers on a case, and those who stand aside: who took an act, handles it, or was named by one."""
    on: set[str] = {handler} if handler else set()
    aside: set[str] = set()
    for entry in entries:
        if entry["act"] == "recuse":
            aside.add(entry["officer"])
        if not linked.is_link(entry["by"]):
            on.add(entry["by"])
        for name in NAMED:
            found = entry.get(name)
            on.update([found] if isinstance(found, str) else found or ())
    return frozenset(on), frozenset(aside)


def people_of(facts: Facts) -> tuple[frozenset[str], frozenset[str]]:
    """The same, of the facts."""
    if facts.case is None:
        return frozenset(), frozenset()
    entries = [*facts.case.acts, *(e for s in facts.stages for e in s.acts)]
    return people(facts.case.handler, entries)
