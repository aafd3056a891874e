"""Only what Prefect publishes is used: a name with an underscore may go away with any release."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prefect.workers.base import BaseWorker

from deployments.worker import CaseworkWorker

ROOT = Path(__file__).parents[2]
PACKAGES = ("models", "notifications", "flows", "deployments")
SOURCES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def private(source: str) -> Iterator[str]:
    """Names of Prefect with an underscore that a module imports, or looks up on what it imported."""
    tree, imported = ast.parse(source), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "prefect":
            imported |= {alias.asname or alias.name for alias in node.names}
            yield from (f"{node.module}.{a.name}" for a in node.names if "._" in f"{node.module}.{a.name}")
        elif isinstance(node, ast.Import):
            ours = [alias for alias in node.names if alias.name.split(".")[0] == "prefect"]
            imported |= {(alias.asname or "prefect") for alias in ours}
            yield from (alias.name for alias in ours if "._" in alias.name)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
            owner = node.value
            while isinstance(owner, ast.Attribute | ast.Call):
                owner = owner.value if isinstance(owner, ast.Attribute) else owner.func
            if isinstance(owner, ast.Name) and owner.id in imported:
                yield f"{owner.id}.{node.attr}"


def test_no_private_name_of_prefect_is_used() -> None:
    assert [(str(path), name) for path in SOURCES for name in private(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "source",
    [
        "from prefect._internal.plugins import collections",
        "import prefect._flow_run_suspension",
        "from prefect.workers.base import _is_transient_api_error",
        "import prefect\nprefect.flows._loaded",
        "from prefect.client.orchestration import get_client\nget_client()._client",
    ],
)
def test_a_private_name_would_be_found(source: str) -> None:
    assert list(private(source))


def test_the_worker_hides_no_private_name_of_the_class_it_extends() -> None:
    base = set(dir(BaseWorker)) | set(vars(Bare("nowhere")))
    ours = (set(vars(CaseworkWorker)) | set(vars(CaseworkWorker("nowhere", registry={})))) - set(vars(Bare("nowhere")))
    assert {name for name in ours & base if name.startswith("_") and not name.startswith("__")} <= {"_abc_impl"}


def test_what_the_worker_replaces_is_there_to_be_replaced() -> None:
    replaced = {
        "start", "run", "sync_with_backend", "get_and_submit_flow_runs", "is_worker_still_polling",
        "get_default_base_job_template",
    }  # fmt: skip
    assert replaced <= set(vars(BaseWorker))
    assert replaced <= set(vars(CaseworkWorker))


class Bare(BaseWorker[Any, Any, Any]):
    """Prefect's worker with nothing of ours."""

    type = "bare"

    async def run(self, *arguments: object) -> None:
        raise NotImplementedError
