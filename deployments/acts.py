"""The deployments, derived from the lifecycle table: one for each act, its form narrowed to that act."""

from typing import Any, get_args

from pydantic import TypeAdapter

from deployments.spec import Cron, DeploymentSpec
from flows.heartbeat import Missed
from flows.links import ACT_TAG
from flows.registry import STAGE_FLOWS
from models.acts.form import Signature, in_order
from models.law import cite
from models.lifecycle import LIFECYCLE
from models.store.submissions import SEALED
from models.transition import Transition

AT_THE_DESK = "\n\nThis act is taken at the desk. 本事项在工作台办理。"
AS_OF: dict[str, Any] = {
    "title": "Parameters",
    "type": "object",
    "properties": {
        "as_of": {
            "title": "As of · 截至日期",
            "description": "In a demo only: the day to sweep for",
            "anyOf": [{"type": "string", "format": "date"}, {"type": "null"}],
            "default": None,
            "position": 0,
        }
    },
}


SUBMITTED: dict[str, Any] = {
    "title": "Parameters",
    "type": "object",
    "properties": {
        "act": {
            "title": "Submission · 加密提交",
            "type": "object",
            "properties": {
                "act": {"title": "Act", "type": "string", "enum": [SEALED]},
                "submission": {"title": "Submission · 提交编号", "type": "string", "format": "uuid"},
            },
            "required": ["act", "submission"],
            "additionalProperties": False,
            "position": 0,
        }
    },
    "required": ["act"],
}


def form_schema(t: Transition) -> dict[str, Any]:
    """The parameter schema of one act: its form and the signature, fields in the order they are asked for."""
    form = TypeAdapter(t.form).json_schema(ref_template="#/definitions/{model}")
    form["properties"] = {name: form["properties"][name] for name in in_order(t.form)}
    sign = TypeAdapter(Signature).json_schema(ref_template="#/definitions/{model}")
    # Prefect's newer pages hide what is typed into such a field; the older ones show it.
    sign["properties"]["code"]["format"] = "password"
    definitions = {**form.pop("$defs", {}), t.form.__name__: form, "Signature": sign}
    for definition in definitions.values():
        for position, field in enumerate(definition.get("properties", {}).values()):
            _plain(field)
            field["position"] = position
    form["title"] = f"{t.name.en} · {t.name.zh}"
    form["required"] = [*form.get("required", []), "act"]
    return {
        "title": "Parameters",
        "type": "object",
        "properties": {
            "act": {"title": form["title"], "position": 0, "$ref": f"#/definitions/{t.form.__name__}"},
            "signature": {"title": "Signature · 签名", "position": 1, "$ref": "#/definitions/Signature"},
        },
        "required": ["act", "signature"],
        "definitions": definitions,
    }


def _plain(field: dict[str, Any]) -> None:
    """Drop our own mark, and ask for an optional value by one plain input instead of tabs for its type and none."""
    field.pop("open", None)
    kinds = [kind for kind in field.get("anyOf", ()) if kind.get("type") != "null"]
    if len(kinds) == 1:
        del field["anyOf"]
        field.pop("default", None)
        field.update(kinds[0])


def act_specs(by_desk: bool = False) -> list[DeploymentSpec]:
    """One deployment per act, named after it, tagged with stage and articles; without a form where acts are taken
    at the desk."""
    return [
        DeploymentSpec(
            flow_name=STAGE_FLOWS[t.stage].name,
            name=t.act,
            entrypoint=f"flows.{t.stage.value}.{t.stage.value}",
            description=_description(t) + (AT_THE_DESK if by_desk else ""),
            tags=(ACT_TAG, t.stage.value, *t.basis),
            parameter_schema=None if by_desk else form_schema(t),
            parameters={} if by_desk else {"act": {"act": t.act}},
        )
        for t in LIFECYCLE
    ]


def sealed_specs() -> list[DeploymentSpec]:
    """One deployment per stage that takes what the desk has sealed: the id of a submission, nothing else."""
    return [
        DeploymentSpec(
            flow_name=flow.name,
            name=SEALED,
            entrypoint=f"flows.{stage.value}.{stage.value}",
            description="Takes what was sealed at the desk. 受理加密提交的事项",
            tags=(stage.value, SEALED),
            parameter_schema=SUBMITTED,
        )
        for stage, flow in STAGE_FLOWS.items()
    ]


def _description(t: Transition) -> str:
    basis = "; ".join(f"{cite(a, 'en')} · {cite(a, 'zh')}" for a in t.basis)
    return f"**{t.name.en} · {t.name.zh}**\n\n{(t.form.__doc__ or '').strip()}\n\n{basis}"


MISSED: dict[str, Any] = {
    "title": "Parameters",
    "type": "object",
    "properties": {
        "missed": {
            "title": "Missed · 未完成的任务",
            "description": "Filled in by Prefect's automation",
            "anyOf": [{"type": "string", "enum": list(get_args(Missed))}, {"type": "null"}],
            "default": None,
            "position": 0,
        }
    },
}


def scheduled_specs() -> list[DeploymentSpec]:
    """What runs by the clock: deadlines at night and hourly by day, the outbox every five minutes, files at night,
    Prefect's leftovers, the log's checkpoint and the signs of life every ten minutes, in the morning
    who has no plan of the year."""
    return [
        DeploymentSpec(
            flow_name="deadlines",
            name="sweep",
            entrypoint="flows.deadlines.deadlines",
            description="Claims the rungs of deadlines that are due. 期限巡查",
            tags=("casework", "deadlines"),
            parameter_schema=AS_OF,
            concurrency_limit=1,
            schedule=Cron("5 0,8-18 * * *"),
        ),
        DeploymentSpec(
            flow_name="dispatch",
            name="drain",
            entrypoint="flows.dispatch.dispatch",
            description="Drains the outbox; a safety net behind the relay. 发件箱清理",
            tags=("casework", "dispatch"),
            schedule=Cron("*/5 * * * *"),
        ),
        DeploymentSpec(
            flow_name="housekeeping",
            name="sweep",
            entrypoint="flows.housekeeping.housekeeping",
            description="Removes stored files that no act has named in time. 清理无人引用的文件",
            tags=("casework", "housekeeping"),
            concurrency_limit=1,
            schedule=Cron("20 3 * * *"),
        ),
        DeploymentSpec(
            flow_name="reconcile",
            name="runs",
            entrypoint="flows.reconcile.reconcile",
            description="Ends runs whose worker is gone, redacts runs that failed and were not retried. 清理遗留运行",
            tags=("casework", "reconcile"),
            concurrency_limit=1,
            schedule=Cron("*/10 * * * *"),
        ),
        DeploymentSpec(
            flow_name="checkpoint",
            name="sign",
            entrypoint="flows.checkpoint.checkpoint",
            description="Seals what was recorded, signs the head of the log, brings it outside. 记录存证",
            tags=("casework", "checkpoint"),
            concurrency_limit=1,
            schedule=Cron("*/10 * * * *"),
        ),
        DeploymentSpec(
            flow_name="heartbeat",
            name="check",
            entrypoint="flows.heartbeat.heartbeat",
            description="Tells the administrators when sweep, relay or dispatch is silent. 运行迹象检查",
            tags=("casework", "heartbeat"),
            parameter_schema=MISSED,
            schedule=Cron("*/10 * * * *"),
        ),
        DeploymentSpec(
            flow_name="education_plans",
            name="check",
            entrypoint="flows.education_plans.education_plans",
            description="Tells the head of an organ that its year has no adopted plan. 年度宣传教育计划核查",
            tags=("casework", "education"),
            parameter_schema=AS_OF,
            concurrency_limit=1,
            schedule=Cron("40 8 * * *"),
        ),
    ]
