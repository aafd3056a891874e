"""Robots of WeCom, DingTalk and Feishu over real sockets: what they are sent, and which answers are believed."""

import base64
import hashlib
import hmac
import socket
import time
from collections.abc import Iterator
from threading import Event
from urllib.parse import unquote
from uuid import uuid4

import pytest

from models.errors import BadInput
from models.store import channels
from models.store.engine import Store, open_store
from models.store.tables import metadata
from models.vocabulary import Channel
from notifications.channels.registered import RegisteredSender, kept_url
from notifications.outcomes import Delivered, NoRecipient, Outcome, Permanent, TryAgain
from tests.delivery.peers import peer, raw
from tests.delivery.robots import TODAY, enter, message, says, told

SECRET = "SEC+/= 密"
PATHS = {
    Channel.WECOM: "/cgi-bin/webhook/send?key=693a-91f6",
    Channel.DINGTALK: "/robot/send?access_token=3d7c%2Bx",
    Channel.FEISHU: "/open-apis/bot/v2/hook/0c9e-77",
}
FINE = {Channel.WECOM: {"errcode": 0}, Channel.DINGTALK: {"errcode": 0}, Channel.FEISHU: {"code": 0}}
ROBOTS = tuple(PATHS)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, key_file: None) -> Iterator[Store]:
    """One register for all tests of this file: each enters channels of its own."""
    opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('book')}/casework.sqlite")
    metadata.create_all(opened.writer)
    yield opened
    opened.close()


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    return str(request.node.name)


def sent(store: Store, kind: Channel, url: str, secret: str | None = None) -> Outcome:
    name = uuid4().hex
    enter(store, name, kind, url + PATHS[kind], secret)
    return RegisteredSender(store)(message(kind, name))


def test_wecom_is_sent_one_text_at_the_address_it_handed_out(book: Store) -> None:
    with peer(says({"errcode": 0, "errmsg": "ok"})) as robot:
        assert sent(book, Channel.WECOM, robot.url) == Delivered("errcode 0")
    (seen,) = robot.seen
    assert seen.path == "/cgi-bin/webhook/send?key=693a-91f6"
    assert seen.headers["Content-Type"] == "application/json"
    assert told(seen) == {"msgtype": "text", "text": {"content": "案件 GZ-2026-000001：批准\n第一行"}}


def test_dingtalk_is_signed_in_the_address_encoded_once(book: Store) -> None:
    with peer(says({"errcode": 0})) as robot:
        assert sent(book, Channel.DINGTALK, robot.url, SECRET) == Delivered("errcode 0")
    (seen,) = robot.seen
    path, _, query = seen.path.partition("?")
    given = dict(pair.split("=") for pair in query.split("&"))
    assert path == "/robot/send"
    assert list(given) == ["access_token", "timestamp", "sign"]
    assert given["access_token"] == "3d7c%2Bx"
    assert abs(int(given["timestamp"]) / 1000 - time.time()) < 60
    mac = hmac.new(SECRET.encode(), (given["timestamp"] + "\n" + SECRET).encode(), hashlib.sha256)
    assert unquote(given["sign"]) == base64.b64encode(mac.digest()).decode()
    assert told(seen)["text"]["content"].startswith("案件 GZ-2026-000001")


def test_feishu_is_signed_in_the_body_over_nothing(book: Store) -> None:
    with peer(says({"code": 0, "msg": "success"})) as robot:
        assert sent(book, Channel.FEISHU, robot.url, SECRET) == Delivered("code 0")
    (seen,) = robot.seen
    body = told(seen)
    assert seen.path == "/open-apis/bot/v2/hook/0c9e-77"
    mac = hmac.new((body["timestamp"] + "\n" + SECRET).encode(), digestmod=hashlib.sha256)
    assert body["sign"] == base64.b64encode(mac.digest()).decode()
    assert abs(int(body["timestamp"]) - time.time()) < 60
    assert body["msg_type"] == "text"
    assert body["content"] == {"text": "案件 GZ-2026-000001：批准\n第一行"}


@pytest.mark.parametrize("kind", [Channel.DINGTALK, Channel.FEISHU])
def test_without_a_secret_nothing_is_signed(book: Store, kind: Channel) -> None:
    with peer(says(FINE[kind])) as robot:
        assert isinstance(sent(book, kind, robot.url), Delivered)
    (seen,) = robot.seen
    assert "sign" not in seen.path
    assert "sign" not in told(seen)


@pytest.mark.parametrize(
    ("kind", "answer", "outcome"),
    [
        (Channel.WECOM, {"errcode": 93000}, Permanent("errcode 93000")),
        (Channel.WECOM, {"errcode": 45009}, TryAgain("errcode 45009", 60.0)),
        (Channel.WECOM, {"errcode": -1}, TryAgain("errcode -1")),
        (Channel.DINGTALK, {"errcode": 310000, "errmsg": "sign not match"}, Permanent("errcode 310000")),
        (Channel.DINGTALK, {"errcode": 300001}, Permanent("errcode 300001")),
        (Channel.DINGTALK, {"errcode": 130101}, TryAgain("errcode 130101", 600.0)),
        (Channel.DINGTALK, {"errcode": 660026}, TryAgain("errcode 660026", 600.0)),
        (Channel.FEISHU, {"code": 19021}, Permanent("code 19021")),
        (Channel.FEISHU, {"code": 19024}, Permanent("code 19024")),
        (Channel.FEISHU, {"code": 9499}, TryAgain("code 9499", 60.0)),
        (Channel.FEISHU, {"code": 11232}, TryAgain("code 11232", 60.0)),
        (Channel.FEISHU, {"StatusCode": 0, "StatusMessage": "success"}, Delivered("StatusCode 0")),
        (Channel.FEISHU, {"StatusCode": 0, "code": 19021}, Permanent("code 19021")),
        (Channel.WECOM, {"errcode": False}, TryAgain("the answer has no code")),
        (Channel.WECOM, {"errcode": "0"}, TryAgain("the answer has no code")),
        (Channel.WECOM, {"code": 0}, TryAgain("the answer has no code")),
        (Channel.WECOM, [0], TryAgain("the answer has no code")),
        (Channel.WECOM, 0, TryAgain("the answer has no code")),
    ],
)
def test_a_200_is_believed_only_with_its_code(book: Store, kind: Channel, answer: object, outcome: Outcome) -> None:
    with peer(says(answer)) as robot:
        assert sent(book, kind, robot.url) == outcome
    assert len(robot.seen) == 1


@pytest.mark.parametrize("body", [b"", b"<html>ok</html>", b'{"errcode": 0', b"\xff\xfe", b"[" * 60_000])
def test_what_cannot_be_read_is_no_delivery(book: Store, body: bytes) -> None:
    with peer(lambda seen: (200, {}, body)) as robot:
        assert sent(book, Channel.WECOM, robot.url) == TryAgain("the answer cannot be read")


def test_an_answer_longer_than_64_kib_is_not_read_to_its_end(book: Store) -> None:
    with peer(lambda seen: (200, {}, b'{"errcode": 0, "x": "' + b"x" * 2**20 + b'"}')) as robot:
        assert sent(book, Channel.WECOM, robot.url) == TryAgain("the answer does not end")


@pytest.mark.parametrize("kind", ROBOTS)
def test_refusals_redirects_and_retry_after(book: Store, name: str, kind: Channel) -> None:
    answers = {
        "404": Permanent("404"),
        "401": Permanent("401"),
        "302": TryAgain("302"),
        "307": TryAgain("307"),
        "429": TryAgain("429", 77.0),
        "503": TryAgain("503", 77.0),
        "500": TryAgain("500", 77.0),
    }
    with peer(says(FINE[kind])) as elsewhere:
        status = 0

        def answer(seen: object) -> tuple[int, dict[str, str], bytes]:
            wait = {"Retry-After": "77"} if status in (429, 500, 503) else {}
            return status, {"Location": elsewhere.url, **wait}, b'{"errcode": 0, "code": 0}'

        with peer(answer) as robot:
            enter(book, name, kind, robot.url + PATHS[kind])
            for code, outcome in answers.items():
                status = int(code)
                assert RegisteredSender(book)(message(kind, name)) == outcome
    assert elsewhere.seen == []


def test_a_robot_that_hangs_up_or_is_not_there_means_try_again(book: Store) -> None:
    def reset(connection: socket.socket, stop: Event) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")

    with raw(reset) as url:
        assert isinstance(outcome := sent(book, Channel.WECOM, url), TryAgain)
        assert outcome.answer in ("ReadError", "RemoteProtocolError")
    assert sent(book, Channel.WECOM, url) == TryAgain("ConnectError")


@pytest.mark.slow
def test_a_robot_that_answers_drop_by_drop_is_left(book: Store) -> None:
    def drip(connection: socket.socket, stop: Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not stop.wait(0.2):
            connection.sendall(b" ")

    with raw(drip) as url:
        assert sent(book, Channel.WECOM, url) == TryAgain("the answer does not end")


@pytest.mark.parametrize("body", ["x" * 3000, "密" * 3000, "😀" * 1000, "e\u0301" * 2000])
def test_a_long_text_is_cut_at_a_character(book: Store, name: str, body: str) -> None:
    with peer(says({"errcode": 0})) as robot:
        enter(book, name, Channel.WECOM, robot.url + PATHS[Channel.WECOM])
        assert RegisteredSender(book)(message(Channel.WECOM, name, body=body)) == Delivered("errcode 0")
    content = told(robot.seen[0])["text"]["content"]
    assert 2048 - 4 <= len(content.encode()) <= 2048
    assert content.endswith("…")
    assert ("案件 GZ-2026-000001：批准\n" + body).startswith(content[:-1])


def test_a_channel_that_was_removed_or_never_there_has_no_recipient(book: Store, name: str) -> None:
    enter(book, name, Channel.WECOM, "https://robot.example/send?key=k3y")
    with book.write() as connection:
        channels.remove(connection, name, "operator", TODAY)
    assert RegisteredSender(book)(message(Channel.WECOM, name)) == NoRecipient("no channel")
    assert RegisteredSender(book)(message(Channel.WECOM, "other")) == NoRecipient("no channel")


@pytest.mark.parametrize("kind", ROBOTS)
@pytest.mark.parametrize(
    "typed",
    [
        "",
        "robot.example/send?key=k3y",
        "http://robot.example/send?key=k3y",
        "https:///send?key=k3y",
        "https://user:k3y@robot.example/",
        "https://robot.example:k3y/",
        "https://robot.example/send?key=k3y#more",
        "https://robot.example/send ?key=k3y",
        "https://机器人.example/?key=k3y",
        "ftp://robot.example/k3y",
        "https://[k3y/",
    ],
)
def test_an_address_no_robot_has_is_refused_and_not_repeated(kind: Channel, typed: str) -> None:
    with pytest.raises(BadInput) as caught:
        kept_url(kind, typed, None)
    assert "k3y" not in str(caught.value)
    assert caught.value.__cause__ is None
