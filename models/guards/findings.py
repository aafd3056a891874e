"""Findings: they exist, nobody else works on them, and the duty bound the unit when the facts were."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from models.errors import Refusal
from models.facts import StageFacts, day
from models.guards import rights
from models.law.duties import binding
from models.situation import Situation, no
from models.states import ANNULLED
from models.vocabulary import Stage

GONE = ("refused", "withdrawn", "cancelled", ANNULLED)
CARRY_FINDINGS = (Stage.INSPECTION, Stage.TECHNICAL, Stage.GUIDANCE)


def of(stage: StageFacts) -> tuple[Mapping[str, Any], ...]:
    """The findings recorded in an inspection or guidance, in the order they are numbered (1, 2, ...)."""
    return tuple(f for e in stage.acts if e["act"] in ("record", "issue") for f in e.get("findings", ()))


def items_of(s: Situation) -> tuple[Mapping[str, Any], ...]:
    """The items an order would hold: `ref` names the finding (`I1/2`), `duty` the article and item."""
    if s.get("incident"):
        return tuple(
            {"ref": f"incident/{n}", "duty": f.duty.value, "since": f.since.isoformat(), "until": f.until.isoformat()}
            for n, f in enumerate(s.get("incident"), 1)
        )
    ground = s.facts.stage(s.get("ground"))
    if ground is None or ground.kind not in CARRY_FINDINGS:
        return ()
    found = of(ground)
    wanted = s.get("items") or range(1, len(found) + 1)
    return tuple({"ref": f"{ground.label}/{n}", **found[n - 1]} for n in wanted if 1 <= n <= len(found))


def bind_the_unit(s: Situation) -> Refusal | None:
    """Each finding of the form cites a duty that bound the unit on every day the facts cover (Art. 8-10)."""
    for finding in (*(s.get("findings") or ()), *(s.get("incident") or ())):
        refusal = _bound(s, finding.duty.value, finding.since, finding.until)
        if refusal is not None:
            return refusal
    return None


def items_bind_the_unit(s: Situation) -> Refusal | None:
    """The same for the items an order would hold."""
    return next((r for i in items_of(s) if (r := _bound(s, i["duty"], day(i, "since"), day(i, "until")))), None)


def _bound(s: Situation, duty: str, since: date, until: date) -> Refusal | None:
    if since > until:
        return no("dates_reversed", "since", "until")
    if until > s.today:
        return no("date_in_future", "until")
    spells = s.facts.unit.spells if s.facts.unit else ()
    # The set of duties changes only on a spell's edges, so these days stand for every day between.
    edges = {since, until}
    for spell in spells:
        edges |= {spell.served_on, *((spell.ended_on + timedelta(days=1),) if spell.ended_on else ())}
    free = next((d for d in sorted(edges) if since <= d <= until and duty not in binding(d, spells)), None)
    return no("duty_not_binding", duty, free.isoformat(), article=duty.rsplit("-", 1)[0]) if free else None


def exist(s: Situation) -> Refusal | None:
    """An order rests on findings with evidence: of an inspection, of guidance, or of an incident; never a report."""
    ground = s.facts.stage(s.get("ground"))
    if ground is not None and ground.state in GONE:
        return no("ground_annulled", ground.label)
    if ground is not None and s.get("incident"):
        return no("one_ground_only")
    items = items_of(s)
    if not items:
        return no("findings_required")
    wanted = s.get("items") or ()
    if s.get("incident"):
        return None
    if len(set(wanted)) != len(wanted) or (wanted and len(items) != len(wanted)):
        return no("finding_unknown")
    return None


def were_commented(s: Situation) -> Refusal | None:
    """An order is proposed on findings on which the unit was heard and had its time to comment."""
    return rights.none_open_in(s, s.facts.stage(s.get("ground")))


def are_free(s: Situation) -> Refusal | None:
    """Orders running side by side have disjoint findings."""
    mine = {i["ref"] for i in items_of(s) if not i["ref"].startswith("incident/")}
    for stage in s.facts.stages:
        if stage.kind is Stage.RECTIFICATION and stage.state not in ("refused", "withdrawn", "renewed", ANNULLED):
            taken = mine & {i["ref"] for i in order_items(stage)}
            if taken:
                return no("findings_taken", stage.label, *sorted(taken))
    return None


def order_items(order: StageFacts) -> tuple[Mapping[str, Any], ...]:
    """The items of an order, numbered from 1 in this order."""
    proposed = order.last("propose")
    return tuple(proposed["order_items"]) if proposed else ()
