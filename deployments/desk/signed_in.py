"""Who is signed in: badge and passcode once, then a token that ends after 15 minutes idle or 8 hours."""

from dataclasses import dataclass
from datetime import UTC, datetime

from deployments.desk.problems import NotSignedIn
from flows.legal_day import legal_day
from flows.signature import Signed, prove
from models.acts.form import PASSCODE
from models.need_to_know import Reader
from models.store import passcodes, reading, sessions
from models.store.engine import Store


@dataclass(frozen=True)
class Officer:
    """Whoever is signed in, as a reader of cases, with the token of the session."""

    reader: Reader
    token: str

    @property
    def badge(self) -> str:
        return self.reader.badge


def sign_in(store: Store, badge: str, code: str | None, at: datetime) -> str:
    """The token of a new session. Raises TransitionRefused for an unknown badge, one out of service, a wrong code."""
    step = prove(store, Signed(badge, code), at)
    with store.write() as connection:
        reading.reader_of(connection, badge, legal_day(connection, at))
        if step is not None:
            passcodes.consume(connection, badge, step)
        return sessions.begin(connection, badge, at)


def officer(store: Store, token: str | None, at: datetime) -> Officer:
    """Who holds the token. Raises NotSignedIn, or TransitionRefused where the officer is no longer in service."""
    if token is None:
        raise NotSignedIn
    with store.read() as connection:
        found = sessions.holder(connection, token, at)
        if found is None:
            raise NotSignedIn
        badge, due = found
        reader = reading.reader_of(connection, badge, legal_day(connection, at))
    if due:
        with store.write() as connection:
            sessions.seen(connection, token, at)
    return Officer(reader, token)


def sign_out(store: Store, token: str, at: datetime) -> None:
    """End the session."""
    with store.write() as connection:
        sessions.end(connection, token, at)


def now() -> datetime:
    """When something reached the desk."""
    return datetime.now(UTC)


def well_formed(code: str | None) -> str | None:
    """The code as it is checked: one of another form is kept as an empty one, which is wrong."""
    import re

    return code if code is None or re.fullmatch(PASSCODE, code) else ""
