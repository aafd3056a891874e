"""`casework up`, `worker`, `desk`: what runs until it is told to end."""

import asyncio
import os
import signal
import sys
from threading import Event
from typing import Annotated, Any

import typer

from deployments.cli.exits import Failed
from deployments.cli.options import Json
from deployments.cli.output import answer, told
from deployments.settings import Database, deployment_settings
from flows.settings import flow_settings

up = typer.Typer(add_completion=False)
worker = typer.Typer(add_completion=False)
desk = typer.Typer(add_completion=False)
commands = {"up": up, "worker": worker, "desk": desk}

PORT = 4200
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@up.command()
def start(
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Port of Prefect's pages on the loopback address.")
    ] = PORT,
    database: Annotated[
        Database | None,
        typer.Option(help="What a new data folder shall have; SQLite unless said. Later the folder says it."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Start everything on this machine; Ctrl-C ends all. With --json, one object once it is ready."""
    ended = until_told()
    from deployments.desk.serving import DeskRefused
    from deployments.holding import AlreadyRunning, PortTaken
    from deployments.installation import Installation
    from deployments.own_database import NotThatDatabase
    from deployments.pool import PoolMissing
    from deployments.postgres import PostgresMissing
    from deployments.server import ServerFailed

    def say(line: str) -> None:
        if not as_json:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()

    try:
        with Installation(deployment_settings(), port, log=say, database=database) as running:
            lines = [told("up_ready", url=running.ui_url), told("up_password", file=running.password_file)]
            if running.desk_url is not None:
                lines.append(told("up_desk", url=running.desk_url))
            where = {"ui": running.ui_url, "api": running.api_url, "desk": running.desk_url}
            if (pause := _standing_still()) is not None:
                where["paused"] = pause
                lines.append(pause)
            answer({**where, "password_file": str(running.password_file)}, as_json, *lines)
            sys.stdout.flush()
            ended.wait()
            say(told("up_ending"))
    except AlreadyRunning:
        raise Failed("already_running", told("up_already")) from None
    except PortTaken:
        raise Failed("engine", told("port_taken", port=port)) from None
    except DeskRefused as error:
        raise Failed("desk", told("desk_unopened", what=error)) from None
    except ServerFailed as error:
        raise Failed("engine", str(error)) from None
    except PoolMissing as error:
        raise Failed("pool_missing", told("pool_missing", what=error)) from None
    except NotThatDatabase as error:
        raise Failed("database", told(error.key, what=error.what)) from None
    except PostgresMissing as error:
        raise Failed("extra_missing", told("extra_missing", what=error, extra="postgres")) from None


@worker.command()
def work(as_json: Json = False) -> None:
    """Start worker and relay against PREFECT_API_URL; Ctrl-C ends both."""
    url = os.environ.get("PREFECT_API_URL")
    if not url:
        raise Failed("engine", told("api_url_missing"))
    from deployments.installation import prepare, relaying
    from deployments.warm import WarmWorker
    from flows.engine import password

    with relaying(prepare(), url):
        where, lines = {"api": url}, [told("worker_ready", url=url)]
        if (pause := _standing_still()) is not None:
            where["paused"] = pause
            lines.append(pause)
        answer(where, as_json, *lines)
        sys.stdout.flush()
        asyncio.run(WarmWorker(url, password=password(url)).serve())


@desk.command()
def open_desk(
    host: Annotated[str | None, typer.Option(help="Address to listen on; CASEWORK_DESK_HOST, else loopback.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="CASEWORK_DESK_PORT, else 8400; 0: a free one.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Start the desk only, where officers sign in, read and take acts. Ctrl-C closes it."""
    ended = until_told()
    from deployments.desk.serving import DeskRefused, Serving
    from deployments.installation import prepare

    settings = deployment_settings()
    where = settings.desk_host if host is None else host, settings.desk_port if port is None else port
    try:
        with Serving(prepare(), *where) as running:
            answer({"url": running.url}, as_json, told("desk_ready", url=running.url))
            sys.stdout.flush()
            ended.wait()
    except DeskRefused as error:
        raise Failed("desk", told("desk_unopened", what=error)) from None


def _standing_still() -> str | None:
    """What to say where nothing goes out until somebody resumes."""
    from deployments.cli import database
    from flows.standstill import said
    from models.store import pausing

    with database.reading() as connection:
        pause = pausing.paused(connection)
    return said(pause, flow_settings().locale) if pause else None


def until_told() -> Event:
    """An event that Ctrl-C or SIGTERM sets; set up before anything is started."""
    ended = Event()

    def end(number: int, frame: Any) -> None:
        if ended.is_set():  # told twice: do not wait for an orderly end
            raise KeyboardInterrupt
        ended.set()

    for number in ENDING:
        signal.signal(number, end)
    return ended
