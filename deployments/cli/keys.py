"""`casework keys`: which keys wrap what, wrapping everything with a new one, destroying that of a closed case."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from deployments.cli import database
from deployments.cli.exits import Exit
from deployments.cli.options import OPERATOR, By, Json
from deployments.cli.output import answer, listing, told
from models.errors import BadInput
from models.store import erasing, informant_rekey, rotation
from models.store.settings import store_settings

app = typer.Typer(
    add_completion=False, help="List and change the keys that open the record; destroy that of a closed case."
)
commands = {"keys": app}


@app.command("list")
def list_keys(as_json: Json = False) -> None:
    """List the keys in use by id, what each wraps, and whether it can be opened here."""
    with database.reading() as connection:
        found, vaulted = rotation.uses(connection), informant_rekey.uses(connection)
    heads = ("key", "cases", "passcodes", "others", "current", "opens")
    rows = [(use.kid, use.cases, use.passcodes, use.others, use.current, use.opens) for use in found]
    own = ("key", "identities", "reasons", "opens")
    told_apart = [(use.kid, use.identities, use.reasons, use.opens) for use in vaulted]
    data = {"keys": [asdict(use) for use in found], "informant_keys": [asdict(use) for use in vaulted]}
    tables = [listing(None, heads, rows)] + [listing(told("label_informant_keys"), own, told_apart)] * bool(vaulted)
    answer(data, as_json, *tables)


@app.command("rotate")
def rotate(
    new: Annotated[Path, typer.Option(metavar="FILE", help="File of the new key; made where there is none.")],
    by: By = OPERATOR,
    as_json: Json = False,
) -> None:
    """Wrap every key and passcode secret with a new key, while acts go on; stopped anywhere, run it again.

    It is run twice: once before the new key is set, and once after every process was started with it.
    """
    store = database.opened()
    with store.read() as connection:
        database.require_officer(connection, by)
        today = database.today(connection)
    done = rotation.rotate(store, new, by, today)
    settings = store_settings()
    old_file = told("key_was_in_environment") if settings.key else settings.key_file
    if done.unopened:
        following = told("keys_rotated_stuck")
    elif done.finished:
        following = told("keys_rotated_last")
    else:
        following = told("keys_rotated_next", new_file=new, old_file=old_file)
    line = told("keys_rotated", new=done.new, moved=done.moved, unopened=done.unopened)
    answer({**asdict(done), "next": following}, as_json, line, following)
    if done.unopened:
        raise typer.Exit(Exit.FAILED)


@app.command("destroy")
def destroy(
    case: Annotated[str, typer.Option(help="Case number; the case must be closed.")],
    reason: Annotated[str, typer.Option(help="Why; it stays in clear for ever, so name nobody.")],
    yes: Annotated[bool, typer.Option("--yes", help="It cannot be undone: say that it is meant.")] = False,
    by: By = OPERATOR,
    as_json: Json = False,
) -> None:
    """Destroy a case's key when its time of keeping has passed: its text and files can be read by nobody any more."""
    if not yes:
        raise BadInput(told("key_unconfirmed"))
    store = database.opened()
    with store.read() as connection:
        database.require_officer(connection, by)
        today = database.today(connection)
    done = erasing.destroy(store, case, reason, by, today)
    line = told("key_destroyed", case=case, sealed=done["sealed"], documents=done["documents"])
    answer({"case": case, **done}, as_json, line)
