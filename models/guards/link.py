"""The unit's own acts: an officer in charge records them, or the unit files them itself through a link of its file."""

from datetime import timedelta

from models import linked
from models.errors import Refusal
from models.guards import authority
from models.situation import Situation, no

MOST_DAYS = 60
"""How long a link may be open; to be told again is less trouble than a link that was forgotten."""

ONLY_ON_PAPER = ("posted_on", "late_reason")


def stands(s: Situation) -> Refusal | None:
    """The link is one of this file, for this act, not revoked and not past its last day; one answer for all else."""
    id, case = s.facts.link, s.facts.case
    found = linked.found(case.acts, id.number) if id and case and case.no == id.case else None
    ready = found is not None and found.stands(s.today) and s.act in found.acts
    return None if ready else no("link_invalid")


def unit_or_officer(s: Situation) -> Refusal | None:
    """An inspector in charge; or the unit itself, whose act is received the moment it is filed."""
    if s.facts.link is None:
        return authority.inspector_in_charge(s)
    at_once = s.get("received_on") == s.today and not any(s.get(name) for name in ONLY_ON_PAPER)
    return None if at_once else no("filed_at_once")


def ends_soon(s: Situation) -> Refusal | None:
    """A link has a last day, not before today and not long after."""
    last = s.today + timedelta(days=MOST_DAYS)
    return None if s.today <= s.get("expires_on") <= last else no("link_too_long", last.isoformat())


def is_open(s: Situation) -> Refusal | None:
    """The link named is one of this file, and not revoked."""
    acts = s.facts.case.acts if s.facts.case else ()
    found = linked.found(acts, s.get("link"))
    return None if found is not None and not found.revoked else no("link_unknown")
