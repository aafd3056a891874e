"""Text of notices: case number, act, last day and a link. A template that asks for more is an error."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.errors import BadInput
from models.store.preferences import WITHIN
from models.vocabulary import Audience, Name, Stage
from notifications.settings import Locale

ALLOWED = frozenset(
    {"case", "number", "act_name", "stage_name", "due", "link", "rung_name", "acknowledge"}
    | {"alert_name", "badge", "until", "run", "what", "year"}
)
"""All that a template may name; nothing here is confidential."""

RUNG_NAMES = {
    "reminder": Name("reminder", "期限提醒"),
    "breach": Name("end of the period", "期限届满"),
    "escalation": Name("escalation", "上报提示"),
    "unacknowledged": Name("the end of the period, which nobody has acknowledged", "期限届满，尚无人确认"),
    "unassigned": Name("case without a handler", "案件待指派"),
    "lapsed": Name("it has lapsed and has no force", "未获批准，已失效"),
    "passed": Name("the day has passed; nothing follows from that by itself", "时间已过，并不因此产生后果"),
    "taken_back": Name("the notice that the period ended is taken back", "撤回期限届满通知"),
    "corrected": Name("what you were told before was corrected", "此前通知内容已更正"),
    "annulled": Name("what you were told before no longer holds", "此前通知不再有效"),
}
"""The notices of a deadline, and of what was taken back; every other act has the text of an act."""

ACKNOWLEDGED = frozenset({"breach", "escalation", "unacknowledged", "lapsed"})
"""Those whose readers within the organs in line are asked to take notice."""

ALERT_NAMES = {
    "passcode_locked": Name("locked after wrong passcodes", "口令错误次数过多，已锁定"),
    "run_left": Name("failed, and what was typed is no longer kept", "执行失败，填写内容已清除"),
    "foreign_run": Name("a run of a flow that is not ours was refused", "已拒绝运行非本系统的流程"),
    "run_stuck": Name("has been running for long and has not ended", "长时间运行未结束"),
    "deployment_changed": Name("a deployment is not as it was published", "部署与发布内容不符"),
    "undelivered": Name("was not delivered", "未能送达"),
    "silent": Name("gives no sign of life", "没有运行迹象"),
    "not_completed": Name("has not completed in its time", "未按时完成"),
    "plan_missing": Name("has no adopted plan of publicity and education", "尚无已批准的年度宣传教育计划"),
    "deployment_foreign": Name("a deployment is there that was never published", "存在从未发布的部署"),
}
"""The notices about a badge, about Prefect, or about the installation itself, which the record of no case carries."""

_ALERT_PAGES = {
    "passcode_locked": "alert",
    "run_left": "run_left",
    "run_stuck": "run_stuck",
    "undelivered": "undelivered",
    "silent": "heartbeat",
    "not_completed": "heartbeat",
    "plan_missing": "plan_missing",
}

VAULT_NAMES = {
    "reveal_waiting": Name("waits for the custodian", "等待保管人决定"),
    "reveal_decided": Name("was decided", "已作出决定"),
    "reveal_again": Name("led to a further look, noted for the supervising organ", "有再次查看，已列入监督事项"),
}
"""The notices about a request to the informant vault: they say neither case nor alias."""

# Plain text: escaping for HTML would only spoil it.
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701
    trim_blocks=True,
    lstrip_blocks=True,
)


class Text(NamedTuple):
    """A notice. The title is one line."""

    title: str
    body: str


def link_to(public_url: str, case: str) -> str:
    """The one stable link a notice may carry."""
    return f"{public_url.rstrip('/')}/c/{case}"


def render(
    stage: Stage,
    act: str,
    locale: Locale,
    *,
    audience: Audience,
    case: str,
    number: str | None,
    due: date | None,
    link: str,
    act_name: Name,
    stage_name: Name,
) -> Text:
    """The notice of `act` (or of a rung, `RUNG_NAMES`) to `audience`. `due` is a legal day, printed as ISO 8601.

    `number` names the stage instance. BadInput when the link is not the case's own or a value spans lines.
    """
    if not link.endswith(f"/c/{case}"):
        raise BadInput("link: only the case's own link")
    day = due.isoformat() if due else ""
    if not f"{case}{number}{link}".isprintable():
        _one_line({"case": case, "number": number, "link": link})
    title, body = _pattern(
        "" if stage is Stage.CASE else getattr(stage_name, locale), act, getattr(act_name, locale), locale, audience,
        bool(number), bool(day),
    )  # fmt: skip
    given = {"case": case, "number": number, "due": day, "link": link}
    return Text(title % given, body % given)


@cache
def _pattern(
    stage_name: str, act: str, act_name: str, locale: Locale, audience: Audience, numbered: bool, dated: bool
) -> tuple[str, str]:
    """Title and body with places for the case, its link, and the number and the day where there are any: only those
    differ between the cases of a day."""
    rung = RUNG_NAMES.get(act)
    values = {
        "case": _mark("case"),
        "number": _mark("number") if numbered else None,
        "due": _mark("due") if dated else None,
        "link": _mark("link"),
        "act_name": act_name,
        "stage_name": stage_name,
        "rung_name": getattr(rung, locale) if rung else None,
        "acknowledge": "asked" if act in ACKNOWLEDGED and audience in WITHIN else None,
    }
    text = _text(locale, "deadline" if rung else "act", values)
    unit = f"\n{_page(locale, 'not_service', {}).strip()}\n" if audience is Audience.UNIT else ""
    return _places(text.title), _places(text.body + unit)


def _mark(name: str) -> str:
    return f"\0{name}\0"


def _places(text: str) -> str:
    text = text.replace("%", "%%")
    for name in ("case", "number", "due", "link"):
        text = text.replace(_mark(name), f"%({name})s")
    return text


def render_alert(kind: str, locale: Locale, **values: str | None) -> Text:
    """The notice of `ALERT_NAMES`; `values` are what its template names."""
    name = getattr(ALERT_NAMES[kind], locale)
    return _text(locale, _ALERT_PAGES.get(kind, "engine_alarm"), {"alert_name": name, **values})


def render_vault(kind: str, locale: Locale, *, reveal: str) -> Text:
    """The notice of `VAULT_NAMES` about a request."""
    return _text(locale, "vault", {"alert_name": getattr(VAULT_NAMES[kind], locale), "number": reveal})


def render_digest(texts: Sequence[tuple[str, str]], locale: Locale) -> Text:
    """Notices as one, each with its own title. How many there are stands nowhere: the number would tell something."""
    lines = [f"{title}\n\n{body.strip()}" for title, body in texts]
    return Text(_page(locale, "digest", {}).strip(), "\n\n----\n\n".join(lines) + "\n")


def _text(locale: Locale, name: str, values: dict[str, str | None]) -> Text:
    _one_line(values)
    title, _, body = _page(locale, name, values).partition("\n")
    return Text(title.strip(), body.strip() + "\n")


def _one_line(values: Mapping[str, str | None]) -> None:
    if spread := [name for name, value in values.items() if value and len(value.splitlines()) > 1]:
        raise BadInput(f"{', '.join(spread)}: more than one line")


def _page(locale: Locale, name: str, values: dict[str, str | None]) -> str:
    return _ENVIRONMENT.get_template(f"{locale}/{name}.txt").render(values)
