"""What a form already says when it is opened, beside its defaults: what the case alone can tell."""

from typing import Any

from models.facts import StageFacts
from models.guards.findings import order_items


def prefilled(act: str, stage: StageFacts | None) -> dict[str, Any]:
    """A re-inspection says of each item of the order whether it is met: their numbers stand there already."""
    if act != "rectification.reinspect" or stage is None:
        return {}
    return {"results": [{"item": number} for number in range(1, len(order_items(stage)) + 1)]}
