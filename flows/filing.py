"""What the unit files itself, through a link of its case or ledger: the same form, sealed and run like an officer's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from flows import forms
from flows.digest import request_digest
from flows.identity import identity
from flows.legal_day import legal_day
from flows.notices import notification_settings
from models import linked
from models.acts.choices import Arrival
from models.clocks import OPPORTUNITIES
from models.errors import BadInput, TransitionRefused
from models.facts import DeadlineFacts, LinkId
from models.lifecycle import next_acts
from models.linked import Link
from models.periods import Holder
from models.situation import no
from models.store import chain, files, journal, snapshot, submissions, unit_links
from models.store.engine import Store
from models.store.media import recognised
from models.store.submissions import Standing, Submitted
from models.transition import Transition
from models.vocabulary import Evidence
from notifications import loop

OURS = ("received_on", "posted_on", "arrival", "late_reason", "files")
"""Fields a page of the unit does not ask for: they are as the desk receives it."""


REPORTS = ("report", "progress", "file_self_inspection", "file_plan")
"""Acts whose file is a report of the unit; what comes with any other is a statement of it."""


@dataclass(frozen=True)
class Opened:
    """What a link opens today: the unit's acts that state and link allow, and the unit's running periods."""

    id: LinkId
    link: Link
    today: date
    acts: tuple[tuple[Transition, str | None], ...]
    deadlines: tuple[DeadlineFacts, ...]

    def offers(self, transition: Transition, label: str | None) -> bool:
        """Whether this act may be filed now."""
        return (transition, label) in self.acts


def address(token: str) -> str:
    """The whole address, to be handed to the unit; it stands in no record and no message."""
    return f"{notification_settings().public_url.rstrip('/')}/l/{token}"


def with_address(links: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The links of a case as they are shown to who may hand them over."""
    shown = ("link", "acts", "expires_on", "opened_by", "revoked")
    return [
        {name: one[name] for name in shown} | {"address": address(one["token"]) if one["token"] else None}
        for one in links
    ]


def opened(store: Store, token: str, received_at: datetime) -> Opened:
    """What stands behind the address of a link. Raises TransitionRefused, the same for whatever is wrong with it, and
    records it."""
    with store.read() as connection:
        id = unit_links.genuine(connection, token)
        today = legal_day(connection, received_at)
        found = _opened(connection, id, today) if id else None
    if found is None:
        raise refused(store, id, "read.link", received_at)
    return found


def refused(store: Store, id: LinkId | None, act: str, received_at: datetime) -> TransitionRefused:
    """The one answer to whatever a link does not open, entered in the record of its case."""
    refusal = no("link_invalid")
    with store.write() as connection:
        case_no = snapshot.known_case(connection, id.case) if id else None
        who = linked.actor(id) if id else "unknown"
        at = chain.now(connection)
        journal.note_refusal(connection, case_no, who, act, refusal, legal_day(connection, received_at), at)
    return TransitionRefused(refusal)


def file(
    store: Store, found: Opened, transition: Transition, label: str | None, key: str, typed: Mapping[str, Any],
    received_at: datetime, attached: tuple[str, bytes] | None = None,
) -> str:  # fmt: skip
    """Seal what the unit filed, with the file it `attached`; the id under which it is answered. Raises BadInput, and
    TransitionRefused where the link does not open this act, or the key was used with another content."""
    if not found.offers(transition, label):
        raise refused(store, found.id, transition.full_name, received_at)
    who = linked.actor(found.id)
    id = identity(who, key)
    stated = {"act": transition.act, "case": found.id.case, **({"stage": label} if label else {}), **typed}
    stated |= _as_received(transition, found.today)
    forms.read(transition.stage, stated)
    if attached is not None and _before(store, id) is None:
        stated["files"] = [_kept(store, found.id, transition, attached, received_at)]
    form = forms.read(transition.stage, stated).model_dump(mode="json", exclude_none=True)
    digest = request_digest(transition.stage, form, who)
    if (first := _before(store, id)) is not None:
        return _same(first, digest, attached)
    sealed = Submitted(transition.stage, form, found.link.opened_by, received_at, link=str(found.id))
    try:
        with store.write() as connection:
            submissions.enter(connection, id, digest, sealed)
    except IntegrityError:
        # The same request, sent twice at once: the other one has entered it.
        if (first := _before(store, id)) is None:
            raise
        return _same(first, digest, attached)
    loop.nudge()
    return id


def _opened(connection: Connection, id: LinkId, today: date) -> Opened | None:
    facts = snapshot.load(connection, id.case, "")
    link = linked.found(facts.case.acts if facts.case else (), id.number)
    if link is None or not link.stands(today):
        return None
    acts = tuple((t, label) for t, label in next_acts(facts) if t.full_name in link.acts)
    return Opened(id, link, today, acts, tuple(d for d in facts.deadlines if _of_the_unit(d)))


def _of_the_unit(deadline: DeadlineFacts) -> bool:
    return deadline.open and (deadline.holder is Holder.UNIT or deadline.clock in OPPORTUNITIES)


def _as_received(transition: Transition, today: date) -> dict[str, Any]:
    """It came in electronically, today."""
    fields = transition.form.model_fields
    known = {"received_on": today.isoformat(), "arrival": Arrival.ELECTRONIC.value}
    return {name: value for name, value in known.items() if name in fields}


def _before(store: Store, id: str) -> Standing | None:
    with store.read() as connection:
        return submissions.standing(connection, id)


def _same(first: Standing, digest: str, attached: object) -> str:
    """The id of what was filed under this key before; a file is sealed anew each time, so that it tells nothing."""
    if attached is None and first.digest != digest:
        raise TransitionRefused(no("request_reused"))
    return first.id


def _kept(store: Store, id: LinkId, transition: Transition, attached: tuple[str, bytes], at: datetime) -> str:
    """Keep the file as evidence of the case; its digest. Raises BadInput for a type that is not allowed."""
    if "files" not in transition.form.model_fields:
        raise BadInput("files: this act takes none")
    name, content = attached
    kind = Evidence.REPORT if transition.act in REPORTS else Evidence.STATEMENT
    with store.read() as connection:
        kept = files.keep(connection, id.case, kind.value, name, content, media=recognised(name, content))
    with store.write() as connection:
        files.enter(connection, kept, added_by=linked.actor(id), at=at)
    return kept.digest
