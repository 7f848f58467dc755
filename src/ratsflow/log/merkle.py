"""Hash trees: one root commits to many leaves, a short path proves that one is among them.

The tree is that of RFC 6962, section 2.1: a leaf is hashed with a zero byte in front, two
nodes with a one byte, and a list splits at the largest power of two below its length.

References:
    RFC 6962 (Certificate Transparency), section 2.1.
"""

from __future__ import annotations

import hashlib

from collections.abc import Iterable, Sequence


EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf (32 bytes)."""
    return hashlib.sha256(b"\x00" + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes (32 bytes); the empty tree has the hash of nothing.

    The leaves may be as many as there are: only one hash for each level is held.
    """
    whole: list[
        bytes
    ] = []  # roots of whole subtrees, each half as high as the one before
    for count, leaf in enumerate(leaves):
        node, rest = leaf, count
        while rest & 1:
            node = _node(whole.pop(), node)
            rest >>= 1
        whole.append(node)
    if not whole:
        return EMPTY
    found = whole.pop()
    while whole:
        found = _node(whole.pop(), found)
    return found


def path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return the hashes beside the way from a leaf to the root, the lowest first.

    Args:
        leaves: all leaf hashes.
        index: which leaf, from 0.

    Raises:
        IndexError: there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        msg = f"there is no leaf {index} among {len(leaves)}."
        raise IndexError(msg)
    level, beside = list(leaves), []
    while len(level) > 1:
        other = index ^ 1
        if other < len(level):
            beside.append(level[other])
        pairs = zip(level[::2], level[1::2], strict=False)
        odd = level[-1:] if len(level) % 2 else []
        level = [_node(left, right) for left, right in pairs] + odd
        index //= 2
    return tuple(beside)


def climb(leaf: bytes, index: int, size: int, beside: Sequence[bytes]) -> bytes | None:
    """Return the root that a path leads to, or None if the path does not fit the tree.

    Args:
        leaf: the leaf's hash.
        index: its place, from 0.
        size: number of leaves of the tree.
        beside: the hashes beside the way, the lowest first.
    """
    if not 0 <= index < size:
        return None
    here, rest = leaf, list(beside)
    while size > 1:
        if index ^ 1 < size:
            if not rest:
                return None
            other = rest.pop(0)
            here = _node(other, here) if index % 2 else _node(here, other)
        index //= 2
        size = (size + 1) // 2
    return None if rest else here
