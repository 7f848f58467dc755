"""The tree of a municipality: one leaf for each entry, and what is proved from them.

The cases keep their chains. Their entries get leaves after they were committed, in the order
in which a sequencer comes upon them, so that no writer waits for another and no number is
left out. The data of a leaf is the hash of an entry (32 bytes): what is erased was never in
it, so every proof stays valid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

import attrs

from ratsflow.canonical import canonical, digest
from ratsflow.errors import Both, BrokenLogError, InvalidInputError
from ratsflow.log import merkle
from ratsflow.log.chain import Head
from ratsflow.log.checkpoint import rotation, sign
from ratsflow.log.verifier import (
    HEADS,
    CaseMap,
    Checkpoint,
    Consistency,
    Inclusion,
    Key,
    LastOfCase,
)


if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


TREE = Both("(tree)", "(Baum)")
"""What stands for the case where the tree as a whole is wrong."""


@attrs.frozen
class Leaf:
    """The leaf of an entry.

    Attributes:
        number: its place in the tree, from 0 without gaps.
        case_id: the case; empty for an entry of the log itself.
        version: number of the entry in its case.
        hash: hash of the entry, hexadecimal.
        node: root of the largest whole subtree that ends with it, hexadecimal.
        body: bytes of an entry of the log itself; those of a case stand in its log.
    """

    number: int
    case_id: str
    version: int
    hash: str
    node: str
    body: bytes = b""

    @property
    def kept(self) -> merkle.Kept:
        """What the tree asks for."""
        return merkle.Kept(leaf_of(self.hash), bytes.fromhex(self.node))


def leaf_of(entry_hash: str) -> bytes:
    """Return the hash of the leaf of an entry (32 bytes), from the entry's (hexadecimal)."""
    return merkle.leaf_hash(bytes.fromhex(entry_hash))


class Leaves(Protocol):
    """What a store keeps of its tree; see `ratsflow.stores.Store`."""

    def sequence(self, body: bytes = b"") -> int:
        """Give leaves to the entries that have none; return the size of the tree."""

    def tree_size(self) -> int:
        """Return the number of leaves."""

    def leaves(self, start: int = 0) -> Iterator[Leaf]:
        """Yield the leaves from a number on, in order."""

    def leaves_at(self, numbers: Iterable[int]) -> Mapping[int, Leaf]:
        """Return leaves by number; those that do not exist are left out."""

    def leaf(self, case_id: str, version: int) -> Leaf | None:
        """Return the leaf of an entry, or None if it has none yet."""

    def heads_at(self, size: int) -> Iterator[Head]:
        """Yield where each case ended when the tree had a size, sorted by id."""

    def stray_leaves(self) -> Iterator[Leaf]:
        """Yield the leaves whose entry is not there, or is another one."""


def numbered(
    entries: Iterable[tuple[str, int, str, bytes]], size: int, whole: list[bytes]
) -> Iterator[Leaf]:
    """Yield the leaves of entries that come to a tree.

    Args:
        entries: case, version, hash and, for one of the log itself, body of each.
        size: number of leaves before.
        whole: roots of the whole subtrees before; it becomes those of the tree behind.
    """
    for number, (case_id, version, entry, body) in enumerate(entries, size):
        (node,) = merkle.grown(whole, number, [leaf_of(entry)])
        yield Leaf(number, case_id, version, entry, node.hex(), body)


def roots_of(leaves: Leaves, ranges: Iterable[merkle.Range]) -> tuple[bytes, ...]:
    """Return the root over each of some ranges of leaves.

    Raises:
        BrokenLogError: a leaf is not there, or is none.
    """

    def kept(numbers: Iterable[int]) -> Mapping[int, merkle.Kept]:
        found = leaves.leaves_at(numbers)
        return {number: leaf.kept for number, leaf in found.items()}

    try:
        return merkle.roots(ranges, kept)
    except (KeyError, ValueError, TypeError) as error:
        raise no_leaf(error) from error


def whole_at(leaves: Leaves, size: int) -> list[bytes]:
    """Return the roots of the whole subtrees of the tree at a size, the largest first."""
    return [*roots_of(leaves, merkle.wholes(0, size))]


def root_at(leaves: Leaves, size: int) -> bytes:
    """Return the root of the tree at a size (32 bytes)."""
    return merkle.folded(whole_at(leaves, size))


def tree_faults(leaves: Leaves) -> Iterator[BrokenLogError]:
    """Yield what does not hold of a tree: it is built anew and compared, leaf by leaf.

    That its entries are those of the cases is asked of the store; whether these hold is
    asked elsewhere.
    """
    whole: list[bytes] = []
    last: dict[str, int] = {}
    for number, leaf in enumerate(leaves.leaves()):
        case_id, version = leaf.case_id, leaf.version
        try:
            # As `merkle.grown` does, in line: it is done for every entry of a log.
            node, rest = sha256(b"\x00" + bytes.fromhex(leaf.hash)).digest(), number
            while rest & 1:
                node = sha256(b"\x01" + whole.pop() + node).digest()
                rest >>= 1
            whole.append(node)
            holds = leaf.number == number and leaf.node == node.hex()
            holds = holds and (leaf.body == b"" if case_id else _is_own(leaf))
            holds = holds and version == last.get(case_id, 0) + 1
        except (ValueError, TypeError):
            holds = False
        if not holds:
            yield _fault(
                number,
                "it is not the one that was written: somebody changed the tree",
                "es ist nicht das geschriebene: Jemand hat den Baum verändert",
            )
            return  # what comes behind it rests on it
        last[case_id] = version
    for leaf in leaves.stray_leaves():
        yield _fault(
            leaf.number,
            f"its entry {leaf.version} of case {leaf.case_id!r} is not there, or is "
            "another one",
            f"sein Eintrag {leaf.version} des Vorgangs „{leaf.case_id}“ fehlt oder ist "
            "ein anderer",
        )


def _is_own(leaf: Leaf) -> bool:
    return isinstance(leaf.body, bytes) and digest(leaf.body) == leaf.hash


def _fault(number: int, what: str, german_what: str) -> BrokenLogError:
    told = Both(f"leaf {number}: {what}.", f"Blatt {number}: {german_what}.")
    return BrokenLogError(TREE, 0, told)


def case_map_at(leaves: Leaves, size: int) -> CaseMap:
    """Return the map of where all cases ended when the tree had a size.

    Raises:
        BrokenLogError: a hash is none.
    """
    return _mapped(leaves.heads_at(size))


def _mapped(heads: Iterable[Head]) -> CaseMap:
    try:
        return CaseMap((each.case_id, each.version, each.hash) for each in heads)
    except (ValueError, TypeError, OverflowError) as error:
        raise no_leaf(error) from error


def no_leaf(error: object) -> BrokenLogError:
    """Return what to raise where a leaf cannot be one."""
    return BrokenLogError(
        TREE,
        0,
        Both(
            f"a leaf is missing or is none ({error}).",
            f"ein Blatt fehlt oder ist keines ({error}).",
        ),
    )


def make_checkpoint(
    leaves: Leaves, origin: str, key: Ed25519PrivateKey, at: datetime | None = None
) -> Checkpoint:
    """Give leaves to all entries, and sign what the log then is.

    Args:
        leaves: the store.
        origin: the name of the log.
        key: its private key.
        at: when, aware.

    Raises:
        InvalidInputError: the origin cannot be the name of a key.
        StoreError: the store stands in a transaction, or cannot be written.
    """
    size = leaves.sequence()
    cases = case_map_at(leaves, size).root
    return sign(key, origin, size, root_at(leaves, size), cases, at)


def change_key(leaves: Leaves, old: Key, new: Key, at: datetime) -> int:
    """Write the entry by which a log changes its key; return its number in the tree.

    The next checkpoint must carry signatures of both.
    """
    return leaves.sequence(rotation(old, new, at)) - 1


def refuse_other(leaves: Leaves, checkpoint: Checkpoint) -> None:
    """Refuse a checkpoint that is not one of this tree.

    Raises:
        BrokenLogError: the tree ends before it, or was another one at its size.
    """
    size = leaves.tree_size()
    if size < checkpoint.size:
        reason = Both(
            f"the tree has {size} leaves, and the checkpoint {checkpoint.size}: the log was "
            "cut off, or it is another one.",
            f"der Baum hat {size} Blätter, der Prüfpunkt {checkpoint.size}: Das Protokoll "
            "wurde abgeschnitten, oder es ist ein anderes.",
        )
        raise BrokenLogError("", 0, reason)
    if root_at(leaves, checkpoint.size) != checkpoint.root:
        reason = Both(
            f"it is not the tree of {checkpoint.size} leaves that was signed: a fork.",
            f"das ist nicht der Baum mit {checkpoint.size} Blättern, der unterschrieben "
            "wurde: eine Abzweigung.",
        )
        raise BrokenLogError("", 0, reason)
    if checkpoint.cases is not None and (
        case_map_at(leaves, checkpoint.size).root != checkpoint.cases
    ):
        reason = Both(
            "the cases do not end where the checkpoint says.",
            "die Vorgänge enden nicht dort, wo es der Prüfpunkt sagt.",
        )
        raise BrokenLogError("", 0, reason)


def prove_inclusion(
    leaves: Leaves, case_id: str, version: int, body: bytes, checkpoint: Checkpoint
) -> Inclusion:
    """Prove that an entry stands in a checkpoint, and show nothing else.

    Args:
        leaves: the store.
        case_id: the case.
        version: number of the entry.
        body: its canonical bytes.
        checkpoint: a checkpoint of this log.

    Raises:
        InvalidInputError: the checkpoint was made before the entry had its leaf.
        BrokenLogError: the log is not the one that was signed.
    """
    leaf = leaves.leaf(case_id, version)
    if leaf is None or leaf.number >= checkpoint.size:
        raise InvalidInputError(
            Both(
                f"entry {version} of case {case_id!r} is not in it.",
                f"Eintrag {version} des Vorgangs „{case_id}“ ist nicht darin.",
            ),
            "checkpoint",
            Both("Make a checkpoint, and name that.", "Einen neuen Prüfpunkt anlegen."),
        )
    return _inclusion(leaves, leaf, body, checkpoint)


def prove_rotation(leaves: Leaves, number: int, checkpoint: Checkpoint) -> Inclusion:
    """Prove that the entry by which a log changed its key stands in a checkpoint.

    Raises:
        InvalidInputError: the entry at this number is none of the log itself.
        BrokenLogError: the log is not the one that was signed.
    """
    leaf = leaves.leaves_at([number]).get(number)
    if leaf is None or leaf.case_id or number >= checkpoint.size:
        raise InvalidInputError(
            Both(
                f"number {number} of the tree changes no key, or is not in it.",
                f"Nummer {number} des Baums wechselt keinen Schlüssel oder ist nicht "
                "darin.",
            ),
            "checkpoint",
        )
    return _inclusion(leaves, leaf, leaf.body, checkpoint)


def _inclusion(
    leaves: Leaves, leaf: Leaf, body: bytes, checkpoint: Checkpoint
) -> Inclusion:
    path = roots_of(leaves, merkle.beside(leaf.number, checkpoint.size))
    here = leaf_of(digest(body))
    if merkle.climb(here, leaf.number, checkpoint.size, path) != checkpoint.root:
        raise BrokenLogError(
            leaf.case_id or TREE,
            leaf.version,
            Both(
                "it does not stand in the tree that was signed.",
                "er steht nicht in dem Baum, der unterschrieben wurde.",
            ),
        )
    return Inclusion(body, leaf.number, path, checkpoint)


def prove_last(leaves: Leaves, case_id: str, checkpoint: Checkpoint) -> LastOfCase:
    """Prove which entry was the last of a case when a checkpoint was made.

    Raises:
        InvalidInputError: the checkpoint has no such case, or no map of cases.
        BrokenLogError: the log is not the one that was signed.
    """
    heads = {head.case_id: head for head in leaves.heads_at(checkpoint.size)}
    head = heads.get(case_id)
    if head is None or checkpoint.cases is None:
        raise InvalidInputError(
            Both(f"it has no case {case_id!r}.", f"es fehlt Vorgang „{case_id}“."),
            "checkpoint",
        )
    cases = _mapped(heads.values())
    if cases.root != checkpoint.cases:
        raise BrokenLogError(
            case_id,
            head.version,
            Both(
                "the cases do not end where the checkpoint says.",
                "die Vorgänge enden nicht dort, wo es der Prüfpunkt sagt.",
            ),
        )
    end = (head.case_id, head.version, head.hash)
    return LastOfCase(end, cases.path(case_id), checkpoint)


def heads_to_json(leaves: Leaves, checkpoint: Checkpoint) -> bytes:
    """Write where all cases ended at a checkpoint: a list that stays with the town.

    With it an export is held against the checkpoint, entry by entry. It names every case.
    """
    heads = leaves.heads_at(checkpoint.size)
    row = {
        "format": HEADS,
        "heads": [[each.case_id, each.version, each.hash] for each in heads],
        "origin": checkpoint.origin,
        "size": checkpoint.size,
    }
    return canonical(row) + b"\n"


def prove_consistency(leaves: Leaves, old: int, checkpoint: Checkpoint) -> Consistency:
    """Prove that a checkpoint continues the tree of an earlier size.

    Args:
        leaves: the store.
        old: the earlier size; for 0 there is nothing to be proved.
        checkpoint: the later checkpoint.

    Raises:
        InvalidInputError: the earlier one is larger.
        BrokenLogError: the log is not the one that was signed.
    """
    if not 0 <= old <= checkpoint.size:
        raise InvalidInputError(
            Both(
                f"it has {checkpoint.size} leaves, and cannot continue one of {old}.",
                f"er hat {checkpoint.size} Blätter und kann keinen mit {old} fortsetzen.",
            ),
            "checkpoint",
        )
    ranges = merkle.between(old, checkpoint.size) if old else []
    refuse_other(leaves, checkpoint)
    return Consistency(old, roots_of(leaves, ranges), checkpoint)
