"""Verification of a whole store: every log, every head and every projection."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ratsflow.errors import BrokenLogError
from ratsflow.log import Head, Record, verify_case
from ratsflow.log.seal import Seal, against_seal
from ratsflow.stores.progress import Progress, silent, watched
from ratsflow.stores.protocol import Standing, Store, agree


StandingOf = Callable[[Sequence[Record]], Standing]
"""Folds the records of a case to where it stands."""


def verify(
    store: Store,
    standing_of: StandingOf | None = None,
    progress: Progress = silent,
) -> Iterator[BrokenLogError]:
    """Yield the first thing that does not hold of every case that is broken.

    A store that keeps more than records and standings (the SQL store has tables for
    sealed contents, keys and the outbox) checks these as well.

    Args:
        store: the store.
        standing_of: folds records to a standing; without it the cached projections are
            not compared.
        progress: called with the number of entries gone through, as the verification goes
            on: after some hundred, or after a case that has more.

    Raises:
        StoreError: the store cannot be read.
    """
    faults = getattr(store, "faults", None)
    if faults is not None:
        yield from faults(standing_of, progress)
        return
    for case_id, records in watched(store.scan(), progress):
        error = broken_case(
            case_id,
            records,
            store.head(case_id),
            store.standing(case_id),
            standing_of,
        )
        if error:
            yield error


def verify_against(
    store: Store, of: Seal, progress: Progress = silent
) -> Iterator[BrokenLogError]:
    """Yield every case whose log does not continue what a seal says.

    All logs are read once, a page at a time; only the sealed entries' hashes are kept.

    Args:
        store: the store.
        of: the seal, its signature checked before.
        progress: called with the number of entries read after every case.
    """
    sealed = {head.case_id: head.version for head in of.heads}
    hashes = {
        (case_id, record.version): record.hash
        for case_id, records in watched(store.scan(), progress)
        if case_id in sealed
        for record in records
        if record.version in (1, sealed[case_id])
    }
    yield from against_seal(of, lambda *entry: hashes.get(entry))


def broken_case(
    case_id: str,
    records: Sequence[Record],
    head: Head | None,
    standing: Standing | None,
    standing_of: StandingOf | None,
) -> BrokenLogError | None:
    """Return the first thing that does not hold of a case, or None.

    Args:
        case_id: the case.
        records: all its records.
        head: where the store says its log ends.
        standing: the projection that the store keeps.
        standing_of: folds records to a standing, or None.
    """
    try:
        last = verify_case(case_id, records, head)
        if standing_of is None:
            return None
        rebuilt = standing_of(records)
    except BrokenLogError as error:
        return error
    if agree(rebuilt, standing):
        return None
    return BrokenLogError(case_id, last.version, _difference(rebuilt, standing))


def _difference(rebuilt: Standing, standing: Standing | None) -> str:
    if standing is None:
        return "the case has no projection."
    parts = [
        f"{name} {getattr(standing, name)!r} instead of {getattr(rebuilt, name)!r}"
        for name in (
            "state",
            "procedure",
            "title",
            "since",
            "due",
            "reference",
            "base",
        )
        if getattr(standing, name) != getattr(rebuilt, name)
    ]
    return f"its projection does not follow from the log: {'; '.join(parts)}."
