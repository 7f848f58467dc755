"""Verification: does a log still say what was written?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs
import orjson

from ratsflow.canonical import digest
from ratsflow.errors import BrokenLogError
from ratsflow.log.entry import GENESIS, Record


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
            swapped or cut off.
    """
    prev = GENESIS
    version = 0
    for version, record in enumerate(records, start=1):  # noqa: B007
        problem = _problem(case_id, version, prev, record)
        if problem:
            raise BrokenLogError(case_id, version, problem)
        prev = record.hash
    if head is None:
        raise BrokenLogError(
            case_id, max(version, 1), "there are entries, but the case is not listed."
        )
    if head.version != version:
        at = min(head.version, version) + 1
        reason = (
            f"the case is listed with {head.version} entries, but {version} were found."
        )
        raise BrokenLogError(case_id, at, reason)
    if head.hash != prev:
        raise BrokenLogError(
            case_id, version, "its hash is not the one that the case is listed with."
        )
    return Head(case_id, version, prev)


def _problem(case_id: str, version: int, prev: str, record: Record) -> str:
    if record.version != version:
        return f"entry {version} is missing; the next one found is {record.version}."
    body = record.body
    if not isinstance(body, bytes) or digest(body) != record.hash:
        return "its content does not match its hash: it was changed."
    if follows(body, case_mark(case_id), prev.encode(), version):
        return ""
    return _problem_inside(case_id, version, prev, body)


def _problem_inside(case_id: str, version: int, prev: str, body: bytes) -> str:
    try:
        row = orjson.loads(body)
    except ValueError:
        return "its content is no JSON."
    if not isinstance(row, dict) or (row.get("case"), row.get("version")) != (
        case_id,
        version,
    ):
        return "its content belongs to another entry: it was moved or copied here."
    if row.get("prev") != prev:
        return "it does not follow the entry before it."
    return ""


def case_mark(case_id: str) -> bytes:
    """Return the bytes by which `follows` finds the case an entry belongs to."""
    return b'},"case":%b,"effective_at":' % orjson.dumps(case_id)


def follows(body: bytes, mark: bytes, prev: bytes, version: int) -> bool:
    """Tell without parsing whether an entry names its case, version and predecessor.

    It is sure where it says yes: in canonical bytes a quotation mark within a text is
    escaped, the keys are sorted, ``by`` holds no object, and after ``prev`` come only
    texts and numbers. Where it says no the bytes may still be of another schema: parse
    them then.
    """
    at = body.rfind(b',"prev":"') + 9
    return (
        body[at : at + 64] == prev
        and body.startswith(mark, body.find(b'},"case":'))
        and body.endswith(b',"version":%d}' % version)
    )


def broken(cases: Iterable[tuple[str, Iterable[Record], Head | None]]) -> Iterator[
    BrokenLogError
]:
    """Yield the first broken entry of every case that does not verify."""
    for case_id, records, head in cases:
        try:
            verify_case(case_id, records, head)
        except BrokenLogError as error:
            yield error
