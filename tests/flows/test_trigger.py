"""Asking a real Prefect server for runs, and registering the deployments they are asked of."""

from dataclasses import replace
from uuid import UUID, uuid4

import httpx
import pytest

from deployments.server import PrefectServer
from deployments.warm import WarmWorker
from flows import trigger
from flows.links import ACT_TAG
from flows.trigger import PrefectUnreachable
from models.errors import BadInput, Unknown
from tests.flows import sample_flows
from tests.flows.applying import changed, registered

pytest_plugins = ["tests.flows.server_fixture"]


def test_the_same_request_is_one_run(prefect_server: PrefectServer, worker: WarmWorker) -> None:
    request = str(uuid4())
    ids = {trigger.trigger(prefect_server.api_url, "sample-calm/one", {}, request) for _ in range(3)}
    assert len(ids) == 1


def test_a_refused_form_names_the_field_and_never_the_value(
    prefect_server: PrefectServer, samples: dict[str, UUID]
) -> None:
    with pytest.raises(BadInput) as refused:
        trigger.trigger(prefect_server.api_url, "sample-calm/one", {"word": "张三 13800000000"}, str(uuid4()))
    assert str(refused.value) == "word: too long"


def test_an_unknown_deployment_is_told_apart_from_a_missing_server(prefect_server: PrefectServer) -> None:
    with pytest.raises(Unknown):
        trigger.trigger(prefect_server.api_url, "sample-calm/none", {}, str(uuid4()))


def test_an_unreachable_server_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trigger, "PATIENCE", 0.5)
    with pytest.raises(PrefectUnreachable):
        trigger.trigger("http://127.0.0.1:9/api", "sample-calm/one", {}, str(uuid4()))


def test_applying_again_changes_no_id(prefect_server: PrefectServer, samples: dict[str, UUID]) -> None:
    assert registered(prefect_server.api_url, sample_flows.SPECS) == samples


def test_applying_again_mends_what_was_changed(prefect_server: PrefectServer, samples: dict[str, UUID]) -> None:
    url = f"{prefect_server.api_url}/deployments/{samples['sample-plain/one']}"
    changed("PATCH", url, {"entrypoint": "elsewhere.flow", "paused": True, "path": "/nowhere"})
    registered(prefect_server.api_url, sample_flows.SPECS)
    mended = httpx.get(url).json()
    assert mended["entrypoint"] == "tests.flows.sample_flows.plain"
    assert (mended["paused"], mended["path"], mended["job_variables"]) == (False, None, {})


def test_an_answer_of_our_own_ends_the_waiting(prefect_server: PrefectServer, samples: dict[str, UUID]) -> None:
    answers = iter([None, "receipt"])
    assert trigger.wait(prefect_server.api_url, str(uuid4()), 10.0, lambda: next(answers)) == (None, "receipt")


def test_a_deployment_made_anew_is_found_again(prefect_server: PrefectServer, worker: WarmWorker) -> None:
    api_url = prefect_server.api_url
    spec = next(spec for spec in sample_flows.SPECS if spec.flow_name == "sample-deployed")
    first = registered(api_url, [spec])[spec.full_name]
    before = trigger.trigger(api_url, spec.full_name, {}, str(uuid4()))
    assert trigger.wait(api_url, before, 30.0, lambda: None)[0] == "Completed"
    changed("DELETE", f"{api_url}/deployments/{first}")
    assert registered(api_url, [spec])[spec.full_name] != first
    run_id = trigger.trigger(api_url, spec.full_name, {}, str(uuid4()))
    assert trigger.wait(api_url, run_id, 30.0, lambda: None)[0] == "Completed"


def test_the_forms_of_acts_are_found_however_many_there_are(
    prefect_server: PrefectServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trigger, "MOST", 2)
    names = [f"paged{n}" for n in range(5)]
    specs = [replace(sample_flows.SPECS[0], name=name, tags=(ACT_TAG, "guidance")) for name in names]
    made = registered(prefect_server.api_url, specs)
    found = trigger.act_forms(prefect_server.api_url)
    assert {act: id for act, id in found.items() if "paged" in act} == {
        f"guidance.{name}": str(made[f"sample-calm/{name}"]) for name in names
    }
