"""A real Prefect server and a warm worker for tests; a conftest can list this module in `pytest_plugins`."""

import logging
from collections.abc import Iterator
from uuid import UUID

import pytest

from deployments.server import PrefectServer
from deployments.warm import WarmWorker
from flows import trigger
from tests.flows import sample_flows
from tests.flows.applying import registered


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """A server with an empty database, for the whole session."""
    with PrefectServer(tmp_path_factory.mktemp("prefect")) as server:
        yield server
    trigger.close()


@pytest.fixture(scope="session")
def samples(prefect_server: PrefectServer) -> dict[str, UUID]:
    """The sample deployments' ids by name."""
    return registered(prefect_server.api_url, sample_flows.SPECS)


@pytest.fixture(scope="session")
def worker(prefect_server: PrefectServer, samples: dict[str, UUID]) -> Iterator[WarmWorker]:
    """A warm worker that knows the sample flows except `foreign`."""
    logging.getLogger("casework.worker").setLevel(logging.INFO)
    with WarmWorker(prefect_server.api_url, sample_flows.REGISTRY, query_seconds=1.0) as running:
        yield running
