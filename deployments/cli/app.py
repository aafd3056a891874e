"""The commands by name. A command's module is imported when it is called, so that help stays quick."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

COMMANDS = {
    "demo": ("play", "Play a real case from guidance to transfer, on embedded defaults."),
    "up": ("running", "Start everything on this machine: Prefect, worker, deployments, schedules, relay, desk."),
    "worker": ("running", "Start worker and relay only, against PREFECT_API_URL."),
    "server": ("apart", "Start one of several API servers of Prefect, without its background services."),
    "services": ("apart", "Start Prefect's background services, once for all its API servers."),
    "publish": ("apart", "Bring deployments and schedules on PREFECT_API_URL to this release."),
    "desk": ("running", "Start the desk only, where officers sign in, read and take acts."),
    "receive": ("receive", "Be a receiving organ: take packages of clues, decide on them, answer."),
    "transfer": ("transfer", "Handing over clues: this installation's key, the package as a file, answers."),
    "sign-in": ("session", "Sign in at the desk named by CASEWORK_DESK_URL."),
    "sign-out": ("session", "Sign out at the desk."),
    "act": ("act", "Take one act and show its receipt."),
    "case": ("case", "Open, list and show cases."),
    "listing": ("listing", "The list of key units as it stood on a day; its yearly adjustment."),
    "guidance": ("guidance", "Written guidance to many units at once."),
    "inbox": ("inbox", "What waits for an officer."),
    "notice": ("notice", "Acknowledge a notice that a deadline has passed."),
    "deadline": ("deadline", "Compute, list, explain and simulate deadlines."),
    "calendar": ("calendar", "Import the yearly holiday notice."),
    "document": ("document", "Keep files as evidence, list, fetch and verify them; draw up instruments."),
    "outbox": ("outbox", "List messages, show one, send a failed one again."),
    "channel": ("channel", "Where notices go by name: enter, list, test, remove."),
    "audit": ("audit", "Verify the record."),
    "keys": ("keys", "List and change the keys that open the record; destroy that of a closed case."),
    "informant": ("informant", "Identities of informants, kept apart: enter, ask, decide, look."),
    "report": ("report", "Reports: receipt codes, messages, order of registration, import."),
    "organ": ("registers", "State security organs."),
    "department": ("registers", "Superior and industry departments, receivers of clues."),
    "unit": ("registers", "Units with duties, and their statuses."),
    "officer": ("registers", "Officers and their mandates."),
    "education": ("education", "Yearly plans of publicity and education: who has one, what was held, how many came."),
    "law": ("law", "The law: whether each article's text was read, and what models it."),
    "lifecycle": ("law", "Stages, states and acts."),
    "bench": ("bench", "Measure speed here, beside plain libraries; touches no installation."),
    "doctor": ("doctor", "Check this installation."),
    "backup": ("backup", "Back up the record and its files while acts go on; never a key."),
    "restore": ("backup", "Restore a backup into an empty database; then everything stands still."),
    "resume": ("backup", "End the standstill after a restore."),
    "migrate": ("doctor", "Bring the database to the tables of this release."),
}
"""Name: the module in this package that has it, and what it does."""


class Commands(TyperGroup):
    """The root. Names and help are known beforehand; the command itself is loaded when it is called."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, found, rest = super().resolve_command(ctx, args)
        return name, found and load(str(name)), rest


def load(name: str) -> Any:
    """The command or group of that name, from its module."""
    found: typer.Typer = import_module(f"deployments.cli.{COMMANDS[name][0]}").commands[name]
    return typer.main.get_command(found)


def root() -> Any:
    """The whole command line."""
    app = typer.Typer(
        name="casework",
        cls=Commands,
        help="Runs the administrative procedure of the anti-espionage security regulations over organisations.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for name, (_, help) in COMMANDS.items():
        app.command(name, help=help)(_unloaded)
    return typer.main.get_command(app)


def _unloaded() -> None:
    """Stands for a command until it is loaded."""
