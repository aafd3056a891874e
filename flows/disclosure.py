"""The package of an exchange of information: exactly what was approved, put together in the act's transaction."""

from datetime import date

from sqlalchemy import Connection

from flows.package import listed, proposal
from models.facts import Facts, StageFacts
from models.store import vault

REMARK = (
    "Information for the purpose stated, and for no other. It is no finding of guilt. "
    "信息仅限用于所述用途，不构成违法认定。"
)


def seal_disclosure(connection: Connection, facts: Facts, stage: StageFacts, given_on: date) -> tuple[str, str]:
    """Seal the package of this exchange; returns the sealed row's id and the digest of its ciphertext.

    It goes the way of a transfer of clues, so it has that shape: it states no breach. Raises Unknown where the
    proposal's words are gone.
    """
    assert facts.case is not None and facts.unit is not None and facts.organ is not None  # noqa: S101  # of a stage
    proposed, words = proposal(connection, facts.case.no, stage)
    content = {
        "letter": f"{facts.case.no}/{stage.label}",
        "sender": facts.organ.code,
        "sent_on": given_on.isoformat(),
        "unit": facts.unit.code,
        "receiver": proposed["department"],
        "basis": [proposed["law"]],
        "kinds": list(proposed["kinds"]),
        "breach": [],
        "narrative": {"purpose": words["purpose"], "facts": words["disclosed"]},
        "remark": REMARK,
        "evidence": listed(connection, proposed.get("files", ())),
        "instrument": {},
    }
    return vault.seal(connection, facts.case.no, content)
