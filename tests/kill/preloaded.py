"""Imported once by the process all others are forked from, since it takes longer than what they live."""

from notifications.channels.webhook import WebhookSender
from tests.kill import relaying as relaying
from tests.kill import writing as writing

# Apprise reads its plugins when it is used first.
WebhookSender("http://127.0.0.1:9/")
