"""Where Prefect's API is, and what opens it: what the environment says, else what the installation here wrote down."""

import os
from pathlib import Path

from models.store.settings import store_settings


def address_file() -> Path:
    """Where a running installation writes the address of its Prefect API."""
    return store_settings().data / "prefect.url"


def password_file() -> Path:
    """What opens the API and the pages of the installation on this data folder."""
    return store_settings().data / "prefect.password"


def api_url() -> str | None:
    """Prefect's API: `PREFECT_API_URL`, else what the installation on this data folder wrote down."""
    return os.environ.get("PREFECT_API_URL") or _line(address_file())


def password(api_url: str) -> str | None:
    """What opens the API at this address: of the installation on this data folder what it wrote down, of any other
    `PREFECT_API_AUTH_STRING`. Another server is never told what opens ours."""
    if _line(address_file()) == api_url and (ours := _line(password_file())):
        return ours
    return os.environ.get("PREFECT_API_AUTH_STRING") or None


def pages(api_url: str) -> str:
    """Where people find the pages of the server behind this API: `PREFECT_UI_URL`, else beside it."""
    return os.environ.get("PREFECT_UI_URL") or api_url.removesuffix("/").removesuffix("/api")


def _line(path: Path) -> str | None:
    try:
        return path.read_text("utf-8").strip() or None
    except FileNotFoundError:
        return None
