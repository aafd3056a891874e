"""Who is told, in what words: finished outbox rows, fixed in the transaction of the act or the sweep."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from flows.legal_day import LEGAL_ZONE
from models.decide import Decision
from models.facts import Facts, OrganFacts
from models.need_to_know import people_of
from models.standing_in import Standing
from models.store.recall import Told
from models.vocabulary import STAGE_NAMES, STAGE_OF, Audience, Channel, Level, MessageState, Name, Stage, TransferState
from notifications.render import Text, link_to, render, render_alert, render_vault
from notifications.settings import NotificationSettings

ANSWER_NAMES = {
    TransferState.ACCEPTED: Name("the receiving organ has accepted; record it", "接收机关已接收，请予记录"),
    TransferState.RETURNED: Name("the receiving organ has sent it back; record it", "接收机关已退回，请予记录"),
    TransferState.WITHDRAWN: Name("the receiving organ knows of the withdrawal", "接收机关已知悉撤回"),
    TransferState.CONCLUDED: Name("the receiving organ has concluded it; record it", "接收机关已办结，请予记录"),
}

GIVEN_A_PACKAGE = (Audience.RECEIVER, Audience.DEPARTMENT)
OUTSIDE = (Audience.UNIT, Audience.SUPERIOR, *GIVEN_A_PACKAGE)
EVERYBODY_HERE = Standing()


@cache
def notification_settings() -> NotificationSettings:
    """The notification settings of this process, read once."""
    return NotificationSettings()


def target(audience: Audience, organ: OrganFacts, handler: str | None, unit: str | None) -> str:
    """The one recipient: a badge or the code of an organ or unit. Without a handler the head of the organ is told."""
    match audience:
        case Audience.HANDLER:
            return handler or organ.code
        case Audience.APPROVER:
            ranked = zip(organ.line, organ.levels, strict=True)
            return next((code for code, level in ranked if level.rank >= Level.CITY.rank), organ.line[-1])
        case Audience.SUPERVISOR:
            return organ.supervisor
        case Audience.UNIT if unit is not None:
            return unit
        case _:
            return organ.code


def of_act(
    facts: Facts, decision: Decision, case_no: str, package: str | None, standing: Standing = EVERYBODY_HERE
) -> list[dict[str, Any]]:
    """The messages of one act. `package` is what is handed over, which goes to the department by itself; `standing`
    says who is told in place of a handler who is away."""
    act = decision.transition
    due = _due(decision)
    rows: list[dict[str, Any]] = []
    for audience, to in _recipients(facts, decision, standing):
        statutory = audience in OUTSIDE and (act.adverse or audience is not Audience.UNIT)
        online, mail = _reached(facts, audience, to, package)
        if not (online or mail):
            # Handed over as a file, on paper: `casework transfer package`.
            continue
        sealed = package if online else None
        told = message(act.stage, act.act, act.name, audience, to, case_no, decision.label, due)
        rows.append({**told, "statutory": statutory, "sealed_id": sealed})
        if sealed:
            rows[-1]["channel"] = Channel.TRANSFER
    return once(rows)


def _reached(facts: Facts, audience: Audience, to: str, package: str | None) -> tuple[bool, bool]:
    """Whether a department's service can be given the package, and whether it has a mail address; of everybody else
    mail is expected."""
    found = facts.departments.get(to) if audience in GIVEN_A_PACKAGE else None
    return (found.online and package is not None, found.mail) if found else (False, True)


def of_recall(
    facts: Facts,
    decision: Decision,
    case_no: str,
    told: Iterable[Told],
    kind: str,
    standing: Standing = EVERYBODY_HERE,
) -> list[dict[str, Any]]:
    """To each who was told something that no longer holds: that it was corrected, annulled or taken back (`kind`)."""
    act = decision.transition
    due = _due(decision) if kind != "annulled" else None
    return [
        {
            **message(
                act.stage, kind, act.name, one.audience, _here(facts, one, standing), case_no, decision.label, due
            ),
            "statutory": one.audience in OUTSIDE,
            "rung": kind,
            # Whose service got the package hears there that it no longer holds; of a correction, by mail.
            **({"channel": Channel.TRANSFER} if one.channel is Channel.TRANSFER and kind == "annulled" else {}),
        }
        for one in told
    ]


def of_answer(transfer: Mapping[str, Any], state: TransferState) -> list[dict[str, Any]]:
    """To the handler, else to the head of the organ: what a receiving organ has answered. An act records it."""
    audience = Audience.HANDLER if transfer["handler"] else Audience.HEAD
    to = transfer["handler"] or transfer["organ"]
    name, label = ANSWER_NAMES[state], transfer["label"]
    return once([message(STAGE_OF[label[0]], "answer", name, audience, to, transfer["case_no"], label, None)])


def of_lock(badge: str, organ: str, until: datetime) -> list[dict[str, Any]]:
    """To the officer and to the head of the organ: that wrong codes have locked the badge."""
    shown = f"{until.astimezone(LEGAL_ZONE):%Y-%m-%d %H:%M}"
    return of_alert("passcode_locked", ((Audience.HANDLER, badge), (Audience.HEAD, organ)), badge=badge, until=shown)


def of_alert(kind: str, to: Iterable[tuple[Audience, str]], **values: str | None) -> list[dict[str, Any]]:
    """A notice that belongs to no case; `values` are what its text names, and never content."""
    text = render_alert(kind, notification_settings().locale, **values)
    return once(_mail(audience, target, text) for audience, target in to)


def of_vault(kind: str, reveal: str, told: Iterable[tuple[Audience, str]]) -> list[dict[str, Any]]:
    """About a request to the informant vault, by its number alone."""
    text = render_vault(kind, notification_settings().locale, reveal=reveal)
    return [_mail(audience, to, text) for audience, to in told]


def _due(decision: Decision) -> date | None:
    return next((c.deadline.due_on for c in decision.deadlines if c.deadline.open), None)


def _here(facts: Facts, one: Told, standing: Standing) -> str:
    """Who hears it for one who was told before: an officer who is away now has a substitute."""
    if one.audience is not Audience.HANDLER or one.target not in standing.away:
        return one.target
    return _present(facts, one.target, standing) or (facts.organ.code if facts.organ else one.target)


def _present(facts: Facts, handler: str | None, standing: Standing) -> str | None:
    return handler and standing.instead_of(handler, people_of(facts)[1])


def _recipients(facts: Facts, decision: Decision, standing: Standing) -> Iterator[tuple[Audience, str]]:
    """Who is told, one by one; of what is for many units each, named by the act or by the one that planned it."""
    assert facts.organ is not None  # noqa: S101  # guarded before any decision
    handler = _present(facts, decision.handler, standing)
    for audience in decision.audience:
        if audience is Audience.UNIT and facts.unit is None:
            planned = facts.case.last("plan") if facts.case else None
            invited = decision.entry.get("units") or (planned or {}).get("units", ())
            yield from ((audience, code) for code in invited)
        else:
            unit = facts.unit.code if facts.unit else None
            named = _named_by_act(facts, decision, audience)
            yield audience, named or target(audience, facts.organ, handler, unit)


def _named_by_act(facts: Facts, decision: Decision, audience: Audience) -> str | None:
    """The department an act addresses: the superior of an approved notice, the receiver of a transfer, who is
    consulted, acts jointly or is given information."""
    stage = facts.stage(decision.label)
    if audience is Audience.DEPARTMENT:
        asked = stage.acts[0] if stage else decision.entry
        return str(asked["department"])
    if stage is None or audience not in (Audience.SUPERIOR, Audience.RECEIVER):
        return None
    field = "department" if audience is Audience.SUPERIOR else "receiver"
    entry = stage.last("propose_notice" if audience is Audience.SUPERIOR else "propose")
    return entry[field] if entry else None


def message(
    stage: Stage,
    act: str,
    name: Name,
    audience: Audience,
    to: str,
    case_no: str,
    label: str | None,
    due: date | None,
) -> dict[str, Any]:
    """One outbox row by mail, without what the journal adds."""
    settings = notification_settings()
    text = render(
        stage,
        act,
        settings.locale,
        audience=audience,
        case=case_no,
        number=label,
        due=due,
        link=link_to(settings.public_url, case_no),
        act_name=name,
        stage_name=STAGE_NAMES[stage],
    )
    return _mail(audience, to, text)


def _mail(audience: Audience, to: str, text: Text) -> dict[str, Any]:
    return {
        "channel": Channel.MAIL,
        "audience": audience,
        "target": to,
        "statutory": False,
        "title": text.title,
        "body": text.body,
        "sealed_id": None,
        "state": MessageState.READY,
        "attempts": 0,
    }


def once(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One message per recipient and channel; and, where a webhook is set up, one to it for the head of the organ."""
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        kept.setdefault((row["channel"], row["target"]), row)
        if row["audience"] is Audience.HEAD and notification_settings().webhook_url is not None:
            pushed = {**row, "channel": Channel.WEBHOOK}
            kept.setdefault((pushed["channel"], pushed["target"]), pushed)
    return list(kept.values())
