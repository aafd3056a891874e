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


def watch(fd: int) -> None:
    """Wait until the other end is closed, then end this process group; meant for a thread."""
    while os.read(fd, 1):
        pass
    os.killpg(0, signal.SIGKILL)


def main() -> None:
    fd, module, *arguments = sys.argv[1:]
    threading.Thread(target=watch, args=(int(fd),), name="tether", daemon=True).start()
    gc.set_threshold(50_000, 20, 20)  # importing a big server makes hundreds of useless collections otherwise
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
