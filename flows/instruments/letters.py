"""The interview notice, the notice to the superior department, and the letter that hands over clues."""

from typing import Any

from flows import package
from flows.instruments.orders import numbers_of, rows
from flows.instruments.record import Record, entry_of
from flows.instruments.words import called, day, file_kind
from models.acts.choices import Competence, Consequence, Interviewee
from models.guards import findings

NARRATIVE = ("consequence_facts", "facts", "suggestion", "statement", "in_favour")


def interview(record: Record, locale: str) -> dict[str, Any]:
    proposed = record.last("propose")
    order = record.facts.stage(proposed.get("order"))
    found = record.unmet_items(order) if order else findings.of(record.stage_named(proposed.get("finding_in")))
    return {
        **numbers_of(order),
        "items": rows(found, locale),
        "meeting_on": day(record.open["meeting_on"], locale),
        "meeting_at": record.open["meeting_at"],
        "place": record.own["place"],
        "post": called(Interviewee, record.open["interviewee"], locale),
        "person": record.own["person"],
    }


def superior(record: Record, locale: str) -> dict[str, Any]:
    """The minimum: no person, no facts, not even why the notice was thought necessary."""
    order = record.stage_named(record.last("propose")["order"])
    return {
        "addressee": record.department(record.last("propose_notice")["department"]),
        **numbers_of(order),
        "served_on": day(entry_of(order, "serve")["served_on"], locale),
        "items": rows(record.unmet_items(order), locale),
        "reinspected": order.last("reinspect") is not None,
        "interview_on": day(record.last("hold")["occurred_on"], locale),
    }


def transfer(record: Record, locale: str) -> dict[str, Any]:
    proposed = record.last("propose")
    digests = tuple(proposed.get("files", ()))
    kinds = record.kinds_of_files(digests)
    return {
        "addressee": record.department(proposed["receiver"]),
        "competence": called(Competence, proposed["competence"], locale),
        "items": rows(package.breach(record.facts.stage(record.stage.ground)), locale),
        "consequence": called(Consequence, proposed["consequence"], locale),
        "evidence": [
            {"no": n, "kind": file_kind(kinds.get(digest, "other"), locale), "digest": digest}
            for n, digest in enumerate(digests, 1)
        ],
        **{name: record.told(proposed, name) for name in NARRATIVE},
    }
