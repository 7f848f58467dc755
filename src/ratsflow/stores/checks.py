"""What every store refuses before it writes, in the same words."""

from __future__ import annotations

from ratsflow.errors import InvalidInputError
from ratsflow.log import Record
from ratsflow.stores.protocol import Append, Standing


LONGEST_ID = 255
"""Characters that a case id, a state or an idempotency key may have."""

LONGEST_DIGEST = 64
"""Characters that a digest may have: SHA-256 in hexadecimal."""

LONGEST_TENANT = 64
"""Characters that a tenant may have."""

_NUL = "\x00"


def check_append(work: Append) -> None:
    """Check that records continue their case and that every text can be stored.

    Raises:
        InvalidInputError: with the part that does not fit.
    """
    check_text(work.case_id, "case id", LONGEST_ID)
    if not work.records:
        raise InvalidInputError(
            f"an append to case {work.case_id!r} without records was asked for.",
            "records",
            "Pass at least one.",
        )
    for version, record in enumerate(work.records, work.expected + 1):
        if record.version != version or record.case_id != work.case_id:
            raise InvalidInputError(
                f"entry {record.version} of case {record.case_id!r} does not follow "
                f"version {version - 1} of case {work.case_id!r}.",
                "records",
                "Pass consecutive records of one case.",
            )
        if record.sealed:
            _check_sealed(record)
    if work.key:
        check_text(work.key, "idempotency key", LONGEST_ID)
    _check_standing(work.standing)


def check_text(text: str, where: str, longest: int) -> None:
    """Refuse text that is empty, too long or cannot be stored in every database."""
    if not text or len(text) > longest:
        raise InvalidInputError(
            f"it has {len(text)} characters.", where, f"Use 1 to {longest}."
        )
    _check_characters(text, where)


def check_find(state: str, stuck_since: str, limit: int) -> None:
    """Refuse a question that no index can answer."""
    if stuck_since and not state:
        raise InvalidInputError(
            "which cases are stuck was asked without a state.",
            "state",
            "Name the state they are stuck in; a closed case is not stuck.",
        )
    if limit < 1:
        raise InvalidInputError(f"got {limit}.", "limit", "Use 1 or more.")


def _check_sealed(record: Record) -> None:
    digests = [digest for digest, _ in record.sealed]
    if len(set(digests)) != len(digests):
        raise InvalidInputError(
            f"entry {record.version} brings the same sealed content twice.",
            "sealed",
            "Give each content a salt of its own.",
        )
    for value in digests:
        check_text(value, "digest", LONGEST_DIGEST)


def _check_standing(standing: Standing) -> None:
    check_text(standing.state, "state", LONGEST_ID)
    check_text(standing.procedure, "procedure", LONGEST_ID)
    if len(standing.since) > 32 or len(standing.due) > 32:  # noqa: PLR2004
        raise InvalidInputError(
            f"got {standing.since!r} and {standing.due!r}.",
            "since, due",
            "Use UTC text to the microsecond and an ISO date.",
        )
    for text, where in (
        (standing.title, "title"),
        (standing.since, "since"),
        (standing.due, "due"),
    ):
        if text:
            _check_characters(text, where)


def _check_characters(text: str, where: str) -> None:
    if text.isascii():
        bad = _NUL in text
    else:
        bad = _NUL in text or not _encodable(text)
    if bad:
        raise InvalidInputError(
            f"{text!r} holds a character that no database stores.",
            where,
            "Remove NUL characters and lone surrogates.",
        )


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
