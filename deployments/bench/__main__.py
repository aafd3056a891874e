"""One run in a process of its own, with a key and databases of its own: figures as JSON, progress on stderr."""

import json
import sys
from pathlib import Path

from deployments.bench.relay import FULL, QUICK, measured


def main() -> None:
    """Arguments: the folder to work in, and `quick` for tiny sizes."""
    size = QUICK if sys.argv[2:] == ["quick"] else FULL
    figures = measured(Path(sys.argv[1]), size, lambda line: print(line, file=sys.stderr, flush=True))  # noqa: T201
    sys.stdout.write(json.dumps(figures))


if __name__ == "__main__":
    main()
