"""What was attempted and refused, so that it can still be written down later."""

from __future__ import annotations

import attrs

from ratsflow.engine import Taken
from ratsflow.errors import RefusedError
from ratsflow.office.attempt import Attempt


@attrs.frozen
class RefusedAttempt:
    """An attempt that was refused: what its actor handed in, and nothing of the case.

    Attributes:
        request: the attempt, at the moment at which it was refused.
        version: the version of the case that it was refused on.
        hash: hash of the refusal as it was written behind that version, where the office
            was told to; empty otherwise. A host may have taken it back.
    """

    request: Attempt
    version: int
    hash: str = ""


def attempted(refused: RefusedError, request: Attempt, entry: Taken | None) -> None:
    """Note on a refusal what was attempted.

    Args:
        refused: the refusal, with its whole verdict.
        request: what was asked for.
        entry: the refusal as it is written, or None.
    """
    question = refused.verdict.question
    refused.attempt = RefusedAttempt(
        attrs.evolve(request, at=question.at),
        question.case.version,
        entry.record.hash if entry else "",
    )
