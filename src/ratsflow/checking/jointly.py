"""Plans of cases that wait for one another: an amendment and its paper, and rival ones.

Each case is planned by itself, while the others go on as their plans have it. Where one is
stuck because another has to move first, the other is planned with it standing there, and
so on until all come through or none gets any further. What comes out is taken once more in
order, step by step, with all cases as they then stand: only that counts as a way.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from ratsflow.checking.beside import Beside, Course, moving_with
from ratsflow.checking.plan import Plan, PlanRow, plan, sought, with_short_cut
from ratsflow.checking.slicing import leading_to
from ratsflow.checking.space import Space
from ratsflow.checking.ways import Ways
from ratsflow.engine import Verdict, take
from ratsflow.errors import StoreError
from ratsflow.model import ConsultationRole
from ratsflow.office import Office
from ratsflow.office.lookups import Lookup
from ratsflow.procedure.case import Case
from ratsflow.procedure.continuing import continued
from ratsflow.procedure.step import MOTION


_ROUNDS = 6
"""How often each case is planned anew, at most, because another came further."""


def jointly(
    office: Office,
    case: Case,
    space: Space,
    until: str,
    *,
    by: date | None,
    cases: int,
    short_cuts: int,
) -> Plan:
    """Plan a case together with those that wait for it, or it for them.

    Args:
        office: where the others are read.
        case: the case, as it stands or is supposed to.
        space: what may be tried for it.
        until: the state that it is to reach.
        by: the day by which.
        cases: how many different cases are looked at for each plan, at most.
        short_cuts: how many for an earlier way beside the main path of this one.
    """
    lookup = Lookup(office.store)
    others = list(_going_on(office, lookup, case))
    courses: dict[str, Course] = {}

    def planned() -> Plan:
        here = attrs.evolve(space, others=Beside(lookup, courses))
        return plan(case, here, until, by=by, cases=cases)

    plans: dict[str, Plan] = {}
    # What amends a paper comes first: the paper waits for it once it is filed.
    in_turn = sorted((case, *others), key=lambda each: not each.base)
    for _ in range(_ROUNDS):
        before = {name: len(each) for name, each in courses.items()}
        for each in in_turn:
            if each.id in plans and plans[each.id].is_possible:
                continue
            plans[each.id] = (
                planned()
                if each.id == case.id
                else _other(office, each, space, lookup, courses, until, cases)
            )
            courses[each.id] = _course(plans[each.id])
        if before == {name: len(each) for name, each in courses.items()}:
            break
    mine = plans[case.id]
    if others:
        # Nobody has to bring the others forward: without that it may be sooner.
        courses.clear()
        still = planned()
        if still.is_possible and _is_sooner(still, mine):
            mine, others = still, []
    if short_cuts:
        mine = with_short_cut(mine, case, until, by, short_cuts)
    along = tuple(plans[each.id] for each in others if plans[each.id].steps)
    refused = _together(mine, case, {e.id: (e, plans[e.id]) for e in others}, lookup)
    if mine.is_possible and refused is not None:
        return attrs.evolve(
            mine,
            is_possible=False,
            refused=refused,
            next=refused.step.name,
            stuck=refused.blocking,
            along=along,
        )
    return attrs.evolve(mine, along=along)


def _is_sooner(one: Plan, other: Plan) -> bool:
    return not other.is_possible or one.earliest < other.earliest


def _going_on(office: Office, lookup: Lookup, case: Case) -> Iterator[Case]:
    """Yield the cases that move with one, but for those that stay where they are.

    A case stays that has nothing left to do, or whose version of a procedure is not at hand.
    """
    for each in moving_with(lookup, case):
        try:
            procedure = office.procedure_of(each)
        except StoreError:
            continue
        if not _is_dealt_with(office, each):
            yield continued(procedure, each)


def _is_dealt_with(office: Office, case: Case) -> bool:
    """Tell whether a case has nothing left that another could wait for."""
    states = office.procedure_of(case).states_of(MOTION)
    is_final = any(each.name == case.state and each.final for each in states)
    return is_final or _is_through(case)


def _is_through(case: Case) -> bool:
    """Tell whether all bodies that decide have voted, or else all have dealt with it."""
    items = case.consultations
    deciding = [e for e in items if e.role is ConsultationRole.DECISION]
    if deciding:
        return all(each.decided for each in deciding)
    return bool(items) and all(each.result for each in items)


def _other(
    office: Office,
    case: Case,
    space: Space,
    lookup: Lookup,
    courses: dict[str, Course],
    until: str,
    cases: int,
) -> Plan:
    """Plan another case until all of its bodies have dealt with it."""
    procedure = office.procedure_of(case)
    there = attrs.evolve(
        space,
        procedure=procedure,
        steps=leading_to(until, procedure),
        others=Beside(lookup, courses),
        said={},
        votes={},
    )
    return sought(case, there, until, _has_carried, None, cases)


def _has_carried(case: Case) -> bool:
    """Tell whether all is over as it is supposed of this case too: the votes carry."""
    last = [each.ballots[-1] for each in case.consultations if each.ballots]
    return _is_through(case) and all((e.yes or 0) > (e.no or 0) for e in last)


def _course(made: Plan) -> Course:
    return [(e.choice.day, e.case) for e in made.steps if e.case is not None]


def _together(
    mine: Plan, case: Case, others: dict[str, tuple[Case, Plan]], lookup: Lookup
) -> Verdict | None:
    """Take the steps of all plans in order of their days; return what refuses one of mine.

    Of a day the first that can be taken is taken, whosever it is.
    """
    stand = {case.id: case, **{name: each for name, (each, _) in others.items()}}
    plans = {case.id: mine, **{name: made for name, (_, made) in others.items()}}
    left: dict[str, list[PlanRow]] = {n: list(made.steps) for n, made in plans.items()}
    refused: Verdict | None = None
    while left[case.id]:
        days = [steps[0].choice.day for steps in left.values() if steps]
        day, moved = min(days), False
        for name in [n for n, e in left.items() if e and e[0].choice.day == day]:
            now = {n: ((date.min, each),) for n, each in stand.items()}
            space = attrs.evolve(plans[name].space, others=Beside(lookup, now))
            verdict = Ways(space).asks(stand[name], left[name][0].choice)
            if verdict is not None and verdict.allowed:
                stand[name] = take(verdict).case
                left[name].pop(0)
                moved = True
                break
            if name == case.id:
                refused = verdict
        if not moved:
            if refused is None:  # another is stuck: it stays where it is
                stuck = next(n for n, e in left.items() if e and e[0].choice.day == day)
                left[stuck] = []
                continue
            return refused
        refused = None
    return None
