"""Acts taken jointly with departments (Art. 7): which, and that each the unit turns to as well is heard."""

from collections.abc import Iterable

from models.errors import Refusal
from models.facts import Entry
from models.situation import Situation, no


def departments_known(s: Situation) -> Refusal | None:
    """Each department the act is taken with is in the register and named once."""
    return _registered(s, s.get("jointly_with"))


def directed_at_those_of_the_order(s: Situation) -> Refusal | None:
    """An objection is directed at departments with which the order was made, besides the organ."""
    return _among(s.get("also_to"), with_whom(s.here.last("propose")))


def order_settled_with_them(s: Situation) -> Refusal | None:
    """The objection is answered when each department it is directed at was heard, and no stranger to the order."""
    objection = s.here.last("object") or {}
    return _among(s.get("heard"), with_whom(s.here.last("propose"))) or _heard(s, objection.get("also_to", ()))


def directed_at_those_of_the_case(s: Situation) -> Refusal | None:
    """A complaint is directed at departments of the register; where it names a case, at those that acted in it."""
    named, about = s.get("also_to"), s.facts.complained
    unknown = _registered(s, named)
    if unknown is not None or about is None or s.get("about_case") is None:
        return unknown
    return _among(named, about.jointly_with)


def complaint_settled_with_them(s: Situation) -> Refusal | None:
    """The complaint is decided when each department it is directed at was heard, and no other is stated."""
    received = (s.facts.case.last("receive") if s.facts.case else None) or {}
    asked = received.get("also_to", ())
    return _among(s.get("heard"), asked) or _heard(s, asked)


def with_whom(entry: Entry | None) -> tuple[str, ...]:
    """The departments an act was taken with."""
    return tuple(entry.get("jointly_with", ())) if entry else ()


def _registered(s: Situation, named: list[str]) -> Refusal | None:
    unknown = [code for code in named if code not in s.facts.departments]
    return no("department_unknown", *unknown[:5], article="reg-7") if unknown else _once(named)


def _among(named: list[str], those: Iterable[str]) -> Refusal | None:
    strangers = sorted(set(named) - set(those))
    return no("not_taken_jointly", *strangers[:5]) if strangers else _once(named)


def _once(named: list[str]) -> Refusal | None:
    return no("department_twice") if len(set(named)) < len(named) else None


def _heard(s: Situation, asked: Iterable[str]) -> Refusal | None:
    unheard = sorted(set(asked) - set(s.get("heard")))
    return no("department_unheard", *unheard[:5]) if unheard else None
