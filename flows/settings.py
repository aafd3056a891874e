"""Settings of the flows: the work pool, the language, and an organ's own templates."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, HttpUrl
from pydantic_settings import BaseSettings, SettingsConfigDict


class FlowSettings(BaseSettings):
    """`CASEWORK_POOL`, `CASEWORK_LOCALE` (also the language of artifacts), `CASEWORK_TEMPLATES` and
    `CASEWORK_CHECKPOINT_URL`, to which each checkpoint of the log is posted.

    `CASEWORK_FORMS` says where people take acts: at the desk, or in Prefect's own forms; `flows.road` has the default.
    A run that has neither ended nor moved on for `CASEWORK_LOST_RUN_MINUTES` has lost its worker; one that failed keeps
    what was typed for `CASEWORK_FAILED_RUN_HOURS`, so that it can be retried.

    `templates` is a folder with an organ's own instruments, `zh/rectification_order.docx` and so on; ours stand in for
    those it does not hold.
    """

    model_config = SettingsConfigDict(env_prefix="CASEWORK_", env_file=".env", extra="ignore")

    pool: str = "casework"
    locale: Literal["en", "zh"] = "zh"
    forms: Literal["desk", "prefect"] | None = None
    templates: Path | None = None
    checkpoint_url: HttpUrl | None = None
    lost_run_minutes: int = Field(15, ge=5, le=1440)
    failed_run_hours: int = Field(24, ge=1, le=168)


@cache
def flow_settings() -> FlowSettings:
    """The settings of this process, read once."""
    return FlowSettings()
