"""The cases of a store: read and folded, kept at hand, and written."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import reduce
from threading import Lock

import attrs

from ratsflow.canonical import moment_of
from ratsflow.engine import Taken, apply, fold
from ratsflow.errors import (
    Both,
    InvalidInputError,
    RatsflowError,
    StoreError,
    TransactionLostError,
    UnknownNameError,
)
from ratsflow.log import Head, Record, decode
from ratsflow.log.chain import ERASED, prev_in
from ratsflow.log.codec import read_back
from ratsflow.office.events import tell
from ratsflow.office.projection import standing_of
from ratsflow.procedure.case import Case
from ratsflow.stores import Append, Found, Store


Tell = Callable[..., None]
"""Takes the name of an event and what it is about; see `ratsflow.office.events.tell`."""


class Recent:
    """Keeps the cases folded last, so that a step need not read their whole log again.

    The hash of a log's head commits to every entry, so a case that was folded to the
    present head is what folding the log anew would make of it; after a step by somebody
    else, an erasure, or a transaction that was taken back the head is another. Who has
    only the case may append to it all the same: an entry that does not follow the head
    is refused by the store (R3). Safe for threads.

    Args:
        most: how many cases are kept; 0 for none.

    Raises:
        InvalidInputError: fewer than none.
    """

    def __init__(self, most: int) -> None:
        if most < 0:
            raise InvalidInputError(
                Both(f"got {most}.", f"angegeben ist {most}."),
                "remember",
                Both("Use 0 or more.", "Eine Zahl ab 0 angeben."),
            )
        self._most = most
        self._cases: OrderedDict[str, Case] = OrderedDict()
        self._lock = Lock()

    def last(self, case_id: str) -> Case | None:
        """Return a case as it was folded last, if it is kept; it may have moved since."""
        with self._lock:
            case = self._cases.get(case_id)
            if case is not None:
                self._cases.move_to_end(case_id)
            return case

    def keep(self, case: Case) -> None:
        """Keep a case, in place of an earlier state of it; the longest unused one goes."""
        with self._lock:
            self._cases[case.id] = case
            self._cases.move_to_end(case.id)
            while len(self._cases) > self._most:
                self._cases.popitem(last=False)

    def keep_beside(self, case: Case) -> None:
        """Keep a case if that drives out no other; of a long list all would go."""
        with self._lock:
            if case.id in self._cases or len(self._cases) < self._most:
                self._cases[case.id] = case

    def drop(self, case_id: str) -> None:
        """Keep a case no longer."""
        with self._lock:
            self._cases.pop(case_id, None)


@attrs.define
class Written:
    """An entry that is to be appended to its case.

    Attributes:
        taken: what was done.
        before: the case before it; None for an opening.
        key: idempotency key, or empty.
        erase: digests of the contents that are destroyed with it.
        after: the case as reading it anew would make it, once it is written; None where
            that may be another than the one at hand.
    """

    taken: Taken
    before: Case | None
    key: str = ""
    erase: Sequence[str] = ()
    after: Case | None = attrs.field(default=None, init=False)

    def append(self) -> Append:
        """Return what is appended to the store."""
        case, before = self.taken.case, self.before
        # A refusal leaves a case with its version, and here it is seen by a later one.
        if before and case.fingerprint != self.taken.entry.fingerprint:
            case = before
        return Append(
            case.id,
            (self.taken.record,),
            before.version if before else 0,
            standing_of(case),
            self.key,
            tuple(self.erase),
            self.taken.laws,
        )


class Cases:
    """Reads, keeps and writes the cases of a store."""

    def __init__(self, store: Store, remember: int) -> None:
        self._store = store
        self.recent = Recent(remember)

    def records(self, case_id: str) -> Sequence[Record]:
        """Return the log of a case; see `Office.records`."""
        records = self._store.read(case_id)
        if not records:
            raise UnknownNameError(Both("case", "Vorgang"), case_id)
        return records

    def case(self, case_id: str) -> Case:
        """Return a case as it stands; see `Office.case`."""
        kept = self.recent.last(case_id)
        head = self._store.head(case_id) if kept else None
        if kept and head == Head(case_id, kept.version, kept.head):
            return kept
        case = (kept and self._gone_on(kept)) or fold(self.records(case_id))
        self.recent.keep(case)
        return case

    def _gone_on(self, kept: Case) -> Case | None:
        """Return a case that others took on, from its new entries alone.

        None where it is to be read whole: the entries do not follow it, or one erased
        something that it still holds.
        """
        more = self._store.read(kept.id, kept.version)
        before = kept.head
        for record in more:
            body = record.body
            if type(body) is not bytes or prev_in(body) != before or ERASED in body:
                return None
            before = record.hash
        return fold(more, after=kept) if more else None

    def read(self, case_ids: Iterable[str]) -> Mapping[str, Case | RatsflowError]:
        """Return cases as they stand in few round trips, or why one cannot be had."""
        wanted = sorted(set(case_ids))
        if len(wanted) == 1:
            return {wanted[0]: self._had(wanted[0])}
        try:
            logs = self._store.read_many(wanted) if wanted else {}
        except StoreError as error:
            return dict.fromkeys(wanted, error)
        return {each: _folded(each, logs.get(each, ())) for each in wanted}

    def listed(self, rows: Sequence[Found]) -> Mapping[str, Case | RatsflowError]:
        """Return cases as a store lists them, in few round trips, or why one cannot be had.

        The log of one that is at hand as it stands is not read again.
        """
        found: dict[str, Case | RatsflowError] = {}
        for each in rows:
            kept = self.recent.last(each.case_id)
            if kept and (kept.version, kept.head) == (each.version, each.hash):
                found[each.case_id] = kept
        lacking = [row.case_id for row in rows if row.case_id not in found]
        for case_id, case in self.read(lacking).items():
            found[case_id] = case
            if isinstance(case, Case):
                self.recent.keep_beside(case)
        return found

    def _had(self, case_id: str) -> Case | RatsflowError:
        try:
            return self.case(case_id)
        except RatsflowError as error:
            return error

    def as_of(
        self,
        case_id: str,
        version: int | None,
        effective: datetime | None,
        recorded: datetime | None,
    ) -> Case:
        """Return a case as it stood; see `Office.as_of`."""
        for name, time in (("effective", effective), ("recorded", recorded)):
            if time is not None:
                moment_of(time, name)
        records = self.records(case_id)
        if version is not None and not 1 <= version <= len(records):
            raise UnknownNameError(
                Both(f"entry of case {case_id!r}", f"Eintrag des Vorgangs „{case_id}“"),
                str(version),
            )
        kept = [
            (entry, record.hash)
            for record in records[:version]
            for entry in (decode(record),)
            if (effective is None or entry.effective_at <= effective)
            and (recorded is None or entry.recorded_at <= recorded)
        ]
        if not kept or kept[0][0].version != 1:
            raise UnknownNameError(
                Both("case at that time", "Vorgang zu dieser Zeit"), case_id
            )
        # An entry that was recorded late may be missing between two that count.
        opened = apply(None, *kept[0])
        return reduce(lambda case, entry: apply(case, *entry), kept[1:], opened)

    def write(self, written: Written) -> None:
        """Append an entry to its case.

        Raises: see `Store.append`.
        """
        self._write(written, tell)

    def _write(self, written: Written, tell: Tell) -> None:
        work = written.append()
        self._store.append(
            work.case_id,
            work.records,
            expected=work.expected,
            standing=work.standing,
            key=work.key,
            erase=work.erase,
            laws=work.laws,
        )
        self._note(written, tell)

    def write_many(
        self, works: Sequence[Written], tell: Tell = tell
    ) -> Sequence[RatsflowError | None]:
        """Append entries to their cases in few round trips, with an answer each.

        Where the store fails, that is the answer of each.

        Args:
            works: the entries.
            tell: what is called with the event of each that was written.

        Raises:
            TransactionLostError: see `Store.append_many`.
        """
        if len(works) == 1:
            try:
                self._write(works[0], tell)
            except TransactionLostError:
                raise  # the host's rows are gone: to go on would leave them out
            except RatsflowError as error:
                return [error]
            return [None]
        try:
            answers = self._store.append_many([each.append() for each in works])
        except StoreError as error:
            return [error] * len(works)
        for written, answer in zip(works, answers, strict=True):
            if answer is None:
                self._note(written, tell)
        return answers

    def _note(self, written: Written, tell: Tell) -> None:
        """Keep a case that was written at hand, and tell of it."""
        taken = written.taken
        case, entry = taken.case, taken.entry
        is_whole = case.fingerprint == entry.fingerprint
        if is_whole and all(map(read_back, entry.inputs.values())):
            written.after = case
            self.recent.keep(case)
        else:
            self.recent.drop(case.id)
        tell(
            "written",
            case=case.id,
            version=entry.version,
            step=entry.step,
            kind=entry.kind.value,
            state=case.state,
        )


def _folded(case_id: str, records: Sequence[Record]) -> Case | RatsflowError:
    if not records:
        return UnknownNameError(Both("case", "Vorgang"), case_id)
    try:
        return fold(records)
    except RatsflowError as error:
        return error
