"""Verification of a whole store: every log, every head and every projection."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

from ratsflow.canonical import digest
from ratsflow.errors import Both, BrokenLogError, InvalidInputError
from ratsflow.log import Head, Record
from ratsflow.log.chain import chain_faults, law_in, tenant_in
from ratsflow.stores.progress import Progress, silent, watched
from ratsflow.stores.protocol import Standing, Store, agree, tenant_of


if TYPE_CHECKING:
    from ratsflow.log.seal import Seal


StandingOf = Callable[[Sequence[Record]], Standing]
"""Folds the records of a case to where it stands."""


def verify(
    store: Store,
    standing_of: StandingOf | None = None,
    progress: Progress = silent,
    tables: Sequence[BrokenLogError] | None = None,
    processes: int = 1,
) -> Iterator[BrokenLogError]:
    """Yield whatever does not hold, every entry of every case.

    A store that keeps more than records and standings (the SQL store has tables for
    sealed contents, keys and the outbox) checks these as well.

    Args:
        store: the store.
        standing_of: folds records to a standing; without it the cached projections are
            not compared.
        progress: called with the number of entries gone through, as the verification goes
            on: after some hundred, or after a case that has more.
        tables: what was found just before, as another tenant's, of the tables themselves,
            which are those of all tenants; they are not looked at again, and it is not
            told again. None: look at them.
        processes: how many processes go through the log of a SQL store, each through ranges
            of cases; the others go through it in this one.

    Raises:
        InvalidInputError: fewer than one, or what folds cannot be handed to another process.
        StoreError: the store cannot be read.
    """
    check_processes(processes)
    faults = getattr(store, "faults", None)
    if faults is not None:
        more = {"processes": processes} if processes > 1 else {}
        yield from faults(standing_of, progress, tables, **more)
        return
    laws = KeptLaws(store)
    yield from laws.changed()
    for case_id, records in watched(store.scan(), progress):
        yield from case_faults(
            case_id,
            records,
            store.head(case_id),
            store.standing(case_id),
            standing_of,
            laws,
            tenant_of(store),
        )
    yield from laws.unnamed(
        record.body for _, records in store.scan() for record in records
    )
    from ratsflow.log.tree import tree_faults  # noqa: PLC0415  # no step needs it

    yield from tree_faults(store)


def check_processes(processes: int) -> None:
    """Refuse a number of processes that can do no work.

    Raises:
        InvalidInputError: fewer than one.
    """
    if processes < 1:
        raise InvalidInputError(
            Both(f"got {processes}.", f"angegeben ist {processes}."),
            "processes",
            Both("Use 1 or more.", "Eine Zahl ab 1 angeben."),
        )


TABLES = "(tables)"
"""What stands for the case where the tables as a whole are wrong."""

LAWS = Both("(values of law)", "(Rechtswerte)")
"""What stands for the case where a kept set of values of law is wrong."""


class KeptLaws:
    """The sets of values of law that a store keeps as they were written.

    A set that is written while the verification goes on is found as well. Whether a set
    is kept is asked for each that an entry names: so those that none names are known.

    Args:
        store: the store.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._sound: set[str] = set()
        self._named: set[object] = set()

    @property
    def named(self) -> frozenset[object]:
        """What entries were found to name."""
        return frozenset(self._named)

    def note(self, named: Iterable[object]) -> None:
        """Take note of what entries were found to name elsewhere."""
        self._named.update(named)

    def __contains__(self, name: object) -> bool:
        """Tell whether a set that an entry names is kept, and is that of its bytes."""
        self._named.add(name)
        if name in self._sound:
            return True
        body = self._store.law(name) if isinstance(name, str) else None
        return body is not None and self._is_sound(name, body)

    def changed(self) -> Iterator[BrokenLogError]:
        """Yield each kept set that was changed."""
        for name, body in self._store.laws():
            if not self._is_sound(name, body):
                reason = Both(
                    f"the values of law {str(name)[:12]} were changed.",
                    f"die Rechtswerte {str(name)[:12]} wurden verändert.",
                )
                yield BrokenLogError(LAWS, 0, reason)

    def unnamed(self, bodies: Iterable[object]) -> Iterator[BrokenLogError]:
        """Yield each kept set that no entry names, when all entries were gone through.

        A set is written together with the first entry that names it. So it was put there
        by somebody else, or what named it was taken away.

        Args:
            bodies: bytes of all entries. They are read only where a set seems to be named
                by none: of a case that does not hold nobody may have asked.
        """
        left = self._sound - self._named
        if not left:
            return
        for body in bodies:
            # SQLite lets one write a text in their place: what it names it names still.
            read = body.encode(errors="replace") if isinstance(body, str) else body
            if isinstance(read, bytes):
                left.discard(law_in(read))
        for name in sorted(left):
            reason = Both(
                f"no entry names the values of law {name[:12]}: somebody put them there, "
                "or took away what named them.",
                f"kein Eintrag nennt die Rechtswerte {name[:12]}: Jemand hat sie "
                "hinzugefügt oder entfernt, was sie nannte.",
            )
            yield BrokenLogError(LAWS, 0, reason)

    def _is_sound(self, name: object, body: object) -> bool:
        if not isinstance(body, bytes) or digest(body) != name:
            return False
        self._sound.add(str(name))
        return True


def verify_against(
    store: Store, of: Seal, progress: Progress = silent
) -> Iterator[BrokenLogError]:
    """Yield every case whose log does not continue what a seal says.

    All logs are read once, a page at a time; only the hashes of what does not continue are
    kept.

    Args:
        store: the store.
        of: the seal, its signature checked before.
        progress: called with the number of entries read after every case.
    """
    from ratsflow.log.seal import against_seal  # noqa: PLC0415  # an office needs it not

    left = {head.case_id: head for head in of.heads}
    found: dict[tuple[str, int], str] = {}
    other: set[str] = set()
    for case_id, records in watched(store.scan(), progress):
        head = left.pop(case_id, None)
        if head is None:
            continue
        hashes = {
            (case_id, record.version): record.hash
            for record in records
            if record.version in (1, head.version)
        }
        if hashes.get((case_id, head.version)) != head.hash:
            found |= hashes
            other.add(case_id)
    heads = tuple(
        head for head in of.heads if head.case_id in left or head.case_id in other
    )
    told = attrs.evolve(of, heads=heads)
    yield from against_seal(told, lambda *entry: found.get(entry))


def case_faults(
    case_id: str,
    records: Sequence[Record],
    head: Head | None,
    standing: Standing | None,
    standing_of: StandingOf | None,
    laws: Container[str],
    tenant: str,
) -> Iterator[BrokenLogError]:
    """Yield whatever does not hold of a case.

    Args:
        case_id: the case.
        records: all its records.
        head: where the store says its log ends.
        standing: the projection that the store keeps; compared where the chain holds.
        standing_of: folds records to a standing, or None.
        laws: digests of the values of law that are kept as they were written.
        tenant: whose store it is; empty if nobody's.
    """
    faults = [*chain_faults(case_id, records, head)]
    if not faults:
        faults = [
            *tenant_faults(case_id, records, tenant),
            *law_faults(case_id, records, laws),
        ]
    yield from faults
    if faults or standing_of is None:
        return
    try:
        rebuilt = standing_of(records)
    except BrokenLogError as error:
        yield error
        return
    if not agree(rebuilt, standing):
        reason = _difference(rebuilt, standing)
        yield BrokenLogError(case_id, records[-1].version, reason)


def tenant_faults(
    case_id: str, records: Sequence[Record], tenant: str
) -> Iterator[BrokenLogError]:
    """Yield that a case was opened for another municipality."""
    opened_for = tenant_in(records[0].body) if records and tenant else ""
    if opened_for not in ("", tenant):
        reason = Both(
            f"the case was opened for {opened_for!r}: it was moved or copied here.",
            f"der Vorgang wurde für „{opened_for}“ eröffnet: Er wurde hierher "
            "verschoben oder kopiert.",
        )
        yield BrokenLogError(case_id, 1, reason)


def law_faults(
    case_id: str, records: Sequence[Record], laws: Container[str]
) -> Iterator[BrokenLogError]:
    """Yield each entry that names values of law which are not kept."""
    for record in records:
        name = law_in(record.body)
        if name and name not in laws:
            reason = Both(
                f"the values of law {name[:12]} that it names are not kept.",
                f"die Rechtswerte {name[:12]}, die er nennt, sind nicht aufbewahrt.",
            )
            yield BrokenLogError(case_id, record.version, reason)


def _difference(rebuilt: Standing, standing: Standing | None) -> str:
    if standing is None:
        return Both("the case has no projection.", "der Vorgang hat keine Übersicht.")
    parts = [
        f"{name} {getattr(standing, name)!r} instead of {getattr(rebuilt, name)!r}"
        for name in (field.name for field in attrs.fields(Standing))
        if getattr(standing, name) != getattr(rebuilt, name)
    ]
    return Both(
        f"its projection does not follow from the log: {'; '.join(parts)}.",
        "seine Übersicht folgt nicht aus dem Protokoll.",
    )
