"""The cases that an office has folded last."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from ratsflow.log import Head
from ratsflow.procedure.case import Case


class Folded:
    """Keeps the cases folded last, so that a step need not read their whole log again.

    A case is only given back to who names the head of its log. The head's hash commits to
    every entry, so what is given back is what folding the log anew would make of it; a
    step by somebody else, an erasure, or a transaction that was taken back has another
    head. Safe for threads.

    Args:
        most: how many cases are kept; 0 for none.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._cases: OrderedDict[str, Case] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, case_id: str) -> bool:
        return case_id in self._cases

    def at(self, head: Head) -> Case | None:
        """Return the case whose log ends there, if it is kept."""
        with self._lock:
            case = self._cases.get(head.case_id)
            if case is None or (case.version, case.head) != (head.version, head.hash):
                return None
            self._cases.move_to_end(head.case_id)
            return case

    def keep(self, case: Case) -> None:
        """Keep a case, in place of an earlier state of it; the longest unused one goes."""
        with self._lock:
            self._cases[case.id] = case
            self._cases.move_to_end(case.id)
            while len(self._cases) > self._most:
                self._cases.popitem(last=False)
