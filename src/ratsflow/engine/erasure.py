"""Erasure: sealed contents are destroyed, and an entry says which, by whom and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import attrs
import orjson

from ratsflow.canonical import moment_of
from ratsflow.engine.entries import Taken, entered
from ratsflow.engine.fold import fold
from ratsflow.engine.permission import acting, needed, permission
from ratsflow.errors import Both, InvalidInputError, RefusedError
from ratsflow.law.local import NO_LAW, Law
from ratsflow.log import ERASE, EntryKind, Record
from ratsflow.log.erasable import FINDINGS, OVERRIDE, digest_in, spoken
from ratsflow.model import Actor
from ratsflow.procedure.procedure import Procedure


_RETELLING = frozenset({FINDINGS, OVERRIDE})
"""What can repeat anything that was said before, and so goes with whatever is erased."""


@attrs.frozen
class Content:
    """A sealed content that is still there.

    Attributes:
        version: the entry that brought it.
        name: the input it is, or what of the entry: see `Entry.sealed`.
        digest: what the chain commits to.
    """

    version: int
    name: str
    digest: str


def contents(records: Iterable[Record]) -> Iterator[Content]:
    """Yield the sealed contents of a case that are still there, in order."""
    for record in records:
        if record.sealed:
            kept = dict(record.sealed)
            for name, value in orjson.loads(record.body)["inputs"].items():
                digest = digest_in(value)
                if digest in kept:
                    yield Content(record.version, name, digest)


def to_erase(
    records: Sequence[Record], names: Sequence[str] = (), versions: Sequence[int] = ()
) -> tuple[Content, ...]:
    """Choose contents of a case.

    Args:
        records: the log of the case.
        names: inputs; ``by`` for the names of who acted, ``override`` for the words of
            overrides; all if left out.
        versions: entries; all if left out.

    Returns:
        What was chosen; and with it the values that findings of any entry quote and the
        words of any override, since they can repeat it.

    Raises:
        InvalidInputError: nothing of the kind is there, or there any more; or no such
            entry is.
    """
    _refuse_unknown(records, versions)
    kept = tuple(contents(records))
    chosen = [
        each
        for each in kept
        if (not names or each.name in names or spoken(each.name) in names)
        and (not versions or each.version in versions)
    ]
    found = {name for each in chosen for name in (each.name, spoken(each.name))}
    missing = [name for name in names if name not in found]
    if not chosen or missing:
        known = ", ".join(dict.fromkeys(spoken(e.name) for e in kept)) or "nothing"
        raise InvalidInputError(
            Both(
                f"no sealed content {', '.join(missing)} is there to erase.",
                f"einen versiegelten Inhalt {', '.join(missing)} gibt es nicht, der "
                "gelöscht werden könnte.",
            )
            if missing
            else Both(
                "no sealed content is there to erase.",
                "es gibt keinen versiegelten Inhalt, der gelöscht werden könnte.",
            ),
            "erase",
            Both(f"There is: {known}.", f"Vorhanden: {known}."),
        )
    taken = {each.digest for each in chosen}
    retold = (each for each in kept if each.name in _RETELLING)
    return (*chosen, *(each for each in retold if each.digest not in taken))


def _refuse_unknown(records: Sequence[Record], versions: Sequence[int]) -> None:
    unknown = [str(each) for each in versions if not 0 < each <= len(records)]
    if unknown:
        raise InvalidInputError(
            Both(
                f"there is no entry {', '.join(unknown)}.",
                f"einen Eintrag {', '.join(unknown)} gibt es nicht.",
            ),
            "erase",
            Both(
                f"The case has entries 1 to {len(records)}.",
                f"Der Vorgang hat die Einträge 1 bis {len(records)}.",
            ),
        )


def erase(
    procedure: Procedure,
    records: Sequence[Record],
    actor: Actor,
    *,
    names: Sequence[str] = (),
    versions: Sequence[int] = (),
    reason: str,
    authority: str,
    at: datetime,
    recorded_at: datetime | None = None,
    law: Law = NO_LAW,
) -> Taken:
    """Write the entry of an erasure.

    Args:
        procedure: the procedure that the case is pinned to.
        records: the log of the case.
        actor: who erases; needs one of the roles in `Procedure.erasers`.
        names: the inputs whose content is destroyed; see `to_erase`.
        versions: the entries whose contents are.
        reason: why. It stays for ever: it must not repeat what is erased.
        authority: what demands or allows it, for example ``Art. 17 DSGVO``.
        at: when it takes effect.
        recorded_at: when it is written down; `at` if left out.
        law: the values in force for the municipality; the entry names them.

    Returns:
        The case without the erased contents, and the entry with its record. The contents
        are destroyed by the store that appends it with their digests.

    Raises:
        RefusedError: the actor may not.
        InvalidInputError: there is no reason, no authority, or nothing to erase.
    """
    before = fold(records)
    asked = permission(procedure, before, ERASE, procedure.erasers, actor, at, law)
    if not asked.allowed:
        raise RefusedError(asked)
    chosen = to_erase(records, names, versions)
    digests = tuple(sorted({each.digest for each in chosen}))
    gone = frozenset(digests)
    case = fold(without(record, gone) for record in records)
    verdict = permission(procedure, case, ERASE, procedure.erasers, actor, at, law)
    inputs: dict[str, Any] = {
        "authority": needed(
            authority, Both("an authority", "eine Rechtsgrundlage"), "authority"
        ),
        "digests": digests,
        "names": tuple(sorted({each.name for each in chosen})),
        "reason": needed(reason, Both("a reason", "eine Begründung"), "reason"),
    }
    return entered(
        case,
        ERASE,
        EntryKind.ERASED,
        acting(verdict),
        moment_of(at, "at"),
        recorded_at,
        version=(case.procedure, case.fingerprint),
        law=law,
        inputs=inputs,
        verdict=verdict,
    )


def without(record: Record, digests: frozenset[str]) -> Record:
    """Return a record without some of its sealed contents."""
    kept = tuple(pair for pair in record.sealed if pair[0] not in digests)
    return (
        record if len(kept) == len(record.sealed) else attrs.evolve(record, sealed=kept)
    )
