"""An installation to be killed: `python -m tests.kill.installation_process PORT ACT...`. It says "ready" on a line of
its own when it takes acts, and ends when nobody holds its standard input any more."""

import sys

from deployments.installation import Installation
from deployments.settings import deployment_settings


def main(port: str, *acts: str) -> None:
    with Installation(deployment_settings(), int(port), only=acts):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
