"""`casework backup`, `restore`, `resume`: the record and its files brought away and back; the keys are kept apart.

After a restore nothing goes out until an officer has looked and resumes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from deployments.cli import database
from deployments.cli.audit import found_lines
from deployments.cli.exits import Exit, Failed
from deployments.cli.options import OPERATOR, By, Json
from deployments.cli.output import answer, facts, listing, told
from deployments.settings import desk_url
from flows.settings import flow_settings
from flows.standstill import said
from models.errors import BadInput, Unknown
from models.store import audit, checkpoint_key, pausing, restore
from models.store import backup as backups
from models.store.backup_manifest import BadBackup, Manifest
from models.store.engine import open_store
from models.store.settings import store_settings
from models.vocabulary import Channel
from models.wording import word

backup = typer.Typer(add_completion=False)
bring_back = typer.Typer(add_completion=False)
resume = typer.Typer(add_completion=False)
commands = {"backup": backup, "restore": bring_back, "resume": resume}


@backup.command()
def take(
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder to write; it must be absent or empty.")],
    as_json: Json = False,
) -> None:
    """Back up every table and file while acts go on; never a key. One format for SQLite and PostgreSQL."""
    store = database.opened()
    with _worded():
        taken = backups.take(store, to)
    told_of = taken.manifest
    line = told("backup_made", rows=taken.rows, files=told_of.files, to=to, at=_moment(told_of))
    warned = [told("backup_lost", count=len(taken.lost), what=taken.lost[0][:12])] if taken.lost else []
    answer({"folder": str(to), **_shown(told_of), "lost": taken.lost}, as_json, line, *_keys(told_of), *warned)
    if taken.lost:
        raise typer.Exit(Exit.FAILED)


@bring_back.command()
def fill(
    source: Annotated[Path, typer.Option("--from", metavar="FOLDER", help="A folder that `casework backup` made.")],
    by: By = OPERATOR,
    as_json: Json = False,
) -> None:
    """Restore a backup into an empty database, verify the record, and stand still until `casework resume`."""
    if desk_url() is not None:
        raise Failed("server_only", told("server_only"))
    settings = store_settings()
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = open_store(settings.url)
    try:
        with _worded():
            done = restore.restore(store, source, by, OPERATOR, database.today)
        with store.read() as connection:
            found = audit.verify(connection)
    finally:
        store.close()
    lines = [told("restored", events=done.manifest.events, files=done.manifest.files, at=_moment(done.manifest))]
    lines += [*_keys(done.manifest), *found_lines(found)]
    if done.lost:
        lines.append(told("restore_beyond", size=done.signed_outside, count=done.lost))
    if done.manifest.tables["checkpoint"].rows and checkpoint_key.known() is None:
        lines.append(told("restore_unsigned"))
    lines.append(told("restore_next"))
    data = {**_shown(done.manifest), "audit": asdict(found), "lost_events": done.lost, "paused": True}
    answer(data, as_json, *lines)
    if not found.ok:
        raise typer.Exit(Exit.FAILED)


@resume.command()
def go_on(
    reason: Annotated[str, typer.Option(help="Why; it stays in clear for ever, so name nobody.")],
    by: Annotated[str, typer.Option(metavar="BADGE", help="Badge number of the officer who answers for it.")],
    hold: Annotated[bool, typer.Option("--hold", help="Keep back what was unsent in the backup.")] = False,
    send: Annotated[bool, typer.Option("--send", help="Send it, be it for the second time.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Say that it is meant; without it, only look.")] = False,
    as_json: Json = False,
) -> None:
    """End the standstill after a restore; without --yes, show what would go out, and do nothing."""
    store = database.opened()
    with store.read() as connection:
        today, pause = database.today(connection), pausing.paused(connection)
        waiting = pausing.waiting(connection, today)
        if by == OPERATOR:
            raise Unknown(by)
        database.require_officer(connection, by)
    if pause is None:
        raise BadInput(told("resume_not_paused"))
    if (hold and send) or (yes and waiting.restored and not (hold or send)):
        raise BadInput(told("resume_hold_or_send", count=waiting.restored))
    counted = {"messages": dict(waiting.messages), "restored": waiting.restored, "forms": waiting.forms,
               "deadlines": waiting.deadlines}  # fmt: skip
    if not yes:
        answer({"resumed": False, **counted}, as_json, said(pause, flow_settings().locale), *_tables(waiting),
               told("resume_unconfirmed"))  # fmt: skip
        raise typer.Exit(Exit.USAGE)
    with store.write() as connection:
        held = pausing.resume(connection, reason, by, today, hold=hold)
    answer({"resumed": True, **counted, "held": held}, as_json, told("resumed", held=held))


@contextmanager
def _worded() -> Iterator[None]:
    """What is wrong with a backup, in the reader's language."""
    try:
        yield
    except BadBackup as bad:
        raise BadInput(told(f"backup_bad_{bad.code}", **bad.values)) from None


def _moment(manifest: Manifest) -> str:
    return f"{manifest.taken_at:%Y-%m-%d %H:%M} UTC"


def _shown(manifest: Manifest) -> dict[str, Any]:
    rows = {name: table.rows for name, table in manifest.tables.items()}
    return {**manifest.model_dump(mode="json", exclude={"tables"}), "rows": rows}


def _keys(manifest: Manifest) -> list[str]:
    """Which keys open it."""
    lines = [told("backup_keys", what=told("list_comma").join(sorted({manifest.key, *manifest.keys})))]
    if manifest.informant_keys:
        lines.append(told("backup_informant_keys", what=told("list_comma").join(manifest.informant_keys)))
    return lines


def _tables(waiting: pausing.Waiting) -> list[Any]:
    locale = flow_settings().locale
    rows = [(word(Channel(channel), locale), count) for channel, count in waiting.messages.items()]
    others = {"restored": waiting.restored, "forms": waiting.forms, "due_deadlines": waiting.deadlines}
    return [listing(told("resume_waiting"), ("channel", "count"), rows), facts(others)]
