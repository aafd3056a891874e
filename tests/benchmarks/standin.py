"""A peer that keeps the agreement of `deployments/bench/peers.py` and nothing else."""

import json
import sys

ACT = {"persists": {"en": "a line", "zh": "一行"}, "lacks": {"en": "all else", "zh": "其余一切"}}


def main() -> None:
    print(json.dumps({"of": f"stand-in at {sys.argv[1]}", "ways": {"plain": ACT, "twice": ACT}}), flush=True)  # noqa: T201
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["acts"] > 100:
            sys.exit("too much to ask")
        print(json.dumps({"seconds": asked["acts"] * (2 if asked["way"] == "twice" else 1)}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
