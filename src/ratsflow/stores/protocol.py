"""The persistence port.

A store keeps records and asks no questions about their meaning. It promises:

R1 append only: no call edits, inserts or deletes.
R2 an append is atomic, with the host's own writes where it lends its transaction.
R3 an append carries the expected version, and its first entry names the hash of the
   last one; a stale one raises `ConflictError` and writes nothing.
R4 insert order is read order.
R5 what was hashed is what is stored and read, bit by bit; an entry whose hash is not
   that of its bytes is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

import attrs

from ratsflow.errors import Both, RatsflowError, StoreError
from ratsflow.log import Head, Record


if TYPE_CHECKING:
    from ratsflow.log.tree import Leaf


UNFILLED = "?"
"""What stands for a look-up key in a row that was written before there was one."""


@attrs.frozen
class Standing:
    """The cached projection of a case: where it stands. It can always be rebuilt.

    Attributes:
        state: state in the motion lifecycle.
        procedure: name of the procedure.
        title: title of the motion; empty if it is not public.
        since: when the state took effect, UTC text to the microsecond.
        due: the next day on which something falls due, ISO date, or empty.
        reference: key of the number that the paper bears, or empty; a digest, so that
            the number of a paper that is not public does not stand in the clear.
        base: key of the number of the paper that it amends or supplements, or empty.
    """

    state: str
    procedure: str
    title: str = ""
    since: str = ""
    due: str = ""
    reference: str = ""
    base: str = ""


Laws = tuple[tuple[str, bytes], ...]
"""Sets of values of law: pairs of digest and canonical bytes."""


@attrs.frozen
class Append:
    """One append as a value, for `Store.append_many`.

    Attributes:
        case_id: the case.
        records: consecutive records, the first of version ``expected + 1``.
        expected: the version that the caller has read; 0 for a new case.
        standing: where the case stands after them.
        key: idempotency key of the command, or empty.
        erase: digests of sealed contents that are destroyed with the append.
        laws: the values of law that its entries name: pairs of digest and bytes.
    """

    case_id: str
    records: tuple[Record, ...]
    expected: int
    standing: Standing
    key: str = ""
    erase: tuple[str, ...] = ()
    laws: Laws = ()


@attrs.frozen
class Found:
    """A case as `Store.find` lists it.

    Attributes:
        case_id: the case.
        version: number of its last entry.
        standing: where it stands.
        hash: hash of its last entry; empty where a store does not tell it.
    """

    case_id: str
    version: int
    standing: Standing
    hash: str = attrs.field(default="", eq=False)


@attrs.frozen
class Used:
    """What an idempotency key was used for: a key is used once in a whole store.

    Attributes:
        case_id: the case.
        version: the last entry that was written with it.
    """

    case_id: str
    version: int


@attrs.frozen
class Projected:
    """A projection that is written anew, for `Store.project`.

    Attributes:
        case_id: the case.
        version: the version of the case that it follows from.
        standing: the projection.
    """

    case_id: str
    version: int
    standing: Standing


def agree(rebuilt: Standing, kept: Standing | None) -> bool:
    """Tell whether a kept projection is the one that follows from the log.

    Keys that were not filled in yet say nothing, so they say nothing wrong. They are
    filled in together: one alone that says so was made to, and would hide the case from
    who looks for it by that key.
    """
    if kept is not None and kept.reference == kept.base == UNFILLED:
        rebuilt = attrs.evolve(rebuilt, reference=UNFILLED, base=UNFILLED)
    return rebuilt == kept


def refuse_in_transaction(store: Store) -> None:
    """Refuse to give leaves where what is seen may be rolled back.

    Raises:
        StoreError: the store is `in_transaction`.
    """
    if store.in_transaction:
        raise StoreError(
            Both(
                "entries get their leaves in a transaction of its own, and this one is open. "
                "End it first, or open a store by the URL of the database.",
                "Einträge bekommen ihre Blätter in einer eigenen Transaktion, und diese ist "
                "noch offen. Sie zuerst beenden oder die Datenbank mit ihrer Adresse öffnen.",
            )
        )


def tenant_of(store: Store) -> str:
    """Return the municipality that a store is of; empty where it says none.

    A store in memory is nobody's: what is tried in it may be kept by any.
    """
    tenant = getattr(store, "tenant", "")
    return tenant if isinstance(tenant, str) else ""


class Store(Protocol):
    """What ratsflow needs of a store.

    An id, a state or a key with a character that no database stores (NUL, a lone
    surrogate) is there in no store: asked for it, each answers so. It is refused where
    it would be written, and as a bound of what is listed.
    """

    def append(
        self,
        case_id: str,
        records: Sequence[Record],
        *,
        expected: int,
        standing: Standing,
        key: str = "",
        erase: Sequence[str] = (),
        laws: Laws = (),
    ) -> None:
        """Append records to a case, all or none.

        Args:
            case_id: the case.
            records: consecutive records, the first of version ``expected + 1``.
            expected: the version that the caller has read; 0 for a new case.
            standing: where the case stands after them.
            key: idempotency key of the command, or empty.
            erase: digests of sealed contents of this case that are destroyed together
                with the append; the records that commit to them stay as they are.
            laws: the values of law that the records name; each that is not kept yet is
                written together with the append, and kept once for all cases.

        Raises:
            ConflictError: the case is not at the expected version, or the entry there
                is not the one that the first record follows.
            RepeatedError: a command with this key was already carried out.
            InvalidInputError: the records do not continue the case, the hash of one or
                the digest of a set of law is not that of its bytes, or a text cannot be
                stored.
        """

    def append_many(self, works: Iterable[Append]) -> Sequence[RatsflowError | None]:
        """Append to many cases in few round trips, each append all or none.

        Returns:
            One answer per append in order: None if it was written, else the error that
            `append` would have raised. One that fails does not harm the others.

        Raises:
            TransactionLostError: the database ended the transaction that they are part of,
                a host's or a unit of work; nothing of it was written.
        """

    def unit_of_work(self) -> AbstractContextManager[None]:
        """Make the appends of this thread within a ``with`` block one transaction.

        An exception that leaves the block takes all of them back. A conflict that is
        caught inside harms nothing. An append in which the database failed is not
        written; where it cannot be taken back alone, the block ends with a `StoreError`
        and nothing of it is written, even if the failure was caught. Units do not nest.
        """

    def read(self, case_id: str, after: int = 0) -> Sequence[Record]:
        """Return the records of a case in order, those after a version only.

        A record's `sealed` comes back sorted by digest; contents that were erased are
        absent from it.
        """

    def read_many(self, case_ids: Iterable[str]) -> Mapping[str, Sequence[Record]]:
        """Return the records of many cases in few round trips.

        Cases that do not exist are left out.
        """

    def used(self, key: str) -> Used | None:
        """Return what an idempotency key was used for, or None if it was not used."""

    def used_many(self, keys: Iterable[str]) -> Mapping[str, Used]:
        """Return what many keys were used for in few round trips.

        Those that were not used are left out.
        """

    def law(self, digest: str) -> bytes | None:
        """Return the values of law that entries name by a digest, or None if not kept."""

    def laws(self) -> Iterator[tuple[str, bytes]]:
        """Yield every set of values of law with its digest, sorted by digest."""

    def head(self, case_id: str) -> Head | None:
        """Return where the log of a case ends, or None if there is no such case."""

    def heads(self) -> Iterator[Head]:
        """Yield the heads of all cases, sorted by id."""

    def standing(self, case_id: str) -> Standing | None:
        """Return the cached projection of a case."""

    def find(
        self,
        *,
        state: str = "",
        due_by: str = "",
        stuck_since: str = "",
        reference: str | Collection[str] = "",
        base: str | Collection[str] = "",
        limit: int = 1000,
        after: Found | None = None,
    ) -> Sequence[Found]:
        """Return cases by where they stand, by index and a page at a time.

        Args:
            state: only those in this state, the longest there first.
            due_by: only those due on this day (ISO date) or before, the earliest first.
            stuck_since: only those whose state took effect at this time (UTC text) or
                before; needs `state`.
            reference: only those whose paper bears the number of this key, or of one of
                several, by id; nothing but keys is asked together. `UNFILLED` finds those
                that still lack their keys.
            base: likewise those that amend or supplement the paper of this key. With both,
                those that either finds, each once.
            limit: how many at most; fewer are all that there are.
            after: the last case of the page before.

        Raises:
            InvalidInputError: `stuck_since` without `state`, a key beside anything, or
                a bound that no database can compare with.
        """

    def project(self, rows: Sequence[Projected]) -> int:
        """Write projections anew, each if its case still stands at that version.

        The log is not touched. It fills what an older version of the library did not
        know, and may be repeated.

        Returns:
            How many were written; the others moved on, and with that were projected.

        Raises:
            InvalidInputError: a text cannot be stored; nothing was written.
        """

    def cases(self) -> Iterator[str]:
        """Yield the ids of all cases of which there is any trace, sorted."""

    def scan(self) -> Iterator[tuple[str, Sequence[Record]]]:
        """Yield every case of which there is any entry with its records, sorted by id.

        Only one page and one case are held in memory at a time.
        """

    @property
    def in_transaction(self) -> bool:
        """Whether what this thread reads here may still be rolled back.

        True within a unit of work, and always where a host lends its transaction.
        """

    def pending(self, limit: int = 100, after: str = "") -> Sequence[Record]:
        """Return entries that nobody has acknowledged yet (the outbox).

        They come in the order of their case and case by case, sorted by id. What is
        not acknowledged comes again: listeners are told at least once. Where the store
        is `in_transaction`, some may not be committed: nobody must be told of them.

        Args:
            limit: how many at most.
            after: only cases whose id follows this one.

        Raises:
            InvalidInputError: `after` is a text that no database can compare with.
        """

    def acknowledge(self, case_id: str, version: int) -> None:
        """Note that the entries of a case up to a version have been announced."""

    def sequence(self, body: bytes = b"") -> int:
        """Give leaves in the tree to the entries that have none, and return its size.

        Entries get them case by case in the order of their numbers, in a transaction of
        its own: never in that of whoever appends. It may be called at any time, by several
        at once, and changes nothing where all entries have their leaves.

        Args:
            body: bytes of an entry of the log itself, which gets a leaf behind the others.

        Raises:
            StoreError: the store is `in_transaction`: what it sees may be rolled back.
        """

    def tree_size(self) -> int:
        """Return the number of leaves in the tree."""

    def leaves(self, start: int = 0) -> Iterator[Leaf]:
        """Yield the leaves from a number on, in order."""

    def leaves_at(self, numbers: Iterable[int]) -> Mapping[int, Leaf]:
        """Return leaves by number in few round trips; those that do not exist are left out."""

    def leaf(self, case_id: str, version: int) -> Leaf | None:
        """Return the leaf of an entry, or None if it has none yet."""

    def heads_at(self, size: int) -> Iterator[Head]:
        """Yield where each case ended when the tree had a size, sorted by id.

        Entries behind its last leaf are not known to it, nor are cases without a leaf.
        """

    def stray_leaves(self) -> Iterator[Leaf]:
        """Yield the leaves whose entry is not there, or has another hash."""
