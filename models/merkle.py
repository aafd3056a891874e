"""The Merkle tree of RFC 6962 over SHA-256: roots, growing without reading all leaves, and proofs. Pure.

Leaves are given as hashes (`leaf_hash` of what is logged). Proofs are in the order of the RFC, nearest node first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()
HASH_SIZE = 32

Levels = Sequence[Sequence[bytes]]
"""Every node of a tree, leaves first. A node without a right neighbour stands on the next level as it is."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf; its prefix keeps it from being taken for a node."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two nodes beside each other."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Edge:
    """The right edge of a tree: the roots of its whole subtrees, largest first. It is all that appending needs."""

    size: int = 0
    nodes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.nodes) != self.size.bit_count():
            raise ValueError("so many nodes are no edge of a tree of that size")

    def grown(self, leaves: Iterable[bytes]) -> "Edge":
        """The edge after these leaves."""
        size, nodes = self.size, list(self.nodes)
        for leaf in leaves:
            node, whole = leaf, size
            while whole & 1:
                node, whole = node_hash(nodes.pop(), node), whole >> 1
            nodes.append(node)
            size += 1
        return Edge(size, tuple(nodes))

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        if not self.nodes:
            return EMPTY_ROOT
        found = self.nodes[-1]
        for left in reversed(self.nodes[:-1]):
            found = node_hash(left, found)
        return found


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaves."""
    return Edge().grown(leaves).root


def levels(leaves: Iterable[bytes]) -> Levels:
    """The whole tree, for as many proofs as are wanted."""
    found: list[list[bytes]] = [list(leaves)]
    while len(found[-1]) > 1:
        below = found[-1]
        above = [node_hash(below[n], below[n + 1]) for n in range(0, len(below) - 1, 2)]
        found.append([*above, below[-1]] if len(below) & 1 else above)
    return found


def inclusion(tree: Levels, index: int) -> list[bytes]:
    """The proof that a leaf stands at `index`. Raises IndexError beyond the tree."""
    if not 0 <= index < len(tree[0]):
        raise IndexError("no such leaf")
    return _beside(tree, 0, index)


def consistency(tree: Levels, old: int) -> list[bytes]:
    """The proof that the first `old` leaves are those of the smaller tree. Raises ValueError beyond the tree."""
    if not 0 <= old <= len(tree[0]):
        raise ValueError("the tree never had that size")
    if old in (0, len(tree[0])):
        return []
    level, index = 0, old - 1
    while index & 1:
        level, index = level + 1, index >> 1
    # A smaller tree that is whole is known to who asks: its root.
    known = index == 0
    return [*(() if known else (tree[level][index],)), *_beside(tree, level, index)]


def _beside(tree: Levels, level: int, index: int) -> list[bytes]:
    """The neighbours of a node on its way up."""
    found = []
    for nodes in tree[level:-1]:
        if index ^ 1 < len(nodes):
            found.append(nodes[index ^ 1])
        index >>= 1
    return found


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows the leaf at `index` of the tree with that size and root."""
    if not 0 <= index < size:
        return False
    node, last, here = leaf, size - 1, index
    for beside in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            node = node_hash(beside, node)
            while here & 1 == 0 and here:
                here, last = here >> 1, last >> 1
        else:
            node = node_hash(node, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and node == root


def consistent(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree of `size` begins with the tree of `old`."""
    if not 0 <= old <= size:
        return False
    if old in (0, size):
        return not proof and old_root == (EMPTY_ROOT if old == 0 else root)
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    here, last = old - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    before = after = path[0]
    for beside in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            before, after = node_hash(beside, before), node_hash(beside, after)
            while here & 1 == 0 and here:
                here, last = here >> 1, last >> 1
        else:
            after = node_hash(after, beside)
        here, last = here >> 1, last >> 1
    return last == 0 and before == old_root and after == root
