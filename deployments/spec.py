"""What a deployment is to be, as data; knows nothing of Prefect's classes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from flows.settings import POOL


@dataclass(frozen=True)
class Cron:
    """When a deployment runs by itself; legal days are days in China."""

    cron: str
    timezone: str = "Asia/Shanghai"


@dataclass(frozen=True)
class DeploymentSpec:
    """One deployment. `entrypoint` is a module path with the flow's name in it: `flows.inspection.inspection`.

    `parameter_schema` is the JSON schema the server enforces and draws the form from; None accepts no parameter. `pool`
    is the work pool its runs wait in. Where `concurrency_limit` is reached, `collision` says whether a further run
    waits or is cancelled.
    """

    flow_name: str
    name: str
    entrypoint: str
    description: str = ""
    tags: tuple[str, ...] = ()
    parameter_schema: Mapping[str, Any] | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    schedule: Cron | None = None
    concurrency_limit: int | None = None
    collision: Literal["ENQUEUE", "CANCEL_NEW"] = "CANCEL_NEW"
    pool: str = POOL

    @property
    def full_name(self) -> str:
        return f"{self.flow_name}/{self.name}"

    @property
    def schema(self) -> dict[str, Any]:
        if self.parameter_schema is None:
            return {"type": "object", "properties": {}, "additionalProperties": False}
        return dict(self.parameter_schema)
