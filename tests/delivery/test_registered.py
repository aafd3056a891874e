"""Channels of the register that Apprise speaks to, and webhooks, over real sockets."""

import pytest

from models.errors import BadInput, Unknown
from models.store import channels
from models.store.channels import Listed
from models.store.engine import Store
from models.store.handles import CHANNEL
from models.vocabulary import REGISTERED, Channel, MessageState
from notifications.channels.registered import RegisteredSender, kept_url
from notifications.outcomes import Delivered, Outcome, Permanent, TryAgain
from notifications.relay import drain
from notifications.senders import senders
from notifications.settings import NotificationSettings
from tests.delivery.outbox import Outbox
from tests.delivery.peers import peer
from tests.delivery.robots import TODAY, enter, message, says, told


def sent(store: Store, kind: Channel, typed: str) -> Outcome:
    enter(store, "team", kind, typed)
    return RegisteredSender(store)(message(kind, "team"))


def test_whatever_apprise_can_read_is_a_channel(sqlite: Store) -> None:
    with peer(says({"id": "1"})) as ntfy:
        typed = ntfy.url.replace("http", "ntfy") + "/duty?mode=private"
        assert sent(sqlite, Channel.APPRISE, typed) == Delivered("accepted")
    assert told(ntfy.seen[0])["message"].rstrip() == "第一行"


@pytest.mark.parametrize("query", ["", "&optional=yes", "&retry=3&wait=5", "&redirect=yes"])
def test_an_url_cannot_ask_for_lies_tries_or_redirects(sqlite: Store, query: str) -> None:
    with peer(says({})) as elsewhere, peer(lambda seen: (307, {"Location": elsewhere.url}, b"")) as hook:
        typed = hook.url.replace("http", "json") + f"/?x=y{query}"
        assert sent(sqlite, Channel.APPRISE, typed) == TryAgain("not accepted")
        assert len(hook.seen) == 1
    assert elsewhere.seen == []


@pytest.mark.parametrize("scheme", ["wecombot://", "dingtalk://", "feishu://", "lark://", "nonsense://", ""])
def test_what_believes_any_answer_or_cannot_be_read_is_refused(scheme: str) -> None:
    with pytest.raises(BadInput) as caught:
        kept_url(Channel.APPRISE, f"{scheme}k3y", None)
    assert "k3y" not in str(caught.value)


def test_an_url_that_leads_to_several_places_is_refused() -> None:
    assert kept_url(Channel.APPRISE, "ntfy://127.0.0.1/a", None)
    with pytest.raises(BadInput, match="one place only"):
        kept_url(Channel.APPRISE, "ntfy://127.0.0.1/a/b", None)


def test_a_webhook_goes_by_the_register_or_by_the_settings(store: Store, outbox: Outbox) -> None:
    with peer(says({})) as ours, peer(says({})) as settings:
        enter(store, "team", Channel.WEBHOOK, ours.url)
        for via in ("team", None):
            outbox.add(channel=Channel.WEBHOOK, via=via, target=str(via), dedupe=str(via))
        with senders(store, NotificationSettings(webhook_url=settings.url), lambda sealed_id: b"") as ready:
            assert drain(store, ready).sent == 2
    assert (len(ours.seen), len(settings.seen)) == (1, 1)


def test_a_webhook_the_settings_do_not_name_is_put_off_uncounted(sqlite: Store) -> None:
    outbox = Outbox(sqlite)
    one = outbox.add(channel=Channel.WEBHOOK)
    with senders(sqlite, NotificationSettings(), lambda sealed_id: b"") as ready:
        assert drain(sqlite, ready, limit=1).retried == 1
    row = outbox.row(one)
    assert (row.state, row.attempts, row.last_error) == (MessageState.READY, 0, "not set up")


def test_an_address_moved_to_another_channel_does_not_open(sqlite: Store) -> None:
    for name in ("team", "other"):
        enter(sqlite, name, Channel.WECOM, f"https://{name}.example/?key=k")
    with sqlite.write() as connection:
        moved = connection.execute(CHANNEL.select().where(CHANNEL.c.name == "other")).one().url
        connection.execute(CHANNEL.update().where(CHANNEL.c.name == "team").values(url=moved))
    assert RegisteredSender(sqlite)(message(Channel.WECOM, "team")) == Permanent("address_unopened")


def test_the_register_knows_each_name_once_and_forgets_the_address_removed(store: Store) -> None:
    enter(store, "team", Channel.WECOM, "https://robot.example/?key=k", per_minute=20, alarms=True)
    with pytest.raises(BadInput, match="in the register already"):
        enter(store, "team", Channel.FEISHU, "https://robot.example/hook/k")
    with store.write() as connection:
        channels.remove(connection, "team", "operator", TODAY)
    with store.read() as connection:
        assert channels.listed(connection) == [Listed("team", Channel.WECOM, 20, alarms=True, active=False)]
        assert connection.execute(CHANNEL.select()).one().url is None
    with store.write() as connection, pytest.raises(Unknown):
        channels.remove(connection, "team", "operator", TODAY)
    enter(store, "team", Channel.FEISHU, "https://robot.example/hook/k")
    with store.read() as connection:
        assert channels.listed(connection) == [Listed("team", Channel.FEISHU, None, alarms=False, active=True)]
        acts = connection.exec_driver_sql("SELECT act FROM case_event ORDER BY seq").scalars().all()
    assert acts == ["channel.add", "channel.remove", "channel.add"]


@pytest.mark.parametrize("kind", sorted(set(Channel) - set(REGISTERED)))
def test_mail_transfer_and_run_need_no_register(sqlite: Store, kind: Channel) -> None:
    with sqlite.write() as connection, pytest.raises(BadInput):
        channels.add(connection, Listed("x", kind, None, alarms=False, active=True), "https://x", "operator", TODAY)
