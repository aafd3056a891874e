"""One part in a process of its own, with a key and databases of its own: figures as JSON, progress on stderr."""

import json
import sys
from pathlib import Path
from warnings import filterwarnings

from deployments.bench.parts import measured


def main() -> None:
    """Arguments: the part, the folder to work in, and `quick` for tiny sizes."""
    filterwarnings("ignore")
    part, folder, *size = sys.argv[1:]
    told = measured(part, Path(folder), size == ["quick"], lambda line: print(line, file=sys.stderr, flush=True))  # noqa: T201
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
