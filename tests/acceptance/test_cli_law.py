"""The lifecycle and the law by the command line: what is drawn, listed and shown."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from models.law import articles
from models.lifecycle import LIFECYCLE
from tests.acceptance.conftest import Run, forget_settings


def test_lifecycle_draws_every_act(run: Run) -> None:
    drawn = run("lifecycle", "--mermaid")
    assert drawn.out.startswith("stateDiagram-v2\n")
    assert all(t.act in drawn.out for t in LIFECYCLE)
    assert drawn.out.count("{") == drawn.out.count("}")
    assert len(run("lifecycle", "--json").json["acts"]) == len(LIFECYCLE)
    assert all(len(line) <= 100 for line in run("lifecycle").out.splitlines())


def test_law_says_what_was_read(run: Run) -> None:
    found = {a["id"]: a for a in run("law", "list", "--json").json["articles"]}
    assert (found["reg-21"]["source"], found["reg-21"]["verified"]) == ("W-GD", True)
    assert (found["reg-30"]["source"], found["reg-30"]["verified"]) == ("MEMORY", False)


def test_law_lists_each_entry_with_what_models_it_or_why_nothing_does(folder: Path, run: Run) -> None:
    found = {a["id"]: a for a in run("law", "list", "--json").json["articles"]}
    assert sum(a["source"] in ("S1", "S2") for a in found.values()) == 80
    assert all(bool(a["modelled_by"]) != bool(a["not_modelled"]) for a in found.values())
    assert found["gz-7-4"] | {"about": "", "article": ""} == {
        "id": "gz-7-4", "law": "gz", "number": 7, "item": 4, "article": "", "about": "",
        "en": "handle emergencies properly", "zh": "妥善应对突发情况", "source": "S2", "verified": True,
        "analogy": False, "binds": ["unit"], "modelled_by": ["duty:reg-8-5"], "not_modelled": None, "missing": None,
        "corrected": None,
    }  # fmt: skip
    open_ones = run("law", "list", "--law", "gz", "--not-modelled", "--json").json["articles"]
    assert {"gz-11", "gz-19"} <= {a["id"] for a in open_ones} <= {id for id in found if id.startswith("gz-")}
    assert not any(a["modelled_by"] for a in open_ones)


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_the_law_fits_the_screen_and_is_cut_nowhere(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    monkeypatch.setenv("CASEWORK_LOCALE", locale)
    forget_settings()
    shown = run("law", "list").out
    assert max(map(cell_len, shown.splitlines())) <= 100
    words = shown.split()
    for a in articles().values():
        assert a.id in words
        for reference in a.modelled_by:
            assert any(word.rstrip(",").endswith(reference) for word in words), reference


def test_law_shows_one_entry_and_where_what_models_it_lives(folder: Path, run: Run) -> None:
    shown = run("law", "show", "reg-21", "--json").json
    approval = {
        "reference": "act:inspection.approve",
        "name": "approve the inspection",
        "where": "models/procedure/inspection.py",
    }
    assert approval in shown["models"]
    assert "models/guards/authority.py" in run("law", "show", "reg-21").out
    assert "penalty procedure" in run("law", "show", "cel-56-warning").out
    assert run("law", "show", "reg-99").code == 5
    assert run("law", "list", "--law", "nothing").code == 5
