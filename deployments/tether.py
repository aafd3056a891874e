"""Run a Python module as a child that cannot outlive its parent: `python -m deployments.tether FD MODULE ARG...`.

FD is the reading end of a pipe whose only writing end the parent holds. The kernel closes that end however the parent
dies, and the child then ends its whole process group. PR_SET_PDEATHSIG would not do: it follows the *thread* that
started the child, so a child started from a short-lived thread would be killed too early.

Imports the standard library only, for a quick start.
"""

import gc
import os
import runpy
import signal
import sys
import threading
import time

GARBAGE_SECONDS = 2.0
OLDEST_EVERY = 30
"""Each so many rounds all generations are collected, the youngest two in the others."""


def watch(fd: int) -> None:
    """Wait until the other end is closed, then end this process group; meant for a thread."""
    while os.read(fd, 1):
        pass
    os.killpg(0, signal.SIGKILL)


def collect_apart() -> None:
    """Collect garbage in a thread of its own instead of wherever the threshold happens to be passed.

    In a server whose event loop is served by threads that wait for SQLite, a collection on the loop's thread may free
    a cursor of a connection that is waiting for the write lock: the loop then waits for that connection's mutex, and
    who holds the lock waits for the loop, until the busy timeout of a minute ends it.
    """
    gc.disable()
    threading.Thread(target=_collect, name="garbage", daemon=True).start()


def _collect() -> None:
    rounds = 0
    while True:
        time.sleep(GARBAGE_SECONDS)
        rounds += 1
        gc.collect(2 if rounds % OLDEST_EVERY == 0 else 1)


def main() -> None:
    fd, module, *arguments = sys.argv[1:]
    threading.Thread(target=watch, args=(int(fd),), name="tether", daemon=True).start()
    collect_apart()
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
