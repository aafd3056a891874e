"""Settings of the flows: the work pools, the language, and an organ's own templates."""

from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, HttpUrl, Json, StringConstraints
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

POOL = "casework"
"""The work pool of the warm worker."""

Pattern = Annotated[str, StringConstraints(pattern=r"^[^/\s]+/[^/\s]+$")]
PoolName = Annotated[str, StringConstraints(pattern=r"^[^/%\s]+$")]


class FlowSettings(BaseSettings):
    """`CASEWORK_LOCALE` (also the language of artifacts), `CASEWORK_TEMPLATES` and `CASEWORK_CHECKPOINT_URL`, to which
    each checkpoint of the log is posted.

    `CASEWORK_POOLS` puts deployments on other work pools than the warm worker's, on a stock process worker's or on
    Kubernetes: a JSON object from a deployment's name, or a pattern of names (`exchange/*`), to a pool that exists. The
    first that fits counts.

    `CASEWORK_FORMS` says where people take acts: at the desk, or in Prefect's own forms; `flows.road` has the default.
    A run that has neither ended nor moved on for `CASEWORK_LOST_RUN_MINUTES` has lost its worker; one that failed keeps
    what was typed for `CASEWORK_FAILED_RUN_HOURS`, so that it can be retried.

    `templates` is a folder with an organ's own instruments, `zh/rectification_order.docx` and so on; ours stand in for
    those it does not hold.
    """

    model_config = SettingsConfigDict(env_prefix="CASEWORK_", env_file=".env", extra="ignore")

    # Read by the field itself: as JSON that pydantic-settings reads, what is wrong would be a traceback, not an answer.
    pools: Annotated[Json[dict[Pattern, PoolName]], NoDecode] = Field(default_factory=dict, validate_default=False)
    locale: Literal["en", "zh"] = "zh"
    forms: Literal["desk", "prefect"] | None = None
    templates: Path | None = None
    checkpoint_url: HttpUrl | None = None
    lost_run_minutes: int = Field(15, ge=5, le=1440)
    failed_run_hours: int = Field(24, ge=1, le=168)

    def pool_of(self, deployment: str) -> str:
        """The work pool of the deployment with this name, `flow/deployment`."""
        fits = (pool for pattern, pool in self.pools.items() if fnmatchcase(deployment, pattern))
        return next(fits, POOL)


@cache
def flow_settings() -> FlowSettings:
    """The settings of this process, read once."""
    return FlowSettings()
