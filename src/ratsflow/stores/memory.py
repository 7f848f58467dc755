"""A store in memory: for tests, scripts and what-if questions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from threading import RLock
from typing import TYPE_CHECKING

import attrs

from ratsflow.canonical import digest
from ratsflow.errors import (
    Both,
    ConflictError,
    RatsflowError,
    RepeatedError,
    StoreError,
)
from ratsflow.log import Head, Record
from ratsflow.log.chain import prev_in
from ratsflow.stores.checks import (
    check_append,
    check_bound,
    check_find,
    check_laws,
    check_project,
    keys_asked,
    new_laws,
    refuse_unknown_law,
    unknown_laws,
)
from ratsflow.stores.protocol import (
    Append,
    Found,
    Laws,
    Projected,
    Standing,
    Used,
    refuse_in_transaction,
)


if TYPE_CHECKING:
    from ratsflow.log.tree import Leaf


@attrs.frozen
class _Kept:
    """All that is known of a case; the list grows in place, so appending stays cheap."""

    log: list[Record]
    standing: Standing
    announced: int = 0


class MemoryStore:
    """Keeps records in this process; safe for threads."""

    def __init__(self) -> None:
        self._cases: dict[str, _Kept] = {}
        self._orders: dict[_Group, list[tuple[str, str]]] = {}
        self._places: dict[str, frozenset[_Place]] = {}
        self._keys: dict[str, Used] = {}
        self._laws: dict[str, bytes] = {}
        self._leaves: list[Leaf] = []
        self._numbers: dict[str, list[int]] = {}  # of a case's entries, in their order
        self._undo: list[Callable[[], object]] | None = None
        self._lock = RLock()

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
        """Append records to a case, all or none; see `Store.append`."""
        work = Append(
            case_id, tuple(records), expected, standing, key, tuple(erase), laws
        )
        check_append(work)
        with self._lock:
            self._append(work)

    def append_many(self, works: Iterable[Append]) -> Sequence[RatsflowError | None]:
        """Append to many cases, each append all or none; see `Store.append_many`."""
        return [self._attempt(work) for work in works]

    @contextmanager
    def unit_of_work(self) -> Iterator[None]:
        """Make the appends within one transaction; see `Store.unit_of_work`."""
        with self._lock:
            if self._undo is not None:
                raise StoreError(
                    Both(
                        "a unit of work is already open; units do not nest.",
                        "Es ist schon eine Arbeitseinheit offen; sie lassen sich "
                        "nicht schachteln.",
                    )
                )
            self._undo = []
            try:
                yield
            except BaseException:
                for undo in reversed(self._undo):
                    undo()
                raise
            finally:
                self._undo = None

    def read(self, case_id: str, after: int = 0) -> Sequence[Record]:
        """Return the records of a case in order."""
        kept = self._cases.get(case_id)
        return tuple(kept.log[after:]) if kept else ()

    def read_many(self, case_ids: Iterable[str]) -> Mapping[str, Sequence[Record]]:
        """Return the records of many cases; those that do not exist are left out."""
        return {
            case_id: tuple(self._cases[case_id].log)
            for case_id in case_ids
            if case_id in self._cases
        }

    def used(self, key: str) -> Used | None:
        """Return what an idempotency key was used for."""
        return self.used_many((key,)).get(key)

    def used_many(self, keys: Iterable[str]) -> Mapping[str, Used]:
        """Return what many keys were used for; those that were not are left out."""
        with self._lock:  # another thread's unit ends first
            return {key: self._keys[key] for key in keys if key in self._keys}

    def law(self, digest: str) -> bytes | None:
        """Return the values of law that entries name by a digest."""
        return self._laws.get(digest)

    def laws(self) -> Iterator[tuple[str, bytes]]:
        """Yield every set of values of law with its digest, sorted by digest."""
        with self._lock:
            kept = sorted(self._laws.items())
        yield from kept

    def head(self, case_id: str) -> Head | None:
        """Return where the log of a case ends."""
        kept = self._cases.get(case_id)
        return Head(case_id, kept.log[-1].version, kept.log[-1].hash) if kept else None

    def heads(self) -> Iterator[Head]:
        """Yield the heads of all cases, sorted by id."""
        for case_id in self.cases():
            head = self.head(case_id)
            if head:
                yield head

    def standing(self, case_id: str) -> Standing | None:
        """Return the cached projection of a case."""
        kept = self._cases.get(case_id)
        return kept.standing if kept else None

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
        """Return cases by where they stand; see `Store.find`."""
        keys = keys_asked(reference=reference, base=base)
        check_find(
            limit,
            after,
            keys,
            state=state,
            due_by=due_by,
            stuck_since=stuck_since,
        )
        groups = keys or (
            ("due", "") if due_by else ("state", state) if state else ("id", ""),
        )
        with self._lock:
            orders = [self._in_order(*group, after) for group in groups]
            listed: Iterable[tuple[str, _Kept]] = orders[0]
            if len(orders) > 1:  # by id, each once
                once = dict(chain.from_iterable(orders))
                listed = [(case_id, once[case_id]) for case_id in sorted(once)]
            found = (
                Found(case_id, len(kept.log), kept.standing, kept.log[-1].hash)
                for case_id, kept in listed
                if _matches(kept.standing, state, due_by, stuck_since)
            )
            return tuple(islice(found, limit))

    def _in_order(
        self, by: str, group: str, after: Found | None
    ) -> Iterator[tuple[str, _Kept]]:
        """Yield the cases of a group behind one, in the order in which `find` lists them."""
        order = self._orders.get((by, group), [])
        start = 0
        if after:
            at = {"state": after.standing.since, "due": after.standing.due}
            start = bisect_right(order, (at.get(by, ""), after.case_id))
        for place in range(start, len(order)):
            case_id = order[place][1]
            yield case_id, self._cases[case_id]

    def project(self, rows: Sequence[Projected]) -> int:
        """Write projections anew, where the case stands; see `Store.project`."""
        check_project(rows)
        written = 0
        with self._lock:
            for row in rows:
                kept = self._cases.get(row.case_id)
                if kept and len(kept.log) == row.version:
                    self._put(row.case_id, attrs.evolve(kept, standing=row.standing))
                    written += 1
        return written

    def cases(self) -> Iterator[str]:
        """Yield the ids of all cases, sorted."""
        with self._lock:
            known = [case_id for _, case_id in self._orders.get(_ALL, ())]
        yield from known

    def scan(self) -> Iterator[tuple[str, Sequence[Record]]]:
        """Yield every case with its records, sorted by id."""
        for case_id in self.cases():
            yield case_id, self.read(case_id)

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is in a unit of work; see `Store.in_transaction`."""
        with self._lock:  # another thread's unit ends first
            return self._undo is not None

    def pending(self, limit: int = 100, after: str = "") -> Sequence[Record]:
        """Return entries that nobody has acknowledged; see `Store.pending`."""
        check_bound(after, "after")
        with self._lock:  # nothing of a unit that another thread begins meanwhile
            order = self._orders.get(_WAITING, [])
            waiting = (
                record
                for place in range(bisect_right(order, ("", after)), len(order))
                for kept in (self._cases[order[place][1]],)
                for record in kept.log[kept.announced :]
            )
            return tuple(islice(waiting, limit))

    def acknowledge(self, case_id: str, version: int) -> None:
        """Note that entries up to a version have been announced."""
        with self._lock:
            kept = self._cases.get(case_id)
            if kept and kept.announced < version:
                announced = min(version, len(kept.log))
                self._put(case_id, attrs.evolve(kept, announced=announced))

    def sequence(self, body: bytes = b"") -> int:
        """Give leaves to the entries that have none; see `Store.sequence`."""
        from ratsflow.log.tree import numbered, whole_at  # noqa: PLC0415  # no step needs it

        with self._lock:
            refuse_in_transaction(self)
            size = len(self._leaves)
            entries = chain(self._without_leaf(), self._own_entry(body))
            for leaf in numbered(entries, size, whole_at(self, size)):
                self._leaves.append(leaf)
                self._numbers.setdefault(leaf.case_id, []).append(leaf.number)
            return len(self._leaves)

    def _without_leaf(self) -> Iterator[tuple[str, int, str, bytes]]:
        for case_id in self.cases():
            have = len(self._numbers.get(case_id, ()))
            for record in self._cases[case_id].log[have:]:
                yield case_id, record.version, record.hash, b""

    def _own_entry(self, body: bytes) -> Iterator[tuple[str, int, str, bytes]]:
        if body:
            yield "", len(self._numbers.get("", ())) + 1, digest(body), body

    def tree_size(self) -> int:
        """Return the number of leaves in the tree."""
        return len(self._leaves)

    def leaves(self, start: int = 0) -> Iterator[Leaf]:
        """Yield the leaves from a number on, in order."""
        yield from self._leaves[start:]

    def leaves_at(self, numbers: Iterable[int]) -> Mapping[int, Leaf]:
        """Return leaves by number; those that do not exist are left out."""
        size = len(self._leaves)
        return {each: self._leaves[each] for each in numbers if 0 <= each < size}

    def leaf(self, case_id: str, version: int) -> Leaf | None:
        """Return the leaf of an entry, or None if it has none yet."""
        numbers = self._numbers.get(case_id, [])
        return (
            self._leaves[numbers[version - 1]] if 0 < version <= len(numbers) else None
        )

    def heads_at(self, size: int) -> Iterator[Head]:
        """Yield where each case ended when the tree had a size, sorted by id."""
        with self._lock:
            last = {leaf.case_id: leaf for leaf in self._leaves[:size]}
        for case_id in sorted(last.keys() - {""}):
            yield Head(case_id, last[case_id].version, last[case_id].hash)

    def stray_leaves(self) -> Iterator[Leaf]:
        """Yield the leaves whose entry is not there, or has another hash."""
        for leaf in self._leaves:
            kept = self._cases.get(leaf.case_id)
            log = kept.log[leaf.version - 1 : leaf.version] if kept else []
            if leaf.case_id and [record.hash for record in log] != [leaf.hash]:
                yield leaf

    def _attempt(self, work: Append) -> RatsflowError | None:
        try:
            check_append(work)
            with self._lock:
                self._append(work)
        except RatsflowError as error:
            return error
        return None

    def _append(self, work: Append) -> None:
        used = self._keys.get(work.key)
        if used:
            raise RepeatedError(work.key, used.case_id, used.version)
        kept = self._cases.get(work.case_id)
        log = kept.log if kept else []
        if len(log) != work.expected or not _follows(work, log):
            raise ConflictError(work.case_id, work.expected, len(log))
        self._keep_laws(work)
        if work.erase:
            digests = frozenset(work.erase)
            log = [_without(record, digests) for record in log]
        log.extend(_sorted(record) for record in work.records)
        self._on_failure(lambda: log.__delitem__(slice(work.expected, None)))
        announced = kept.announced if kept else 0
        self._put(work.case_id, _Kept(log, work.standing, announced))
        if work.key:
            self._keys[work.key] = Used(work.case_id, len(log))
            self._on_failure(lambda: self._keys.pop(work.key))

    def _keep_laws(self, work: Append) -> None:
        for name in unknown_laws(work, self._laws):
            refuse_unknown_law(work, name)
        left = [pair for pair in work.laws if pair[0] not in self._laws]
        if not left:  # as nearly always
            return
        check_laws(left)
        for name, body in dict(new_laws(work, self._laws)).items():
            self._laws[name] = body
            self._on_failure(partial(self._laws.pop, name))

    def _put(self, case_id: str, kept: _Kept) -> None:
        before, places = self._cases.get(case_id), self._places.get(case_id, _NOWHERE)
        self._place(case_id, kept, _places_of(kept))
        self._on_failure(lambda: self._place(case_id, before, places))

    def _place(
        self, case_id: str, kept: _Kept | None, places: frozenset[_Place]
    ) -> None:
        """Put a case where each look-up finds it, or take it away."""
        old = self._places.get(case_id, _NOWHERE)
        for group, at in old - places:
            order = self._orders[group]
            del order[bisect_left(order, (at, case_id))]
            if not order:
                del self._orders[group]
        for group, at in places - old:
            insort(self._orders.setdefault(group, []), (at, case_id))
        if kept is None:
            del self._cases[case_id], self._places[case_id]
        else:
            self._cases[case_id], self._places[case_id] = kept, places

    def _on_failure(self, undo: Callable[[], object]) -> None:
        if self._undo is not None:
            self._undo.append(undo)


_Group = tuple[str, str]
"""Cases that are looked up together: by what, and by which value of it."""

_Place = tuple[_Group, str]
"""Where a case stands: its group, and the text by which the cases of it are in order."""

_ALL: _Group = ("id", "")
_WAITING: _Group = ("waiting", "")
_NOWHERE: frozenset[_Place] = frozenset()


def _places_of(kept: _Kept) -> frozenset[_Place]:
    """Return where a case stands for each look-up that is to find it."""
    at = kept.standing
    places = {(_ALL, ""), (("state", at.state), at.since)}
    if at.due:
        places.add((("due", ""), at.due))
    if at.reference:
        places.add((("reference", at.reference), ""))
    if at.base:
        places.add((("base", at.base), ""))
    if kept.announced < len(kept.log):
        places.add((_WAITING, ""))
    return frozenset(places)


def _matches(standing: Standing, state: str, due_by: str, stuck_since: str) -> bool:
    return (
        (not state or standing.state == state)
        and (not due_by or "" < standing.due <= due_by)
        and (not stuck_since or standing.since <= stuck_since)
    )


def _follows(work: Append, log: Sequence[Record]) -> bool:
    return not log or prev_in(work.records[0].body) == log[-1].hash


def _sorted(record: Record) -> Record:
    if len(record.sealed) < 2:  # noqa: PLR2004
        return record
    return attrs.evolve(record, sealed=tuple(sorted(record.sealed)))


def _without(record: Record, digests: frozenset[str]) -> Record:
    kept = tuple(pair for pair in record.sealed if pair[0] not in digests)
    return attrs.evolve(record, sealed=kept) if kept != record.sealed else record
