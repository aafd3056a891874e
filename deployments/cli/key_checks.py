"""What `casework doctor` looks at in the keys: their files, an older one still in use, cases nobody can open."""

from collections.abc import Iterator

from deployments.cli import database
from deployments.cli.checks import Check, State, holds_any, of_a_key
from deployments.cli.exits import ending
from deployments.cli.output import told
from models.store import rotation
from models.store.handles import CASE_FILE, INFORMANT
from models.store.settings import store_settings


def of_the_keys() -> Iterator[Check]:
    """The files, then what they open. No key is made here."""
    settings = store_settings()
    if settings.key is not None:
        yield Check("key", State.NOTE, told("key_in_environment"))
    else:
        yield of_a_key("key", settings.key_file, needed=lambda: holds_any(CASE_FILE.c.no))
    for path in settings.old_key_files:
        yield of_a_key("old_key", path, needed=lambda: True)
    path = settings.informant_key
    if path.exists() or (not database.missing() and holds_any(INFORMANT.c.alias)):
        found = of_a_key("informant_key", path, needed=lambda: False)
        together = path.parent.resolve() == settings.key_file.parent.resolve() and settings.key_file.exists()
        if found.state is State.GOOD and together:
            found = Check("informant_key", State.NOTE, told("informant_key_beside"))
        yield found
    if settings.transfer_key.exists():
        yield of_a_key("transfer_key", settings.transfer_key, needed=lambda: False)
    there = settings.key is not None or settings.key_file.exists()
    if there and not database.missing():
        yield from _in_use()


def _in_use() -> Iterator[Check]:
    try:
        with database.reading() as connection:
            older = [use for use in rotation.uses(connection) if not use.current]
            unopened = rotation.unopened_cases(connection)
    except Exception as error:
        yield Check("keys", State.BAD, ending(error).line)
        return
    for use in older:
        yield Check("keys", State.NOTE, told("key_still_used", kid=use.kid, count=use.wraps))
    if unopened:
        yield Check("keys", State.BAD, told("cases_unopened", count=unopened))
    if not older and not unopened:
        yield Check("keys", State.GOOD)
