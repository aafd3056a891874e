"""Service of a document: it was drawn up, the way is lawful, the proof is on file (by analogy, CPL 87-95)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from models.acts.choices import Service, Signing
from models.documents import drawn_by, newest
from models.errors import Refusal
from models.facts import day
from models.guards import rights
from models.situation import Derive, Guard, Situation, no
from models.vocabulary import Evidence, Instrument


def drawn_up(instrument: Instrument, since: str | None = None) -> Guard:
    """The instrument exists and is not older than what it serves: `since` names an act that uses one up."""

    def guard(s: Situation) -> Refusal | None:
        entry = drawn_by(s.here, instrument)
        used = s.here.last(since) if since else None
        if entry is None or (used is not None and used["seq"] > entry["seq"]):
            return no("instrument_missing", instrument.value, article=_ARTICLES[instrument])
        public = s.get("announced_on") if s.get("method") is Service.ANNOUNCEMENT else None
        on = public or s.get("served_on")
        return no("served_before_document", entry["on"]) if on is not None and on < day(entry, "on") else None

    return guard


_ARTICLES = {
    Instrument.INSPECTION_NOTICE: "reg-21",
    Instrument.TECHNICAL_NOTICE: "reg-23",
    Instrument.RECTIFICATION_ORDER: "cel-56",
    Instrument.INTERVIEW_NOTICE: "cel-56",
    Instrument.SUPERIOR_NOTICE: "cel-56",
    Instrument.TRANSFER_LETTER: "s0-transfer",
    Instrument.KEY_UNIT_NOTICE: "reg-9",
    Instrument.KEY_UNIT_REMOVAL: "reg-9",
}


def which(instrument: Instrument, *carried: str) -> Derive:
    """The number of the instrument served, and what of its own statements the service carries on."""

    def derive(s: Situation) -> Mapping[str, Any]:
        drawn, entry = newest(s.here, instrument), drawn_by(s.here, instrument)
        return {"document": drawn["number"], **{name: entry[name] for name in carried}} if drawn and entry else {}

    return derive


def lawful(s: Situation) -> Refusal | None:
    """The way of service is one the unit must accept: each has its own proof."""
    match s.get("method"):
        case Service.ELECTRONIC_CONSENTED:
            return None if _consented(s) else no("electronic_consent_missing")
        case Service.REFUSED_WITH_WITNESS:
            recorded = s.facts.documents.get(s.get("proof")) == Evidence.RECORDING
            return None if recorded or s.get("witness") else no("witness_missing")
        case Service.ANNOUNCEMENT:
            return _announced(s)
    return None


def _consented(s: Situation) -> bool:
    """The unit's last word up to that day: what it says afterwards changes nothing of a service before."""
    words = [e for e in s.facts.case.acts if e["act"] == "consent"] if s.facts.case else []
    until_then = [e for e in words if day(e, "received_on") <= s.get("served_on")]
    return bool(until_then and max(until_then, key=lambda e: (e["received_on"], e["seq"]))["given"])


def _announced(s: Situation) -> Refusal | None:
    """An announcement serves when its time has passed."""
    announced = s.get("announced_on")
    if announced is None:
        return no("announcement_running")
    over = announced + timedelta(days=s.rules.announcement_days)
    return None if s.get("served_on") >= over else no("announcement_running", over.isoformat())


def files_known(s: Situation) -> Refusal | None:
    """Every file the form names is kept in this case."""
    asked = [*(s.get("files") or ()), *((s.get("proof"),) if s.get("proof") else ())]
    missing = [digest[:12] for digest in asked if digest not in s.facts.documents]
    return no("document_unknown", *missing) if missing else None


def signing_noted(s: Situation) -> Refusal | None:
    """A refusal to sign is noted with its reason and a witness (by analogy, CPL 89)."""
    refused = s.get("signing") == Signing.REFUSED_NOTED
    return no("refusal_not_noted") if refused and not (s.get("refusal") and s.get("witness")) else None


def heard(s: Situation) -> Mapping[str, Any]:
    """Whether the unit was heard: its statement, or its refusal noted. The words themselves are sealed."""
    return {"heard": rights.was_heard(s)}
