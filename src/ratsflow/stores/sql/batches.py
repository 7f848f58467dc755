"""The fast pass over a log: each entry is read once, a batch of cases at a time.

What is checked here is checked for a whole batch at one go. A batch that does not
hold is gone through case by case, and a case that does not hold is a suspect, no more:
the statements see different moments. `Auditor` looks at suspects closely.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import accumulate, repeat
from operator import itemgetter
from typing import Any

import orjson

from ratsflow.errors import BrokenLogError
from ratsflow.log import Record
from ratsflow.log.chain import (
    PREV,
    TENANT,
    all_name,
    any_erases,
    law_in,
    law_places,
)
from ratsflow.model.quick import quick
from ratsflow.stores.progress import Progress
from ratsflow.stores.protocol import Standing, agree
from ratsflow.stores.sql.batch_checks import (
    all_agree,
    hold,
    marked,
    unsure,
    used_keys,
    used_twice,
)
from ratsflow.stores.sql.batch_queries import (
    bare_query,
    batch_query,
    heads_query,
    sealed_query,
    stray_outbox_query,
)
from ratsflow.stores.sql.outbox import first_waiting
from ratsflow.stores.sql.reading import Reader, sealed_by_entry
from ratsflow.stores.sql.statements import Row, Statements, chunks
from ratsflow.stores.verify import StandingOf


BATCH = 500
"""Entries that are read at a time, whole cases."""

_MOST = 10_000_000

_new_record = quick(Record)
_version = itemgetter(3)


class BatchPass:
    """Goes through the tables of one tenant and names the cases to look at closely."""

    def __init__(
        self,
        lines: Statements,
        tenant: str,
        reader: Reader,
        standing_of: StandingOf | None,
        progress: Progress,
        laws: Container[str],
    ) -> None:
        self._lines = lines
        self._tenant = tenant
        self._mine = b'%b%b,"version":1}' % (TENANT, orjson.dumps(tenant))
        self._reader = reader
        self._standing_of = standing_of
        self._progress = progress
        self._laws = laws
        self._is_bare = True

    def suspects(self, after: str = "", last: str | None = None) -> Iterator[str]:
        """Yield the cases that need a close look, each once.

        Args:
            after: only those behind this one.
            last: only those up to this one; None for all that follow.
        """
        seen: set[str] = set()
        for case_id in self._all_suspects(after, last):
            if case_id not in seen:
                seen.add(case_id)
                yield case_id

    def strays(self) -> Iterator[str]:
        """Yield the cases that were announced and do not exist."""
        strays = self._lines.select("stray-outbox", ("tenant",), stray_outbox_query)
        return (row[0] for row in self._reader.fetch(strays))

    def _all_suspects(self, after: str, last: str | None) -> Iterator[str]:
        before, done = after, 0
        for size, heads in self._batches(after, last):
            if not all_agree(heads):
                yield from (head[0] for head in heads if not _agrees(head))
            yield from self._follow(before, heads[-1][0], heads)
            before = heads[-1][0]
            done += size
            self._progress(done)
        yield from self._unlisted(before, last)

    def _batches(self, after: str, last: str | None) -> Iterator[tuple[int, list[Row]]]:
        """Yield the heads of the cases, so many that their entries make a batch; and how many."""
        folds = self._standing_of is not None
        statement = self._lines.select(
            ("swept", folds),
            ("tenant", "after", "limit"),
            lambda: heads_query(standing=folds),
        )
        batch: list[Row] = []
        size = 0
        for head in self._reader.paged(statement, after):
            if last is not None and isinstance(head[0], str) and head[0] > last:
                break
            batch.append(head)
            size += count_of(head[1])
            if size >= BATCH:
                yield size, batch
                batch, size = [], 0
        if batch:
            yield size, batch

    def _follow(self, before: str, last: str, heads: Sequence[Row]) -> Iterator[str]:
        """Yield the suspects of a batch of cases, from behind `before` to `last`."""
        rows, beside = self._rows(before, last)
        if not hold(heads, rows):
            yield from (head[0] for head in heads)
            yield from self._unlisted(before, last)
            return
        contents = self._fetch("contents", before, last)
        bodies = [row[1] for row in rows]
        places = law_places(bodies)
        known = [
            *unsure(
                rows, beside, contents, bool(contents) and any_erases(bodies, places)
            ),
            *used_twice(beside),
            *self._wrong_keys(used_keys(beside)),
            *self._lawless(rows, bodies, places),
            *self._of_others(heads, rows),
        ]
        yield from known
        if self._standing_of:
            # What is not sure is not folded: it would fail in any way there is.
            for head, records in _logs(heads, rows, contents):
                if head[0] not in known and not _stands(
                    self._standing_of, records, head
                ):
                    yield head[0]

    def _rows(self, before: str, last: str) -> tuple[Sequence[Row], Sequence[Row]]:
        """Return the entries of a batch, and those beside which something stands.

        It is asked for where the batch before had something, or this one turns out to.
        """
        if self._is_bare:
            rows = self._fetch("bare", before, last)
            self._is_bare = None not in map(_version, rows)
            if self._is_bare:
                return rows, ()
        rows = self._fetch("batch", before, last)
        beside = marked(rows)
        self._is_bare = not beside
        return rows, beside

    def _wrong_keys(self, used: dict[str, Row]) -> Iterator[str]:
        """Yield the cases with a key that does not point to the entry it was used for."""
        for commands in chunks(list(used)):
            statement = self._lines.of("listed", "keys", len(commands))
            for command, *entry in self._reader.fetch(statement, *commands):
                if used.get(command) == tuple(entry):
                    del used[command]
        yield from (case_id for case_id, _ in used.values())

    def _of_others(self, heads: Sequence[Row], rows: Sequence[Row]) -> Iterator[str]:
        """Yield the cases that were opened for another municipality."""
        starts = [0, *accumulate(head[1] for head in heads[:-1])]
        bodies = [rows[at][1] for at in starts]
        if all(map(bytes.endswith, bodies, repeat(self._mine))):
            return
        for head, body in zip(heads, bodies, strict=True):
            if not body.endswith(self._mine) and TENANT in body[body.rfind(PREV) :]:
                yield head[0]

    def _lawless(
        self, rows: Sequence[Row], bodies: Sequence[bytes], places: Sequence[int]
    ) -> Iterator[str]:
        """Yield the cases of entries that name values of law which are not kept."""
        first = law_in(bodies[0])
        # Nearly every batch names one set throughout: that is told at one go.
        if (not first or first in self._laws) and all_name(bodies, first, places):
            return
        named = list(map(law_in, bodies))
        missing = {name for name in {*named} if name and name not in self._laws}
        if missing:
            pairs = zip(named, rows, strict=True)
            yield from (row[2] for name, row in pairs if name in missing)

    def _fetch(self, what: str, before: str, last: str) -> Sequence[Row]:
        make = {
            "bare": bare_query,
            "batch": batch_query,
            "contents": sealed_query,
        }[what]
        statement = self._lines.select(
            ("sweep", what), ("tenant", "before", "last"), make
        )
        return self._reader.fetch(statement, before, last)

    def _unlisted(self, before: str, last: str | None = None) -> Iterator[str]:
        """Yield the cases of a batch of which there is a trace, listed or not."""
        for table in ("ratsflow_entries", "ratsflow_sealed"):
            for case_id in self._reader.traces(table, before):
                if last is not None and isinstance(case_id, str) and case_id > last:
                    break
                yield case_id


def _logs(
    heads: Sequence[Row], rows: Sequence[Row], contents: Sequence[Row]
) -> Iterator[tuple[Row, Sequence[Record]]]:
    """Yield each head with the records of its case."""
    kept = sealed_by_entry(contents)
    records = [
        _new_record(
            case_id=row[2],
            version=row[3],
            hash=row[0],
            body=row[1],
            sealed=tuple(kept.get(row[2:4], ())) if kept else (),
        )
        for row in rows
    ]
    start = 0
    for head in heads:
        end = start + head[1]
        yield head, records[start:end]
        start = end


def _stands(standing_of: StandingOf, records: Sequence[Record], head: Row) -> bool:
    try:
        return agree(standing_of(records), Standing(*head[5:]))
    except BrokenLogError:
        return False


def count_of(version: Any) -> int:
    """Return how many entries a case has by the version it is listed with, if that can be."""
    return version if isinstance(version, int) and 0 < version < _MOST else 1


def _agrees(head: Row) -> bool:
    """Tell whether a head is that of a case and says the same as the outbox."""
    case_id, version, _, waiting, announced = head[:5]
    if type(case_id) is not str or not isinstance(version, int):
        return False
    if announced is None:
        return bool(waiting == 1)
    return (
        isinstance(announced, int)
        and 0 < announced <= version
        and bool(waiting == first_waiting(version, announced))
    )
