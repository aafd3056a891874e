"""The receiving organ's service."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from notifications.receive import Receiver
from notifications.transfer import content_digest

BODY = b'{"clue": 1}'


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    with Receiver(tmp_path) as receiver, httpx.Client(base_url=receiver.url, trust_env=False) as client:
        yield client


def post(client: httpx.Client, key: str = '"k1"', body: bytes = BODY, digest: str | None = None) -> httpx.Response:
    headers = {"Idempotency-Key": key} | ({"Content-Digest": digest} if digest else {})
    return client.post("/transfers", content=body, headers=headers)


def test_a_key_has_one_receipt(client: httpx.Client) -> None:
    first, again = post(client), post(client)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["digest"] == content_digest(BODY)
    assert post(client, body=b'{"clue": 2}').status_code == 422
    assert client.get("/transfers").json() == [first.json()]
    shown = client.get(f"/transfers/{first.json()['receipt']}").json()
    assert shown == first.json() | {"package": {"clue": 1}}
    assert client.get("/transfers/nothing").status_code == 404


def test_what_is_refused(client: httpx.Client) -> None:
    assert client.post("/transfers", content=BODY).status_code == 400
    assert post(client, key="k1").status_code == 400
    assert post(client, key='""').status_code == 400
    assert post(client, body=b"not json").status_code == 400
    assert post(client, digest=content_digest(b"other")).status_code == 400
    assert post(client, body=b'"' + b"x" * (5 * 1024 * 1024) + b'"').status_code == 413
    assert client.get("/transfers").json() == []


def test_the_same_key_from_many_at_once_gives_one_receipt(client: httpx.Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: post(client), range(24)))
    assert sorted(answer.status_code for answer in answers) == [200] * 23 + [201]
    assert len({answer.json()["receipt"] for answer in answers}) == 1


def test_receipts_outlive_the_process(tmp_path: Path) -> None:
    with Receiver(tmp_path) as receiver, httpx.Client(base_url=receiver.url, trust_env=False) as client:
        first = post(client).json()
    with Receiver(tmp_path) as receiver, httpx.Client(base_url=receiver.url, trust_env=False) as client:
        assert client.get("/transfers").json() == [first]
        assert post(client).json() == first
