"""Settings of the flows: the work pool, the language, and an organ's own templates."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import HttpUrl
from pydantic_settings import BaseSettings, SettingsConfigDict


class FlowSettings(BaseSettings):
    """`CASEWORK_POOL`, `CASEWORK_LOCALE` (also the language of artifacts), `CASEWORK_TEMPLATES` and
    `CASEWORK_CHECKPOINT_URL`, to which each checkpoint of the log is posted.

    `CASEWORK_FORMS` says where people take acts: at the desk, or in Prefect's own forms; `flows.road` has the default.
    `templates` is a folder with an organ's own instruments, `zh/rectification_order.docx` and so on; ours stand in for
    those it does not hold.
    """

    model_config = SettingsConfigDict(env_prefix="CASEWORK_", env_file=".env", extra="ignore")

    pool: str = "casework"
    locale: Literal["en", "zh"] = "zh"
    forms: Literal["desk", "prefect"] | None = None
    templates: Path | None = None
    checkpoint_url: HttpUrl | None = None


@cache
def flow_settings() -> FlowSettings:
    """The settings of this process, read once."""
    return FlowSettings()
