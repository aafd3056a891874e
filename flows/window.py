"""What administrators see in Prefect: case numbers, acts and codes; never content."""

from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import ArtifactCreate
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterTags
from prefect.settings import PREFECT_UI_URL

from flows.forms import REDACTED
from flows.links import ACT_TAG, act_of, desk_forms, next_forms
from flows.notices import notification_settings
from flows.road import DESK, road
from flows.settings import flow_settings
from flows.stores import store
from models.clocks import CLOCKS
from models.errors import Refusal
from models.law import cite
from models.law.refusals import explain
from models.lifecycle import find
from models.periods import Clock
from models.states import state_name
from models.store.journal import Answer
from models.vocabulary import Outcome, Stage
from models.wording import phrase, say


async def label(
    client: PrefectClient, run_id: UUID, stage: Stage, act: object, answer: Answer | None, case: str | None = None
) -> None:
    """Give the run its name and tags and replace its parameters by what they were about.

    `case` is the number to show where there is no answer; it must be one we gave.
    """
    stated = act if isinstance(act, dict) else {}
    case = answer.body.get("case") if answer else case
    known = answer.body["act"].split(".")[1] if answer else str(stated.get("act"))
    transition = find(stage, known)
    short = transition.act if transition else "unknown"
    kept: dict[str, Any] = {"act": REDACTED, "of": short, "case": case}
    tags = [stage.value, *(transition.basis if transition else ()), *((f"case:{case}",) if case else ())]
    await client.update_flow_run(run_id, parameters={"act": kept}, tags=tags, name=f"{case or 'no case'} {short}")


async def receipt(client: PrefectClient, run_id: UUID, answer: Answer) -> None:
    """The receipt as an artifact: under the case's key where there is one, so that its history is one page."""
    case = answer.body.get("case")
    locale = flow_settings().locale
    if answer.outcome is Outcome.REFUSED:
        refused = answer.body["refused"]
        text = explain(Refusal(refused["code"], refused["article"], tuple(refused["detail"])), locale)
    else:
        text = markdown(answer.body, await links(client, answer.body), locale)
    artifact = ArtifactCreate(
        key=f"case-{case.lower()}" if case else None, type="markdown", data=text, flow_run_id=run_id
    )
    await client.create_artifact(artifact)


def markdown(body: Any, next_links: dict[tuple[str, str | None], str], locale: str) -> str:
    """A receipt for people: what was done, by what article, what runs now, what may follow."""
    stage, act = body["act"].split(".")
    transition = find(Stage(stage), act)
    assert transition is not None  # noqa: S101  # the receipt was written from the table
    number = f"{body['case']}/{body['stage']}" if body["stage"] else body["case"]
    lines = [
        f"### {number}: {say(transition.name, locale)}",
        "",
        f"- {phrase('label_state', locale)}: {say(state_name(Stage(stage), body['state']), locale)}",
        f"- {phrase('label_article', locale)}: {'; '.join(cite(a, locale) for a in transition.basis)}",
        f"- {phrase('label_event', locale)}: {body['event']['seq']} `{body['event']['hash'][:16]}`",
        f"- {phrase('label_notices', locale)}: {body['notices']}",
    ]
    drawn = phrase("list_comma", locale).join(f"`{d['number']}`" for d in body["documents"])
    lines += [f"- {phrase('label_documents', locale)}: {drawn}"] if drawn else []
    lines += [f"- {say(CLOCKS[Clock(d['clock'])].name, locale)}: {d['due']} ({d['state']})" for d in body["deadlines"]]
    lines += ["", f"**{phrase('label_next', locale)}**", ""]
    for following in body["next"]:
        where = next_links.get((following["act"], following["stage"]))
        name = _called(following["act"], following["stage"], locale)
        lines.append(f"- [{name}]({where})" if where else f"- {name}")
    return "\n".join(lines)


def _called(act: str, label: str | None, locale: str) -> str:
    stage, short = act.split(".")
    transition = find(Stage(stage), short)
    assert transition is not None  # noqa: S101  # the receipt was written from the table
    return f"{label}: {say(transition.name, locale)}" if label else say(transition.name, locale)


async def links(client: PrefectClient, body: Any) -> dict[tuple[str, str | None], str]:
    """Links that open the form of each next act with case and stage filled in, made at this moment."""
    with store().read() as connection:
        by_desk = road(connection) == DESK
    if by_desk:
        return desk_forms(body, notification_settings().public_url)
    return next_forms(body, await _deployment_ids(client), PREFECT_UI_URL.value() or "")


_known: dict[str, str] = {}


async def _deployment_ids(client: PrefectClient) -> dict[str, str]:
    """Ids of the act deployments by act; they change only when Prefect's database is made anew."""
    if not _known:
        wanted = DeploymentFilter(tags=DeploymentFilterTags(all_=[ACT_TAG]))
        for offset in (0, 200):
            for deployment in await client.read_deployments(deployment_filter=wanted, limit=200, offset=offset):
                _known[act_of(deployment.name, deployment.tags)] = str(deployment.id)
    return _known
