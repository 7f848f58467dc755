"""The cases that an office has folded last."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from ratsflow.errors import Both, InvalidInputError
from ratsflow.procedure.case import Case


class Folded:
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

    def drop(self, case_id: str) -> None:
        """Keep a case no longer."""
        with self._lock:
            self._cases.pop(case_id, None)
