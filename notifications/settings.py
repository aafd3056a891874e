"""Settings of the channels, from the environment (`CASEWORK_…`) or a `.env` file."""

from datetime import time
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Locale = Literal["en", "zh"]

_SCHEMES = {"smtp_url": ("mailto", "mailtos"), "webhook_url": ("json", "jsons", "http", "https")}


class NotificationSettings(BaseSettings):
    """A channel without its URL has no sender: its messages wait. Both URLs may carry passwords.

    `smtp_url` is `mailto://host:port/?from=address&mode=insecure`, or `mailtos://user:password@host:587/?from=address`
    (STARTTLS; `&mode=ssl` for TLS from the start; `&smtp=host` where the server is not the domain). Certificates are
    checked; an authority of one's own stands in the file SSL_CERT_FILE names. `webhook_url` receives a POST of
    `{"title", "body"}` as JSON.
    `public_url` opens every link in a notice: where people reach the desk. At `digest_at`, by the clock in China, goes
    what concerns an informant, whoever reads it. `relay_at_once` messages are under way at the same time, those not
    counted whose peer is slow: after a kill so many may arrive twice.

    Packages of clues go to a department's service over TLS: `transfer_tls_ca` (PEM) says whose certificates are
    trusted, `transfer_tls_cert` and `transfer_tls_key` are shown to a service that asks for ours. `transfer_plain`
    allows plain HTTP to another machine, where the network itself is closed and encrypted.
    """

    # Inputs are hidden: an error message would print the URL with its password.
    model_config = SettingsConfigDict(
        env_prefix="CASEWORK_", env_file=".env", extra="ignore", hide_input_in_errors=True, frozen=True
    )
    smtp_url: SecretStr | None = None
    webhook_url: SecretStr | None = None
    locale: Locale = "zh"
    public_url: str = "http://127.0.0.1:8400"
    digest_at: time = time(9, 0)
    transfer_tls_ca: Path | None = None
    transfer_tls_cert: Path | None = None
    transfer_tls_key: Path | None = None
    transfer_plain: bool = False
    relay_at_once: int = Field(default=1, ge=1, le=64)

    @model_validator(mode="after")
    def _schemes(self) -> Self:
        for name, allowed in _SCHEMES.items():
            url: SecretStr | None = getattr(self, name)
            if url is not None and url.get_secret_value().split("://")[0].lower() not in allowed:
                raise ValueError(f"{name} starts with one of {', '.join(allowed)}")
        return self
