"""By which channels the administrators can be told of something."""

from sqlalchemy import Connection

from flows.notices import notification_settings
from models.store import channels
from models.vocabulary import Channel

Way = tuple[Channel, str | None]
"""A kind of channel, and a name of the register where it goes by one."""

MAIL: Way = (Channel.MAIL, None)


def way(connection: Connection, failed: Way | None = None) -> Way:
    """Mail, else a channel of the register the administrators read, else the settings' webhook: the first that is set
    up and is not the one that failed. Mail where there is none."""
    settings = notification_settings()
    ways: list[Way] = [MAIL] if settings.smtp_url else []
    ways += [(c.kind, c.name) for c in channels.listed(connection) if c.active and c.alarms]
    ways += [(Channel.WEBHOOK, None)] if settings.webhook_url else []
    return next((one for one in ways if one != failed), MAIL)
