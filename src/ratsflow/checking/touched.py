"""Open cases that a change touches: what could be done today, and could not be tomorrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import attrs

from ratsflow.checking.choices import Way
from ratsflow.checking.differing import may_differ
from ratsflow.checking.space import Space, as_case_of
from ratsflow.checking.ways import Ways
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Finding
from ratsflow.procedure.starting import startable
from ratsflow.procedure.step import MOTION


@attrs.frozen
class Touched:
    """An open case that two versions answer differently today.

    Attributes:
        case: the case.
        lost: by step and its subject, why the new version lets it pass no more: the findings
            in its way, or nothing where it has no such step.
        won: the same of the steps that only the new version lets pass.
        homeless: the new version does not have the state that the case stands in.
    """

    case: Case
    lost: dict[tuple[str, str], tuple[Finding, ...]]
    won: dict[tuple[str, str], tuple[Finding, ...]]
    homeless: bool = False


def touched(
    cases: Iterable[Case], old: Space, new: Space, *, on: date | None = None
) -> Iterator[Touched]:
    """Yield the open cases in which a step could be taken under one version only.

    A step counts as one that can be taken where there are a person and inputs with which
    the engine lets it pass on that day; rules see the other cases that the spaces name.

    Args:
        cases: cases; those in a final state are passed over.
        old: the version in force.
        new: the draft.
        on: the day; that on which the space begins if left out.
    """
    day = on or old.first_day
    # Today is asked for alone: no later day is sought.
    before, after = (
        Ways(attrs.evolve(each, days=0), still=True) for each in (old, new)
    )
    differing = may_differ(old, new)
    known = {each.name for each in new.procedure.states_of(MOTION)}
    finals = {each.name for each in old.procedure.states_of(MOTION) if each.final}
    for case in cases:
        if case.state in finals:
            continue
        homeless = case.state not in known
        was = _open(before, as_case_of(old, case), day, differing)
        now = {} if homeless else _open(after, as_case_of(new, case), day, differing)
        lost = _only(was, now)
        won = _only(now, was)
        if lost or won or homeless:
            yield Touched(case, lost, won, homeless)


_Open = dict[tuple[str, str], tuple[Finding, ...] | None]
"""By step and subject, None where it can be taken, else the fewest findings in its way."""


def _open(ways: Ways, case: Case, day: date, differing: frozenset[str]) -> _Open:
    found: _Open = {}
    for name, on in startable(ways.space.procedure, case):
        if name in differing:
            found[name, on] = _blocking(ways.of(name, on, case, day))
    return found


def _blocking(tried: Iterable[Way]) -> tuple[Finding, ...] | None:
    fewest: tuple[Finding, ...] | None = None
    for way in tried:
        if way.case is not None:
            return None
        here = way.verdict.blocking
        if fewest is None or len(here) < len(fewest):
            fewest = here
    return fewest or ()


def _only(here: _Open, there: _Open) -> dict[tuple[str, str], tuple[Finding, ...]]:
    return {
        key: there.get(key, ()) or ()
        for key, blocking in here.items()
        if blocking is None and (key not in there or there[key] is not None)
    }
