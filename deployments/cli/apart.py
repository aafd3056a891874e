"""`casework server`, `services`, `publish`: parts of an installation on several machines, as worker and desk are."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from deployments.cli.exits import Failed
from deployments.cli.options import Json
from deployments.cli.output import answer, told
from deployments.cli.running import PORT
from deployments.settings import deployment_settings

server = typer.Typer(add_completion=False)
services = typer.Typer(add_completion=False)
publish = typer.Typer(add_completion=False)
commands = {"server": server, "services": services, "publish": publish}


@server.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of its API and pages.")] = PORT,
) -> None:
    """Be one of several API servers of Prefect, without its background services."""
    from deployments import parts

    with _refused():
        parts.serve(deployment_settings(), host, port)


@services.command()
def run() -> None:
    """Be Prefect's background services, for all its API servers: schedules, events, automations. Start them once."""
    from deployments import parts

    with _refused():
        parts.run_services(deployment_settings())


@publish.command()
def bring(as_json: Json = False) -> None:
    """Bring deployments, schedules and automations on PREFECT_API_URL to this release; again, nothing changes."""
    from flows import engine

    url = engine.api_url()
    if url is None:
        raise Failed("engine", told("api_url_missing"))
    from deployments import published
    from deployments.pool import PoolMissing

    try:
        asyncio.run(published.publish(url, engine.password(url)))
    except PoolMissing as error:
        raise Failed("pool_missing", told("pool_missing", what=error)) from None
    answer({"api": url}, as_json, told("published", url=url))


@contextmanager
def _refused() -> Iterator[None]:
    from deployments.parts import NotShared, SharingMissing

    try:
        yield
    except NotShared as error:
        raise Failed("settings", told("apart_unset", what=", ".join(error.names))) from None
    except SharingMissing as error:
        raise Failed("extra_missing", told("extra_missing", what=error, extra="scale")) from None
