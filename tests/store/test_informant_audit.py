"""The audit compares the vault's rows with what the events tell, and names the one that was changed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Table, delete, select, update

from models.store.handles import EVENT, INFORMANT, LOOK, REVEAL, SUPERVISION
from tests.store.tampering import Tamper, tampered
from tests.store.vaulted import Vault


def changed(table: Table, **values: object) -> Tamper:
    return lambda connection: connection.execute(update(table).values(**values))


def moved_on(connection: Connection) -> None:
    connection.execute(update(REVEAL).values(valid_until=datetime.now(UTC) + timedelta(days=9)))


def added(connection: Connection) -> None:
    row = connection.execute(select(LOOK).where(LOOK.c.number == 1)).mappings().first()
    assert row is not None
    connection.execute(LOOK.insert().values(**{**row, "number": 3}))


@pytest.mark.parametrize(
    ("change", "act", "why"),
    [
        (changed(INFORMANT, entered_by="N001"), "informant.enter", "informant_row"),
        (changed(INFORMANT, sealed=b"another"), "informant.enter", "informant_row"),
        (changed(REVEAL, requested_by="N002"), "informant.approve", "reveal_row"),
        (changed(REVEAL, decided_by="K2"), "informant.approve", "reveal_row"),
        (changed(REVEAL, basis="statutory_need"), "informant.approve", "reveal_row"),
        (changed(REVEAL, sealed=b"another"), "informant.approve", "reveal_row"),
        (moved_on, "informant.approve", "reveal_row"),
        (changed(LOOK, seen_by="N002"), "informant.look", "look_row"),
        (lambda connection: connection.execute(delete(LOOK)), "informant.look", "look_row"),
        (added, None, "look_row"),
        (changed(SUPERVISION, organ="GZ"), None, "supervision_row"),
    ],
    ids=range(11),
)
def test_the_audit_names_a_row_that_was_changed(shared_vault: Vault, change: Tamper, act: str | None, why: str) -> None:
    bad = tampered(shared_vault.store, change).first_bad
    assert bad is not None
    assert bad.why == why
    if act is not None:
        with shared_vault.store.read() as connection:
            found = select(EVENT.c.act).where(EVENT.c.chain == bad.chain, EVENT.c.seq == bad.seq)
            assert connection.execute(found).scalar() == act


def test_the_audit_of_one_case_names_it_too(shared_vault: Vault) -> None:
    bad = tampered(shared_vault.store, moved_on, shared_vault.case).first_bad
    assert (bad and bad.chain, bad and bad.why) == (shared_vault.case, "reveal_row")
    untold = tampered(shared_vault.store, changed(INFORMANT, entered_by="N001"), shared_vault.case)
    assert untold.ok, "an entry belongs to no case"
