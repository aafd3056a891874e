"""Who is told in place of an officer who is away. Pure."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

LONGEST = 3
"""So many substitutes are asked one after another; then the head of the organ is told."""


@dataclass(frozen=True)
class Standing:
    """Who is away on a day, each with the substitute; None stands for one who may not substitute."""

    away: Mapping[str, str | None] = field(default_factory=dict)

    def instead_of(self, badge: str, aside: Set[str] = frozenset()) -> str | None:
        """The officer who is told: this one where not away, else the first substitute present; None: the head.

        Substitutes in `aside` stand aside in the case and hear nothing of it.
        """
        asked = [badge]
        while asked[-1] in self.away:
            following = self.away[asked[-1]]
            if following is None or following in asked or following in aside or len(asked) > LONGEST:
                return None
            asked.append(following)
        return asked[-1]
