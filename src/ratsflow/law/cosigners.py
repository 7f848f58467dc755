"""Who co-signs a paper before it is released (*Mitzeichnung*)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from ratsflow.errors import DefinitionError
from ratsflow.law.checks import (
    COUNT,
    LIST,
    NUMBER,
    TEXT,
    are_texts,
    one_of,
    problems_of_row,
    problems_of_rows,
)
from ratsflow.law.sentences import said, sentence


@attrs.frozen
class CoSigner:
    """An office that co-signs (*Mitzeichnung*), as the house's instruction says.

    Attributes:
        office: role of the co-signer, for example ``treasurer``.
        kind: ``mandatory`` or ``informative``; only the first is waited for.
        when: ``always``, ``costs`` (any financial effect) or ``topics``.
        topics: topics of the paper that call for the co-signer.
        above: amount in euros above which costs call for it; 0 for any effect.
        timeout_days: working days to answer; None for no limit.
        on_timeout: ``block``, ``escalate`` to the alderman, or ``approve``.
    """

    office: str
    kind: str = "mandatory"
    when: str = "always"
    topics: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    above: int = 0
    timeout_days: int | None = None
    on_timeout: str = "block"

    @property
    def is_mandatory(self) -> bool:
        """Tell whether the paper waits for it."""
        return self.kind == "mandatory"


_FIELDS = {
    "office": TEXT,
    "kind": one_of(("mandatory", "informative")),
    "when": one_of(("always", "costs", "topics")),
    "topics": LIST,
    "above": NUMBER,
    "timeout_days": COUNT,
    "on_timeout": one_of(("block", "escalate", "approve")),
}


def co_signers(rows: Iterable[Mapping[str, Any]]) -> tuple[CoSigner, ...]:
    """Read the list of co-signers; `DefinitionError` with every mistake in it."""
    rows = tuple(rows)
    problems = [sentence(each) for each in problems_of_co_signers(rows)]
    if problems:
        raise DefinitionError("cosignature.signers", problems)
    return tuple(CoSigner(**row) for row in rows)


def problems_of_co_signers(rows: Any) -> Iterator[str]:
    """Yield what is wrong with a list of co-signers, one phrase each."""
    yield from problems_of_rows(rows, _problems_of_row)


def _problems_of_row(row: Any) -> Iterator[str]:
    problems = list(problems_of_row(row, _FIELDS, ("office",)))
    yield from problems
    if problems:
        return
    when, topics = row.get("when"), row.get("topics")
    if when == "topics" and not (topics and are_texts(topics)):
        yield said("cosigner.topics")
    if topics and when != "topics":
        yield said("cosigner.no_topics")
    if row.get("above") and when != "costs":
        yield said("cosigner.above")
    if row.get("on_timeout", "block") != "block" and "timeout_days" not in row:
        yield said("cosigner.timeout")
