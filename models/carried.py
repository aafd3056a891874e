"""What a case carries of its dealings with others: the information given to departments, decisions taken elsewhere."""

from typing import Any

from models.facts import Facts
from models.vocabulary import Stage


def disclosures(facts: Facts) -> list[dict[str, Any]]:
    """Every exchange of information in codes and days, also one that was not given in the end."""
    return [
        {
            "stage": stage.label,
            "state": stage.state,
            "department": asked["department"],
            "law": asked["law"],
            "kinds": list(asked["kinds"]),
            "given_on": _day(stage.last("disclose"), "on"),
            "acknowledged_on": _day(stage.last("receipt"), "received_on"),
        }
        for stage in facts.stages
        if stage.kind is Stage.EXCHANGE and (asked := stage.last("propose")) is not None
    ]


def penalties(facts: Facts) -> list[dict[str, Any]]:
    """The decisions on a penalty that were noted: number and day."""
    acts = facts.case.acts if facts.case else ()
    return [{"number": e["reference_no"], "decided_on": e["decided_on"]} for e in acts if e["act"] == "note_penalty"]


def _day(entry: Any, name: str) -> str | None:
    return entry[name] if entry else None
