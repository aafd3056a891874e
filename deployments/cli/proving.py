"""`casework case proof`: a statement of service, drawn from the record."""

import hashlib
import json
import os
import secrets
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from deployments.cli.options import Actor, Code, Json
from deployments.cli.output import answer, told
from models.errors import BadInput
from models.wording import LOCALES


def proof(
    number: Annotated[str, typer.Argument(metavar="NO")],
    badge: Actor,
    to: Annotated[Path, typer.Option(metavar="FILE", help="A .json or .docx file; what is there is replaced.")],
    code: Code = None,
    locale: Annotated[str, typer.Option(metavar="zh|en", help="Language of the document.")] = "zh",
    as_json: Json = False,
) -> None:
    """Write what was served, how it is proven, which clocks that started, and which notices went out."""
    from deployments.cli.reading_as import reading_as
    from flows.legal_day import legal_day
    from models.store import proof as proofs
    from models.store import reading

    if to.suffix not in (".json", ".docx"):
        raise BadInput("to: a .json or .docx file is needed")
    if locale not in LOCALES:
        raise BadInput("locale: zh or en")
    with reading_as(badge, code, number, "proof", lambda c, who: reading.notices_refusal(c, who, number)) as connection:
        found = proofs.statement(connection, number)
        raw = json.dumps(found, ensure_ascii=False, indent=2, default=_plain).encode() + b"\n"
        if to.suffix == ".docx":
            from flows.instruments import statement

            as_data, today = hashlib.sha256(raw).hexdigest(), legal_day(connection, datetime.now(UTC))
            raw = statement.drawn(connection, found, as_data, today, locale)
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
