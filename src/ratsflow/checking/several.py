"""Properties looked at by several processes at once, each property by one.

What a process found goes back as the steps of its ways, which the process that asked takes
again; so a case, its verdicts and its rules never leave the process that made them.
"""

from __future__ import annotations

import threading

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import repeat
from multiprocessing import get_all_start_methods, get_context
from typing import Any, ClassVar

import attrs

from ratsflow.checking.choices import Choice
from ratsflow.checking.company import Beside
from ratsflow.checking.ends import Reached
from ratsflow.checking.judging import Checked, Judge, Report, check_each
from ratsflow.checking.properties import Property
from ratsflow.checking.search import Moment, Search
from ratsflow.checking.space import Space
from ratsflow.checking.starts import Start
from ratsflow.checking.ways import Ways


_Steps = tuple[Start, tuple[Choice, ...], Beside]
"""A way: how it begins, its steps, and the other cases that there are in the end."""


@attrs.frozen
class _Carried:
    """What came out of a property, as it goes from one process to another.

    Attributes:
        space: what tells the space that was looked at from that which was asked about.
        report: the numbers of the report, by the names of its fields.
        checked: those of the property.
        hole: the way that breaks it.
        trapped: the ways to cases from which no end can be reached.
        reached: the other numbers of these.
    """

    space: Mapping[str, Any]
    report: Mapping[str, Any]
    checked: Mapping[str, Any]
    hole: _Steps | None
    trapped: tuple[_Steps, ...]
    reached: Mapping[str, int]


def check_at_once(
    properties: Iterable[Property],
    space: Space,
    *,
    cases: int | None = None,
    all_steps: bool = False,
    processes: int = 1,
) -> Iterator[Report]:
    """Look for cases that break properties, several properties at a time.

    What comes out is that of `check_each`, in the same order. Where a process cannot be
    copied (no ``fork``, or other threads run) they are looked at one after the other; and so
    are those that are left where one is ended from outside.

    Args:
        properties: what must hold.
        space: what is looked at; see `check_each`.
        cases: how many different cases are looked at for each, at most; see `check_each`.
        all_steps: look at every step that can matter.
        processes: how many processes look, at most.
    """
    asked = list(properties)
    number = min(processes, len(asked))
    can_fork = "fork" in get_all_start_methods() and threading.active_count() == 1
    if number < 2 or not can_fork:  # noqa: PLR2004  # one has nothing to share
        yield from check_each(asked, space, cases=cases, all_steps=all_steps)
        return
    _Asked.here = _Asked(asked, space, cases, all_steps)
    with ProcessPoolExecutor(number, get_context("fork")) as pool:
        try:
            for one, carried in zip(asked, _found(pool, len(asked)), strict=False):
                report = None if carried is None else _unpacked(carried, one, space)
                if report is not None:
                    yield report
                else:  # what went wrong is told by whoever asked
                    yield from check_each(
                        [one], space, cases=cases, all_steps=all_steps
                    )
        finally:
            pool.shutdown(cancel_futures=True)


@attrs.frozen
class _Asked:
    """What is asked; a copied process finds it where it was."""

    properties: Sequence[Property]
    space: Space
    cases: int | None
    all_steps: bool

    here: ClassVar[_Asked]


def _found(pool: ProcessPoolExecutor, number: int) -> Iterator[_Carried | None]:
    """Yield what comes back, in order; then None, for each that was lost with a process."""
    try:
        yield from pool.map(_look, range(number))
    except BrokenProcessPool:  # for want of memory, say
        yield from repeat(None)


def _look(index: int) -> _Carried | None:
    """Look at one property, in a process of the pool."""
    asked = _Asked.here
    try:
        (report,) = check_each(
            [asked.properties[index]],
            asked.space,
            cases=asked.cases,
            all_steps=asked.all_steps,
        )
    except Exception:  # noqa: BLE001  # it is asked again by the process that can tell of it
        return None
    return _packed(report)


def _packed(report: Report) -> _Carried:
    """Leave out what belongs to this process: the procedure, its rules, its answers."""
    (found,) = report.checked
    return _Carried(
        _some(report.space, _OF_SPACE),
        _some(report, _OF_REPORT),
        _some(found, ("holes", "met", "applied")),
        None if found.hole is None else _steps(found.hole),
        tuple(map(_steps, found.reached.trapped)),
        _some(found.reached, ("undecided", "shapes")),
    )


_OF_SPACE = ("steps", "starts", "watched")
_OF_REPORT = ("closed", "cases", "asked", "gave_up", "lacking", "beyond", "failing")


def _some(thing: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names}


def _steps(moment: Moment) -> _Steps:
    return moment.start, moment.choices, moment.beside


def _unpacked(carried: _Carried, asked: Property, space: Space) -> Report | None:
    """Take the steps of what was found again; None where they do not pass here."""
    space = attrs.evolve(space, **carried.space)
    ways = Ways(space)

    def taken(steps: _Steps) -> Moment | None:
        start, choices, beside = steps
        judge = Judge([Checked(asked)])
        search = Search(space, watch=judge.watch, ways=ways)
        end = search.walk(search.opened(start), choices)
        return end and attrs.evolve(end, beside=beside)

    hole = None if carried.hole is None else taken(carried.hole)
    trapped = tuple(each for each in map(taken, carried.trapped) if each is not None)
    if (hole is None) != (carried.hole is None) or len(trapped) < len(carried.trapped):
        return None
    reached = Reached(trapped, **carried.reached)
    checked = Checked(asked, hole, reached=reached, **carried.checked)
    return Report((checked,), space, **carried.report)
