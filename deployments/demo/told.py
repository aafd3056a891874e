"""What the demo saw while it played."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Told:
    """Refusals met, the last event of the published part, the transfer's receipt, how many mails arrived."""

    received: Callable[[], int]
    refusals: list[dict[str, Any]] = field(default_factory=list)
    published_until: int = 0
    transfer: dict[str, Any] = field(default_factory=dict)
