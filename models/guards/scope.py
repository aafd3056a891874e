"""What was done against what was approved and announced: what lies beyond is recorded as excess, never hidden."""

from collections.abc import Iterable, Mapping
from typing import Any

from models.errors import Refusal
from models.situation import Derive, Situation, no
from models.vocabulary import Noted


def counted(field: str) -> Derive:
    """How many lines a sealed list has: later acts refer to them by number."""
    return lambda s: {f"{field}_count": len(s.get(field))}


def numbers_known(field: str) -> Any:
    """The numbers named are numbers of the request's list, each once."""

    def guard(s: Situation) -> Refusal | None:
        asked = s.here.last("request")
        allowed = range(1, (asked[f"{field}_count"] if asked else 0) + 1)
        named: list[int] = s.get(field)
        fine = len(set(named)) == len(named) and all(n in allowed for n in named)
        return None if fine else no("number_unknown", field, f"1-{len(allowed)}")

    return guard


def inspection_excess(s: Situation) -> Mapping[str, Any]:
    """Methods, places and days beyond the approval."""
    asked = s.here.last("request")
    assert asked is not None  # noqa: S101  # an inspection begins with its request
    day = s.get("occurred_on").isoformat()
    return _excess(
        ("day", not asked["starts_on"] <= day <= asked["ends_on"]),
        ("method", beyond(s.get("methods"), asked["methods"])),
        ("place", bool(s.get("elsewhere"))),
    )


def technical_excess(s: Situation) -> Mapping[str, Any]:
    """Objects, systems, mode and time beyond the approval, or beyond what was announced."""
    asked, told = s.here.last("request"), s.here.last("notify")
    assert asked is not None and told is not None  # noqa: S101  # recorded only after request and notice
    start, end = s.get("started_at").isoformat(), s.get("ended_at").isoformat()
    return _excess(
        ("day", not (asked["starts_on"] <= start[:10] and end[:10] <= asked["ends_on"])),
        ("time", not (told["starts_at"] <= start and end <= told["ends_at"])),
        ("mode", s.get("mode").value != asked["mode"]),
        ("object", beyond(s.get("objects"), asked["objects"])),
        ("system", bool(s.get("elsewhere")) or not set(s.get("systems")) <= set(told["systems"])),
    )


def beyond(done: Iterable[Any], approved: Iterable[str]) -> bool:
    return not {choice.value for choice in done} <= set(approved)


def _excess(*kinds: tuple[str, bool]) -> Mapping[str, Any]:
    found = [kind for kind, exceeded in kinds if exceeded]
    return {"excess": found} if found else {}


def excess_noted(excess: Derive) -> Any:
    """An excess stands on the supervising organ's list."""
    return lambda s: (Noted.EXCESS,) if excess(s) else ()


def findings_made(s: Situation) -> Mapping[str, Any]:
    """Findings open the unit's time to comment."""
    return {"found": bool(s.get("findings"))}
