"""`casework transfer`: the signing key, the package as a file for an organ without a service, and answers."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import select

from deployments.cli import database
from deployments.cli.options import OPERATOR, By, Json
from deployments.cli.output import answer, listing, told
from deployments.cli.written import write
from flows.legal_day import legal_day
from models.errors import Unknown
from models.store import casebook, chain, snapshot, transfer_key, vault
from models.store.handles import EVENT
from models.store.settings import store_settings
from models.vocabulary import EventKind
from notifications.proofs import ANSWER

app = typer.Typer(add_completion=False, help="Handing over clues.")
commands = {"transfer": app}

Case = Annotated[str, typer.Option(help="Case number.")]


@app.command("key")
def key(as_json: Json = False) -> None:
    """Show the public key whose other half signs packages and receipts here; it is made where there is none."""
    public = transfer_key.public_of(transfer_key.secret(store_settings().transfer_key))
    shown = {"public_key": public.hex(), "key_id": transfer_key.key_id(public)}
    answer(shown, as_json, told("transfer_key_line", **shown))


@app.command("package")
def package(
    case: Case,
    stage: Annotated[str, typer.Option(help="Transfer or exchange, such as X1; it was handed over.")],
    to: Annotated[Path, typer.Option(metavar="FILE", help="Where to write it, readable by its owner only.")],
    by: By = OPERATOR,
    as_json: Json = False,
) -> None:
    """Write the package that was sent as a file, for a receiver without a service. The paper receipt is recorded with
    `act transfer accept`, of information with `act exchange receipt`. Who took the file stands in the record."""
    from flows.package import HANDING_OVER, open_package, sealed_of

    store = database.opened()
    with store.read() as connection:
        database.require_officer(connection, by)
        casebook.require(connection, case)
        found = snapshot.load(connection, case, by).stage(stage)
        sent = found.last(*HANDING_OVER) if found else None
        if found is None or sent is None:
            raise Unknown(f"{case}/{stage}")
        content = open_package(connection, sealed_of(connection, case, found))
    shown = write(to, content)
    with store.write() as connection:
        now = datetime.now(UTC)
        data = {"of": sent["seq"], "sha256": shown["sha256"]}
        event = chain.NewEvent(
            EventKind.DELIVERY, "transfer.package", by, legal_day(connection, now), stage=found.label, data=data
        )
        chain.append(connection, case, event, chain.now(connection))
    line = told("transfer_package_written", **shown)
    answer({"case": case, "stage": found.label, **shown}, as_json, line)


@app.command("answers")
def list_answers(case: Case, as_json: Json = False) -> None:
    """Show what receiving organs have answered about this case, with their reasons; each answer is signed and kept."""
    with database.reading() as connection:
        casebook.require(connection, case)
        wanted = select(EVENT.c.body, EVENT.c.sealed, EVENT.c.stage).where(EVENT.c.chain == case, EVENT.c.act == ANSWER)
        rows = connection.execute(wanted.order_by(EVENT.c.seq)).all()
        found = [_answer(row.stage, vault.unseal(connection, row.sealed)["signed"]) for row in rows]
    heads = ("stage", "state", "stated_at", "number", "outcome", "reason", "content")
    table = listing(None, heads, [tuple(one.get(head) for head in heads) for one in found])
    answer({"case": case, "answers": found}, as_json, table if found else told("transfer_no_answers"))


def _answer(stage: str | None, signed: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(json.loads(signed)["statement"])
    kept = ("state", "receipt", "number", "stated_at", "reason", "outcome", "content")
    return {"stage": stage, **{name: said[name] for name in kept if name in said}, "signed": signed}
