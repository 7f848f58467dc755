"""The law of a state and, in the layer below, the municipality's own (Ortsrecht)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ratsflow.canonical import plain
from ratsflow.errors import (
    Both,
    DefinitionError,
    InvalidInputError,
    UnknownNameError,
    german,
)
from ratsflow.law.citation import Confidence
from ratsflow.law.keys.topics import topics_of_state, with_ids
from ratsflow.law.local import Law
from ratsflow.law.periods import NoticeMode
from ratsflow.law.presets.bw import BW
from ratsflow.law.presets.by import BY
from ratsflow.law.presets.he import HE
from ratsflow.law.presets.ni import NI
from ratsflow.law.presets.nrw import NRW
from ratsflow.law.presets.values import Preset, Value


PRESETS: Mapping[str, Preset] = {
    preset.state: preset for preset in (NRW, BY, BW, NI, HE)
}


def preset(state: str) -> Preset:
    """Return the law of a state.

    Args:
        state: ``NRW``, ``BY``, ``BW``, ``NI`` or ``HE``.

    Raises:
        UnknownNameError: there is no preset for that state.
    """
    if state not in PRESETS:
        raise UnknownNameError(Both("state", "Land"), str(state), tuple(PRESETS))
    return PRESETS[state]


def law_for(
    state: str, local_values: Mapping[str, Any] | None = None, name: str = ""
) -> Law:
    """Join the law of a state and the municipality's own law.

    A value the state fixes cannot be set locally: a lower layer never overrides a
    higher one. Two exceptions: a number marked as a minimum may be raised, and a value
    marked as uncertain may be corrected by whoever has read the statute.

    Args:
        state: ``NRW``, ``BY``, ``BW``, ``NI`` or ``HE``.
        local_values: the municipality's values by dotted key; None means not set.
        name: the municipality.

    Raises:
        UnknownNameError: there is no preset for that state.
        DefinitionError: with every local value that cannot be used.
    """
    chosen = preset(state)
    values = {key: value.plain for key, value in chosen.values.items()}
    citations = {key: value.citation for key, value in chosen.values.items()}
    given = {k: each for k, each in (local_values or {}).items() if each is not None}
    named = with_ids(given, topics_of_state(state), values)
    problems: list[str] = [
        Both(f"{place}: {each}.", f"{place}: {german(each)}.")
        for place, each in named.problems
    ]
    for key, value in named.values.items():
        if key in _GRADED and isinstance(value, int):
            continue
        problem = problem_of(chosen, key, value)
        if problem is not None:
            problems.append(problem)
            continue
        values[key] = plain(value, key)
        citations.pop(key, None)
    if problems:
        raise DefinitionError(
            name or Both(f"local law ({state})", f"Ortsrecht ({state})"), problems
        )
    return Law(state, values, name, citations)


_COUNTS = (
    *(".days", "_days", ".months", "_months", ".weeks", "_weeks", "_years"),
    *(".threshold", ".elected_members", ".min_members", ".min_members_district"),
    *(".inhabitants", ".characters_per_page"),
)
"""Ends of the keys that count something: nobody would be entitled, or everybody, by 0."""
_GRADED = frozenset({"faction.min_members"})
"""What the law grades by size and once left to the town: a town's number says nothing."""
_MAY_BE_NONE = frozenset({"submission.lead_days"})
"""Periods that a municipality may do without: 0 says that there is none."""


def problem_of(chosen: Preset, key: str, value: Any) -> str | None:
    """Return what the law of a state has against a value of a municipality, or nothing."""
    try:
        usable = plain(value, key)
    except InvalidInputError as error:
        return str(error)
    whole_number = isinstance(usable, int) and not isinstance(usable, bool)
    least = 0 if key in _MAY_BE_NONE else 1
    if key.endswith(_COUNTS) and not (whole_number and usable >= least):
        return Both(
            f"{key} is {value!r}; pass a whole number of {least} or more.",
            f"{key} ist {value!r}; eine ganze Zahl ab {least} angeben.",
        )
    modes = [mode.value for mode in NoticeMode]
    if key == "notice.mode" and usable not in modes:
        return Both(
            f"{key} is {value!r}; choose one of {', '.join(modes)}.",
            f"{key} ist {value!r}; eines davon wählen: {', '.join(modes)}.",
        )
    return _clash(chosen.values.get(key), key, usable)


def _clash(fixed: Value | None, key: str, value: Any) -> str | None:
    if fixed is None or fixed.confidence is Confidence.UNCERTAIN:
        return None
    enough = fixed.least and isinstance(value, int) and value >= fixed.value
    if enough or value == fixed.plain:
        return None
    bound = Both("at least ", "mindestens ") if fixed.least else ""
    return Both(
        f"{key} is {value!r}, but {fixed.norm} says {bound}{fixed.value}.",
        f"{key} ist {value!r}, {fixed.norm} sagt aber {german(bound)}{fixed.value}.",
    )
