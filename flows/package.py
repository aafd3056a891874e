"""The package of a transfer: what the receiver gets, put together and sealed in the act's transaction."""

from typing import Any

from sqlalchemy import Connection, select

from models.documents import newest
from models.errors import Unknown
from models.facts import Facts, StageFacts
from models.guards import findings
from models.store import vault
from models.store.canonical import canonical
from models.store.handles import EVENT
from models.vocabulary import Instrument, Stage

NO_GUILT = (
    "This letter hands over clues about prevention duties of a unit. It is no finding of guilt. 本移送不构成违法认定。"
)


def seal_package(connection: Connection, facts: Facts, stage: StageFacts) -> tuple[str, str]:
    """Seal the package of this transfer; returns the sealed row's id and the digest of its ciphertext.

    It holds what the proposal stated: breach, consequence, the unit's statement and what speaks for it; never who
    reported. Raises Unknown where the proposal's content is gone.
    """
    assert facts.case is not None and facts.unit is not None  # noqa: S101  # a stage has a case, a case a unit
    proposed = stage.last("propose")
    wanted = select(EVENT.c.sealed).where(
        EVENT.c.chain == facts.case.no, EVENT.c.seq == (proposed["seq"] if proposed else 0)
    )
    sealed = connection.execute(wanted).scalar()
    if proposed is None or sealed is None:
        raise Unknown("the proposal's content")
    content = {
        "letter": f"{facts.case.no}/{stage.label}",
        "unit": facts.unit.code,
        "receiver": proposed["receiver"],
        "competence": proposed["competence"],
        "breach": [dict(item) for item in breach(facts.stage(stage.ground))],
        "consequence": proposed["consequence"],
        "narrative": vault.unseal(connection, sealed),
        "remark": NO_GUILT,
        "evidence": list(proposed.get("files", ())),
        "instrument": dict(newest(stage, Instrument.TRANSFER_LETTER) or {}),
    }
    return vault.seal(connection, facts.case.no, content)


def breach(ground: StageFacts | None) -> tuple[Any, ...]:
    """The articles and items the transfer rests on."""
    if ground is None:
        return ()
    return findings.order_items(ground) if ground.kind is Stage.RECTIFICATION else findings.of(ground)


def open_package(connection: Connection, sealed_id: str) -> bytes:
    """The bytes that go to the receiver, the same on every try."""
    return canonical(vault.unseal(connection, sealed_id))
