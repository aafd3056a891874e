"""Settings of the channels."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from notifications.settings import NotificationSettings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("SMTP_URL", "WEBHOOK_URL", "LOCALE", "PUBLIC_URL"):
        monkeypatch.delenv(f"CASEWORK_{name}", raising=False)


def test_defaults() -> None:
    settings = NotificationSettings()
    assert (settings.smtp_url, settings.webhook_url, settings.locale) == (None, None, "zh")
    assert settings.public_url == "http://127.0.0.1:8400"


def test_a_file_and_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("CASEWORK_LOCALE=en\nCASEWORK_WEBHOOK_URL=https://example.org/k3y\nOTHER=1\n")
    monkeypatch.setenv("CASEWORK_SMTP_URL", "mailto://u:hunter2@mail.example.org")
    settings = NotificationSettings()
    assert settings.locale == "en"
    assert settings.webhook_url is not None
    assert settings.webhook_url.get_secret_value() == "https://example.org/k3y"
    assert "hunter2" not in repr(settings)
    assert "k3y" not in repr(settings)


@pytest.mark.parametrize("name", ["CASEWORK_SMTP_URL", "CASEWORK_WEBHOOK_URL"])
def test_a_wrong_url_is_named_not_shown(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "ftp://u:hunter2@example.org")
    with pytest.raises(ValidationError) as caught:
        NotificationSettings()
    assert name.removeprefix("CASEWORK_").lower() in str(caught.value)
    assert "hunter2" not in str(caught.value)
