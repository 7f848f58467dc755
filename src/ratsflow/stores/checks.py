"""What every store refuses before it writes, in the same words."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import NoReturn

from ratsflow.canonical import digest
from ratsflow.errors import InvalidInputError
from ratsflow.log import GENESIS, Record
from ratsflow.log.chain import law_in, prev_in
from ratsflow.stores.protocol import Append, Found, Projected, Standing


LONGEST_ID = 255
"""Characters that a case id, a state or an idempotency key may have."""

LONGEST_DIGEST = 64
"""Characters that a digest may have: SHA-256 in hexadecimal."""

LONGEST_DUE = 32
"""Characters that a time or a day may have."""

LONGEST_TENANT = 64
"""Characters that a tenant may have."""


def check_append(work: Append) -> None:
    """Check that records continue their case and that every text can be stored.

    Raises:
        InvalidInputError: with the part that does not fit.
    """
    _check_records(work)
    at = work.standing
    # One look at all of it passes nearly every append; only then look for the culprit.
    together = f"{work.case_id}{work.key}{at.state}{at.procedure}{at.since}{at.due}"
    keys = f"{at.reference}{at.base}"
    if (
        len(together) > LONGEST_ID
        or len(at.since) > LONGEST_DUE
        or len(at.due) > LONGEST_DUE
        or not (work.case_id and at.state and at.procedure)
        or not storable(together)
        or not storable(at.title)
        or (keys and not _are_keys(at))
    ):
        _check_texts(work)


def _check_records(work: Append) -> None:
    version, prev = work.expected, "" if work.expected else GENESIS
    for record in work.records:
        version += 1
        if prev and prev_in(record.body) != prev:
            raise InvalidInputError(
                f"entry {record.version} of case {record.case_id!r} does not name the "
                f"hash of version {version - 1}.",
                "records",
                "Pass the records of one unbroken chain.",
            )
        prev = record.hash
        if digest(record.body) != prev:
            raise InvalidInputError(
                f"the hash of entry {record.version} of case {record.case_id!r} is not "
                "that of its bytes.",
                "records",
                "Pass records as they were encoded.",
            )
        if record.version != version or record.case_id != work.case_id:
            raise InvalidInputError(
                f"entry {record.version} of case {record.case_id!r} does not follow "
                f"version {version - 1} of case {work.case_id!r}.",
                "records",
                "Pass consecutive records of one case.",
            )
        if record.sealed:
            _check_sealed(record)
    if version == work.expected:
        raise InvalidInputError(
            f"an append to case {work.case_id!r} without records was asked for.",
            "records",
            "Pass at least one.",
        )


def check_laws(laws: Iterable[tuple[str, bytes]]) -> None:
    """Check that sets of values of law bear the digests of their bytes.

    Raises:
        InvalidInputError: with the one that does not.
    """
    for name, body in laws:
        if type(body) is not bytes or digest(body) != name:
            raise InvalidInputError(
                f"the digest {name!r} is not that of the values of law given with it.",
                "laws",
                "Pass them as `Law.sets` has them.",
            )


def unknown_laws(work: Append, known: Container[str]) -> tuple[str, ...]:
    """Return the digests of law that entries name, and that are neither given nor known."""
    given = {name for name, _ in work.laws}
    named = dict.fromkeys(law_in(record.body) for record in work.records)
    return tuple(
        name for name in named if name and name not in given and name not in known
    )


def refuse_unknown_law(work: Append, name: str) -> NoReturn:
    """Refuse an entry that names values of law that nobody would find.

    Raises:
        InvalidInputError: always.
    """
    raise InvalidInputError(
        f"an entry of case {work.case_id!r} names the values of law {name[:12]}, which "
        "are not kept.",
        "laws",
        "Pass them with the append, as `Taken.laws` has them.",
    )


def _check_texts(work: Append) -> None:
    check_text(work.case_id, "case id", LONGEST_ID)
    if work.key:
        check_text(work.key, "idempotency key", LONGEST_ID)
    _check_standing(work.standing)


def _check_standing(at: Standing) -> None:
    check_text(at.state, "state", LONGEST_ID)
    check_text(at.procedure, "procedure", LONGEST_ID)
    for text, where, longest in (
        (at.since, "since", LONGEST_DUE),
        (at.due, "due", LONGEST_DUE),
        (at.title, "title", len(at.title)),
        (at.reference, "reference", LONGEST_DIGEST),
        (at.base, "base", LONGEST_DIGEST),
    ):
        if text:
            check_text(text, where, longest)


def _are_keys(at: Standing) -> bool:
    return all(
        len(k) <= LONGEST_DIGEST and storable(k) for k in (at.reference, at.base)
    )


def check_text(text: str, where: str, longest: int) -> None:
    """Refuse text that is empty, too long or cannot be stored in every database."""
    if not text or len(text) > longest:
        raise InvalidInputError(
            f"it has {len(text)} characters.", where, f"Use 1 to {longest}."
        )
    check_bound(text, where)


def check_bound(text: str, where: str) -> None:
    """Refuse text that cannot even be compared with in every database."""
    if not storable(text):
        raise InvalidInputError(
            f"{text!r} holds a character that no database stores.",
            where,
            "Remove NUL characters and lone surrogates.",
        )


def check_project(rows: Iterable[Projected]) -> None:
    """Check that every text of projections can be stored.

    Raises:
        InvalidInputError: with the part that does not fit.
    """
    for row in rows:
        _check_standing(row.standing)


def check_find(
    state: str,
    stuck_since: str,
    limit: int,
    *,
    due_by: str = "",
    reference: str = "",
    base: str = "",
    after: Found | None = None,
) -> None:
    """Refuse a question that no index can answer."""
    keys = [key for key in (reference, base) if key]
    if len(keys) > 1 or (keys and (state or stuck_since or due_by)):
        raise InvalidInputError(
            "a look-up key was asked for beside something else.",
            "reference" if reference else "base",
            "Ask for one key by itself.",
        )
    if stuck_since and not state:
        raise InvalidInputError(
            "which cases are stuck was asked without a state.",
            "state",
            "Name the state they are stuck in; a closed case is not stuck.",
        )
    if limit < 1:
        raise InvalidInputError(f"got {limit}.", "limit", "Use 1 or more.")
    check_bound(due_by, "due_by")
    check_bound(stuck_since, "stuck_since")
    if after:
        at = after.standing
        check_bound(f"{after.case_id}{at.due}{at.since}", "after")


def _check_sealed(record: Record) -> None:
    digests = [name for name, _ in record.sealed]
    if len(set(digests)) != len(digests):
        raise InvalidInputError(
            f"entry {record.version} brings the same sealed content twice.",
            "sealed",
            "Give each content a salt of its own.",
        )
    for value in digests:
        check_text(value, "digest", LONGEST_DIGEST)


def storable(text: str) -> bool:
    """Tell whether every database stores a text; what none stores is nowhere there."""
    if "\x00" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
