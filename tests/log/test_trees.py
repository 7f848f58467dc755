"""Trees, their paths, and the map of cases: whatever the size, and nothing else fits."""

from __future__ import annotations

import base64
import json

from itertools import pairwise
from pathlib import Path

import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

from ratsflow.log import merkle, verifier


FOLDER = Path(__file__).parents[2] / "docs" / "vectors"
TREES = json.loads((FOLDER / "trees.json").read_text("utf-8"))
LEAVES = [merkle.leaf_hash(b"%d" % number) for number in range(2000)]
WHOLE: list[bytes] = []
KEPT = [
    merkle.Kept(leaf, node)
    for leaf, node in zip(LEAVES, merkle.grown(WHOLE, 0, LEAVES), strict=True)
]
SMALL = 66


def plainly(leaves: list[bytes]) -> bytes:
    """Return the root as the definition has it: split at the largest power of two."""
    if len(leaves) < 2:
        return leaves[0] if leaves else merkle.EMPTY
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return merkle.node_hash(plainly(leaves[:half]), plainly(leaves[half:]))


def from_kept(ranges) -> tuple[bytes, ...]:
    """Return roots over ranges from what is kept beside single leaves."""
    return merkle.roots(ranges, lambda numbers: {each: KEPT[each] for each in numbers})


ROOTS = [plainly(LEAVES[:size]) for size in range(SMALL + 1)]


@pytest.mark.parametrize("size", range(SMALL + 1))
def test_every_small_tree_has_its_paths(size):
    """All leaves and all earlier sizes: made in two ways, they lead to the root."""
    root = ROOTS[size]
    assert root == merkle.root(LEAVES[:size]) == verifier.tree_root(LEAVES[:size])
    assert (root,) == from_kept([(0, size)])
    for index in range(size):
        path = from_kept(merkle.beside(index, size))
        assert path == merkle.path(LEAVES[:size], index)
        assert root == merkle.climb(LEAVES[index], index, size, path)
    for old in range(1, size + 1):
        path = from_kept(merkle.between(old, size))
        assert merkle.is_consistent(old, size, ROOTS[old], root, path)


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_path_of_any_tree_fits_one_place_alone(data):
    """Another leaf, place, size, root, or any hash of the path changed, and it does not."""
    size = data.draw(st.integers(1, len(LEAVES)))
    index = data.draw(st.integers(0, size - 1))
    path = list(from_kept(merkle.beside(index, size)))
    (root,) = from_kept([(0, size)])
    assert root == merkle.climb(LEAVES[index], index, size, path)
    assert len(path) <= size.bit_length()

    other = data.draw(st.integers(0, len(LEAVES) - 1).filter(lambda n: n != index))
    assert root != merkle.climb(LEAVES[other], index, size, path)
    assert root != merkle.climb(LEAVES[index], other, size, path)
    assert root != merkle.climb(LEAVES[index], index, size, [*path, root])
    assert root != merkle.climb(LEAVES[index], index, size, [root, *path])
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        bit = data.draw(st.integers(0, 255))
        assert root != merkle.climb(
            LEAVES[index], index, size, path[:at] + path[at + 1 :]
        )
        path[at] = flipped(path[at], bit)
        assert root != merkle.climb(LEAVES[index], index, size, path)


def flipped(value: bytes, bit: int) -> bytes:
    """Return bytes with one bit turned over."""
    changed = bytearray(value)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_tree_continues_its_own_beginnings_alone(data):
    """Any two sizes: with the roots or a hash changed there is no proof of it."""
    new = data.draw(st.integers(2, len(LEAVES)))
    old = data.draw(st.integers(1, new - 1))
    path = list(from_kept(merkle.between(old, new)))
    old_root, new_root = from_kept([(0, old), (0, new)])
    assert merkle.is_consistent(old, new, old_root, new_root, path)

    bit = data.draw(st.integers(0, 255))
    at = data.draw(st.integers(0, len(path) - 1))
    bent = [*path[:at], flipped(path[at], bit), *path[at + 1 :]]
    assert not merkle.is_consistent(old, new, old_root, new_root, bent)
    for wrong in (path[:at] + path[at + 1 :], [*path, new_root], [old_root, *path]):
        assert not merkle.is_consistent(old, new, old_root, new_root, wrong)
    assert not merkle.is_consistent(old, new, flipped(old_root, bit), new_root, path)
    assert not merkle.is_consistent(old, new, old_root, flipped(new_root, bit), path)
    # (Another size may have the same way of proof: the sizes are signed with the roots.)
    assert not merkle.is_consistent(new, old, new_root, old_root, path)


def test_nothing_is_shown_of_no_leaf_and_of_no_earlier_tree():
    """What does not exist has no path, and with an empty tree everything would agree."""
    for wrong in ((-1, 3), (3, 3), (0, 0)):
        with pytest.raises(IndexError, match="no leaf"):
            merkle.beside(*wrong)
    for wrong in ((0, 3), (4, 3)):
        with pytest.raises(IndexError, match="beginning"):
            merkle.between(*wrong)
    assert merkle.climb(LEAVES[0], 1, 1, []) is None
    assert not merkle.is_consistent(0, 3, merkle.EMPTY, ROOTS[3], [])
    assert merkle.climb(b"short", 0, 1, []) is None


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_tree_that_grows_in_parts_is_the_same(data):
    """Leaves that come at any times get the nodes that they would get at once."""
    size = data.draw(st.integers(0, 300))
    cuts = sorted(data.draw(st.sets(st.integers(0, size), max_size=5)) | {0, size})
    nodes, whole = [], []
    for start, stop in pairwise(cuts):
        whole = [*from_kept(merkle.wholes(0, start))]
        nodes += merkle.grown(whole, start, LEAVES[start:stop])
    assert [kept.node for kept in KEPT[:size]] == nodes
    assert merkle.folded(whole) == merkle.root(LEAVES[:size])


HEADS = st.dictionaries(
    st.text(
        st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1
    ),
    st.tuples(st.integers(1, 2**63 - 1), st.integers(0, 2**256 - 1)),
    min_size=1,
    max_size=60,
)


@settings(deadline=None)
@given(HEADS, st.data())
def test_a_map_holds_one_end_of_each_case(made, data):
    """Each case has its path; with another end, or from another case, it leads elsewhere."""
    heads = [(name, count, f"{value:064x}") for name, (count, value) in made.items()]
    cases = verifier.CaseMap(heads)
    assert cases.root == verifier.CaseMap(reversed(heads)).root
    for head in heads:
        path = cases.path(head[0])
        assert cases.root == verifier.case_climb(head, path)
        case, version, entry = head
        bent = data.draw(
            st.sampled_from(
                [
                    (case + "x", version, entry),
                    (case, version - 1 or 9, entry),
                    (case, version, f"{int(entry, 16) ^ 1:064x}"),
                ]
            )
        )
        assert cases.root != verifier.case_climb(bent, path)
        for wrong in (path[1:], (*path, merkle.EMPTY), path[::-1]):
            if wrong != path:
                assert cases.root != verifier.case_climb(head, wrong)


def test_a_case_that_stands_twice_makes_no_map():
    """Which end would count would be the maker's choice."""
    with pytest.raises(verifier.Odd, match="twice"):
        verifier.CaseMap([("a", 1, "0" * 64), ("a", 2, "1" * 64)])
    assert merkle.EMPTY == verifier.CaseMap([]).root


def from_base64(text: str) -> bytes:
    return base64.b64decode(text)


def test_the_published_trees_and_maps_hold():
    """Roots, paths and proofs in the vectors, and the map of its cases."""
    for each in TREES["trees"]:
        size, root = each["size"], from_base64(each["root"])
        assert root == merkle.root(LEAVES[:size])
        for index, path in enumerate(each["inclusion"]):
            hashes = [*map(from_base64, path)]
            assert root == merkle.climb(LEAVES[index], index, size, hashes)
        for old, path in enumerate(each["consistency"], 1):
            hashes = [*map(from_base64, path)]
            before = merkle.root(LEAVES[:old])
            assert merkle.is_consistent(old, size, before, root, hashes)
    cases, heads = TREES["map"], [tuple(head) for head in TREES["map"]["heads"]]
    assert from_base64(cases["root"]) == verifier.CaseMap(heads).root
    for head, path in zip(heads, cases["paths"], strict=True):
        climbed = verifier.case_climb(head, [*map(from_base64, path)])
        assert from_base64(cases["root"]) == climbed
