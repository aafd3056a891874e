"""A case whose clues are ready to be handed over to another installation."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from flows.notices import notification_settings, of_answer
from flows.package import open_package
from models.register_rows import DepartmentRow
from models.store import registers, transfer_key
from models.store.addresses import seal_address
from models.store.engine import Store
from models.store.handles import DEPARTMENT, EVENT, OUTBOX
from models.store.settings import store_settings
from models.vocabulary import Channel, DepartmentKind, Evidence, MessageState
from notifications import answers
from notifications.receive import Receiver
from notifications.relay import Drained, drain
from notifications.settings import NotificationSettings
from notifications.transfer import TransferSender
from tests.acceptance.hearing import CITY_HEAD, OFFICER, Hearing, inspected, on
from tests.store.worlds import CASE, Worlds, heard, installed, standing

PEER, PAPER, MAILED = "D-PEER", "D-PAPER", "D-MAIL"
SECRET_FACTS = "研发区被外来人员拍照"


def ours() -> bytes:
    """The public half of the key this installation signs with."""
    return transfer_key.public_of(transfer_key.secret(store_settings().transfer_key))


def letter_drawn(store: Store) -> None:
    """A world: the letter to the peer is drawn up, what is left is to send it. The peer is not reachable yet."""
    rows = [
        DepartmentRow(code=PEER, name="peer", kind=DepartmentKind.RECEIVER, endpoint="http://127.0.0.1:9/"),
        DepartmentRow(code=PAPER, name="on paper", kind=DepartmentKind.RECEIVER),
        DepartmentRow(code=MAILED, name="by mail", kind=DepartmentKind.RECEIVER, email="d@example.org"),
    ]
    with store.write() as connection:
        registers.add(connection, registers.REGISTERS["department"], [(0, row) for row in rows], "operator", on(3, 2))
    with heard(store) as hearing:
        inspected(hearing)
        hearing.act(on(3, 6), OFFICER, "inspection.conclude", result="transfer", opinion="Hand it over.")
        proposed(hearing, PEER, files=[hearing.scan(Evidence.PHOTOGRAPH)])


def proposed(hearing: Hearing, receiver: str, files: Sequence[str] = ()) -> None:
    """A transfer to this receiver is proposed and approved, its letter drawn up."""
    hearing.act(
        on(3, 9), OFFICER, "transfer.propose", receiver=receiver, competence="has managing authority over the unit",
        ground="I1", consequence="adverse consequence", consequence_facts=SECRET_FACTS, facts="Not performed.",
        suggestion="Deal with it.", statement="We see it.", in_favour="It helped.", files=list(files),
    )  # fmt: skip
    stage = max(hearing.states())
    hearing.act(on(3, 10), CITY_HEAD, "transfer.approve", stage=stage)
    hearing.act(on(3, 10), OFFICER, "transfer.draw_up", stage=stage)


def met(store: Store, receiver: Receiver, url: str | None = None) -> None:
    """Each has the other's address and key in its register."""
    receiver.ledger.trust("GZ", ours())
    with store.write() as connection:
        sealed = seal_address(connection, DEPARTMENT, PEER, "endpoint", url or receiver.url)
        values = {"endpoint": sealed, "public_key": receiver.public_key.hex()}
        connection.execute(update(DEPARTMENT).where(DEPARTMENT.c.code == PEER).values(**values))


def handed_over(hearing: Hearing) -> Drained:
    """The letter is sent, and the relay runs once."""
    hearing.act(on(3, 11), OFFICER, "transfer.send", stage="X1")
    return relayed(hearing.store)


def relayed(store: Store) -> Drained:
    """What is due on the transfer channel, tried once."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    with store.write() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.state == MessageState.READY).values(due_at=past))

    def opened(sealed_id: str) -> bytes:
        with store.read() as connection:
            return open_package(connection, sealed_id)

    with TransferSender(store, opened, NotificationSettings()) as sender:
        return drain(store, {Channel.TRANSFER: sender})


def events(store: Store, act: str) -> list[bytes]:
    """The bytes of each event of this act."""
    with store.read() as connection:
        return list(connection.scalars(select(EVENT.c.body).where(EVENT.c.act == act).order_by(EVENT.c.seq)))


@pytest.fixture
def hearing(worlds: Worlds, engine: str) -> Iterator[Hearing]:
    """A case whose letter to the peer is drawn up; its acts go the product's own road."""
    with worlds.copy(engine, installed, standing, letter_drawn) as store, heard(store, CASE) as hearing:
        yield hearing


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    with Receiver(tmp_path / "receiver") as receiver:
        yield receiver


def pulled(hearing: Hearing) -> int:
    return answers.pull(hearing.store, notification_settings(), of_answer)
