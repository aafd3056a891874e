"""What a receiving organ signed, kept for ever: as an event in the chain of the case."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from models.store import chain, posting, vault
from models.store.handles import EVENT
from models.store.legal_day import legal_day
from models.vocabulary import EventKind, TransferState
from notifications.statements import Statement

RECEIPT, ANSWER = "transfer.receipt", "transfer.answer"


def once_of(key: str, state: TransferState) -> str:
    """The mark of an event about this transfer: each state is recorded once."""
    return f"peer:{key}:{state}"


def keep_receipt(connection: Connection, case_no: str, seq: int, key: str, signed: str, at: datetime) -> None:
    """The signed receipt for what event `seq` sent, as it came: it holds no content. Nothing where it is kept already.

    The head of the chain is locked from here on.
    """
    data = {"of": seq, "signed": signed}
    _append(connection, case_no, seq, RECEIPT, once_of(key, TransferState.PENDING), at, data=data)


def keep_answer(
    connection: Connection,
    message: Mapping[str, Any],
    said: Statement,
    signed: str,
    notices: Sequence[Mapping[str, Any]],
) -> bool:
    """A later answer and the notices of it; False where it is kept already. The text may hold reasons: it is sealed."""
    at = chain.now(connection)
    case_no, once = message["case_no"], once_of(message["dedupe"], said.state)
    if _known(connection, case_no, once):
        return False
    data = {
        "of": message["seq"], "state": said.state.value, "receipt_no": said.receipt, "number": said.number,
        "stated_at": said.stated_at, "told": posting.commitment(notices),
    }  # fmt: skip
    sealed = vault.seal(connection, case_no, {"signed": signed})
    seq = _append(connection, case_no, message["seq"], ANSWER, once, at, data=data, sealed=sealed)
    common = {"case_no": case_no, "seq": seq, "created_at": at, "due_at": at, "rung": None}
    posting.post(
        connection,
        [{**n, **common, "dedupe": f"{case_no}:{seq}:{n['channel']}:{n['audience']}:{n['target']}"} for n in notices],
    )
    return True


def _known(connection: Connection, case_no: str, once: str) -> bool:
    chain.head(connection, case_no)
    return connection.execute(select(EVENT.c.seq).where(EVENT.c.dedupe == once)).first() is not None


def _append(connection: Connection, case_no: str, of: int, act: str, once: str, at: datetime, **more: Any) -> int:
    if _known(connection, case_no, once):
        return 0
    stage = connection.execute(select(EVENT.c.stage).where(EVENT.c.chain == case_no, EVENT.c.seq == of)).scalar()
    today = legal_day(connection, at)
    event = chain.NewEvent(EventKind.DELIVERY, act, chain.SYSTEM, today, stage=stage, dedupe=once, **more)
    return chain.append(connection, case_no, event, at)[0]
