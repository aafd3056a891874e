"""One part in a process of its own, with a key and databases of its own: figures as JSON, progress on stderr."""

import json
import sys
from pathlib import Path
from warnings import filterwarnings

from deployments.bench.parts import Round, measured


def main() -> None:
    """Arguments: the part, the folder to work in, `quick` for tiny sizes or `full`, the peers' commands."""
    filterwarnings("ignore")
    part, folder, size, *peers = sys.argv[1:]
    told = measured(part, Round(Path(folder), size == "quick", _progress, peers))
    sys.stdout.write(json.dumps(told))


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
