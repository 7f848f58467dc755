"""Who co-signs a paper before it is released (*Mitzeichnung*)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from ratsflow.errors import Both, DefinitionError, german


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


_FIELDS = tuple(each.name for each in attrs.fields(CoSigner))
_CHOICES = {
    "kind": ("mandatory", "informative"),
    "when": ("always", "costs", "topics"),
    "on_timeout": ("block", "escalate", "approve"),
}
_LEAST = {"above": 0, "timeout_days": 1}


def co_signers(rows: Iterable[Mapping[str, Any]]) -> tuple[CoSigner, ...]:
    """Read the list of co-signers.

    Raises:
        DefinitionError: with every mistake in it.
    """
    rows = tuple(rows)
    problems = list(problems_of_co_signers(rows))
    if problems:
        raise DefinitionError(
            "cosignature.signers",
            [Both(f"{each}.", f"{german(each)}.") for each in problems],
        )
    return tuple(CoSigner(**row) for row in rows)


def problems_of_co_signers(rows: Any) -> Iterator[str]:
    """Yield what is wrong with a list of co-signers, one phrase each."""
    if isinstance(rows, Mapping):
        yield Both("a list of tables is required", "nötig ist eine Liste von Tabellen")
        return
    for index, row in enumerate(rows):
        for problem in _problems_of_row(row):
            yield Both(
                f"entry {index + 1}: {problem}",
                f"Eintrag {index + 1}: {german(problem)}",
            )


def _problems_of_row(row: Any) -> Iterator[str]:
    if not isinstance(row, Mapping):
        yield Both(f"{row!r} is no table", f"{row!r} ist keine Tabelle")
        return
    if not isinstance(row.get("office"), str) or not row["office"]:
        yield Both("an 'office' is required", "eine Stelle („office“) ist nötig")
    for name, value in row.items():
        if name not in _FIELDS:
            yield Both(
                f"there is no field {name!r}; known: {', '.join(_FIELDS)}",
                f"ein Feld „{name}“ gibt es nicht; bekannt: {', '.join(_FIELDS)}",
            )
        elif name in _CHOICES and value not in _CHOICES[name]:
            yield Both(
                f"{name} is {value!r}; choose one of {', '.join(_CHOICES[name])}",
                f"{name} ist {value!r}; eines davon wählen: "
                f"{', '.join(_CHOICES[name])}",
            )
        elif name in _LEAST and not _is_at_least(value, _LEAST[name]):
            yield Both(
                f"{name} is {value!r}; a whole number from {_LEAST[name]} is required",
                f"{name} ist {value!r}; nötig ist eine ganze Zahl ab {_LEAST[name]}",
            )
    if row.get("when") == "topics" and not _are_texts(row.get("topics")):
        yield Both(
            "when = 'topics' needs a list of 'topics'",
            "when = 'topics' braucht eine Liste von Themen („topics“)",
        )
    if row.get("topics") and row.get("when") != "topics":
        yield Both(
            "topics plays no part without when = 'topics'",
            "topics ist ohne when = 'topics' ohne Bedeutung",
        )
    if row.get("above") and row.get("when") != "costs":
        yield Both(
            "above plays no part without when = 'costs'",
            "above ist ohne when = 'costs' ohne Bedeutung",
        )
    if row.get("on_timeout", "block") != "block" and row.get("timeout_days") is None:
        yield Both(
            "on_timeout plays no part without timeout_days",
            "on_timeout ist ohne timeout_days ohne Bedeutung",
        )


def _is_at_least(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _are_texts(value: Any) -> bool:
    return (
        isinstance(value, (list, tuple))
        and bool(value)
        and all(isinstance(each, str) for each in value)
    )
