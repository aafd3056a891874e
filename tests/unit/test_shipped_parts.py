"""What is shipped to run the parts apart: every command is one of ours, every setting one that somebody reads."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.settings import Settings
from pydantic_settings import BaseSettings

from deployments.cli.app import root
from deployments.settings import DeploymentSettings
from flows.settings import FlowSettings
from models.store.settings import StoreSettings
from notifications.settings import NotificationSettings

SHIPPED = Path("deployments")
UNITS = SHIPPED / "systemd"
COMMAND = "/opt/casework/.venv/bin/casework"
OURS: tuple[type[BaseSettings], ...] = (StoreSettings, FlowSettings, DeploymentSettings, NotificationSettings)
ENGINE_SECRETS = {"CASEWORK_PREFECT_DATABASE_URL", "CASEWORK_REDIS_URL"}


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((SHIPPED / "compose.yaml").read_text("utf-8"))
    return found


def parts() -> dict[str, dict[str, Any]]:
    """The services of the compose file that are ours."""
    return {name: one for name, one in compose()["services"].items() if one["image"] == "casework"}


def units() -> dict[str, str]:
    return {unit.name: unit.read_text("utf-8") for unit in sorted(UNITS.glob("*.service"))}


def commands() -> Iterator[Any]:
    for name, one in parts().items():
        yield pytest.param(one["command"][1:], id=f"compose {name}")
    for name, unit in units().items():
        (line,) = re.findall(rf"^ExecStart={COMMAND} (.*)$", unit, re.MULTILINE)
        yield pytest.param(line.replace("%i", "4201").split(), id=name)


@pytest.mark.parametrize("arguments", [*commands()])
def test_every_command_is_one_of_ours_with_options_it_has(arguments: list[str]) -> None:
    with root().make_context("casework", list(arguments)) as context:
        name, command, rest = root().resolve_command(context, list(arguments))
        command.make_context(name, rest, parent=context)


def test_a_command_nobody_knows_would_be_found() -> None:
    for wrong in (["relays"], ["server", "--ports", "1"]):
        with pytest.raises(Exception, match=r"No such|relays"):
            test_every_command_is_one_of_ours_with_options_it_has(wrong)


def stated() -> dict[str, Mapping[str, str]]:
    """Settings by the file that states them."""
    found: dict[str, Mapping[str, str]] = {}
    for file in sorted((SHIPPED / "env").glob("*.env")):
        lines = [line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#")]
        found[file.name] = dict(line.split("=", 1) for line in lines)
    found["compose.yaml"] = {name: value for one in parts().values() for name, value in one["environment"].items()}
    drop_in = next(UNITS.rglob("*.conf")).read_text("utf-8")
    lines = re.findall(r"^Environment=(.*)$", "\n".join([*units().values(), drop_in]), re.MULTILINE)
    found["systemd"] = dict(pair.split("=", 1) for line in lines for pair in line.split())
    return found


def test_every_setting_is_one_that_somebody_reads() -> None:
    ours = {f"CASEWORK_{name}".upper() for settings in OURS for name in settings.model_fields}
    engine = {"PREFECT_API_URL": Settings().api, "PREFECT_API_AUTH_STRING": Settings().api, "PREFECT_HOME": Settings()}
    names = {name for settings in stated().values() for name in settings}
    assert names <= ours | set(engine)
    assert names >= ENGINE_SECRETS | {"CASEWORK_DATABASE_URL", "CASEWORK_KEY_FILE", "PREFECT_API_URL"}
    for name, model in engine.items():
        assert name.removeprefix("PREFECT_").removeprefix("API_").lower() in type(model).model_fields


@pytest.mark.parametrize("settings", [StoreSettings, DeploymentSettings, NotificationSettings, FlowSettings])
def test_what_the_examples_state_is_accepted(settings: type[BaseSettings], monkeypatch: pytest.MonkeyPatch) -> None:
    for found in stated().values():
        for name, value in found.items():
            monkeypatch.setenv(name, value)
    settings()


def given(files: list[str]) -> set[str]:
    return {name for file in files for name in stated()[Path(file).name]}


def test_prefect_s_own_servers_are_given_neither_key_nor_record() -> None:
    unread = {name: re.findall(r"^EnvironmentFile=(.*)$", unit, re.MULTILINE) for name, unit in units().items()}
    for name in ("casework-server@.service", "casework-services.service"):
        assert given(unread[name]) == ENGINE_SECRETS | {"PREFECT_API_URL", "PREFECT_API_AUTH_STRING"}
        assert "LoadCredential" not in units()[name]
    for name in ("server", "services"):
        assert given(parts()[name]["env_file"]) == ENGINE_SECRETS | {"PREFECT_API_URL", "PREFECT_API_AUTH_STRING"}
        assert "secrets" not in parts()[name]
    for files in (unread["casework-worker@.service"], parts()["worker"]["env_file"], parts()["desk"]["env_file"]):
        assert given(files).isdisjoint(ENGINE_SECRETS)


def test_everything_of_ours_runs_unprivileged_and_comes_back() -> None:
    for name, one in parts().items():
        assert (one["user"], one["read_only"], one["cap_drop"]) == ("10001:10001", True, ["ALL"]), name
        assert one["restart"] in ("unless-stopped", "on-failure"), name
    for unit in units().values():
        assert ("Type=oneshot" in unit) != ("Restart=always" in unit)
    common = next(UNITS.rglob("*.conf")).read_text("utf-8")
    assert {"User=casework", "NoNewPrivileges=yes", "ProtectSystem=strict"} <= set(common.splitlines())
    assert all(name.startswith("casework-") for name in units()), "or the common part does not reach it"


def test_what_one_waits_for_is_there() -> None:
    services = compose()["services"]
    assert {name for one in services.values() for name in one.get("depends_on", {})} <= set(services)
    mentioned = re.findall(
        r"casework-[a-z]+@?", "\n".join([*units().values(), (UNITS / "casework.target").read_text()])
    )
    assert {f"{name}.service" for name in mentioned} <= set(units())
    named = {name for one in services.values() for name in one.get("secrets", [])}
    assert named == set(compose()["secrets"])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    shutil.copytree(UNITS, tmp_path, dirs_exist_ok=True)
    for unit in tmp_path.glob("*.service"):
        unit.write_text(unit.read_text("utf-8").replace(COMMAND, "/bin/true"), "utf-8")
    names = [str(tmp_path / unit.name.replace("@.", "@1.")) for unit in tmp_path.glob("*.*") if unit.is_file()]
    for template in tmp_path.glob("*@.service"):
        (tmp_path / template.name.replace("@.", "@1.")).symlink_to(template)
    environment = {"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        ["systemd-analyze", "verify", *names], env=environment, capture_output=True, text=True, check=False
    )
    assert [line for line in done.stderr.splitlines() if "casework" in line] == []
    assert done.returncode == 0, done.stderr
