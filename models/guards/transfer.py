"""Preconditions of a transfer of clues (the Ministry's summary): a breach and an adverse consequence or influence."""

from models.acts.choices import Consequence
from models.errors import Refusal
from models.guards import findings
from models.situation import Situation, no
from models.states import is_final
from models.vocabulary import DepartmentKind, Stage


def breach_recorded(s: Situation) -> Refusal | None:
    """The breach stands in an order not met or in the findings of a concluded inspection; so it does until sending."""
    ground = s.facts.stage(s.stage.ground if s.stage else s.get("ground"))
    if ground is None:
        return no("no_breach")
    failed = ground.kind is Stage.RECTIFICATION and ground.state in ("not_met", "renewed", "concluded")
    inspected = ground.kind in (Stage.INSPECTION, Stage.TECHNICAL)
    found = inspected and ground.state == "concluded" and findings.of(ground)
    return None if failed or found else no("no_breach", ground.label)


def consequence_recorded(s: Situation) -> Refusal | None:
    """Without adverse consequence or influence there is nothing to transfer."""
    return no("no_consequence") if s.get("consequence") is Consequence.NONE else None


def receiver_competent(s: Situation) -> Refusal | None:
    """The receiver is in the register of departments. One without a receiving service gets the package as a file."""
    found = s.facts.departments.get(s.get("receiver"))
    if found is None:
        return no("receiver_unknown")
    return None if found.kind is DepartmentKind.RECEIVER else no("receiver_not_competent")


def one_per_receiver(s: Situation) -> Refusal | None:
    """Several transfers may run, each to another organ."""
    for stage in s.facts.stages:
        proposed = stage.last("propose") if stage.kind is Stage.TRANSFER else None
        running = not is_final(stage.kind, stage.state)
        if proposed is not None and running and proposed["receiver"] == s.get("receiver"):
            return no("transfer_already_open", stage.label)
    return None


def sent(s: Situation) -> tuple[int, ...]:
    """The sending, if there was one: who received the clues hears that they were withdrawn."""
    return tuple(e["seq"] for e in s.here.all("send"))
