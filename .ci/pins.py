"""Write each pin that has extras a second time without them.

A pip of 2023 holds `sqlalchemy[asyncio]==2.0.58` and `sqlalchemy>=2.0` for two requirements: with `--require-hashes` it
looks for the newest release of the one that no line names, and then refuses it for want of a hash.
"""

import re
import sys
from pathlib import Path

PIN = re.compile(r"^([A-Za-z0-9._-]+)\[[^\]]+\](==.*\\)$")


def both(lines: list[str]) -> list[str]:
    """The lines, each pin with extras followed by the same without them."""
    written: list[str] = []
    block: list[str] = []
    for line in [*lines, ""]:
        if line[:1] != " ":
            if block and (found := PIN.match(block[0])):
                hashes = [one for one in block[1:] if one.lstrip().startswith("--hash")]
                block += [found[1] + found[2], *hashes]
            written += block
            block = []
        block.append(line)
    return written


def main() -> None:
    for name in sys.argv[1:]:
        file = Path(name)
        file.write_text("\n".join(both(file.read_text("utf-8").splitlines())) + "\n", "utf-8")


if __name__ == "__main__":
    main()
