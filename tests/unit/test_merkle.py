"""The tree is that of RFC 6962: the same as the RFC's own recursive definitions, and its proofs prove what is so."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import merkle
from models.merkle import EMPTY_ROOT, Edge, consistent, included, leaf_hash, levels, node_hash

SIZES = st.integers(0, 70)


def leaves(size: int) -> list[bytes]:
    return [leaf_hash(n.to_bytes(2, "big")) for n in range(size)]


def split(size: int) -> int:
    """RFC 6962, 2.1: the largest power of two smaller than the size."""
    k = 1
    while k * 2 < size:
        k *= 2
    return k


def mth(d: list[bytes]) -> bytes:
    """RFC 6962, 2.1: the Merkle tree hash."""
    if not d:
        return sha256(b"").digest()
    if len(d) == 1:
        return d[0]
    k = split(len(d))
    return sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def path(m: int, d: list[bytes]) -> list[bytes]:
    """RFC 6962, 2.1.1: the audit path."""
    if len(d) == 1:
        return []
    k = split(len(d))
    return [*path(m, d[:k]), mth(d[k:])] if m < k else [*path(m - k, d[k:]), mth(d[:k])]


def subproof(m: int, d: list[bytes], whole: bool) -> list[bytes]:
    """RFC 6962, 2.1.2: the consistency proof."""
    if m == len(d):
        return [] if whole else [mth(d)]
    k = split(len(d))
    if m <= k:
        return [*subproof(m, d[:k], whole), mth(d[k:])]
    return [*subproof(m - k, d[k:], False), mth(d[:k])]


def test_the_known_hashes_of_the_empty_tree_and_of_one_empty_leaf() -> None:
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert merkle.root([leaf_hash(b"")]) == leaf_hash(b"")


def test_the_known_root_of_eight_leaves() -> None:
    """The leaves and roots that the authors of Certificate Transparency test with."""
    known = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
    hashes = [leaf_hash(bytes.fromhex(data)) for data in known]
    assert merkle.root(hashes[:2]).hex() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert merkle.root(hashes).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def test_a_leaf_is_never_a_node() -> None:
    left, right = leaves(2)
    assert leaf_hash(left + right) != node_hash(left, right)


@given(SIZES, SIZES)
def test_growing_in_steps_is_the_rfcs_root(first: int, more: int) -> None:
    all_of_them = leaves(first + more)
    edge = Edge().grown(all_of_them[:first]).grown(all_of_them[first:])
    assert edge.root == mth(all_of_them) == merkle.root(all_of_them)
    assert (edge.size, len(edge.nodes)) == (first + more, (first + more).bit_count())


@given(SIZES)
def test_the_levels_end_in_the_root(size: int) -> None:
    tree = levels(leaves(size))
    assert (tree[-1][0] if size else EMPTY_ROOT) == mth(leaves(size))


@given(st.data(), st.integers(1, 70))
def test_inclusion_is_the_rfcs_path_and_proves_one_place_only(data: st.DataObject, size: int) -> None:
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    all_of_them = leaves(size)
    proof = merkle.inclusion(levels(all_of_them), index)
    assert proof == path(index, all_of_them)
    assert included(all_of_them[index], index, size, proof, mth(all_of_them))
    assert included(all_of_them[index], other, size, proof, mth(all_of_them)) == (other == index)
    assert not included(leaf_hash(b"another"), index, size, proof, mth(all_of_them))
    assert not included(all_of_them[index], index, size, [*proof, EMPTY_ROOT], mth(all_of_them))
    assert not proof or not included(all_of_them[index], index, size, proof[:-1], mth(all_of_them))


@given(st.data(), SIZES)
def test_consistency_is_the_rfcs_proof_and_proves_no_other_past(data: st.DataObject, size: int) -> None:
    old = data.draw(st.integers(0, size))
    all_of_them = leaves(size)
    before, now = mth(all_of_them[:old]), mth(all_of_them)
    proof = merkle.consistency(levels(all_of_them), old)
    assert proof == (subproof(old, all_of_them, True) if 0 < old < size else [])
    assert consistent(old, before, size, now, proof)
    assert not consistent(old, leaf_hash(b"another"), size, now, proof)
    assert not consistent(old, before, size, now, [*proof, EMPTY_ROOT])
    if old > 0:
        assert not consistent(old, before, size, leaf_hash(b"another"), proof)
    if 0 < old < size:
        assert not consistent(old, before, size, now, proof[:-1])
        rewritten = [leaf_hash(b"rewritten"), *all_of_them[1:]]
        assert not consistent(old, before, size, mth(rewritten), merkle.consistency(levels(rewritten), old))


def test_what_lies_beyond_the_tree_is_refused() -> None:
    tree = levels(leaves(3))
    with pytest.raises(IndexError):
        merkle.inclusion(tree, 3)
    with pytest.raises(ValueError, match="never had that size"):
        merkle.consistency(tree, 4)
    with pytest.raises(ValueError, match="no edge"):
        Edge(3, (EMPTY_ROOT,))
    assert not included(leaves(1)[0], 1, 1, [], leaves(1)[0])
    assert not consistent(2, EMPTY_ROOT, 1, EMPTY_ROOT, [])
