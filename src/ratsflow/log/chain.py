"""Verification: does a log still say what was written?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat

import attrs
import orjson

from ratsflow.canonical import digest
from ratsflow.errors import Both, BrokenLogError
from ratsflow.log.entry import GENESIS, EntryKind, Record
from ratsflow.log.erasable import DIGEST_LENGTH, MARK_BYTES, committed, named


CASE = b'},"case":'
"""What stands before the case of an entry, and first of all there; see `follows`."""

PREV = b',"prev":"'
"""What stands before the hash of the predecessor; see `prev_in`."""


LAW = b',"law":"'
"""What stands before the digest of the values of law; see `law_in`."""

_LAW_LENGTH = len(LAW)
_STEP = b',"step":"'
_NO_LAW = (b',"schema":1', b',"schema":2')
"""What stands before the step in entries of the schemas that name no law."""


@attrs.frozen
class Head:
    """Where the log of a case ends.

    Attributes:
        case_id: the case.
        version: number of its last entry.
        hash: hash of its last entry, hexadecimal.
    """

    case_id: str
    version: int
    hash: str


def verify_case(case_id: str, records: Iterable[Record], head: Head | None) -> Head:
    """Check every link of one case's chain.

    Args:
        case_id: the case.
        records: its records in the order of the store.
        head: where the store says the log ends; None if it has no word of the case.

    Returns:
        The verified head.

    Raises:
        BrokenLogError: with the first entry that does not hold: edited, missing, added,
            swapped or cut off; or with the one whose sealed content was changed, is
            gone without an entry that says so, or is back.
    """
    kept = tuple(records)
    for error in chain_faults(case_id, kept, head):
        raise error
    return Head(case_id, len(kept), kept[-1].hash if kept else GENESIS)


def chain_faults(
    case_id: str, records: Sequence[Record], head: Head | None
) -> Iterator[BrokenLogError]:
    """Yield every entry of one case's chain that does not hold; see `verify_case`.

    An entry that does not hold is no reason to doubt those behind it: each is held against
    what stands there before it. What is sealed is looked at where the whole chain holds.
    """
    prev: str | None = GENESIS
    version = 0
    contents = Contents()
    holds = True
    for record in records:
        version += 1
        if record.version != version:
            reason = Both(
                f"entry {version} is missing; the next one found is {record.version}.",
                f"Eintrag {version} fehlt; der nächste gefundene ist {record.version}.",
            )
            yield BrokenLogError(case_id, version, reason)
            holds, prev = False, None
            version = record.version if type(record.version) is int else version
        problem = _problem(case_id, version, prev, record)
        if problem:
            yield BrokenLogError(case_id, version, problem)
            holds = False
        elif holds and has_contents(record):
            contents.add(record)
        prev = record.hash
    if holds:
        for at, problem in contents.problems():
            yield BrokenLogError(case_id, at, problem)
    yield from _wrong_head(case_id, version, prev or GENESIS, head)


def _wrong_head(
    case_id: str, version: int, prev: str, head: Head | None
) -> Iterator[BrokenLogError]:
    if head is None:
        reason = Both(
            "there are entries, but the case is not listed.",
            "es gibt Einträge, aber der Vorgang ist nicht verzeichnet.",
        )
        yield BrokenLogError(case_id, max(version, 1), reason)
    elif head.version != version:
        # What a store says may have been changed into no number at all.
        said = head.version if type(head.version) is int else version
        at = min(said, version) + 1
        reason = Both(
            f"the case is listed with {head.version} entries, but {version} were found.",
            f"der Vorgang ist mit {head.version} Einträgen verzeichnet, gefunden "
            f"wurden aber {version}.",
        )
        yield BrokenLogError(case_id, at, reason)
    elif head.hash != prev:
        reason = Both(
            "its hash is not the one that the case is listed with.",
            "seine Prüfsumme ist nicht die, mit der der Vorgang verzeichnet ist.",
        )
        yield BrokenLogError(case_id, version, reason)


ERASED = b'"kind":"%b"' % EntryKind.ERASED.encode()
"""What an entry has by which contents were erased; others hold it at most by mischief."""


def has_contents(record: Record) -> bool:
    """Tell whether an entry may bring in sealed contents or say that some were erased."""
    body = record.body
    return bool(record.sealed) or MARK_BYTES in body or ERASED in body


@attrs.define
class Contents:
    """The sealed contents of one case: committed to, at hand, erased.

    Attributes:
        committed: the entry that commits to each digest.
        kept: the entry that each content at hand stands beside.
        erased: digests that an entry says were destroyed.
        wrong: entries with what does not hold of them.
    """

    committed: dict[str, int] = attrs.Factory(dict)
    kept: dict[str, int] = attrs.Factory(dict)
    erased: set[str] = attrs.Factory(set)
    wrong: list[tuple[int, str]] = attrs.Factory(list)

    def add(self, record: Record) -> None:
        """Take a record in whose body verifies."""
        row = orjson.loads(record.body)
        inputs = row.get("inputs")
        if not isinstance(inputs, dict):
            inputs = {}
        self.committed.update(dict.fromkeys(committed(inputs), record.version))
        names = named(record.body) if record.sealed else frozenset()
        for name, content in record.sealed:
            self.kept[name] = record.version
            if not isinstance(content, bytes) or digest(content) != name:
                self.wrong.append(
                    (
                        record.version,
                        Both(
                            "a sealed content was changed.",
                            "ein versiegelter Inhalt wurde verändert.",
                        ),
                    )
                )
            elif name not in names:
                reason = Both(
                    "it carries a sealed content that it does not commit to.",
                    "er trägt einen versiegelten Inhalt, auf den er sich nicht "
                    "festlegt.",
                )
                self.wrong.append((record.version, reason))
        if row.get("kind") == EntryKind.ERASED:
            listed = inputs.get("digests")
            self.erased.update(map(str, listed) if isinstance(listed, list) else ())

    def problems(self) -> Iterator[tuple[int, str]]:
        """Yield each entry whose contents do not hold, and why."""
        yield from self.wrong
        for name, version in self.committed.items():
            if name not in self.kept and name not in self.erased:
                reason = Both(
                    "a sealed content is gone, and no entry says that it was erased.",
                    "ein versiegelter Inhalt fehlt, und kein Eintrag sagt, dass er "
                    "gelöscht wurde.",
                )
                yield version, reason
        for name in self.erased.intersection(self.kept):
            yield (
                self.kept[name],
                Both(
                    "a sealed content that was erased is back.",
                    "ein gelöschter versiegelter Inhalt ist wieder da.",
                ),
            )


def _problem(case_id: str, version: int, prev: str | None, record: Record) -> str:
    """Say what does not hold of an entry; without a predecessor that part is left out."""
    body = record.body
    if not isinstance(body, bytes) or digest(body) != record.hash:
        return Both(
            "its content does not match its hash: it was changed.",
            "sein Inhalt passt nicht zu seiner Prüfsumme: Er wurde verändert.",
        )
    if prev is not None and follows(body, case_mark(case_id), prev.encode(), version):
        return ""
    return _problem_inside(case_id, version, prev, body)


def _problem_inside(case_id: str, version: int, prev: str | None, body: bytes) -> str:
    try:
        row = orjson.loads(body)
    except ValueError:
        return Both("its content is no JSON.", "sein Inhalt ist kein JSON.")
    if not isinstance(row, dict) or (row.get("case"), row.get("version")) != (
        case_id,
        version,
    ):
        return Both(
            "its content belongs to another entry: it was moved or copied here.",
            "sein Inhalt gehört zu einem anderen Eintrag: Er wurde hierher "
            "verschoben oder kopiert.",
        )
    if prev is not None and row.get("prev") != prev:
        return Both(
            "it does not follow the entry before it.",
            "er folgt nicht auf den Eintrag vor ihm.",
        )
    return ""


def prev_in(body: bytes) -> str:
    """Return the hash that an entry names as its predecessor; of other bytes anything.

    Only texts that can hold no quotation mark of their own come after it.
    """
    at = body.rfind(PREV) + len(PREV)
    return body[at : at + DIGEST_LENGTH].decode(errors="replace")


def law_in(body: bytes) -> str:
    """Return the digest of the values of law that an entry names, without parsing it.

    Behind it come lists of texts, texts, numbers and the words of an override, so its mark
    stands nowhere behind it. In entries of the schemas that name none an input may look
    like it.

    Returns:
        Empty text where it names none; of other bytes than those of an entry anything.
    """
    at = body.rfind(LAW) + _LAW_LENGTH
    if at < _LAW_LENGTH or body.startswith(b'"', at):
        return ""
    if body.endswith(_NO_LAW, 0, body.rfind(_STEP)):
        return ""
    return body[at : at + DIGEST_LENGTH].decode(errors="replace")


def law_places(bodies: Iterable[bytes]) -> list[int]:
    """Return where in entries the law is named that `law_in` reads; -1 where nowhere."""
    return list(map(bytes.rfind, bodies, repeat(LAW)))


def all_name(bodies: Sequence[bytes], law: str, places: Sequence[int]) -> bool:
    """Tell at one go whether entries name the same values of law, or all of them none.

    It is sure where it says yes, but for entries of the schemas that name none; see
    `law_in`.

    Args:
        bodies: canonical bytes of the entries.
        law: the digest that each is to name; empty for none.
        places: where they name it, as `law_places` finds it.
    """
    mark = b'%b%b"' % (LAW, law.encode())
    return all(map(bytes.startswith, bodies, repeat(mark), places))


def any_erases(bodies: Sequence[bytes], places: Sequence[int]) -> bool:
    """Tell at one go whether an entry may say that contents were erased.

    Its kind stands right before the law. Entries of schemas without law say so anywhere;
    an erasure takes in nothing but texts, in which no mark of the law can stand.

    Args:
        bodies: canonical bytes of the entries.
        places: as `law_places` finds them.
    """
    if min(places) < 0:
        return any(ERASED in body for body in bodies)
    return any(map(bytes.endswith, bodies, repeat(ERASED), repeat(0), places))


TENANT = b',"tenant":'
"""What stands before the tenant that a case was opened for; see `tenant_in`."""

_SUBJECT = b',"subject":"'


def tenant_in(body: bytes) -> str:
    """Return the tenant that the first entry of a case names; empty where it names none.

    It stands behind the subject of the step; in a text a quotation mark is escaped.
    """
    at = body.rfind(TENANT)
    if at < body.rfind(_SUBJECT):
        return ""
    try:
        return str(orjson.loads(body[at + len(TENANT) : body.rfind(b',"version":')]))
    except ValueError:
        return ""


def case_mark(case_id: str) -> bytes:
    """Return the bytes by which `follows` finds the case an entry belongs to."""
    return b'%b%b,"effective_at":' % (CASE, orjson.dumps(case_id))


def follows(body: bytes, mark: bytes, prev: bytes, version: int) -> bool:
    """Tell without parsing whether an entry names its case, version and predecessor.

    It is sure where it says yes: in canonical bytes a quotation mark within a text is
    escaped, the keys are sorted, ``by`` holds no object, and after ``prev`` come only
    texts and numbers. Where it says no the bytes may still be of another schema: parse
    them then.
    """
    at = body.rfind(PREV) + len(PREV)
    return (
        body[at : at + DIGEST_LENGTH] == prev
        and body.startswith(mark, body.find(CASE))
        and body.endswith(b',"version":%d}' % version)
    )


def broken(
    cases: Iterable[tuple[str, Iterable[Record], Head | None]],
) -> Iterator[BrokenLogError]:
    """Yield the first broken entry of every case that does not verify."""
    for case_id, records, head in cases:
        try:
            verify_case(case_id, records, head)
        except BrokenLogError as error:
            yield error
