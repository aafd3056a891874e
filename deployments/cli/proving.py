"""`casework case proof`: a statement of service, drawn from the record."""

import hashlib
import json
import os
import secrets
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from deployments.cli.options import Actor, Code, Json
from deployments.cli.output import answer, told
from models.errors import BadInput


def proof(
    number: Annotated[str, typer.Argument(metavar="NO")],
    badge: Actor,
    to: Annotated[Path, typer.Option(metavar="FILE", help="The JSON file to write; what is there is replaced.")],
    code: Code = None,
    as_json: Json = False,
) -> None:
    """Write what was served, how it is proven, which clocks that started, and which notices went out."""
    from deployments.cli.reading_as import reading_as
    from models.store import proof as proofs
    from models.store import reading

    if not to.name:
        raise BadInput("to: a file is needed")
    with reading_as(badge, code, number, "proof", lambda c, who: reading.notices_refusal(c, who, number)) as connection:
        found = proofs.statement(connection, number)
    raw = json.dumps(found, ensure_ascii=False, indent=2, default=_plain).encode() + b"\n"
    _write(to, raw)
    services, notices, sha256 = len(found["services"]), len(found["notices"]), hashlib.sha256(raw).hexdigest()
    data = {"file": str(to), "case": number, "services": services, "notices": notices, "sha256": sha256}
    answer(data, as_json, told("proof_written", what=to, services=services, notices=notices, sha256=sha256))


def _write(to: Path, raw: bytes) -> None:
    draft = to.with_name(f".{to.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(raw)
        draft.replace(to)
    finally:
        draft.unlink(missing_ok=True)


def _plain(value: object) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
