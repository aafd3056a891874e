"""Links for the unit, on a case or a duties ledger: opened for named acts until a last day, revoked at any time."""

from collections.abc import Mapping
from typing import Any

from models import linked
from models.acts import link as forms
from models.acts.form import Part
from models.facts import Entry, Facts
from models.guards import authority, link
from models.situation import Situation
from models.transition import Transition
from models.vocabulary import Audience, Name, Stage

HANDLER, UNIT = Audience.HANDLER, Audience.UNIT
OFFICER = (authority.inspector_in_charge,)


def _acts(facts: Facts) -> tuple[Entry, ...]:
    return facts.case.acts if facts.case else ()


def numbered(s: Situation) -> Mapping[str, Any]:
    """The next number among the links of the file."""
    return {"link": len(linked.links(_acts(s.facts))) + 1}


def one_is_open(facts: Facts) -> bool:
    """Whether there is a link to revoke."""
    return any(not one.revoked for one in linked.links(_acts(facts)))


def opened_and_revoked(
    stage: Stage, form: type[Part], standing: tuple[str, ...], revocable: tuple[str, ...]
) -> tuple[Transition, ...]:
    """The two acts on a file of this kind: links are opened in the states `standing`, revoked in `revocable` ones."""
    return (
        Transition(
            stage, "open_link", form, Name("open a link for the unit", "为单位开通办理链接"), ("reg-3", "cpl-90"),
            who=OFFICER, sources=standing, guards=(link.ends_soon,), derive=numbered, audience=(HANDLER, UNIT),
        ),
        Transition(
            stage, "revoke_link", forms.RevokeLink, Name("revoke a link of the unit", "撤销办理链接"), ("reg-3",),
            who=OFFICER, sources=revocable, guards=(link.is_open,), audience=(HANDLER, UNIT), offered=one_is_open,
        ),
    )  # fmt: skip


TABLE = opened_and_revoked(Stage.CASE, forms.OpenLink, ("open",), ("open", "closed"))
