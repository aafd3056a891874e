"""Settings of the flows: the work pool and the address people reach the installation by."""

from functools import cache
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict


class FlowSettings(BaseSettings):
    """`CASEWORK_POOL` and `CASEWORK_LOCALE` (also the language of artifacts)."""

    model_config = SettingsConfigDict(env_prefix="CASEWORK_", env_file=".env", extra="ignore")

    pool: str = "casework"
    locale: Literal["en", "zh"] = "zh"


@cache
def flow_settings() -> FlowSettings:
    """The settings of this process, read once."""
    return FlowSettings()
