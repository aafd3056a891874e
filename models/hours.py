"""When a notice may reach somebody: quiet hours and the hour of the digest, by the clock in China. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """What one person prefers; None: no quiet time, no digest. The quiet time may reach over midnight."""

    quiet_from: time | None = None
    quiet_until: time | None = None
    digest_at: time | None = None

    def quiet(self, at: time) -> bool:
        """Whether the clock shows a quiet time."""
        begin, end = self.quiet_from, self.quiet_until
        if begin is None or end is None:
            return False
        return begin <= at < end if begin <= end else at >= begin or at < end

    def quiet_end(self, now: datetime) -> datetime | None:
        """When the quiet time is over (UTC) in which `now` lies; None outside of any."""
        if self.quiet_until is None or not self.quiet(now.astimezone(CHINA).time()):
            return None
        return next_at(self.quiet_until, now)


def next_at(hour: time, since: datetime) -> datetime:
    """The first moment (UTC) not before `since` at which the clock shows `hour`."""
    local = since.astimezone(CHINA)
    found = datetime.combine(local.date(), hour, CHINA)
    return (found if found >= local else found + ONE_DAY).astimezone(UTC)
