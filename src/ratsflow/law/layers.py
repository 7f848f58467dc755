"""The law of a state and, in the layer below, the municipality's own (Ortsrecht)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from operator import ge, le
from typing import Any

import attrs

from ratsflow._moved import words
from ratsflow.canonical import plain
from ratsflow.errors import (
    Both,
    DefinitionError,
    InvalidInputError,
    UnknownNameError,
    german,
)
from ratsflow.law.bodies import town_bodies
from ratsflow.law.citation import ALWAYS, Citation, Confidence, InForce
from ratsflow.law.local import ONE_DAY, Law, Version, days_of_change, put
from ratsflow.law.norms import Norm, Row, Town, is_share, share_of, share_text
from ratsflow.law.sentences import said
from ratsflow.law.states import StateLaw, state_law
from ratsflow.law.topic_tables import with_ids
from ratsflow.law.values import (
    problem_by_body,
    problems_of_value,
    problems_together,
)


LOCAL_LAW = "Ortsrecht"


def law_for(
    state: str, local_values: Mapping[str, Any] | None = None, name: str = ""
) -> Law:
    """Join the law of a state and the municipality's own law.

    A value that the state fixes cannot be set locally: a lower layer never overrides a
    higher one. Where the state's table says so, a number may be raised or lowered, and a
    value marked as uncertain may be corrected by whoever has read the statute. What was
    another law's then stays as it was.

    Args:
        state: in short, for example ``NRW``; `state_ids` lists those that are installed.
        local_values: the municipality's values by dotted id; None means not set.
        name: the municipality.

    Raises:
        UnknownNameError: the law of that state is not installed.
        DefinitionError: with every local value that cannot be used.
    """
    chosen = state_law(state)
    return joined(chosen, _checked(chosen, local_values or {}, name), name)


def drafted(law: Law, values: Mapping[str, Any]) -> Law:
    """Return the law of a municipality as if it had set some values otherwise.

    Args:
        law: the law that is in force.
        values: by dotted id, those of a draft; they hold on every day.

    Raises:
        UnknownNameError: there is no norm of such an id.
        DefinitionError: with every value that a municipality cannot set.
    """
    if not law.state:
        dated = {k: each for k, each in law.dated.items() if k not in values}
        return attrs.evolve(law, values={**law.values, **values}, dated=dated)
    chosen = state_law(law.state)
    known = chosen.table.norms
    for key in values:
        if key.partition("@")[0] not in known:
            near = get_close_matches(key, known)
            raise UnknownNameError(Both("value of law", "Rechtswert"), key, near)
    graded = [
        said("key.is", key=key, problem=said("town.graded", norm=norm.citation.norm))
        for key, value in values.items()
        if is_graded(norm := known[key.partition("@")[0]]) and isinstance(value, int)
    ]
    if graded:
        raise DefinitionError(_DRAFT, graded)
    made = joined(chosen, _checked(chosen, values, law.name), law.name, law)
    if problems := list(problems_together(made)):
        raise DefinitionError(_DRAFT, problems)
    return made


_DRAFT = Both("draft of the law", "Entwurf des Rechts")


def _checked(
    chosen: StateLaw, values: Mapping[str, Any], name: str
) -> dict[str, tuple[Row, ...]]:
    """Return a municipality's values as rows; None among them is not set."""
    given = {k: each for k, each in values.items() if each is not None}
    bodies, problems = town_bodies(chosen.id, given), list[str]()
    for key, value in given.items():
        given[key], strange = bodies.read(key, value)
        problems += [
            said("key.placed", place=key + p, problem=e) for p, e, _ in strange
        ]
    named = with_ids(given, chosen.topics, chosen.law.values, chosen.table.of_topics)
    problems += [
        said("key.placed", place=place, problem=each) for place, each in named.problems
    ]
    rows: dict[str, tuple[Row, ...]] = {}
    for key, value in named.values.items():
        name_of, _, body = key.partition("@")
        norm = chosen.table.norms.get(name_of)
        if is_graded(norm) and isinstance(value, int):
            continue
        problem = problem_by_body(chosen.table, name_of) if body and norm else None
        if problem is not None:
            problems.append(said("key.placed", place=key, problem=problem))
            continue
        try:
            told = plain(value, key)
        except InvalidInputError as error:
            problems.append(Both(str(error), german(error)))
            continue
        wrong = [] if norm is None else list(problems_of_value(norm, told))
        if wrong:
            problems += [said("key.placed", place=key, problem=e) for e in wrong]
            continue
        problem = problem_of(norm, name_of, told)
        if problem is None:
            rows[key] = (Row(_OWN, as_law(value)),)
        else:
            problems.append(said("key.is", key=key, problem=problem))
    if problems:
        state = chosen.id
        raise DefinitionError(
            name or Both(f"local law ({state})", f"Ortsrecht ({state})"), problems
        )
    return rows


_OWN = Citation("", Confidence.LOCAL)
"""Of a value of which the municipality does not say where it stands."""


def joined(
    chosen: StateLaw,
    rows: Mapping[str, Sequence[Row]],
    name: str,
    over: Law | None = None,
) -> Law:
    """Put a municipality's rows over those of its state.

    Args:
        chosen: the law of the state.
        rows: the municipality's own, by id, those of one body by ``id@name`` or
            ``id@kind``; nothing is checked any more.
        name: the municipality.
        over: the law that they are put over; that of the state if left out.
    """
    law = chosen.law if over is None else over
    values, citations = dict(law.values), dict(law.citations)
    dated, absent = dict(law.dated), set(law.absent)
    for key, own in rows.items():
        norm = chosen.table.norms.get(key.partition("@")[0])
        versions = tuple(_laid_over(norm, own))
        put(key, versions[-1], values, citations, absent)
        dated.pop(key, None)
        if len(versions) > 1 or versions[-1].in_force != ALWAYS:
            dated[key] = versions
    return Law(chosen.id, values, name, citations, dated=dated, absent=absent)


def _laid_over(norm: Norm | None, own: Sequence[Row]) -> Iterator[Version]:
    """Yield what holds in each period, the municipality's row where it may speak."""
    rows = norm.rows if norm else ()
    found: list[Version] = []
    for start, until in _periods([*rows, *own]):
        day, since = start or until or date.max, start
        state = next((row for row in rows if row.in_force.covers(day)), None)
        local = next((row for row in own if row.in_force.covers(day)), None)
        if local is not None and (norm is None or _is_open(norm, state)):
            version = Version(_cited(local, state), local.value)
        elif state is not None:
            version = Version(state.citation, state.value, absent=state.absent)
        else:
            version = Version(norm.citation if norm else _cited(own[0], None))
        if found and attrs.evolve(found[-1], in_force=ALWAYS) == version:
            since = found.pop().in_force.since
        found.append(attrs.evolve(version, in_force=InForce(since, until)))
    yield from found


def _periods(rows: Sequence[Row]) -> Iterator[tuple[date | None, date | None]]:
    """Yield the first and the last day of every period in which no row changes."""
    first: date | None = None
    for start in days_of_change(row.in_force for row in rows):
        yield first, start - ONE_DAY
        first = start
    yield first, None


def _is_open(norm: Norm, row: Row | None) -> bool:
    """Tell whether a municipality's value takes the place of a row of its state."""
    if row is None:
        return True
    if row.absent:
        return False
    return not row.is_firm or (norm.town is not None and norm.latest.is_firm)


def _cited(local: Row, state: Row | None) -> Citation:
    """Cite the municipality's own paragraph, else the one that leaves it the value."""
    if local.citation.norm:
        return local.citation
    norm = state.citation.norm if state is not None else LOCAL_LAW
    return Citation(norm, Confidence.LOCAL, local.citation.source)


def as_law(value: Any) -> Any:
    """Return a value as `Law` keeps it: a share that is written out as its parts."""
    share = share_of(value) if isinstance(value, str) else None
    return plain(value) if share is None else share.plain()


# ------------------------------------------------------------- what a town may not say


_COUNTS = (
    *(".days", "_days", ".months", "_months", ".weeks", "_weeks", "_years"),
    *(".threshold", ".elected_members", ".min_members", ".min_members_district"),
    *(".inhabitants", ".characters_per_page"),
)
"""Ends of the ids that count something: nobody would be entitled, or everybody, by 0."""
_MAY_BE_NONE = frozenset({"submission.lead_days"})
"""Periods that a municipality may do without: 0 says that there is none."""


def is_graded(norm: Norm | None) -> bool:
    """Tell whether the law of the state grades a value by size."""
    return norm is not None and bool(norm.latest.of)


def problem_of(norm: Norm | None, key: str, value: Any) -> str | None:
    """Return, as a phrase, what the law of a state has against a plain value of a municipality.

    The value has the form of its norm already: see `values.problems_of_value`.

    ``norm`` is None where the state has none of that id.
    """
    whole_number = isinstance(value, int) and not isinstance(value, bool)
    least = 0 if key in _MAY_BE_NONE else 1
    counts = key.endswith(_COUNTS) and not is_graded(norm)
    if counts and not (whole_number and value >= least):
        return said("key.least", value=value, least=least)
    if norm is None:
        return None
    fixed = plain(norm.latest.value)
    value, row = as_law(value), norm.latest
    if row.absent:
        return said("key.absent", value=value, norm=row.citation.norm)
    if fixed == value or not row.is_firm or norm.town is Town.SETS:
        return None
    bound: str = ""
    if norm.town in _BOUNDS and isinstance(value, int):
        is_met, bound = _BOUNDS[norm.town]
        if is_met(value, fixed):
            return None
    told, fixed = (share_text(e) if is_share(e) else e for e in (value, fixed))
    return said(
        "key.says", value=told, norm=row.citation.norm, bound=bound, fixed=fixed
    )


_BOUNDS: Mapping[Town | None, tuple[Callable[[Any, Any], bool], str]] = {
    Town.RAISES: (ge, Both("at least ", "mindestens ")),
    Town.LOWERS: (le, Both("at most ", "höchstens ")),
}
"""What a municipality may do with a number of its state, and how a message says it."""


__getattr__ = words(
    __name__,
    {
        "PRESETS": "ratsflow.law.former.PRESETS",
        "quorum_rule": "ratsflow.law.quorum.quorum_rule",
        "share_of": "ratsflow.law.counting.share_of",
    },
)
