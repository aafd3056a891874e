"""The words for an installation that stands still after a restore."""

from models.store.pausing import Pause
from models.wording import phrase


def said(pause: Pause, locale: str) -> str:
    """That nothing goes out, since when, and of when the backup is that was restored."""
    times = {"since": pause.since, "backup": pause.backup_of}
    return phrase("paused", locale, **{name: f"{at:%Y-%m-%d %H:%M} UTC" for name, at in times.items()})
