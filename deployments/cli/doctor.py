"""`casework doctor` and `casework migrate`: whether this installation is well, and bringing its database up to date."""

from typing import Annotated

import typer

from deployments.cli.exits import Exit, Failed
from deployments.cli.options import Json
from deployments.cli.output import answer, listing, told
from models.store.engine import open_store
from models.store.migrate import install
from models.store.settings import store_settings

doctor = typer.Typer(add_completion=False)
migrate = typer.Typer(add_completion=False)
commands = {"doctor": doctor, "migrate": migrate}


@doctor.command()
def check(as_json: Json = False) -> None:
    """Check database, key, calendar, Prefect, worker, outbox and settings; exit 1 where something does not work."""
    from deployments.cli import checks

    found = checks.all_of_them()
    ok = not any(c.state is checks.State.BAD for c in found)
    rows = [(told(f"check_{c.name}"), told(f"check_is_{c.state}"), c.detail) for c in found]
    data = {"ok": ok, "checks": [{"check": c.name, "state": c.state, "detail": c.detail} for c in found]}
    answer(data, as_json, listing(None, ("check", "state", "detail"), rows))
    if not ok:
        raise typer.Exit(Exit.FAILED)


@migrate.command("migrate")
def bring_up_to_date(
    demo: Annotated[bool, typer.Option("--demo", help="A new database becomes a demo, for ever.")] = False,
    as_json: Json = False,
) -> None:
    """Create the tables, or bring them to this release, and write what every database needs; nothing else. Prefect's
    too, where CASEWORK_PREFECT_DATABASE_URL names its database."""
    from deployments import parts
    from deployments.settings import deployment_settings

    store = open_store(store_settings().url)
    try:
        revision = install(store, demo=demo, today=None)
    finally:
        store.close()
    try:
        engine = parts.migrate(deployment_settings())
    except parts.EngineNotMigrated:
        raise Failed("engine", told("engine_not_migrated")) from None
    lines = [told("migrated", what=revision), *([told("migrated_engine")] if engine else ())]
    answer({"schema": revision, "demo": demo, "engine": engine}, as_json, *lines)
