"""Notices of an inspection. They cite the article, never its ground, so that nobody learns that there was a report."""

from collections.abc import Mapping
from typing import Any

from flows.instruments.record import Record
from flows.instruments.words import basis, called, day, listed
from models.acts.choices import Method, TechnicalMode, TechnicalObject
from models.law import cite
from models.wording import phrase

GROUNDS = "reg-21-"
"""Items of Art. 21: each is a ground, and one of them is a report."""


def inspection(record: Record, locale: str) -> dict[str, Any]:
    asked = record.last("request")
    return {
        **_visit(record, asked, locale),
        "methods": listed(Method, asked["methods"], locale),
        "places": _named(record.told(asked, "places")),
    }


def technical(record: Record, locale: str) -> dict[str, Any]:
    asked = record.last("request")
    return {
        **_visit(record, asked, locale),
        "mode": called(TechnicalMode, asked["mode"], locale),
        "remote": asked["mode"] == TechnicalMode.REMOTE,
        "objects": listed(TechnicalObject, asked["objects"], locale),
        "systems": _named(record.told(asked, "systems")),
        "conduct": cite("reg-25", locale),
    }


def _visit(record: Record, asked: Mapping[str, Any], locale: str) -> dict[str, Any]:
    approved = record.last("approve")
    return {
        "basis": basis((id for id in record.basis if not id.startswith(GROUNDS)), locale),
        "approved_by": record.organ_of(approved["by"]),
        "approved_on": day(approved["on"], locale),
        "starts_on": day(asked["starts_on"], locale),
        "ends_on": day(asked["ends_on"], locale),
        "jointly_with": record.jointly_with(asked, locale),
        "team": phrase("list_comma", locale).join(asked["team"]),
        "assistance": cite("reg-8-4", locale),
        "recusal": basis(("apl-43",), locale),
    }


def _named(lines: list[str]) -> list[dict[str, Any]]:
    return [{"no": n, "name": name} for n, name in enumerate(lines, 1)]
