"""Verify what `casework audit export` wrote, without the application: this one file, Python, and `cryptography`.

    python -I verify_export.py FILE [--key KEY] [--checkpoint NOTE]...

KEY is the log's public key as `casework audit key` prints it. Take it from whoever operates the log, by another way
than the export; without it the key in the export itself is used, which proves only that the export agrees with itself.
NOTE is a checkpoint that was kept outside: a file of `CASEWORK_CHECKPOINT_FOLDER`, or what was posted. The export must
contain that very checkpoint. So an operator who rewrote the whole database, and signed it anew, is found.

What is checked, in this order:
  each event's bytes have its hash; they are canonical JSON and say its chain, its number and the hash before it;
  the numbers of a chain go from 1 without a gap;
  each checkpoint is signed by the key (C2SP signed note, Ed25519) and says what stands beside it;
  each leaf of the log has the hash of its event, and each event but the last ones of a chain has a leaf;
  a whole export: the leaves, hashed as in RFC 6962, have at each checkpoint's size the root that was signed;
  of one case: each leaf's proof leads to the root of the last checkpoint.

One line of JSON is printed: {"ok", "events", "sealed", "anchored", "checkpoints", "problem"}; `sealed` events are in
the log, `anchored` ones below the last checkpoint. Exit code 0: whole. 1: not whole. 2: the file could not be read.
"""

import argparse
import base64
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "casework-audit/1"
LARGEST = 16 * 1024 * 1024
Record = dict[str, Any]


class Broken(Exception):
    """The first thing wrong."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Verify an export of the record without the application.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--key", help="the log's public key: name+id+base64")
    parser.add_argument("--checkpoint", type=Path, action="append", default=[], help="a checkpoint kept outside")
    stated = parser.parse_args(arguments)
    try:
        kept = [note(path) for path in stated.checkpoint]
        answer, code = verified(stated.file, stated.key, kept), 0
    except Broken as broken:
        answer, code = {"ok": False, "problem": str(broken)}, 1
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        answer, code = {"ok": False, "problem": f"unreadable: {type(error).__name__}"}, 2
    sys.stdout.write(json.dumps(answer) + "\n")
    return code


def verified(path: Path, key: str | None, kept: Sequence[str]) -> Record:
    """Counts of what was verified. Raises Broken."""
    records = read(path)
    head: Record = next(records, {})
    require(head["type"] == "head" and head["format"] == FORMAT, "this is no export that this verifier knows")
    log = Log(key or head["key"], head["case"])
    events = Events(head["case"], log.sealed)
    take = {"checkpoint": log.checkpoint, "leaf": log.leaf, "event": events.event}
    for record in records:
        require(record["type"] in take, "a line of another kind")
        take[record["type"]](record)
    log.end(kept)
    events.end()
    return {
        "ok": True,
        "events": events.count,
        "sealed": len(log.sealed),
        "anchored": log.anchored,
        "checkpoints": len(log.roots),
        "problem": None,
    }


def read(path: Path) -> Iterator[Record]:
    with path.open("rb") as file:
        while line := file.readline(LARGEST + 1):
            require(len(line) <= LARGEST, "a line that is too long")
            record = json.loads(line)
            require(isinstance(record, dict), "a line that is no object")
            yield record


def note(path: Path) -> str:
    """A checkpoint kept outside. Raises Broken."""
    with path.open("rb") as file:
        raw = file.read(LARGEST + 1)
    require(len(raw) <= LARGEST, "a checkpoint kept outside is too large")
    return raw.decode()


class Log:
    """Checkpoints, then leaves, as they come; `sealed` tells the hash of each event that is in the log."""

    def __init__(self, key: str | None, case: str | None) -> None:
        self.roots: dict[int, bytes] = {}
        self.sealed: dict[tuple[str, int], str] = {}
        self.anchored = 0
        self._key, self._case = key, case
        self._newest = 0
        self._tree = Tree()

    def checkpoint(self, record: Record) -> None:
        """The next checkpoint. Raises Broken."""
        size, root = self._opened(record["note"])
        told = record["size"], record["root"]
        require((size, root.hex()) == told, f"checkpoint {told[0]}: not what was signed")
        require(size > self._newest and not self.sealed, f"checkpoint {size}: out of order")
        self.roots[size], self._newest = root, size

    def leaf(self, record: Record) -> None:
        """The next leaf. Raises Broken."""
        position, at = record["position"], f"{record['chain']}, event {record['seq']}"
        require((record["chain"], record["seq"]) not in self.sealed, f"{at}: two leaves")
        self.sealed[record["chain"], record["seq"]] = record["hash"]
        hashed = hashlib.sha256(b"\x00" + bytes.fromhex(record["hash"])).digest()
        self.anchored += position < self._newest
        if self._case is None:
            self._tree.grow(hashed, position, self.roots)
        elif position < self._newest:
            proof = [bytes.fromhex(beside) for beside in record["proof"]]
            climbed = climb(hashed, position, self._newest, proof)
            require(climbed == self.roots[self._newest], f"{at}: its leaf is not in the log")

    def end(self, kept: Sequence[str]) -> None:
        """What was signed is all there, and so are the checkpoints kept outside. Raises Broken."""
        require(self._case is not None or self._tree.size >= self._newest, "the log is shorter than what was signed")
        for note in kept:
            size, root = self._opened(note)
            require(
                self.roots.get(size) == root, "a checkpoint kept outside is not in the export: older, or of another log"
            )

    def _opened(self, note: str) -> tuple[int, bytes]:
        require(self._key, "there are checkpoints and no key to verify them with")
        return opened(note, str(self._key))


class Events:
    """The events, chain after chain, against what is sealed."""

    def __init__(self, case: str | None, sealed: dict[tuple[str, int], str]) -> None:
        self.count = 0
        self._case, self._sealed, self._met = case, sealed, 0
        self._chains: set[str] = set()
        self._chain, self._seq, self._prev, self._bare = "", 0, "", False

    def event(self, record: Record) -> None:
        """The next event. Raises Broken."""
        chain, hashed = record["chain"], record["hash"]
        if chain != self._chain:
            require(chain not in self._chains and self._case in (None, chain), f"{chain}: it does not belong here")
            self._chains.add(chain)
            self._chain, self._seq, self._prev, self._bare = chain, 0, "", False
        self._seq += 1
        at = f"{chain}, event {self._seq}"
        require(record["seq"] == self._seq, f"{at}: it is missing")
        raw = base64.b64decode(record["body"], validate=True)
        require(hashlib.sha256(raw).hexdigest() == hashed, f"{at}: its bytes do not have its hash")
        body = json.loads(raw)
        written = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        require(written == raw, f"{at}: its bytes are not canonical")
        told = body["alg"], body["chain"], body["seq"], body["prev"]
        require(told == ("sha256", chain, self._seq, self._prev), f"{at}: it does not follow the one before")
        leaf = self._sealed.get((chain, self._seq))
        require(leaf in (None, hashed), f"{at}: the log has another event here")
        require(leaf is None or not self._bare, f"{at}: the log passed over the event before")
        self._prev, self._bare = hashed, leaf is None
        self._met += leaf is not None
        self.count += 1

    def end(self) -> None:
        """Every leaf had its event. Raises Broken."""
        missing = len(self._sealed) - self._met
        require(missing == 0, f"{missing} events that are in the log are missing")


class Tree:
    """The Merkle tree of RFC 6962, as far as its right edge."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []

    def grow(self, leaf: bytes, position: int, roots: dict[int, bytes]) -> None:
        """One more leaf; at a signed size the root must be the one that was signed. Raises Broken."""
        require(position == self.size, f"leaf {self.size} is missing")
        whole = self.size
        while whole & 1:
            leaf, whole = node(self._edge.pop(), leaf), whole >> 1
        self._edge.append(leaf)
        self.size += 1
        if self.size in roots:
            found = self._edge[-1]
            for left in reversed(self._edge[:-1]):
                found = node(left, found)
            require(found == roots[self.size], f"checkpoint {self.size}: the leaves have another root")


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def climb(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root to which an inclusion proof leads (RFC 9162, 2.1.3.2); None where it is no proof for that place."""
    found, last = leaf, size - 1
    for beside in proof:
        if last == 0:
            return None
        if index & 1 or index == last:
            found = node(beside, found)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            found = node(found, beside)
        index, last = index >> 1, last >> 1
    return found if last == 0 else None


def opened(note: str, key: str) -> tuple[int, bytes]:
    """Size and root of a checkpoint signed by the key. Raises Broken."""
    name, _, encoded = key.strip().split("+", 2)
    raw = base64.b64decode(encoded, validate=True)
    require(raw[:1] == b"\x01" and len(raw) == 33, "the key is no Ed25519 key")
    key_id = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        dash, signer, signature = line.split(" ")
        signed = base64.b64decode(signature, validate=True)
        if (dash, signer, signed[:4]) == ("—", name, key_id):
            try:
                Ed25519PublicKey.from_public_bytes(raw[1:]).verify(signed[4:], text.encode())
            except InvalidSignature:
                raise Broken("a checkpoint's signature does not hold") from None
            break
    else:
        raise Broken("a checkpoint is not signed by the key")
    origin, size, root, end = text.split("\n")
    require(origin == name and not end, "a checkpoint of another log")
    return int(size), base64.b64decode(root, validate=True)


def require(holds: object, problem: str) -> None:
    if not holds:
        raise Broken(problem)


if __name__ == "__main__":
    raise SystemExit(main())
