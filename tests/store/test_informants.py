"""The informant vault: nobody learns an identity alone, without a key of its own, or without a trace."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Table, delete, func, inspect, select, update

from models.errors import BadInput
from models.store import audit, inbox, informant_key, informant_rekey, informants, keyring, vault
from models.store.engine import Store
from models.store.handles import (
    CASE_FILE,
    EVENT,
    INFORMANT,
    LOOK,
    OFFICER,
    OUTBOX,
    PASSCODE_STEP,
    RECEIPT,
    REVEAL,
    SUPERVISION,
)
from models.store.informant_key import Box
from models.store.settings import store_settings
from models.store.tables import metadata
from models.vocabulary import Outcome
from tests.builders import OPENED, walk_to
from tests.store.failing import failing
from tests.store.tampering import Tamper, tampered
from tests.store.vaulted import ASKED, NAME, REASON, Vault, custodians, vault_in


@pytest.fixture
def kept(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    monkeypatch.setattr("flows.informants.store", lambda: store)
    monkeypatch.setattr(store_settings(), "informant_key_file", tmp_path / "custodian" / "informant_key")
    return vault_in(store)


@pytest.fixture(scope="module")
def shared_vault(shared: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """One vault for many tests, in which every request is approved; a test leaves no damage."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.informants.store", lambda: shared)
        patch.setattr(store_settings(), "informant_key_file", tmp_path_factory.mktemp("custodian") / "key")
        with shared.write() as connection:
            custodians(connection)
        kept = Vault(shared, walk_to(shared, "inspection recorded"))
        reveal = kept.approved(kept.entered())
        assert [kept.looked(reveal) for _ in range(2)] == [NAME, NAME]
        yield kept


def whole(kept: Vault) -> audit.Bad | None:
    with kept.store.read() as connection:
        return audit.verify(connection).first_bad


def looks(kept: Vault, reveal: str) -> int:
    with kept.store.read() as connection:
        return len(connection.execute(select(LOOK).where(LOOK.c.reveal == reveal)).all())


def told(kept: Vault) -> set[tuple[str, str]]:
    with kept.store.read() as connection:
        return {(r.target, r.title.split("：")[-1]) for r in connection.execute(select(OUTBOX))}


def test_an_identity_is_seen_after_a_request_and_another_persons_approval(shared_vault: Vault) -> None:
    alias = shared_vault.entered()
    reveal = shared_vault.asked(alias)
    assert shared_vault.refused("N001", {"act": "look", "reveal": reveal}) == "reveal_not_approved"
    assert shared_vault.done("K1", {"act": "review", "reveal": reveal}).shown == REASON
    shared_vault.done("K1", {"act": "approve", "reveal": reveal})
    assert shared_vault.looked(reveal) == NAME
    assert whole(shared_vault) is None


def test_every_step_stands_in_the_chain_with_codes_only_and_the_case_keeps_its_version(shared_vault: Vault) -> None:
    with shared_vault.store.read() as connection:
        before = connection.execute(select(CASE_FILE.c.version)).scalar_one()
    alias = shared_vault.entered()
    reveal = shared_vault.approved(alias)
    shared_vault.looked(reveal)
    with shared_vault.store.read() as connection:
        assert connection.execute(select(CASE_FILE.c.version)).scalar_one() == before
        events = connection.execute(
            select(EVENT.c.chain, EVENT.c.act, EVENT.c.actor, EVENT.c.version, EVENT.c.body)
            .where(EVENT.c.act.like("informant.%"))
            .order_by(EVENT.c.recorded_at, EVENT.c.seq)
        ).all()
    events = [e for e in events if alias.encode() in e.body]
    assert [(e.chain, e.act, e.actor, e.version) for e in events] == [
        ("system", "informant.enter", "N003", 0),
        (shared_vault.case, "informant.request", "N001", before),
        (shared_vault.case, "informant.approve", "K1", before),
        (shared_vault.case, "informant.look", "N001", before),
    ]


def test_each_look_but_the_first_at_an_identity_is_listed_and_told_to_the_supervisor(kept: Vault) -> None:
    alias = kept.entered()
    first, second = kept.approved(alias), kept.approved(alias, "N002")
    kept.looked(first)
    with kept.store.read() as connection:
        assert connection.execute(select(SUPERVISION)).all() == []
    kept.looked(first)
    kept.looked(second, "N002")
    with kept.store.read() as connection:
        noted = connection.execute(select(SUPERVISION.c.case_no, SUPERVISION.c.noted, SUPERVISION.c.organ)).all()
        listed = inbox.of(connection, "C100", OPENED, store_settings().rules).supervised
    assert [tuple(n) for n in noted] == [(kept.case, "identity_seen_again", "GZ-GY")] * 2
    assert [(item["act"], item["actor"]) for item in listed] == [
        ("informant.look", "N002"),
        ("informant.look", "N001"),
    ]
    assert ("GZ-GY", "有再次查看，已列入监督事项") in told(kept)
    assert whole(kept) is None


def test_two_informants_are_counted_apart(kept: Vault) -> None:
    for alias in (kept.entered(), kept.entered("王五")):
        kept.looked(kept.approved(alias))
    with kept.store.read() as connection:
        assert connection.execute(select(func.count()).select_from(SUPERVISION)).scalar_one() == 0


def test_the_custodians_who_may_decide_hear_of_a_request_and_who_asked_of_the_decision(kept: Vault) -> None:
    alias = kept.entered()
    reveal = kept.asked(alias)
    assert told(kept) == {("K1", "等待保管人决定")}
    kept.done("K2", {"act": "refuse", "reveal": reveal})
    assert ("N001", "已作出决定") in told(kept)
    with kept.store.read() as connection:
        texts = [f"{r.title} {r.body}" for r in connection.execute(select(OUTBOX))]
    assert all(reveal in text and alias not in text and kept.case not in text for text in texts)


def test_without_a_custodian_below_the_one_above_hears_and_without_any_the_head(kept: Vault) -> None:
    alias = kept.entered()
    with kept.store.write() as connection:
        connection.execute(update(OFFICER).where(OFFICER.c.badge == "K1").values(active=False))
    kept.asked(alias)
    with kept.store.write() as connection:
        connection.execute(update(OFFICER).where(OFFICER.c.badge == "K2").values(active=False))
    kept.asked(alias)
    assert told(kept) == {("K2", "等待保管人决定"), ("GZ-GY-NM", "等待保管人决定")}


def test_who_may_not_is_refused_and_that_is_an_event(kept: Vault) -> None:
    alias = kept.entered()
    reveal = kept.asked(alias)
    approve = {"act": "approve", "reveal": reveal}
    assert kept.refused("N003", {**ASKED, "case": kept.case, "alias": alias}) == "not_on_the_case"
    assert kept.refused("N001", {**ASKED, "case": kept.case, "alias": "A-0"}) == "informant_unknown"
    assert kept.refused("N001", {**ASKED, "case": "GZ-2026-000999", "alias": alias}) == "not_a_working_case"
    assert kept.refused("N001", approve) == "custodian_involved"
    assert kept.refused("C100", approve) == "custodian_needed"
    assert kept.refused("K3", approve) == "approver_not_in_line"
    assert kept.refused("K9", approve) == "custodian_administers"
    assert kept.refused("K9", {"act": "review", "reveal": reveal}) == "custodian_administers"
    assert kept.refused("K1", {"act": "approve", "reveal": "V-0"}) == "reveal_unknown"
    assert kept.refused("X999", {"act": "enter", "identity": NAME}) == "officer_unknown"
    kept.done("K1", approve)
    assert kept.refused("K2", {"act": "refuse", "reveal": reveal}) == "reveal_decided"
    assert kept.refused("N002", {"act": "look", "reveal": reveal}) == "reveal_of_another"
    with kept.store.read() as connection:
        rows = connection.execute(
            select(EVENT.c.chain, EVENT.c.act, EVENT.c.body).where(EVENT.c.kind == "refusal")
        ).all()
    assert {json.loads(r.body)["data"]["code"] for r in rows if r.chain == kept.case} == {
        "not_on_the_case", "informant_unknown", "custodian_involved", "custodian_needed", "approver_not_in_line",
        "custodian_administers", "reveal_decided", "reveal_of_another",
    }  # fmt: skip
    assert {r.act for r in rows if r.chain == "system"} == {
        "informant.request", "informant.approve", "informant.enter",
    }  # fmt: skip
    assert whole(kept) is None


def test_after_the_time_allowed_nothing_is_shown(shared_vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    reveal = shared_vault.approved(shared_vault.entered())
    monkeypatch.setattr("models.guards.informant.TIME_BOX", timedelta(0))
    assert shared_vault.refused("N001", {"act": "look", "reveal": reveal}) == "reveal_expired"
    assert looks(shared_vault, reveal) == 0


def test_each_act_uses_up_a_code_of_its_own(kept: Vault) -> None:
    kept.ask_for_codes("N003", "N001")
    form = {"act": "enter", "identity": NAME}
    assert kept.refused("N003", form) == "passcode_missing"
    code = kept.code("N003")
    assert kept.take("N003", form, code=code).answer.outcome is Outcome.RECORDED
    again = kept.take("N003", form, code=code).answer.body
    assert again["refused"]["code"] == "passcode_used"
    with kept.store.read() as connection:
        assert len(connection.execute(select(PASSCODE_STEP)).all()) == 1
        assert len(connection.execute(select(INFORMANT)).all()) == 1


def test_an_answered_request_is_answered_again_and_shows_nothing(shared_vault: Vault) -> None:
    reveal, request = shared_vault.approved(shared_vault.entered()), str(uuid4())
    look = {"act": "look", "reveal": reveal}
    first, second = (shared_vault.take("N001", look, request=request) for _ in range(2))
    assert (first.shown, second.shown) == (NAME, None)
    assert first.answer == second.answer
    other = shared_vault.take("N001", {"act": "refuse", "reveal": reveal}, request=request)
    assert other.answer.body["refused"]["code"] == "request_reused"
    assert looks(shared_vault, reveal) == 1


@pytest.mark.parametrize("statement", ["INSERT INTO case_event", "INSERT INTO receipt", "INSERT INTO informant_look"])
def test_a_look_that_cannot_be_recorded_shows_nothing(shared_vault: Vault, statement: str) -> None:
    reveal = shared_vault.approved(shared_vault.entered())
    with failing(shared_vault.store, statement), pytest.raises(RuntimeError):
        shared_vault.take("N001", {"act": "look", "reveal": reveal})
    assert looks(shared_vault, reveal) == 0
    assert whole(shared_vault) is None


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
        if bad.chain != "system":
            assert tampered(shared_vault.store, change, shared_vault.case).first_bad == bad


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
