"""Preconditions of an exchange of information: a basis in law, and nothing that could tell who reported."""

import re

from models import need_to_know
from models.classification import Classification
from models.errors import Refusal
from models.law import articles
from models.situation import Situation, no

ALIAS = re.compile(r"(?<![A-Z0-9])[AV]-[2-9A-HJ-NP-Z]{8}(?![A-Z0-9])", re.IGNORECASE)
"""How the vault calls an informant, or a request for who one is."""


def basis_known(s: Situation) -> Refusal | None:
    """The basis is an article of the law data."""
    return None if s.get("law") in articles() else no("basis_unknown", s.get("law"))


def tells_of_no_informant(s: Situation) -> Refusal | None:
    """A file about an informant is given to nobody, and no name of the vault stands in what is given."""
    acts = s.facts.case.acts if s.facts.case else ()
    if need_to_know.classified(acts) is Classification.INFORMANT:
        return no("informant_data")
    words = (s.get("disclosed") or "", s.get("purpose") or "")
    return no("informant_data") if any(ALIAS.search(text) for text in words) else None


def disclosed(s: Situation) -> tuple[int, ...]:
    """The disclosure, if there was one: who was given the information hears that it was withdrawn."""
    return tuple(e["seq"] for e in s.here.all("disclose"))
