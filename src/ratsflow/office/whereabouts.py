"""By which bodies, on which days and with whom cases have to do, as the logs say.

No table holds it: an office reads each log once, and again when its head is another. The
hash of a head commits to the whole log, so what is remembered is what reading would give.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from threading import Lock

import attrs

from ratsflow.engine import fold
from ratsflow.engine.silence import UNTOLD
from ratsflow.errors import BrokenLogError
from ratsflow.log import Record, decode
from ratsflow.model.alike import alike
from ratsflow.procedure.case import Case
from ratsflow.stores import Store


PAGE = 200
"""Logs that are read at a time."""


@attrs.frozen
class Sitting:
    """A consultation that has a day.

    Attributes:
        on: id of the consultation.
        body: key of the body's name; see `alike`.
        days: the day of its meeting, and those on which the item was up.
    """

    on: str
    body: str
    days: frozenset[date]


@attrs.frozen
class Whereabouts:
    """What one log says.

    Attributes:
        head: hash of its last entry.
        bodies: keys of all bodies on the route.
        sittings: the consultations with a day.
        persons: keys of ids and names of whom it names: who opened, acted, signed, is
            named in the paper or excluded.
    """

    head: str
    bodies: frozenset[str] = frozenset()
    sittings: tuple[Sitting, ...] = ()
    persons: frozenset[str] = frozenset()


class Index:
    """Remembers the whereabouts of every case of a store. Safe for threads."""

    def __init__(self) -> None:
        self._known: dict[str, Whereabouts] = {}
        self._lock = Lock()

    def now(self, store: Store) -> Mapping[str, Whereabouts]:
        """Return the whereabouts of all cases as they stand, by id; of broken logs none.

        Args:
            store: where they are; always of the same logs, on whichever connection.
        """
        heads = {each.case_id: each.hash for each in store.heads()}
        with self._lock:
            kept = dict(self._known)
        known = {
            case_id: each
            for case_id, each in kept.items()
            if heads.get(case_id) == each.head
        }
        known |= self._read(store, [each for each in heads if each not in known])
        with self._lock:  # nobody waits for somebody else's database
            self._known = known
        return dict(sorted(known.items()))

    def _read(self, store: Store, case_ids: Sequence[str]) -> dict[str, Whereabouts]:
        found: dict[str, Whereabouts] = {}
        for start in range(0, len(case_ids), PAGE):
            logs = store.read_many(case_ids[start : start + PAGE])
            for case_id, log in logs.items():
                try:
                    found[case_id] = whereabouts_of(log)
                except BrokenLogError:
                    continue  # `verify` tells of it; a search must not end there
        return found


def whereabouts_of(log: Sequence[Record]) -> Whereabouts:
    """Read the whereabouts of a case from its log."""
    case = fold(log)
    entries = [decode(each) for each in log]
    acted = [name for each in entries for name in (each.by.id, each.by.name)]
    sittings = (
        Sitting(
            each.id,
            alike(each.body.name),
            frozenset((*([each.meeting.day] if each.meeting else []), *each.days)),
        )
        for each in case.consultations
    )
    return Whereabouts(
        log[-1].hash,
        frozenset(alike(each.body.name) for each in case.consultations),
        tuple(each for each in sittings if each.days),
        frozenset(alike(each) for each in (*acted, *_named_in(case)) if each),
    )


def _named_in(case: Case) -> Iterator[str]:
    """Yield ids and names of persons that a case holds as it stands."""
    motion = case.motion
    yield from (case.opened_by, motion.author, motion.signatory, *motion.originators)
    yield from (each.actor_id for each in case.signatures)
    yield from (each.lodged_by for each in case.suspensions)
    for each in case.consultations:
        yield from each.excluded
    for name, fact in case.facts.items():
        if name != UNTOLD and isinstance(fact, tuple | list):
            yield from _texts(fact)


def _texts(values: Iterable[object]) -> Iterator[str]:
    yield from (each for each in values if isinstance(each, str))
