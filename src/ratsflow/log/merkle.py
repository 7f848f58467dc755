"""Hash trees: one root commits to many leaves, a short path proves that one is among them.

The tree is that of RFC 9162, section 2.1: a leaf is hashed with a zero byte in front, two
nodes with a one byte, and a list splits at the largest power of two below its length. What
checks a path stands in `verifier`, which anybody can run alone; here paths are made.

A tree that grows keeps beside each leaf one node: the root of the largest whole subtree that
ends with it. Any root and any path then follows from a few leaves, however many there are.

References:
    RFC 9162 (Certificate Transparency 2.0), section 2.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import attrs

from ratsflow.log.verifier import EMPTY, climb, is_consistent, leaf_hash, node_hash


__all__ = [
    "EMPTY",
    "Kept",
    "Range",
    "beside",
    "between",
    "climb",
    "folded",
    "grown",
    "is_consistent",
    "leaf_hash",
    "node_hash",
    "path",
    "root",
    "roots",
]

Range = tuple[int, int]
"""Leaves from the first number up to the second, which is not among them."""


def root(leaves: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes (32 bytes); the empty tree has the hash of nothing.

    The leaves may be as many as there are: only one hash for each level is held.
    """
    whole: list[bytes] = []
    for _ in grown(whole, 0, leaves):
        pass
    return folded(whole)


def grown(whole: list[bytes], size: int, leaves: Iterable[bytes]) -> Iterator[bytes]:
    """Put leaves to a tree, and yield for each the node that is kept beside it.

    Args:
        whole: roots of the whole subtrees of the tree before, each smaller than the one
            ahead of it; it becomes those of the tree behind.
        size: number of leaves of the tree before.
        leaves: hashes of the new leaves.
    """
    for number, leaf in enumerate(leaves, size):
        node, rest = leaf, number
        while rest & 1:
            node = node_hash(whole.pop(), node)
            rest >>= 1
        whole.append(node)
        yield node


def folded(whole: Sequence[bytes]) -> bytes:
    """Return the root above whole subtrees that stand beside each other, the largest first."""
    if not whole:
        return EMPTY
    *rest, found = whole
    for each in reversed(rest):
        found = node_hash(each, found)
    return found


def wholes(start: int, stop: int) -> list[Range]:
    """Return the whole subtrees that leaves of a tree are made of, from left to right.

    Args:
        start: number of the first leaf; a subtree of the tree begins there.
        stop: number of the leaf behind the last.
    """
    found = []
    while start < stop:
        size = 1 << ((stop - start).bit_length() - 1)
        found.append((start, start + size))
        start += size
    return found


def _halves(start: int, stop: int) -> tuple[Range, Range]:
    middle = start + (1 << ((stop - start - 1).bit_length() - 1))
    return (start, middle), (middle, stop)


def beside(index: int, size: int) -> list[Range]:
    """Return what stands beside the way from a leaf to the root, the lowest first.

    Raises:
        IndexError: there is no such leaf.

    References: RFC 9162, section 2.1.3.1.
    """
    if not 0 <= index < size:
        msg = f"there is no leaf {index} among {size}."
        raise IndexError(msg)
    found, here = [], (0, size)
    while here[1] - here[0] > 1:
        left, right = _halves(*here)
        here, other = (left, right) if index < left[1] else (right, left)
        found.append(other)
    return found[::-1]


def between(old: int, new: int) -> list[Range]:
    """Return what shows that a tree is the beginning of a later one, in the proof's order.

    Raises:
        IndexError: the earlier tree is empty, or larger than the later one.

    References: RFC 9162, section 2.1.4.1.
    """
    if not 0 < old <= new:
        msg = f"no tree of {old} leaves is shown to be the beginning of one of {new}."
        raise IndexError(msg)
    found, here, is_known = [], (0, new), True
    while here[1] != old:
        left, right = _halves(*here)
        if old <= left[1]:
            here = left
            found.append(right)
        else:
            here, is_known = right, False
            found.append(left)
    if not is_known:
        found.append(here)
    return found[::-1]


def path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return the hashes beside the way from a leaf to the root, the lowest first.

    Args:
        leaves: all leaf hashes.
        index: which leaf, from 0.

    Raises:
        IndexError: there is no such leaf.
    """
    ranges = beside(index, len(leaves))
    return tuple(root(leaves[start:stop]) for start, stop in ranges)


@attrs.frozen
class Kept:
    """What is kept of a leaf.

    Attributes:
        leaf: its hash (32 bytes).
        node: root of the largest whole subtree that ends with it (32 bytes).
    """

    leaf: bytes
    node: bytes


def needed(ranges: Iterable[Range]) -> set[int]:
    """Return the numbers of the leaves that `roots` asks for."""
    return {
        number
        for each in ranges
        for start, stop in wholes(*each)
        for number in _on_edge(start, stop)
    }


def _on_edge(start: int, stop: int) -> Iterator[int]:
    """Yield the leaves with which the left halves of a whole subtree end, and its last."""
    size = stop - start
    if (stop & -stop) != size:  # its last leaf keeps the root of a larger one
        while size > 1:
            size >>= 1
            yield stop - size - 1
    yield stop - 1


def roots(
    ranges: Iterable[Range], kept: Callable[[Iterable[int]], Mapping[int, Kept]]
) -> tuple[bytes, ...]:
    """Return the root over each of some ranges of leaves.

    Args:
        ranges: the ranges, each beginning where a subtree does.
        kept: returns what is kept of leaves, by number.

    Raises:
        KeyError: a leaf is not kept.
    """
    wanted = list(ranges)
    there = kept(sorted(needed(wanted)))

    def whole(start: int, stop: int) -> bytes:
        size = stop - start
        if (stop & -stop) == size:
            return there[stop - 1].node
        found, lefts = there[stop - 1].leaf, []
        while size > 1:
            size >>= 1
            lefts.append(there[stop - size - 1].node)
        for left in reversed(lefts):
            found = node_hash(left, found)
        return found

    return tuple(
        folded([whole(*each) for each in wholes(start, stop)]) for start, stop in wanted
    )
