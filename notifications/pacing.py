"""How many notices a channel takes in a minute: counted in the database, so that relays everywhere share it."""

from datetime import datetime, timedelta
from random import Random, SystemRandom

from models.store import chain, channels
from models.store.channels import MINUTE
from models.store.engine import Store
from notifications.outcomes import Later, Message

RATE = "rate"
SPREAD_SECONDS = 30.0
"""Over how long of the next minute those put off come back."""


class Pacing:
    """A gate: lets as many messages of a registered channel through as its minute has places, puts the others off.

    The later one asks, the more minutes it is put off, so that a long queue does not ask again every minute. A place
    once given is used up, whatever becomes of the message. Nothing here waits.
    """

    def __init__(self, store: Store, chance: Random | None = None) -> None:
        self._store = store
        self._chance = chance or SystemRandom()

    def __call__(self, message: Message) -> Later | None:
        if message.via is None:
            return None
        with self._store.read() as connection:
            channel = channels.find(connection, message.via)
        if channel is None or channel.per_minute is None:
            return None
        with self._store.write() as connection:
            minute = _minute(chain.now(connection))
            asked = channels.ask_for_place(connection, channel.name, minute)
        beyond = asked - channel.per_minute - 1
        if beyond < 0:
            return None
        start = minute + MINUTE * (1 + beyond // channel.per_minute)
        return Later(RATE, start + timedelta(seconds=self._chance.uniform(0, SPREAD_SECONDS)))


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
