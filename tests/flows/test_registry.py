"""What must agree with the lifecycle table does."""

from typing import Any

import pytest

from deployments.acts import act_specs, scheduled_specs
from deployments.spec import DeploymentSpec
from flows import registry
from flows.forms import FORMS
from models.lifecycle import LIFECYCLE
from models.vocabulary import Stage

SPECS = {spec.full_name: spec for spec in act_specs()}


def test_every_act_has_its_deployment_and_no_other_exists() -> None:
    assert set(SPECS) == {f"{t.stage.value}/{t.act}" for t in LIFECYCLE}
    assert len(SPECS) == len(LIFECYCLE)


def test_every_stage_has_its_flow_and_its_forms() -> None:
    assert set(registry.STAGE_FLOWS) == set(Stage) == set(FORMS)


def test_every_deployment_names_a_flow_of_our_own_registry() -> None:
    names = {spec.flow_name for spec in (*SPECS.values(), *scheduled_specs())}
    assert names == set(registry.FLOWS)


def test_schedules_are_told_in_the_legal_time_zone() -> None:
    assert {s.schedule.timezone for s in scheduled_specs() if s.schedule} == {"Asia/Shanghai"}


@pytest.mark.parametrize("spec", SPECS.values(), ids=lambda s: s.full_name)
def test_each_form_asks_for_one_act_only_with_titles_in_both_languages(spec: DeploymentSpec) -> None:
    schema: Any = spec.parameter_schema
    form = schema["definitions"][schema["properties"]["act"]["$ref"].rsplit("/", 1)[-1]]
    assert form["properties"]["act"]["const"] == spec.name
    asked = {name: field for name, field in form["properties"].items() if name != "act"}
    for name, field in asked.items():
        assert " · " in field["title"], name
    assert [f["position"] for f in form["properties"].values()] == list(range(len(form["properties"])))
    assert schema["required"] == ["act", "signature"]


@pytest.mark.parametrize("spec", SPECS.values(), ids=lambda s: s.full_name)
def test_a_form_does_not_say_which_fields_are_sealed(spec: DeploymentSpec) -> None:
    schema: Any = spec.parameter_schema
    fields = [f for d in schema["definitions"].values() for f in d.get("properties", {}).values()]
    assert not any("open" in field for field in fields)


def test_tags_name_stage_and_articles() -> None:
    assert SPECS["inspection/approve"].tags == ("casework-act", "inspection", "reg-21")
    assert SPECS["rectification/serve"].tags == ("casework-act", "rectification", "reg-28", "cpl-87", "cc-201")
