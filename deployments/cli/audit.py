"""`casework audit`: whether the record is whole, for us and for who does not trust us."""

import json
import os
import secrets
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from deployments.cli import database
from deployments.cli.exits import Exit
from deployments.cli.options import Json
from deployments.cli.output import answer, told
from models.errors import BadInput
from models.store import audit, audit_export, checkpoint_key

app = typer.Typer(add_completion=False, help="Verify the record.")
commands = {"audit": app}


@app.callback()
def _group() -> None:
    """Verify the record."""


@app.command("verify")
def verify(
    case: Annotated[str | None, typer.Option(help="One case instead of every chain.")] = None, as_json: Json = False
) -> None:
    """Check every hash, chain, row derived from it, and the log over all; exit 1 where something is wrong."""
    with database.reading() as connection:
        found = audit.verify(connection, case)
    answer(asdict(found), as_json, *found_lines(found))
    if not found.ok:
        raise typer.Exit(Exit.FAILED)


def found_lines(found: audit.Audit) -> list[str]:
    """Whether the record is whole, how far the log reaches, and what does not stand outside yet."""
    bad = found.first_bad
    if bad is None:
        lines = [told("audit_whole", count=found.events)]
    else:
        lines = [told("audit_broken", chain=bad.chain, seq=bad.seq, why=bad.why)]
    if found.log is not None:
        log = found.log
        lines.append(told("audit_log", size=log.size, checkpoints=log.checkpoints, outside=log.outside))
    if found.unanchored is not None and found.unanchored.events:
        late = found.unanchored
        lines.append(told("audit_unanchored", count=late.events, minutes=late.oldest_minutes))
    return lines


@app.command("key")
def key(as_json: Json = False) -> None:
    """Print the public key that verifies the log's checkpoints; hand it to who is to verify, not by the export."""
    found = checkpoint_key.public()
    answer({"key": str(found), "name": found.name, "id": found.id.hex()}, as_json, str(found))


@app.command("export")
def export(
    to: Annotated[Path, typer.Option(help="The file to write; what is there is replaced.")],
    case: Annotated[str | None, typer.Option(help="One case instead of every chain.")] = None,
    as_json: Json = False,
) -> None:
    """Write events, log and checkpoints for who verifies them without Casework: deployments/verify_export.py."""
    if not to.name:
        raise BadInput("to: a file is needed")
    counts: dict[str, int] = {}
    draft = to.with_name(f".{to.name}.{secrets.token_hex(8)}")
    try:
        with (
            os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file,
            database.reading() as connection,
        ):
            for line in audit_export.lines(connection, case):
                file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
                counts[line["type"]] = counts.get(line["type"], 0) + 1
        draft.replace(to)
    finally:
        draft.unlink(missing_ok=True)
    events, leaves, checkpoints = (counts.get(name, 0) for name in ("event", "leaf", "checkpoint"))
    data = {"file": str(to), "case": case, "events": events, "leaves": leaves, "checkpoints": checkpoints}
    answer(data, as_json, told("audit_exported", count=events, checkpoints=checkpoints, what=to))
