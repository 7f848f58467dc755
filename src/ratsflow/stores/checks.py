"""What every store refuses before it writes, in the same words."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping
from typing import NoReturn

from ratsflow.canonical import digest
from ratsflow.errors import Both, InvalidInputError
from ratsflow.log import GENESIS, Record
from ratsflow.log.chain import law_in, prev_in
from ratsflow.log.entry import hash_of
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
    short = f"{work.case_id}{work.key}{at.state}{at.procedure}{at.since}{at.due}"
    if (
        len(short) > LONGEST_ID
        or len(at.since) > LONGEST_DUE
        or len(at.due) > LONGEST_DUE
        or len(at.reference) > LONGEST_DIGEST
        or len(at.base) > LONGEST_DIGEST
        or not (work.case_id and at.state and at.procedure)
        or not storable(f"{short}{at.reference}{at.base}{at.title}")
    ):
        _check_texts(work)


def _check_records(work: Append) -> None:
    version, prev = work.expected, "" if work.expected else GENESIS
    for record in work.records:
        version += 1
        if prev and prev_in(record.body) != prev:
            raise InvalidInputError(
                Both(
                    f"entry {record.version} of case {record.case_id!r} does not name the "
                    f"hash of version {version - 1}.",
                    f"Eintrag {record.version} des Vorgangs „{record.case_id}“ nennt "
                    f"nicht die Prüfsumme des Eintrags {version - 1}.",
                ),
                "records",
                Both(
                    "Pass the records of one unbroken chain.",
                    "Die Einträge einer ungebrochenen Kette übergeben.",
                ),
            )
        prev = record.hash
        if hash_of(record.body) != prev:
            raise InvalidInputError(
                Both(
                    f"the hash of entry {record.version} of case {record.case_id!r} is not "
                    "that of its bytes.",
                    f"die Prüfsumme des Eintrags {record.version} des Vorgangs "
                    f"„{record.case_id}“ ist nicht die seines Inhalts.",
                ),
                "records",
                Both(
                    "Pass records as they were encoded.",
                    "Einträge so übergeben, wie sie geschrieben wurden.",
                ),
            )
        if record.version != version or record.case_id != work.case_id:
            raise InvalidInputError(
                Both(
                    f"entry {record.version} of case {record.case_id!r} does not follow "
                    f"version {version - 1} of case {work.case_id!r}.",
                    f"Eintrag {record.version} des Vorgangs „{record.case_id}“ folgt "
                    f"nicht auf Eintrag {version - 1} des Vorgangs „{work.case_id}“.",
                ),
                "records",
                Both(
                    "Pass consecutive records of one case.",
                    "Aufeinander folgende Einträge eines Vorgangs übergeben.",
                ),
            )
        if record.sealed:
            _check_sealed(record)
    if version == work.expected:
        raise InvalidInputError(
            Both(
                f"an append to case {work.case_id!r} without records was asked for.",
                f"zum Vorgang „{work.case_id}“ sollte nichts geschrieben werden.",
            ),
            "records",
            Both("Pass at least one.", "Mindestens einen Eintrag übergeben."),
        )


def check_laws(laws: Iterable[tuple[str, bytes]]) -> None:
    """Check that sets of values of law bear the digests of their bytes.

    Raises:
        InvalidInputError: with the one that does not.
    """
    for name, body in laws:
        if type(body) is not bytes or digest(body) != name:
            raise InvalidInputError(
                Both(
                    f"the digest {name!r} is not that of the values of law given with it.",
                    f"die Prüfsumme „{name}“ ist nicht die der angegebenen "
                    "Rechtswerte.",
                ),
                "laws",
                Both(
                    "Pass them as `Law.sets` has them.",
                    "Die Rechtswerte unverändert übergeben.",
                ),
            )


def unknown_laws(work: Append, known: Container[str]) -> tuple[str, ...]:
    """Return the digests of law that entries name, and that are neither given nor known."""
    unknown: dict[str, None] = {}
    for record in work.records:
        name = law_in(record.body)
        if name and name not in known:
            unknown[name] = None
    if not unknown:  # as nearly always
        return ()
    given = {name for name, _ in work.laws}
    return tuple(name for name in unknown if name not in given)


def new_laws(work: Append, known: Container[str]) -> list[tuple[str, bytes]]:
    """Return the given sets of values that are to be kept: not known, and named here.

    A set that no entry names would be kept for nobody, and verification calls it a fault.
    """
    left = [pair for pair in work.laws if pair[0] not in known]
    if not left:
        return left
    named = {law_in(record.body) for record in work.records}
    return [pair for pair in left if pair[0] in named]


def refuse_unknown_law(work: Append, name: str) -> NoReturn:
    """Refuse an entry that names values of law that nobody would find.

    Raises:
        InvalidInputError: always.
    """
    raise InvalidInputError(
        Both(
            f"an entry of case {work.case_id!r} names the values of law {name[:12]}, which "
            "are not kept.",
            f"ein Eintrag des Vorgangs „{work.case_id}“ nennt die Rechtswerte "
            f"{name[:12]}, die nicht aufbewahrt sind.",
        ),
        "laws",
        Both(
            "Pass them with the append, as `Taken.laws` has them.",
            "Sie zusammen mit dem Eintrag übergeben.",
        ),
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


def check_text(text: str, where: str, longest: int) -> None:
    """Refuse text that is empty, too long or cannot be stored in every database."""
    if not text or len(text) > longest:
        raise InvalidInputError(
            Both(f"it has {len(text)} characters.", f"es hat {len(text)} Zeichen."),
            where,
            Both(f"Use 1 to {longest}.", f"1 bis {longest} Zeichen angeben."),
        )
    check_bound(text, where)


def check_bound(text: str, where: str) -> None:
    """Refuse text that cannot even be compared with in every database."""
    if not storable(text):
        raise InvalidInputError(
            Both(
                f"{text!r} holds a character that no database stores.",
                f"{text!r} enthält ein Zeichen, das keine Datenbank speichert.",
            ),
            where,
            Both(
                "Remove NUL characters and lone surrogates.", "Das Zeichen entfernen."
            ),
        )


def check_project(rows: Iterable[Projected]) -> None:
    """Check that every text of projections can be stored.

    Raises:
        InvalidInputError: with the part that does not fit.
    """
    for row in rows:
        _check_standing(row.standing)


Keys = tuple[tuple[str, str], ...]
"""Look-up keys: ``reference`` or ``base``, and the key; each once."""


def keys_asked(**given: str | Collection[str]) -> Keys:
    """Return the look-up keys that were asked for, by the names of their columns."""
    found: dict[tuple[str, str], None] = {}
    for name, asked in given.items():
        for key in (asked,) if isinstance(asked, str) else asked:
            if key:
                found[name, key] = None
    return tuple(found)


def check_find(
    limit: int,
    after: Found | None,
    keys: Keys,
    *,
    state: str,
    due_by: str,
    stuck_since: str,
) -> Mapping[str, str]:
    """Refuse a question that no index can answer; else return what it asks beside keys."""
    if keys and (state or stuck_since or due_by):
        raise InvalidInputError(
            Both(
                "a look-up key was asked for beside something else.",
                "nach einer Nummer wurde zusammen mit anderem gesucht.",
            ),
            keys[0][0],
            Both("Ask for keys alone.", "Nur nach Nummern suchen."),
        )
    if stuck_since and not state:
        raise InvalidInputError(
            Both(
                "which cases are stuck was asked without a state.",
                "nach liegen gebliebenen Vorgängen wurde ohne Stand gefragt.",
            ),
            Both("state", "Land"),
            Both(
                "Name the state they are stuck in; a closed case is not stuck.",
                "Den Stand nennen, in dem sie liegen.",
            ),
        )
    if limit < 1:
        raise InvalidInputError(
            Both(f"got {limit}.", f"angegeben ist {limit}."),
            "limit",
            Both("Use 1 or more.", "Eine Zahl ab 1 angeben."),
        )
    if due_by:
        check_bound(due_by, "due_by")
    if stuck_since:
        check_bound(stuck_since, "stuck_since")
    if after:
        at = after.standing
        check_bound(f"{after.case_id}{at.due}{at.since}", "after")
    return {"state": state, "due_by": due_by, "stuck_since": stuck_since}


def _check_sealed(record: Record) -> None:
    digests = [name for name, _ in record.sealed]
    if len(set(digests)) != len(digests):
        raise InvalidInputError(
            Both(
                f"entry {record.version} brings the same sealed content twice.",
                f"Eintrag {record.version} bringt denselben versiegelten Inhalt "
                "zweimal.",
            ),
            "sealed",
            Both(
                "Give each content a salt of its own.",
                "Jedem Inhalt einen eigenen Zufallswert geben.",
            ),
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
