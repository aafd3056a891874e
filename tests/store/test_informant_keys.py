"""What the vault holds is opened by its own key alone, and stands nowhere in clear."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import inspect, select

from models.errors import BadInput
from models.store import informant_key, informant_rekey, informants, keyring, vault
from models.store.handles import INFORMANT, LOOK, RECEIPT
from models.store.informant_key import Box
from models.store.settings import store_settings
from models.store.tables import metadata
from tests.builders import OPENED
from tests.store.vaulted import NAME, REASON, Vault, whole


def test_the_identity_stands_nowhere_in_clear(shared_vault: Vault, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    shared_vault.looked(shared_vault.approved(shared_vault.entered()))
    marks = [text.encode() for text in (NAME, "李四", "13912345678", REASON)]
    with shared_vault.store.read() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                held = b"|".join(v if isinstance(v, bytes) else str(v).encode() for v in row)
                assert not [mark for mark in marks if mark in held], table.name
    assert not [mark for mark in marks if mark.decode() in caplog.text]
    if not shared_vault.store.postgres:
        path = Path(str(shared_vault.store.writer.url.database))
        raw = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
        assert b"informant.look" in raw
        assert not [mark for mark in marks if mark in raw]


def test_a_name_is_as_long_as_another(shared_vault: Vault) -> None:
    shared_vault.entered("甲")
    shared_vault.entered(NAME)
    with shared_vault.store.read() as connection:
        assert len({len(blob) for blob in connection.scalars(select(INFORMANT.c.sealed))}) == 1


def test_the_main_key_opens_nothing_in_the_vault_and_the_intake_needs_no_private_key(
    kept: Vault, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    alias = kept.entered()
    reveal = kept.approved(alias)
    private = informant_key.private_key()
    monkeypatch.setattr(store_settings(), "informant_key_file", tmp_path / "elsewhere" / "key")
    with pytest.raises(BadInput, match="elsewhere"):
        kept.take("N003", {"act": "enter", "identity": NAME})
    monkeypatch.setattr(store_settings(), "informant_public_key", informant_key.public_of(private).hex())
    kept.entered("王五")
    with pytest.raises(BadInput, match="no key"):
        kept.take("N001", {"act": "look", "reveal": reveal})
    assert not (tmp_path / "elsewhere").exists()
    with kept.store.read() as connection:
        row = connection.execute(select(INFORMANT).where(INFORMANT.c.alias == alias)).one()
        assert connection.execute(select(LOOK)).all() == []
    box, bound = Box(row.kid, row.wrapped, row.sealed), informants.of_identity(alias)
    assert informant_key.opened(private, box, bound) == NAME
    stolen = keyring.keyring().key
    with pytest.raises(vault.Sealed):
        informant_key.opened(stolen, box, bound)
    for blob in (row.wrapped, row.sealed):
        with pytest.raises(vault.Sealed):
            vault.decrypt(stolen, blob, bound)


def test_a_ciphertext_moved_altered_or_cut_opens_nothing(shared_vault: Vault) -> None:
    alias, other = shared_vault.entered(), shared_vault.entered("王五")
    private = informant_key.private_key()
    with shared_vault.store.read() as connection:
        row = connection.execute(select(INFORMANT).where(INFORMANT.c.alias == alias)).one()
    mine = informants.of_identity(alias)
    flipped = bytes([row.sealed[40] ^ 1])
    for box, bound in (
        (Box(row.kid, row.wrapped, row.sealed), informants.of_identity(other)),
        (Box(row.kid, row.wrapped, row.sealed), informants.of_reason(alias)),
        (Box(row.kid, row.wrapped, row.sealed[:40] + flipped + row.sealed[41:]), mine),
        (Box(row.kid, row.wrapped[:20], row.sealed), mine),
        (Box(row.kid, bytes(32) + row.wrapped[32:], row.sealed), mine),
        (Box(row.kid, b"", row.sealed), mine),
    ):
        with pytest.raises(vault.Sealed):
            informant_key.opened(private, box, bound)


def test_the_key_is_changed_and_only_the_new_one_opens(
    kept: Vault, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reveal = kept.approved(kept.entered())
    old, new = store_settings().informant_key, tmp_path / "new"
    done = informant_rekey.rekey(kept.store, old, new, "operator", OPENED)
    assert done.moved == 2
    with pytest.raises(vault.Sealed):
        kept.take("N001", {"act": "look", "reveal": reveal})
    with kept.store.read() as connection:
        assert [(u.identities, u.reasons, u.opens) for u in informant_rekey.uses(connection) if u.identities] == [
            (1, 1, False)
        ]
    monkeypatch.setattr(store_settings(), "informant_key_file", new)
    assert kept.looked(reveal) == NAME
    assert informant_rekey.rekey(kept.store, old, new, "operator", OPENED).moved == 0
    with pytest.raises(BadInput, match="same key"):
        informant_rekey.rekey(kept.store, new, new, "operator", OPENED)
    assert whole(kept) is None


def test_no_foreign_key_leads_to_the_cases_or_from_them(shared_vault: Vault) -> None:
    vaulted = {"informant", "informant_reveal", "informant_look"}
    with shared_vault.store.read() as connection:
        found = inspect(connection)
        links = {(t, k["referred_table"]) for t in found.get_table_names() for k in found.get_foreign_keys(t)}
    assert {(a, b) for a, b in links if a in vaulted or b in vaulted} == {
        ("informant", "officer"),
        ("informant_reveal", "officer"),
        ("informant_reveal", "informant"),
        ("informant_look", "officer"),
        ("informant_look", "informant_reveal"),
    }


def test_receipts_hold_codes_only_and_the_digest_does_not_depend_on_the_name(shared_vault: Vault) -> None:
    shared_vault.entered("甲")
    shared_vault.entered("乙")
    with shared_vault.store.read() as connection:
        own = select(RECEIPT.c.digest).where(RECEIPT.c.case_no.is_(None))
        assert len(set(connection.scalars(own))) == 1
