"""How far a long command is: a line on stderr that is drawn anew, or where nobody watches one now and then."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from deployments.cli.output import complain

EVERY_SECONDS = 10.0
"""How often it is said where stderr is no terminal."""

Said = Callable[[int, int], None]
"""Told how many are done, and how many there are."""


@contextmanager
def progress() -> Iterator[Said]:
    """What the work calls as it goes on."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _now_and_then()
        return
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(compact=True, elapsed_when_finished=True))
    with Progress(*columns, console=console, transient=True) as drawn:
        bar = drawn.add_task("", total=None)
        yield lambda done, total: drawn.update(bar, completed=done, total=total)


def _now_and_then() -> Said:
    last = monotonic()

    def said(done: int, total: int) -> None:
        nonlocal last
        if done < total and monotonic() - last < EVERY_SECONDS:
            return
        last = monotonic()
        complain(f"{done}/{total}")

    return said
