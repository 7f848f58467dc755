"""A store for many threads on one SQLite file: appends that wait commit together.

SQLite has one writer at a time, and whoever finds it busy sleeps and tries again; some
try for seconds. Here they queue up. The first in the queue writes for all who wait, in
one transaction with one commit, wakes each with its own answer, and hands over to the
next. There is no thread to start or to stop.
"""

from __future__ import annotations

import os
import threading
import time

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ratsflow.errors import Both, RatsflowError, StoreError
from ratsflow.stores.protocol import Append, Projected
from ratsflow.stores.sql.store import SqlStore


if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.engine import URL


MOST = 200
"""Appends that share a commit at most."""


class _Waiting:
    """An append in the queue."""

    __slots__ = ("answer", "leads", "wake", "work")

    def __init__(self, work: Append) -> None:
        self.work = work
        self.answer: RatsflowError | None = None
        self.leads = False
        self.wake = threading.Lock()
        self.wake.acquire()


class GroupedStore(SqlStore):
    """A `SqlStore` whose appends from many threads are committed in groups.

    Each append returns when it is committed, and raises its own error. Use it where
    several threads of one process share a SQLite file; other processes may write to the
    file as well.

    Args: see `SqlStore`.
    """

    def __init__(
        self,
        target: str | Path | URL | Engine,
        tenant: str = "default",
        *,
        create: bool = True,
        timeout: float = 30,
    ) -> None:
        super().__init__(target, tenant, create=create, timeout=timeout)
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._mine = threading.local()
        self._process = os.getpid()
        self._queue: deque[_Waiting] = deque()
        self._busy = False
        self._door = threading.Lock()
        self._turn = threading.Lock()

    @classmethod
    def on(cls, *_: Any, **__: Any) -> Self:
        """Refuse: a host's transaction belongs to one thread.

        Raises:
            StoreError: always.
        """
        raise StoreError(
            Both(
                "appends on a host's connection commit with the host and not in groups. Use "
                "SqlStore.on.",
                "Auf einer fremden Verbindung wird nicht gesammelt geschrieben. "
                "SqlStore.on verwenden.",
            )
        )

    def _append(self, work: Append) -> None:
        if self._in_unit:
            super()._append(work)
            return
        me = _Waiting(work)
        if not self._joins(me):
            self._wait(me)
        if me.leads:
            self._lead(me)
        if me.answer is not None:
            raise me.answer

    def append_many(self, works: Iterable[Append]) -> Sequence[RatsflowError | None]:
        """Append to many cases in few round trips; see `Store.append_many`."""
        if self._in_unit:
            return super().append_many(works)
        given = list(works)
        with self._alone():
            return super().append_many(given)

    @contextmanager
    def unit_of_work(self) -> Iterator[None]:
        """Make the appends of this thread one transaction; the others wait so long."""
        if self._in_unit:
            with super().unit_of_work():  # refuses
                yield
        with self._alone(), super().unit_of_work():
            self._mine.unit = True
            try:
                yield
            finally:
                self._mine.unit = False

    def acknowledge(self, case_id: str, version: int) -> None:
        """Note that the entries of a case up to a version have been announced."""
        if self._in_unit:
            super().acknowledge(case_id, version)
            return
        with self._alone():
            super().acknowledge(case_id, version)

    def project(self, rows: Sequence[Projected]) -> int:
        """Write projections anew, where the case stands; see `Store.project`."""
        if self._in_unit:
            return super().project(rows)
        with self._alone():
            return super().project(rows)

    @property
    def _in_unit(self) -> bool:
        return getattr(self._mine, "unit", False)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Write for oneself, between two groups."""
        self._of_this_process()
        with self._turn:
            yield

    def _of_this_process(self) -> None:
        """Leave the queue of the process we were forked from alone."""
        if self._process != os.getpid():
            self._begin_anew()

    def _joins(self, me: _Waiting) -> bool:
        """Join the queue; return whether nobody is writing, so that one leads."""
        self._of_this_process()
        with self._door:
            self._queue.append(me)
            if self._busy:
                return False
            self._busy = me.leads = True
            return True

    def _wait(self, me: _Waiting) -> None:
        """Wait until the append is written, or until one is to lead."""
        try:
            me.wake.acquire()
        except BaseException:  # a signal, such as the user's interrupt
            self._leave(me)
            raise

    def _leave(self, me: _Waiting) -> None:
        """Leave the queue, if the append is not being written already."""
        with self._door:
            there = me in self._queue
            if there:
                self._queue.remove(me)
        if there and me.leads:
            self._hand_over()

    def _lead(self, me: _Waiting) -> None:
        """Write for all who wait, then let the next in the queue lead."""
        group: list[_Waiting] = []
        try:
            with self._turn:
                with self._door:
                    while self._queue and len(group) < MOST:
                        group.append(self._queue.popleft())
                self._write(group)
        except BaseException as error:
            for one in group:
                one.answer = one.answer or _unknown(error)
            raise
        finally:
            for one in group:
                if one is not me:
                    one.wake.release()
            if me in group:
                if len(group) > 1:
                    time.sleep(0)  # let those who have their answer queue up again
                self._hand_over()
            else:
                self._leave(me)

    def _write(self, group: Sequence[_Waiting]) -> None:
        if len(group) == 1:
            try:
                self._writer.append(group[0].work)
            except RatsflowError as error:
                group[0].answer = error
            return
        answers: Sequence[RatsflowError | None]
        try:
            answers = self._bulk.append_many([one.work for one in group])
        except RatsflowError as error:
            answers = [StoreError(str(error)) for _ in group]
        for one, answer in zip(group, answers, strict=True):
            one.answer = answer

    def _hand_over(self) -> None:
        with self._door:
            if self._queue:
                self._queue[0].leads = True
                self._queue[0].wake.release()
            else:
                self._busy = False


def _unknown(error: BaseException) -> StoreError:
    return StoreError(
        Both(
            f"the thread that wrote for this one was interrupted ({type(error).__name__}). "
            "Whether the append was written is seen by reading the case again.",
            "Das Schreiben wurde unterbrochen. Ob der Eintrag geschrieben ist, zeigt "
            "der neu gelesene Vorgang.",
        )
    )
