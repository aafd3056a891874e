"""`casework informant`: identities under aliases, who asks for one, a custodian's decision, and looking at it.

Straight to the database, never through Prefect. What is secret is typed unseen or read from standard input.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer

from deployments.cli import database, signing
from deployments.cli.exits import Failed
from deployments.cli.options import OPERATOR, Actor, By, Code, Json
from deployments.cli.output import answer, facts, listing, told
from deployments.cli.typed import unseen
from models.errors import Refusal, TransitionRefused
from models.store import informant_key, informant_rekey, informant_rows, vault
from models.vocabulary import Outcome, RevealBasis

app = typer.Typer(
    add_completion=False, help="Identities of informants: enter, ask, decide, look; kept apart from the cases."
)
commands = {"informant": app}

Reveal = Annotated[str, typer.Argument(metavar="REQUEST", help="Number of the request.")]
SHOWN = ("id", "alias", "case", "requested_by", "requested_at", "basis", "article", "state", "decided_by",
         "valid_until", "looks")  # fmt: skip


@app.command("enter")
def enter(badge: Actor, code: Code = None, as_json: Json = False) -> None:
    """Put an identity into the vault and get its alias. The identity is typed unseen, or read from standard input."""
    _take(badge, code, as_json, lambda: {"act": "enter", "identity": unseen("identity_prompt")})


@app.command("request")
def request(
    badge: Actor,
    case: Annotated[str, typer.Option(help="Case number.")],
    alias: Annotated[str, typer.Option(help="Alias of the informant.")],
    basis: Annotated[RevealBasis, typer.Option(help="Why it may be revealed.")],
    article: Annotated[str | None, typer.Option(help="Article of a statutory need; see `casework law list`.")] = None,
    code: Code = None,
    as_json: Json = False,
) -> None:
    """Ask who an alias stands for. The reason is typed unseen, or read from standard input."""
    form = {"act": "request", "case": case, "alias": alias, "basis": basis, "article": article}
    _take(badge, code, as_json, lambda: {**form, "reason": unseen("reason_prompt")})


@app.command("review")
def review(reveal: Reveal, badge: Actor, code: Code = None, as_json: Json = False) -> None:
    """Read, as custodian, why a request is made; only where the informants' key is."""
    _take(badge, code, as_json, lambda: {"act": "review", "reveal": reveal}, "reason")


@app.command("approve")
def approve(
    reveal: Reveal,
    badge: Actor,
    hours: Annotated[int, typer.Option(min=1, max=24, help="How long it may be looked at.")] = 24,
    code: Code = None,
    as_json: Json = False,
) -> None:
    """Allow a request, as custodian, for at most 24 hours."""
    _take(badge, code, as_json, lambda: {"act": "approve", "reveal": reveal, "hours": hours})


@app.command("refuse")
def refuse(reveal: Reveal, badge: Actor, code: Code = None, as_json: Json = False) -> None:
    """Refuse a request, as custodian."""
    _take(badge, code, as_json, lambda: {"act": "refuse", "reveal": reveal})


@app.command("look")
def look(reveal: Reveal, badge: Actor, code: Code = None, as_json: Json = False) -> None:
    """Show the identity to who asked, once; only where the informants' key is."""
    _take(badge, code, as_json, lambda: {"act": "look", "reveal": reveal}, "identity")


@app.command("list")
def list_requests(as_json: Json = False) -> None:
    """List aliases and requests: codes, dates and states only."""
    with database.reading() as connection:
        found = informant_rows.listed(connection)
    rows = [[{**row, "case": row["case_no"]}[head] for head in SHOWN] for row in found["requests"]]
    heads = ("alias", "entered_by", "entered_at")
    aliases = [[row[head] for head in heads] for row in found["informants"]]
    tables = listing(told("label_informants"), heads, aliases), listing(told("label_requests"), SHOWN, rows)
    answer(found, as_json, *tables)


@app.command("key")
def key(as_json: Json = False) -> None:
    """Show the public key, for CASEWORK_INFORMANT_PUBLIC_KEY where identities are entered only; made where is none."""
    with database.reading() as connection:
        public = informant_key.public_key(connection).hex()
    answer({"public": public}, as_json, public)


@app.command("rekey")
def rekey(
    old: Annotated[Path, typer.Option(metavar="FILE", help="File of the key in use.")],
    new: Annotated[Path, typer.Option(metavar="FILE", help="File of the new key; made where there is none.")],
    by: By = OPERATOR,
    as_json: Json = False,
) -> None:
    """Wrap everything in the vault for a new key; once more after every process was started with it."""
    store = database.opened()
    with store.read() as connection:
        database.require_officer(connection, by)
        today = database.today(connection)
    done = informant_rekey.rekey(store, old, new, by, today)
    answer(asdict(done), as_json, told("informants_rekeyed", moved=done.moved, file=new, public=done.public))


def _take(badge: str, code: str | None, as_json: bool, form: Callable[[], dict[str, Any]], shows: str = "") -> None:
    from flows import informants as road

    store = database.opened()
    signature = {"badge": badge, "code": signing.passcode(store, code)}
    received_at, stated = datetime.now(UTC), form()
    try:
        taken = road.take(stated, signature, str(uuid4()), received_at)
    except vault.Sealed:
        raise Failed("sealed", told("informant_unopened")) from None
    body = taken.answer.body
    if taken.answer.outcome is Outcome.REFUSED:
        refused = body["refused"]
        raise TransitionRefused(Refusal(refused["code"], refused["article"], tuple(refused["detail"])))
    secret = {shows: taken.shown} if shows else {}
    plain = {label: body[label] for label in ("case", "alias", "reveal", "valid_until", "look") if body.get(label)}
    answer({**body, **secret}, as_json, told("recorded"), facts({**plain, **secret}))
