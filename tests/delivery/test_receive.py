"""The receiving organ's service, asked over real HTTP by somebody who signs."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import time
from typing import Any

import httpx
import pytest

from models.errors import BadInput, LostRace, Unknown
from models.store import transfer_key
from models.vocabulary import TransferState
from notifications.http_signature import content_digest, signed
from notifications.peers import ASKED, PACKAGE
from notifications.receive import LARGEST_PACKAGE, Receiver
from notifications.statements import Statement, opened
from tests.delivery.handing_over import CASE, CLUE, bag

US, THEM = bytes([1]) * 32, bytes([2]) * 32
KEY = "GZ-2026-000001:9:transfer:receiver:D-1"


class Sender:
    """Somebody with a signing key."""

    def __init__(self, receiver: Receiver, client: httpx.Client, secret: bytes = US, key: str = KEY) -> None:
        self.receiver, self.client, self.secret, self.key = receiver, client, secret, key

    def post(self, body: bytes = bag(), key: str | None = None, **changed: str) -> httpx.Response:
        key = f'"{self.key}"' if key is None else key
        fields = {"content-type": "application/zip", "content-digest": content_digest(body), "idempotency-key": key}
        fields |= {name.replace("_", "-"): value for name, value in changed.items()}
        return self.ask("POST", "/transfers", PACKAGE, body, fields)

    def ask(
        self, method: str, path: str, covered: Any = ASKED, body: bytes = b"", fields: dict[str, str] | None = None
    ) -> httpx.Response:
        url = self.receiver.url + path
        name = transfer_key.key_id(transfer_key.public_of(self.secret))
        proof = signed(method, url, fields or {}, covered, self.secret, name, int(time()))
        return self.client.request(method, url, content=body, headers={**(fields or {}), **proof})

    def withdraw(self) -> httpx.Response:
        return self.ask("POST", f"/transfers/{self.key}/withdraw")

    def status(self, key: str | None = None) -> httpx.Response:
        return self.ask("GET", f"/transfers/{key or self.key}")

    def said(self, answer: httpx.Response) -> list[Statement]:
        """What the receiver states, each verified with its key."""
        return [opened(text, self.receiver.public_key, key=self.key) for text in answer.json()["statements"]]


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    with Receiver(tmp_path) as receiver:
        receiver.ledger.trust("us", transfer_key.public_of(US))
        yield receiver


@pytest.fixture
def us(receiver: Receiver) -> Iterator[Sender]:
    with httpx.Client(trust_env=False) as client:
        yield Sender(receiver, client)


def states(statements: list[Statement]) -> list[TransferState]:
    return [one.state for one in statements]


def test_a_key_has_one_signed_receipt(us: Sender) -> None:
    first, again = us.post(), us.post()
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == us.status().json()
    (receipt,) = us.said(first)
    assert (receipt.digest, receipt.state) == (content_digest(bag()), TransferState.PENDING)
    assert us.post(bag({**CLUE, "facts": "other"})).status_code == 422
    assert [held["receipt"] for held in us.receiver.ledger.all()] == [receipt.receipt]


def test_what_is_refused(us: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    assert us.post(key="k1").status_code == 400
    assert us.post(key='""').status_code == 400
    assert us.post(b"not a bag").status_code == 400
    assert us.post(bag({"letter": "x"})).status_code == 400
    assert us.post(bag({**CLUE, "breach": [7]})).status_code == 400
    assert us.post(content_digest=content_digest(b"other")).status_code == 400
    assert us.post(content_type="application/json").status_code == 415
    assert us.status("nothing").status_code == 404
    assert us.ask("POST", "/transfers/nothing/withdraw").status_code == 404
    monkeypatch.setattr("notifications.receive.LARGEST_PACKAGE", 100)
    assert us.post().status_code == 413
    assert LARGEST_PACKAGE > 24 * 1024 * 1024
    assert us.receiver.ledger.all() == []


def test_without_a_signature_of_somebody_trusted_nothing_is_taken_or_told(us: Sender) -> None:
    us.post()
    them = Sender(us.receiver, us.client, THEM)
    assert {them.post().status_code, them.status().status_code, them.withdraw().status_code} == {401}
    for method, path in (("GET", f"/transfers/{KEY}"), ("POST", f"/transfers/{KEY}/withdraw"), ("POST", "/transfers")):
        headers = {"Idempotency-Key": '"k"', "Content-Type": "application/zip"}
        assert us.client.request(method, us.receiver.url + path, headers=headers).status_code == 401
    assert us.client.get(us.receiver.url + "/transfers").status_code == 405


def test_of_several_senders_each_has_its_own_keys_and_sees_its_own(us: Sender) -> None:
    them = Sender(us.receiver, us.client, THEM)
    us.receiver.ledger.trust("them", transfer_key.public_of(THEM))
    assert them.status().status_code == 404
    ours, theirs = us.said(us.post()), them.said(them.post(bag({**CLUE, "facts": "theirs"})))
    assert ours[0].receipt != theirs[0].receipt
    assert us.said(us.status()) == ours


def test_a_request_signed_for_another_address_is_not_taken(us: Sender) -> None:
    body = bag()
    fields = {"content-type": "application/zip", "content-digest": content_digest(body), "idempotency-key": '"k1"'}
    name = transfer_key.key_id(transfer_key.public_of(US))
    proof = signed("POST", "https://elsewhere.example/transfers", fields, PACKAGE, US, name, int(time()))
    sent = us.client.post(us.receiver.url + "/transfers", content=body, headers={**fields, **proof})
    assert sent.status_code == 401
    # Nor is it by claiming to be that address.
    sent = us.client.post(
        us.receiver.url + "/transfers", content=body, headers={**fields, **proof, "Host": "elsewhere.example"}
    )
    assert sent.status_code == 401


def test_the_same_key_from_many_at_once_gives_one_receipt(us: Sender) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: us.post(), range(24)))
    ends = [answer.status_code for answer in answers]
    # 409: another one with the same key was being taken.
    assert set(ends) <= {200, 201, 409}
    assert ends.count(201) == 1
    assert len({us.said(answer)[0].receipt for answer in answers if answer.is_success}) == 1
    assert len(us.receiver.ledger.all()) == 1


def test_receipts_outlive_the_process(tmp_path: Path) -> None:
    with Receiver(tmp_path) as receiver, httpx.Client(trust_env=False) as client:
        receiver.ledger.trust("us", transfer_key.public_of(US))
        first = Sender(receiver, client).post().json()
    with Receiver(tmp_path) as receiver, httpx.Client(trust_env=False) as client:
        us = Sender(receiver, client)
        assert us.status().json() == first
        assert us.post().json() == first
        assert us.said(us.post())[0].receipt


def test_before_acceptance_only_number_unit_and_articles_are_shown(us: Sender) -> None:
    (receipt,) = us.said(us.post())
    shown, package = us.receiver.ledger.one(receipt.receipt)
    assert package is None
    assert (shown["letter"], shown["unit"], shown["breach"]) == (f"{CASE}/X1", "U-1", "reg-8-1")
    assert "内容" not in json.dumps(shown, ensure_ascii=False)
    number = us.receiver.ledger.accept(receipt.receipt)
    shown, package = us.receiver.ledger.one(receipt.receipt)
    assert (shown["number"], shown["state"], package) == (number, "accepted", bag())


def test_every_step_is_said_in_order_and_signed(us: Sender) -> None:
    (receipt,) = us.said(us.post())
    number = us.receiver.ledger.accept(receipt.receipt)
    us.receiver.ledger.conclude(receipt.receipt, "no action", "Nothing was found.")
    said = us.said(us.status())
    assert states(said) == [TransferState.PENDING, TransferState.ACCEPTED, TransferState.CONCLUDED]
    assert (said[1].number, said[2].outcome, said[2].content) == (number, "no action", "Nothing was found.")
    assert us.said(us.post()) == said


def test_a_step_is_taken_from_the_state_before_it_only(us: Sender) -> None:
    (receipt,) = us.said(us.post())
    ledger = us.receiver.ledger
    with pytest.raises(LostRace):
        ledger.conclude(receipt.receipt, "no action", "x")
    ledger.give_back(receipt.receipt, "Not ours.")
    for step in (ledger.accept, lambda one: ledger.give_back(one, "x"), lambda one: ledger.conclude(one, "x", "x")):
        with pytest.raises(LostRace, match="returned"):
            step(receipt.receipt)
        with pytest.raises(Unknown):
            step("nothing")
    assert us.said(us.status())[-1].reason == "Not ours."


def test_what_is_withdrawn_first_is_not_accepted_and_the_other_way_round(us: Sender) -> None:
    (receipt,) = us.said(us.post())
    gone = us.withdraw()
    assert (gone.status_code, states(us.said(gone))) == (200, [TransferState.PENDING, TransferState.WITHDRAWN])
    assert us.withdraw().json() == gone.json()
    with pytest.raises(LostRace, match="withdrawn"):
        us.receiver.ledger.accept(receipt.receipt)


def test_what_is_accepted_first_is_not_withdrawn(us: Sender) -> None:
    (receipt,) = us.said(us.post())
    us.receiver.ledger.accept(receipt.receipt)
    late = us.withdraw()
    assert (late.status_code, states(us.said(late))) == (409, [TransferState.PENDING, TransferState.ACCEPTED])


def test_a_race_of_withdrawal_and_acceptance_is_decided_once(us: Sender) -> None:
    for number in range(8):
        once = Sender(us.receiver, us.client, key=f"k{number}")
        (receipt,) = once.said(once.post())

        def accepted(receipt: str = receipt.receipt) -> bool:
            try:
                us.receiver.ledger.accept(receipt)
            except LostRace:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            # Either may come first, now one and now the other.
            first, second = (accepted, once.withdraw) if number % 2 else (once.withdraw, accepted)
            ends = [pool.submit(first), pool.submit(second)]
            won, gone = sorted((end.result() for end in ends), key=lambda end: not isinstance(end, bool))
        assert isinstance(gone, httpx.Response)
        assert won is (gone.status_code == 409)
        decided = TransferState.ACCEPTED if won else TransferState.WITHDRAWN
        assert states(once.said(once.status())) == [TransferState.PENDING, decided]


def test_a_known_name_may_get_a_new_key_but_no_key_two_names(us: Sender) -> None:
    ledger = us.receiver.ledger
    with pytest.raises(BadInput):
        ledger.trust("other", transfer_key.public_of(US))
    ledger.trust("us", transfer_key.public_of(THEM))
    assert us.post().status_code == 401
    assert Sender(us.receiver, us.client, THEM).post().status_code == 201


def test_with_a_new_key_a_sender_still_has_what_it_sent_before(us: Sender) -> None:
    before = us.post().json()
    us.receiver.ledger.trust("us", transfer_key.public_of(THEM))
    assert Sender(us.receiver, us.client, THEM).status().json() == before
    assert us.status().status_code == 401
