"""What a suite of examples gives a search for mutants: attempts to begin with, and what it notices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import attrs

from ratsflow.checking import Space, Ways
from ratsflow.engine import Verdict
from ratsflow.engine.observing import unobserved
from ratsflow.errors import RatsflowError
from ratsflow.procedure.starting import startable
from ratsflow.procedure.step import CONSULTATION, SUSPENSION
from ratsflow.testing.examples.running import Answered, still_right
from ratsflow.testing.scene import case_at


if TYPE_CHECKING:
    from ratsflow.checking.witnesses import Placement


def walked(space: Space) -> Iterator[Verdict]:
    """Yield attempts that pass at a case in each state, of the motion, of an item, of an objection.

    It is walked there as `case_at` does; a state to which no way leads is left out.
    """
    procedure, ways = space.procedure, Ways(space)
    aims = [each.name for each in procedure.states]
    for kind in (CONSULTATION, SUSPENSION):
        aims += [f"{kind}:{each.name}" for each in procedure.states_of(kind)]
    for aim in aims:
        try:
            with unobserved():
                scene = case_at(aim, procedure=procedure, law=space.law)
        except (RatsflowError, LookupError):
            continue
        for name, on in startable(procedure, scene.case):
            for way in ways.of(name, on, scene.case, scene.day):
                if way.case is not None:
                    yield way.verdict
                    break


def noticed_by_examples(
    answers: Iterable[Answered],
) -> dict[Placement, tuple[str, ...]]:
    """Tell which examples notice which rule that is taken off the step they ask.

    Without the rule its finding is gone; what the example says is then held against the rest.

    Args:
        answers: what came out of the examples; those that are not right notice nothing.

    Returns:
        By step and rule the ids of the examples, of those that at least one notices.
    """
    found: dict[Placement, list[str]] = defaultdict(list)
    for each in answers:
        verdict = each.verdict
        if verdict is None or not each.is_right:
            continue
        for rule, _ in verdict.rows:
            rows = tuple(row for row in verdict.rows if row[0] is not rule)
            lacking = attrs.evolve(verdict, rows=rows)
            if not still_right(each, lacking):
                found[verdict.step.name, rule.id].append(each.example.id)
    return {key: tuple(ids) for key, ids in found.items()}
