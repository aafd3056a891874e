"""A report by the public page: sealed as an officer's form is, and registered by the intake officer who was set up.

Nobody signs in; of who reports nothing is kept but what the person chose to write.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, select

from flows import submitting
from flows.identity import identity
from flows.legal_day import legal_day
from flows.submitting import Wish
from models.acts.report_choices import ReportChannel, Reporter, ReportSubject
from models.errors import Refusal, TransitionRefused
from models.guards import informant as rules
from models.situation import no
from models.store import chain, informants, report_codes, snapshot, submissions
from models.store.engine import Store
from models.store.handles import UNIT
from models.vocabulary import Outcome, Stage


@dataclass(frozen=True)
class Told:
    """What the person wrote; nothing of it is ever logged."""

    subject: ReportSubject
    unit: str = field(repr=False)
    content: str = field(repr=False)
    contact: str = field(repr=False)


def submit(store: Store, badge: str, key: str, told: Told, received_at: datetime) -> str:
    """Seal the report; the id it is answered under. The same key sent again is the same report, whatever else differs.

    Raises BadInput naming wrong fields, TransitionRefused where the intake officer may not do it; an identity is
    entered only by one whose mandate covers `informant.enter`.
    """
    id = identity(badge, key)
    with store.read() as connection:
        if submissions.standing(connection, id) is not None:
            return id
        if snapshot.known_badge(connection, badge) is None:
            raise TransitionRefused(no("officer_unknown"))
        unit = _registered(connection, told)
        today = legal_day(connection, received_at)
    alias = _entered(store, badge, told.contact, received_at) if told.contact else None
    # What is about duties of a unit names a registered one; else the words say which one is meant.
    subject = told.subject if unit or told.subject is not ReportSubject.UNIT_DUTIES else ReportSubject.OTHER
    act = {
        "act": "receive", "channel": ReportChannel.WEB, "subject": subject, "received_on": today,
        "reporter": Reporter.NAMED if alias else Reporter.ANONYMOUS, "content": _content(told, unit),
        **({"alias": alias} if alias else {}), **({"unit": unit} if unit else {}),
    }  # fmt: skip
    return submitting.submit(store, badge, key, [Wish(Stage.REPORT, act)], None, received_at)[0]


def code(store: Store, badge: str, key: str, received_at: datetime, seconds: float) -> str | None:
    """The receipt code of the report sent under this key, told once; None while it is not registered yet.

    Raises TransitionRefused where registering was refused, where the code was told before, or nothing was sent.
    """
    answer = submitting.answer(store, identity(badge, key), seconds)
    if answer is None:
        return None
    if answer.outcome is Outcome.REFUSED:
        refused = answer.body["refused"]
        raise TransitionRefused(Refusal(refused["code"], refused["article"], tuple(refused["detail"])))
    with store.write() as connection:
        return report_codes.give(connection, answer.body["case"], badge, legal_day(connection, received_at))


def _registered(connection: Connection, told: Told) -> str | None:
    """The unit, where it is registered; a report about a person keeps none."""
    if told.subject is ReportSubject.PERSON or not told.unit:
        return None
    found: str | None = connection.execute(select(UNIT.c.code).where(UNIT.c.code == told.unit)).scalar()
    return found


def _content(told: Told, unit: str | None) -> str:
    """The words, with the unit and the subject as stated where the register cannot hold them; all of it is sealed."""
    named = f"\n\n[{told.unit}]" if told.unit and unit is None else ""
    meant = f"\n[{told.subject.value}]" if told.subject is ReportSubject.UNIT_DUTIES and unit is None else ""
    return told.content + named + meant


def _entered(store: Store, badge: str, contact: str, received_at: datetime) -> str:
    """The alias under which the vault keeps how to reach the person."""
    with store.write() as connection:
        facts = snapshot.load(connection, None, badge)
        today = legal_day(connection, received_at)
        refusal = rules.may_enter(facts.actor, today)
        if refusal is not None:
            raise TransitionRefused(refusal)
        act = informants.Act(connection, facts, badge, today, chain.now(connection), str(uuid4()))
        return str(informants.enter(act, contact)["alias"])
