"""Prefect's own watch over the schedules that watch everything else: an automation for each, made when publishing.

It fires where no run of the schedule completed in its time, and starts `heartbeat/check`, which tells the
administrators: an action that needs no block, so that Prefect keeps no address of anybody. Where no worker lives, that
run waits in plain sight, late, and tells when one does; the relay looks on its own (`flows.silence`).
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import get_args
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.events.actions import RunDeployment
from prefect.events.schemas.automations import Automation, AutomationCore, EventTrigger, Posture

from flows.heartbeat import Missed
from models.store import heartbeats

CHECK = "heartbeat/check"
WITHIN: Mapping[str, timedelta] = {
    CHECK: timedelta(minutes=30),
    "deadlines/sweep": heartbeats.LIMITS[heartbeats.SWEEP],
}
"""How long there may be no completed run of each."""


async def ensure(
    client: PrefectClient, deployments: Mapping[str, UUID], within: Mapping[str, timedelta] = WITHIN
) -> None:
    """Make, mend or leave what stands on the server, so that there is one of each. `deployments`: ids by full name."""
    for name in get_args(Missed):
        wanted = automation(name, deployments, within[name])
        first, *others = await client.read_automations_by_name(wanted.name) or (None,)
        for other in others:
            await client.delete_automation(other.id)
        if first is None:
            await client.create_automation(wanted)
        elif not same(first, wanted):
            await client.update_automation(first.id, wanted)


def automation(name: str, deployments: Mapping[str, UUID], within: timedelta) -> AutomationCore:
    """What is to stand there for the schedule of that deployment."""
    return AutomationCore(
        name=f"casework: {name} did not complete in time",
        description="Tells the administrators. 定时任务未按时完成时告知管理员",
        enabled=True,
        trigger=EventTrigger(
            posture=Posture.Proactive,
            expect={"prefect.flow-run.Completed"},
            match={"prefect.resource.id": "prefect.flow-run.*"},
            match_related={
                "prefect.resource.id": f"prefect.deployment.{deployments[name]}",
                "prefect.resource.role": "deployment",
            },
            threshold=1,
            within=within,
        ),
        actions=[RunDeployment(source="selected", deployment_id=deployments[CHECK], parameters={"missed": name})],
    )


def same(there: Automation, wanted: AutomationCore) -> bool:
    """Whether it says all that we state; to write it again would begin its time anew."""
    told, ours = (found.model_dump(mode="json", exclude={"id", "tags"}) for found in (there, wanted))
    return told == ours
