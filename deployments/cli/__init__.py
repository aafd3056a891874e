"""The command line: `casework`. Every command has `--json`; exit codes stand in `deployments.cli.exits`."""

import os
import sys
from collections.abc import Sequence

INTERRUPTED = 130
"""What Typer makes of Ctrl-C."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; an error becomes one line, or one JSON object, never a traceback."""
    os.environ.setdefault("DO_NOT_TRACK", "1")  # Prefect reports its use otherwise, from the moment it is imported
    stated = list(sys.argv[1:] if arguments is None else arguments)
    from deployments.cli import app

    try:
        _readable(stated)
        done = app.root().main(args=stated, prog_name="casework", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has enough of it; Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except BaseException as error:
        if os.environ.get("CASEWORK_DEBUG") == "1" or isinstance(error, SystemExit):
            raise
        return _told(error, "--json" in stated)
    if done == INTERRUPTED:
        return _told(KeyboardInterrupt(), "--json" in stated)
    return done if isinstance(done, int) else 0


def _readable(arguments: Sequence[str]) -> None:
    if not all(_is_utf8(argument) for argument in arguments):
        from models.errors import BadInput

        raise BadInput("the arguments are not UTF-8")


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _told(error: BaseException, as_json: bool) -> int:
    from deployments.cli import exits, output

    end = exits.ending(error)
    if as_json:
        output.answer(end.body, as_json=True)
    elif end.line:
        output.complain(end.line)
    return int(end.exit)
