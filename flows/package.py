"""The package of a transfer: what the receiver gets, put together and sealed in the act's transaction.

It is a bag (`notifications.bag`) with the clue as JSON, the letter as it was drawn up, and the evidence the proposal
names. Evidence is carried while it fits in `CARRIED` bytes, in the order named; what is left out stands in the list
with its SHA-256, so that a file handed over in another way is known as the one that was meant. An act may name fifty
files of fifty megabytes; a package is held in memory, sent in one attempt and tried again whole.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from models.documents import newest
from models.errors import Unknown
from models.facts import Entry, Facts, StageFacts
from models.guards import findings
from models.procedure.transfer import TABLE
from models.store import files, vault
from models.store.canonical import canonical
from models.store.handles import DOCUMENT, EVENT, SEALED
from models.vocabulary import Instrument, Stage
from notifications.bag import pack

HANDING_OVER = ("send", "disclose")
"""The acts that hand a package over, of clues or of information."""

CARRIED = 24 * 1024 * 1024

NO_GUILT = (
    "This letter hands over clues about prevention duties of a unit. It is no finding of guilt. 本移送不构成违法认定。"
)
SENDING = next(t for t in TABLE if t.act == "send")


def seal_package(connection: Connection, facts: Facts, stage: StageFacts, sent_on: date) -> tuple[str, str]:
    """Seal the package of this transfer; returns the sealed row's id and the digest of its ciphertext.

    It holds what the proposal stated: breach, consequence, the unit's statement and what speaks for it; never who
    reported. Raises Unknown where the proposal's content is gone.
    """
    assert facts.case is not None and facts.unit is not None and facts.organ is not None  # noqa: S101  # of a stage
    proposed, narrative = proposal(connection, facts.case.no, stage)
    content = {
        "letter": f"{facts.case.no}/{stage.label}",
        "sender": facts.organ.code,
        "sent_on": sent_on.isoformat(),
        "unit": facts.unit.code,
        "receiver": proposed["receiver"],
        "competence": proposed["competence"],
        "basis": list(SENDING.basis),
        "breach": [dict(item) for item in breach(facts.stage(stage.ground))],
        "consequence": proposed["consequence"],
        "narrative": narrative,
        "remark": NO_GUILT,
        "evidence": listed(connection, proposed.get("files", ())),
        "instrument": dict(newest(stage, Instrument.TRANSFER_LETTER) or {}),
    }
    return vault.seal(connection, facts.case.no, content)


def proposal(connection: Connection, case_no: str, stage: StageFacts) -> tuple[Entry, dict[str, Any]]:
    """What was proposed to hand over, its codes and its words. Raises Unknown where the words are gone."""
    proposed = stage.last("propose")
    wanted = select(EVENT.c.sealed).where(EVENT.c.chain == case_no, EVENT.c.seq == (proposed["seq"] if proposed else 0))
    sealed = connection.execute(wanted).scalar()
    if proposed is None or sealed is None:
        raise Unknown("the proposal's content")
    return proposed, vault.unseal(connection, sealed)


def breach(ground: StageFacts | None) -> tuple[Any, ...]:
    """The articles and items the transfer rests on."""
    if ground is None:
        return ()
    return findings.order_items(ground) if ground.kind is Stage.RECTIFICATION else findings.of(ground)


def open_package(connection: Connection, sealed_id: str) -> bytes:
    """The bytes that go to the receiver, the same on every try. Raises vault.Sealed or files.FileMissing where
    something of it cannot be opened."""
    content = vault.unseal(connection, sealed_id)
    payload: dict[str, bytes] = {}
    evidence = []
    for listed in content["evidence"]:
        file = files.fetch(connection, listed["digest"])
        told = {"sha256": file.sha256, "kind": file.kind, "media": file.media, "size": len(file.content)}
        evidence.append({**told, "carried": listed["carried"]})
        if listed["carried"]:
            payload[f"evidence/{file.sha256}"] = file.content
    instrument = content["instrument"]
    for locale, digest in instrument.get("files", {}).items():
        payload[f"letter/{locale}.docx"] = files.fetch(connection, digest).content
    clue = {k: v for k, v in content.items() if k not in ("narrative", "instrument")}
    clue |= {**content["narrative"], "evidence": evidence, "letter_number": instrument.get("number")}
    payload["clue.json"] = canonical(clue)
    info = {
        "Source-Organization": content["sender"],
        "External-Identifier": content["letter"],
        "Bagging-Date": content["sent_on"],
    }
    return pack(content["letter"].replace("/", "-"), info, payload)


def sealed_of(connection: Connection, case_no: str, stage: StageFacts) -> str:
    """The id of the sealed package that was handed over in this stage. Raises Unknown where none was."""
    sent = stage.last(*HANDING_OVER)
    wanted = select(SEALED.c.id).where(SEALED.c.case_no == case_no, SEALED.c.digest == (sent or {}).get("package"))
    found: str | None = connection.execute(wanted).scalar()
    if found is None:
        raise Unknown("the package")
    return found


def listed(connection: Connection, digests: Any) -> list[Mapping[str, Any]]:
    """The files a package names, in this order; each is carried while it fits."""
    sizes = {
        row.digest: row.size
        for row in connection.execute(select(DOCUMENT.c.digest, DOCUMENT.c.size).where(DOCUMENT.c.digest.in_(digests)))
    }
    left = CARRIED
    found: list[Mapping[str, Any]] = []
    for digest in digests:
        carried = sizes.get(digest, left + 1) <= left
        left -= sizes[digest] if carried else 0
        found.append({"digest": digest, "carried": carried})
    return found
