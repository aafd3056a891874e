"""`casework officer prefer`, `absent`, `present`, `notices`: how people are told, and who stands in for whom."""

import re
from datetime import date, time
from typing import Annotated, Any

import typer

from deployments.cli import database
from deployments.cli.options import OPERATOR, By, Json, a_day
from deployments.cli.output import answer, facts, listing, told
from models.acts.form import CODE
from models.errors import BadInput
from models.store import absences, preferences

Officer = Annotated[str, typer.Option("--badge", help="Badge number of the officer.")]
Owner = Annotated[str, typer.Option("--badge", help="Badge number of the officer, or the code of an organ: its head.")]


def prefer(
    badge: Owner,
    channel: Annotated[str | None, typer.Option(help="Name of a channel; none: mail.")] = None,
    quiet: Annotated[str | None, typer.Option(metavar="HH:MM-HH:MM", help="No notice then, Chinese time.")] = None,
    digest: Annotated[str | None, typer.Option(metavar="HH:MM", help="All notices of a day as one, then.")] = None,
    none: Annotated[bool, typer.Option("--none", help="Everything at once and by mail; goes first.")] = False,
    by: By = OPERATOR,
    as_json: Json = False,
) -> None:
    """Say how somebody wants notices. A lapse waits for no digest, an alarm for nothing."""
    wishes: dict[str, Any] = dict.fromkeys(preferences.SAYS) if none else {}
    if channel is not None:
        wishes["channel"] = _name(channel)
    if quiet is not None:
        wishes["quiet_from"], wishes["quiet_until"] = _span(quiet)
    if digest is not None:
        wishes["digest_at"] = _clock("digest", digest)
    if not wishes:
        raise typer.BadParameter("--channel, --quiet, --digest or --none is needed")
    with database.opened().write() as connection:
        database.require_officer(connection, by)
        now = preferences.prefer(connection, badge, wishes, by, database.today(connection))
    _show({"badge": badge, **_plain(now)}, as_json, told("preferred", what=badge))


def absent(
    badge: Officer,
    since: Annotated[date, typer.Option("--from", parser=a_day, metavar="YYYY-MM-DD", help="First day away.")],
    until: Annotated[date, typer.Option("--until", parser=a_day, metavar="YYYY-MM-DD", help="Last day away.")],
    substitute: Annotated[str, typer.Option(help="Badge number of a colleague of the same organ.")],
    by: By = OPERATOR,
    as_json: Json = False,
) -> None:
    """Let a colleague be told in place of an officer who will be away. No reason is asked for, none is kept."""
    row = {"badge": badge, "from_on": since, "until_on": until, "substitute": substitute}
    with database.opened().write() as connection:
        database.require_officer(connection, by)
        absences.leave(connection, row, by, database.today(connection))
    shown = {"badge": badge, "from": str(since), "until": str(until), "substitute": substitute}
    answer(shown, as_json, told("absent", what=badge, since=since, until=until, instead=substitute))


def present(badge: Officer, by: By = OPERATOR, as_json: Json = False) -> None:
    """Say that an officer is back: nobody stands in any more, absences to come are called off."""
    with database.opened().write() as connection:
        database.require_officer(connection, by)
        ended = len(absences.back(connection, badge, by, database.today(connection))["rows"]["absence"])
    answer({"badge": badge, "ended": ended}, as_json, told("present", what=badge))


def notices(badge: Owner, as_json: Json = False) -> None:
    """Show how somebody is told, and the absences that are not over."""
    with database.reading() as connection:
        wishes = _plain(preferences.of(connection, badge))
        kind, _ = preferences.preferred(connection, badge)
        away = absences.of(connection, badge, database.today(connection))
    heads = ("away_from", "until", "substitute")
    rows = [(row["from_on"], row["until_on"], row["substitute"]) for row in away]
    absent_ones = [{"from": since, "until": until, "substitute": instead} for since, until, instead in rows]
    _show(
        {"badge": badge, **wishes, "kind": kind.value, "absences": absent_ones},
        as_json,
        listing(told("label_absences"), heads, rows),
    )


def _show(data: dict[str, Any], as_json: bool, *parts: Any) -> None:
    answer(data, as_json, facts({name: data[name] for name in preferences.SAYS}), *parts)


def _plain(wishes: dict[str, Any]) -> dict[str, str | None]:
    return {name: f"{value:%H:%M}" if isinstance(value, time) else value for name, value in wishes.items()}


def _name(text: str) -> str:
    if not re.fullmatch(CODE, text, re.ASCII):
        raise BadInput("channel: letters, digits, . _ - are possible, at most 40")
    return text


def _span(text: str) -> tuple[time, time]:
    begin, dash, end = text.partition("-")
    if not dash:
        raise BadInput("quiet: HH:MM-HH:MM is needed")
    return _clock("quiet", begin), _clock("quiet", end)


def _clock(name: str, text: str) -> time:
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text.strip(), re.ASCII):
        raise BadInput(f"{name}: a time is written as HH:MM")
    return time.fromisoformat(text.strip())
