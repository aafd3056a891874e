"""A statement of service drawn from the record of one case: what was served, how and when it is proven, which clocks
that started, and which notices went out with what answer. A notice starts no clock, whatever came of it."""

from typing import Any

from sqlalchemy import Connection, select

from models.facts import Entry, Facts, StageFacts
from models.lifecycle import find
from models.store import deliveries, files, snapshot
from models.store.handles import CASE_FILE, DEADLINE, EVENT
from models.vocabulary import Instrument

FORMAT = "casework-proof/1"
OF_SERVICE = ("method", "served_on", "announced_on", "document")


def statement(connection: Connection, case_no: str) -> dict[str, Any]:
    """The statement. `head` is the event the record ended with; a proof's `wrong` says what is amiss with its file."""
    facts = snapshot.load(connection, case_no, "")
    head = connection.execute(
        select(*CASE_FILE.c["head_seq", "head_hash", "unit", "organ"]).where(CASE_FILE.c.no == case_no)
    ).one()
    sent = [message for message in deliveries.of_case(connection, case_no) if message["statutory"]]
    return {
        "format": FORMAT,
        "case": case_no,
        "unit": head.unit,
        "organ": head.organ,
        "head": {"seq": head.head_seq, "hash": head.head_hash},
        "services": [_service(connection, case_no, stage, entry) for stage, entry in _served(facts)],
        "notices": sent,
    }


def _served(facts: Facts) -> list[tuple[StageFacts, Entry]]:
    found = [(s, e) for s in facts.stages for e in s.acts if "proof" in e and "served_on" in e]
    return sorted(found, key=lambda one: int(one[1]["seq"]))


def _service(connection: Connection, case_no: str, stage: StageFacts, entry: Entry) -> dict[str, Any]:
    event = EVENT.c.chain == case_no, EVENT.c.seq == entry["seq"]
    act = find(stage.kind, entry["act"])
    started = (DEADLINE.c.case_no == case_no, DEADLINE.c.armed_seq == entry["seq"])
    clocks = connection.execute(select(*DEADLINE.c["clock", "anchor_on", "due_on"]).where(*started)).mappings()
    return {
        "seq": entry["seq"],
        "hash": connection.scalar(select(EVENT.c.hash).where(*event)),
        "stage": stage.label,
        "act": act.full_name if act else entry["act"],
        "officer": entry["by"],
        **{name: entry.get(name) for name in OF_SERVICE},
        **_drawn(stage, entry),
        "proof": {"sha256": entry["proof"], "wrong": files.state(entry["proof"])},
        "started": [dict(row) for row in clocks],
    }


def _drawn(stage: StageFacts, service: Entry) -> dict[str, str | None]:
    """What kind of instrument was served, and the number of the receipt of service drawn up with it."""
    for entry in stage.acts:
        drawn = {d["number"]: d["kind"] for d in entry.get("documents", ())}
        if service.get("document") in drawn:
            receipt = next((number for number, kind in drawn.items() if kind == Instrument.SERVICE_RECEIPT), None)
            return {"kind": drawn[service["document"]], "receipt": receipt}
    return {"kind": None, "receipt": None}
