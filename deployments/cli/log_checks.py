"""What `casework doctor` looks at in the log: its signing key, and how much of the record stands outside."""

from collections.abc import Iterator

from deployments.cli import database
from deployments.cli.checks import Check, State, holds_any, of_a_key
from deployments.cli.exits import ending
from deployments.cli.output import told
from flows.settings import flow_settings
from models.signed_note import BadNote
from models.store import anchors, checkpoint_key
from models.store.handles import CHECKPOINT
from models.store.settings import store_settings


def of_the_log() -> Iterator[Check]:
    """The key, the places outside, and what does not stand there yet."""
    yield _key()
    yield _outside()


def _key() -> Check:
    settings = store_settings()
    if settings.checkpoint_public_key and not settings.checkpoint_key.exists():
        return Check("checkpoint_key", State.GOOD)  # where only verifying is done
    try:
        checkpoint_key.known()
    except (BadNote, OSError):
        return Check("checkpoint_key", State.BAD, told("key_missing"))
    return of_a_key("checkpoint_key", settings.checkpoint_key, needed=lambda: holds_any(CHECKPOINT.c.size))


def _outside() -> Check:
    settings = store_settings()
    folder = settings.checkpoint_folder
    if folder is not None and folder.resolve().is_relative_to(settings.data.resolve()):
        return Check("anchor", State.BAD, told("anchor_beside_data"))
    if folder is None and flow_settings().checkpoint_url is None:
        return Check("anchor", State.NOTE, told("anchor_nowhere"))
    try:
        notes = anchors.notes_outside()
        with database.reading() as connection:
            found = anchors.unanchored(connection, notes)
    except Exception as error:
        return Check("anchor", State.BAD, ending(error).line)
    if found.events == 0:
        return Check("anchor", State.GOOD)
    detail = told("audit_unanchored", count=found.events, minutes=found.oldest_minutes)
    return Check("anchor", State.NOTE if found.late else State.GOOD, detail)
