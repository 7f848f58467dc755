"""The fast pass over a log: each entry is read once, a stretch of cases at a time.

What is checked here is checked for a whole stretch at one go. A stretch that does not
hold is gone through case by case, and a case that does not hold is a suspect, no more:
the statements see different moments. `Auditor` looks at suspects closely.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import accumulate, chain, repeat
from operator import contains, itemgetter

from ratsflow.errors import BrokenLogError
from ratsflow.log import GENESIS, Record
from ratsflow.log.chain import case_mark
from ratsflow.log.entry import quick
from ratsflow.log.erasable import MARK_BYTES
from ratsflow.stores.protocol import Standing, agree
from ratsflow.stores.sql.evidence import Evidence
from ratsflow.stores.sql.queries import chunks, in_list
from ratsflow.stores.sql.reading import Reader
from ratsflow.stores.sql.statements import Row, Statement, Statements
from ratsflow.stores.sql.stretches import (
    KEYS,
    heads_query,
    marked_query,
    sealed_query,
    stray_outbox_query,
    stretch_query,
)
from ratsflow.stores.sql.tables import entries
from ratsflow.stores.verify import StandingOf


STRETCH = 500
"""Entries that are read at a time, whole cases."""

_MOST = 10_000_000
_GENESIS = GENESIS.encode()
_TILDE = MARK_BYTES[0]
_PLAIN = ("", "", 0)

_new_record = quick(Record)
_hexdigest = type(sha256()).hexdigest
_version = itemgetter(3)


class Sweep:
    """Goes through the tables of one tenant and names the cases to look at closely."""

    def __init__(
        self, lines: Statements, reader: Reader, standing_of: StandingOf | None
    ) -> None:
        self._lines = lines
        self._reader = reader
        self._standing_of = standing_of

    def suspects(self) -> Iterator[str]:
        """Yield the cases that need a close look, each once."""
        seen: set[str] = set()
        for case_id in self._all_suspects():
            if case_id not in seen:
                seen.add(case_id)
                yield case_id

    def _all_suspects(self) -> Iterator[str]:
        strays = self._lines.select("stray-outbox", ("tenant",), stray_outbox_query)
        yield from (row[0] for row in self._reader.fetch(strays))
        before = ""
        for heads in self._stretches():
            yield from (head[0] for head in heads if not _agrees(head))
            yield from self._follow(before, heads[-1][0], heads)
            before = heads[-1][0]
        yield from self._unlisted(before)

    def _stretches(self) -> Iterator[list[Row]]:
        """Yield the heads of the cases, so many that their entries make a stretch."""
        folds = self._standing_of is not None
        statement = self._lines.select(
            ("swept", folds),
            ("tenant", "after", "limit"),
            lambda: heads_query(standing=folds),
        )
        stretch: list[Row] = []
        size = 0
        for head in self._reader.paged(statement):
            stretch.append(head)
            size += _count(head)
            if size >= STRETCH:
                yield stretch
                stretch, size = [], 0
        if stretch:
            yield stretch

    def _follow(self, before: str, last: str, heads: Sequence[Row]) -> Iterator[str]:
        """Yield the suspects of a stretch of cases, from behind `before` to `last`."""
        rows = self._fetch("stretch", before, last)
        marked: Sequence[Row] = ()
        if not all(map(_version, rows)):
            marked = self._fetch("marked", before, last)
        if not hold(heads, rows, marked):
            yield from (head[0] for head in heads)
            yield from self._unlisted(before, last)
        elif marked or self._standing_of:
            beside = self._beside(before, last, marked) if marked else {}
            at = 0
            for head in heads:
                log = rows[at : at + head[1]]
                at += head[1]
                evidence = beside.get(head[0])
                if evidence:
                    _complete(evidence, head, log)
                if (evidence or self._standing_of) and not self._stands(
                    head, log, evidence
                ):
                    yield head[0]

    def _stands(self, head: Row, log: Sequence[Row], beside: Evidence | None) -> bool:
        """Tell whether what stands beside a sound chain and its projection hold too."""
        records: Sequence[Record]
        if beside is None:
            records = [_new_record(head[0], row[3], row[0], row[1], ()) for row in log]
        else:
            records = beside.records()
            if next(beside.beside(), None) or not beside.contents_hold(records):
                return False
        if self._standing_of is None:
            return True
        try:
            return agree(self._standing_of(records), Standing(*head[5:]))
        except BrokenLogError:
            return False

    def _beside(
        self, before: str, last: str, marked: Sequence[Row]
    ) -> dict[str, Evidence]:
        """Return what other tables and columns say of a stretch, by case."""
        found: dict[str, Evidence] = {}
        used: dict[str, Evidence] = {}
        for row in marked:
            evidence = found.setdefault(row[0], Evidence(row[0]))
            evidence.entries.append(row[1:])
            if row[2]:
                used[row[2]] = evidence
        for row in self._fetch("contents", before, last):
            found.setdefault(row[0], Evidence(row[0])).sealed.append(row[1:])
        for commands in chunks(list(used)):
            statement = in_list(self._lines, "swept-keys", KEYS, len(commands))
            for row in self._reader.fetch(statement, *commands):
                used[row[0]].commands[row[0]] = (row[1], row[2])
        return found

    def _fetch(self, what: str, before: str, last: str) -> Sequence[Row]:
        return self._reader.fetch(self._within(what), before, last)

    def _within(self, what: str) -> Statement:
        make = {
            "stretch": stretch_query,
            "marked": marked_query,
            "contents": sealed_query,
        }[what]
        return self._lines.select(("sweep", what), ("tenant", "before", "last"), make)

    def _unlisted(self, before: str, last: str | None = None) -> Iterator[str]:
        """Yield the cases of a stretch that have entries; those not listed are broken."""
        for case_id in self._reader.traces(entries, before):
            if last is not None and isinstance(case_id, str) and case_id > last:
                return
            yield case_id


def _complete(evidence: Evidence, head: Row, log: Sequence[Row]) -> None:
    """Add to what stands beside some entries of a case its head and all its entries."""
    evidence.case = (*head[1:4], *head[5:])
    evidence.announced = head[4]
    marks = {row[0]: row[1:] for row in evidence.entries}
    evidence.entries = [
        (version, row[0], row[1], *marks.get(version, _PLAIN))
        for version, row in enumerate(log, 1)
    ]


def hold(heads: Sequence[Row], rows: Sequence[Row], marked: Sequence[Row] = ()) -> bool:
    """Tell whether rows are the whole and unbroken chains of cases, one after another.

    That a body holds the hash before it is enough here, and needs no parsing: whoever
    changes one row changes its hash, and then the next entry or the head does not
    follow. The first entry of a case is checked for its case as well. Rows are sorted
    by case, so all of a chain belong to the case if the first and the last do. An entry
    that commits to sealed contents, but is not marked so, does not hold.

    Args:
        heads: case, version and hash, sorted by case.
        rows: hash, body, case and version, which is 0 where something stands beside the
            entry; sorted by case and version.
        marked: case and version of the entries beside which something stands, sorted.
    """
    try:
        counts = [head[1] for head in heads]
        if sum(counts) != len(rows) or min(counts) < 1:
            return False
        claimed, bodies, ids, numbers = zip(*rows, strict=True)
        ends = list(accumulate(counts))
        names = [head[0] for head in heads]
        return (
            (_filled(rows, marked) if marked else list(numbers)) == _versions(counts)
            and list(map(_hexdigest, map(sha256, bodies))) == list(claimed)
            and [claimed[end - 1] for end in ends] == [head[2] for head in heads]
            and [ids[end - 1] for end in ends] == names
            and [ids[at] for at in (0, *ends[:-1])] == names
            and _follow_on(claimed, bodies, ends)
            and _name(names, [bodies[at] for at in (0, *ends[:-1])])
            and not (any(map(contains, bodies, repeat(_TILDE))) and _seals(rows))
        )
    except (TypeError, AttributeError, IndexError, OverflowError):
        return False  # a column of another type


def _versions(counts: Sequence[int]) -> list[int]:
    return list(chain.from_iterable([range(1, count + 1) for count in counts]))


def _follow_on(
    claimed: Sequence[str], bodies: Sequence[bytes], ends: Sequence[int]
) -> bool:
    """Tell whether each body holds the hash of the entry before it in its case."""
    before = [_GENESIS, *map(str.encode, claimed)]
    for end in ends:
        before[end] = _GENESIS
    # It stands near the end.
    return min(map(bytes.rfind, bodies, before)) > 0


def _name(names: Sequence[str], bodies: Sequence[bytes]) -> bool:
    """Tell whether bodies name the case that they belong to."""
    return min(map(bytes.find, bodies, map(case_mark, names))) > 0


def _filled(rows: Sequence[Row], marked: Sequence[Row]) -> Sequence[object]:
    """Return the versions of rows, those left open taken from what is marked."""
    open_ones = [at for at, row in enumerate(rows) if not row[3]]
    if [rows[at][2] for at in open_ones] != [row[0] for row in marked]:
        return ()
    versions = [row[3] for row in rows]
    for at, row in zip(open_ones, marked, strict=True):
        versions[at] = row[1]
    return versions


def _seals(rows: Sequence[Row]) -> bool:
    """Tell whether an entry seals contents of which it says that there are none."""
    return any(row[3] and MARK_BYTES in row[1] for row in rows)


def _count(head: Row) -> int:
    return head[1] if isinstance(head[1], int) and 0 < head[1] < _MOST else 1


def _agrees(head: Row) -> bool:
    """Tell whether a head is that of a case and says the same as the outbox."""
    case_id, version, _, pending, announced = head[:5]
    if type(case_id) is not str or not isinstance(version, int):
        return False
    if announced is None:
        return bool(pending == version)
    return (
        isinstance(announced, int)
        and 0 < announced <= version
        and bool(pending == version - announced)
    )
