"""Addresses of the forms of acts on Prefect's pages. They change when Prefect's database is made anew."""

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
