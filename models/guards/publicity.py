"""Publicity for who is honoured: with consent only, and never of what is to stay secret (Reward Measures 6 and 17)."""

from models.errors import Refusal
from models.facts import day
from models.guards import authority
from models.situation import Situation, no


def consent_proven(s: Situation) -> Refusal | None:
    """An informant's word is heard by two officers: a signed paper would name who is named in the vault alone.

    Everybody else's is on file.
    """
    proposed = s.here.last("propose")
    if proposed is None or "alias" not in proposed:
        return None if s.get("proof") else no("consent_unproven")
    return no("paper_names_informant") if s.get("proof") else authority.two_officers("present")(s)


def may_be_public(s: Situation) -> Refusal | None:
    """What the decision keeps secret stays so."""
    decided = s.here.last("approve")
    return no("honour_stays_secret") if decided is None or decided["kept_secret"] else None


def consented(s: Situation) -> Refusal | None:
    """The last word up to that day is a consent."""
    words = [e for e in s.here.all("consent_publicity") if day(e, "received_on") <= s.get("occurred_on")]
    last = max(words, key=lambda e: (e["received_on"], e["seq"]), default=None)
    return None if last is not None and last["given"] else no("publicity_not_consented")
