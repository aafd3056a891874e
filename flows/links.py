"""Addresses of the forms of acts: at the desk, or on Prefect's pages, where they change with Prefect's database."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from models.vocabulary import Stage

ACT_TAG = "casework-act"
"""Every deployment of an act carries it, beside the stage and the articles."""

Links = dict[tuple[str, str | None], str]
"""Addresses of the forms of next acts, by act and stage instance."""


def act_of(name: str, tags: Iterable[str]) -> str:
    """The act (`inspection.approve`) a deployment is for."""
    stage = next((tag for tag in tags if tag in set(Stage)), "")
    return f"{stage}.{name}"


def next_forms(body: Mapping[str, Any], ids: Mapping[str, str], pages: str) -> Links:
    """The forms of the acts a receipt offers, with case and stage filled in; `ids` are the deployments by act."""
    return {
        (n["act"], n["stage"]): run_form(pages.rstrip("/"), ids[n["act"]], body["case"], n["stage"])
        for n in body["next"]
        if n["act"] in ids
    }


def run_form(base: str, deployment_id: str, case: str, stage: str | None) -> str:
    """The address of one act's form."""
    filled = {"act": {"case": case, **({"stage": stage} if stage else {})}}
    return f"{base}/deployments/deployment/{deployment_id}/run?parameters={quote(json.dumps(filled))}"


def desk_forms(body: Mapping[str, Any], desk: str) -> Links:
    """The pages of the acts a receipt offers, at the desk of this address: `/c/<case>/R1/serve`; where there is no
    stage instance yet, the stage's name stands in its place."""
    base = f"{desk.rstrip('/')}/c/{body['case']}"
    return {(n["act"], n["stage"]): f"{base}/{_place(n['act'], n['stage'])}" for n in body["next"]}


def _place(act: str, label: str | None) -> str:
    stage, short = act.split(".")
    return f"{label or stage}/{short}"
