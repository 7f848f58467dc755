"""Judging: whether what must hold, holds of every case that a search comes to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import attrs

from ratsflow.checking.choices import Way
from ratsflow.checking.collecting import seldom_collected
from ratsflow.checking.ends import NOT_ASKED, Ends, Reached
from ratsflow.checking.events import Occasion
from ratsflow.checking.language import Reader
from ratsflow.checking.properties import Property
from ratsflow.checking.search import CASES, Moment, Search, in_turn
from ratsflow.checking.slicing import cone_of, looks_beside, slice_of
from ratsflow.checking.space import Space
from ratsflow.checking.starts import papers_of
from ratsflow.checking.story import as_test, replayed, story
from ratsflow.checking.ways import Ways
from ratsflow.engine.observing import tell
from ratsflow.model.text import Lang
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.starting import startable


_LONGEST = 100
"""How many days after a step it is asked whether a remedy is open on the last of its period."""


@attrs.define
class Checked:
    """What came out of a property.

    Attributes:
        asked: the property.
        hole: the way to the first case that breaks it; None if none was found.
        holes: how many different steps broke it.
        met: how often its event was taken, or the case that it speaks of came about.
        applied: the circumstances under which it is asked were there at some step.
        reached: of what can be reached at all, what was shown case by case.
    """

    asked: Property
    hole: Moment | None = None
    holes: int = 0
    met: int = 0
    applied: bool = False
    reached: Reached = NOT_ASKED

    @property
    def is_structural(self) -> bool:
        """No step can be what must never happen: it is kept whatever comes about."""
        event = self.asked.event
        return event is not None and not event.known

    @property
    def is_vacuous(self) -> bool:
        """It was never asked: nothing that it speaks of ever happened."""
        return not self.is_structural and (self.met == 0 or not self.applied)

    @property
    def is_kept(self) -> bool:
        """It was asked, and nothing that was looked at breaks it."""
        return self.hole is None and not self.is_vacuous


@attrs.frozen(eq=False)
class Hole:
    """A way that must not exist: a case that breaks a property.

    Attributes:
        asked: the property.
        moment: the end of the way; ``moment.choices`` are its steps.
        space: what was looked at.
    """

    asked: Property
    moment: Moment
    space: Space

    def story(self, lang: Lang = "en") -> tuple[str, ...]:
        """Tell the way, a line for each step; see `ratsflow.checking.story`."""
        return story(self.moment, self.space, lang)

    def replayed(self) -> Case:
        """Take its steps in a real office; see `ratsflow.checking.replayed`."""
        return replayed(self.moment, self.space)

    def as_test(self) -> str:
        """Write it as a test in Python; see `ratsflow.checking.as_test`."""
        return as_test(self.asked.id, self.moment, self.space)


@attrs.frozen
class Report:
    """What a search found of the properties.

    Attributes:
        checked: each property with what came out.
        space: what was looked at.
        closed: all of it was looked at; otherwise the bound was hit.
        cases: how many different cases were looked at.
        asked: how often the engine was asked.
        gave_up: steps of which not every combination of inputs was tried.
        lacking: values of law that the municipality has not stated and rules asked for.
        failing: rules that failed themselves: step, rule, and by what error.
        beyond: steps that can matter and were not looked at; see `cone_of`.
    """

    checked: tuple[Checked, ...]
    space: Space
    closed: bool
    cases: int
    asked: int
    gave_up: frozenset[str] = frozenset()
    lacking: frozenset[str] = frozenset()
    beyond: frozenset[str] = frozenset()
    failing: frozenset[tuple[str, str, str]] = frozenset()

    document = "check-report"

    @property
    def holes(self) -> tuple[Hole, ...]:
        """The properties that a case breaks, each with the way to it."""
        return tuple(
            Hole(each.asked, each.hole, self.space)
            for each in self.checked
            if each.hole is not None
        )

    @property
    def is_kept(self) -> bool:
        """Every property was asked and none is broken."""
        return all(each.is_kept for each in self.checked)

    @property
    def is_proved(self) -> bool:
        """It is kept, and nothing of the space that can matter was left out.

        What no step can be needs no search.
        """
        structural = all(each.is_structural for each in self.checked)
        undecided = any(each.reached.undecided for each in self.checked)
        seen = self.closed and not self.beyond and not undecided
        return self.is_kept and (structural or seen)

    def to_plain(self, lang: Lang = "en") -> dict[str, Any]:
        """Return it as plain values, for JSON; `ratsflow.schema` describes them."""
        return {
            "closed": self.closed,
            "proved": self.is_proved,
            "steps": len(self.space.steps or self.space.procedure.steps),
            "beyond": sorted(self.beyond),
            "cases": self.cases,
            "asked": self.asked,
            "gave_up": sorted(self.gave_up),
            "lacking": sorted(self.lacking),
            "properties": [
                {
                    "property": each.asked.id,
                    "says": each.asked.title(lang),
                    "cites": each.asked.cites,
                    "kept": each.is_kept,
                    "vacuous": each.is_vacuous,
                    "undecided": each.reached.undecided,
                    "holes": each.holes,
                    "story": []
                    if each.hole is None
                    else list(story(each.hole, self.space, lang)),
                }
                for each in self.checked
            ],
        }


def check(
    properties: Iterable[Property],
    space: Space,
    *,
    cases: int = CASES,
    first: bool = False,
    near: Collection[str] = (),
) -> Report:
    """Look for cases that break properties; the nearest of each is kept.

    Args:
        properties: what must hold.
        space: what is looked at.
        cases: how many different cases are looked at, at most.
        first: end as soon as each is broken; the report is then not closed.
        near: steps whose ways are looked at before those over others; none for all alike.
    """
    judge = Judge([Checked(each) for each in properties])
    space = attrs.evolve(space, watched=space.watched | judge.watched)
    search = Search(
        space,
        cases,
        judge.watch,
        order=_nearest(near),
        keeps=judge.facts,
        until=judge.events,
    )
    ends = Ends(space.procedure)
    with seldom_collected():
        for moment in search:
            judge.look(moment, space.procedure, search.ways)
            ends.add(moment)
            if first and all(each.hole is not None for each in judge.checked):
                break
        judge.trapped(search, ends)
        for each in judge.checked:
            if each.hole is not None and each.asked.form != "always_possible":
                each.hole = _shortened(each.hole, each.asked, search)
    report = Report(
        tuple(judge.checked),
        space,
        search.closed,
        search.visited,
        search.ways.asked,
        frozenset(search.ways.gave_up),
        frozenset(search.ways.cures.lacking),
        failing=frozenset((*key, what) for key, what in search.ways.failing.items()),
    )
    return tell(report)


def _nearest(near: Collection[str]) -> Callable[[Moment], Any]:
    """Return an order that looks at cases in turn, and at ways over other steps late."""
    order = in_turn()

    def later(moment: Moment) -> Any:
        beside = sum(each.step not in near for each in moment.choices) if near else 0
        return order(moment) + _BESIDE * beside

    return later


_BESIDE = 60
"""How much later a case is looked at for each step of its way beside the slice."""


def check_each(
    properties: Iterable[Property],
    space: Space,
    *,
    cases: int | None = None,
    first: bool = False,
    all_steps: bool = False,
) -> Iterator[Report]:
    """Look for cases that break properties, each in a slice of its own.

    Args:
        properties: what must hold.
        space: what is looked at; its papers where a property names none, else those of
            `papers_of` that it names.
        cases: how many different cases are looked at for each, at most; None for those of
            the property (`Property.cases`), or `CASES`.
        first: end as soon as it is broken.
        all_steps: look at every step that can matter, instead of the slice alone.
    """
    known = papers_of(space.law)
    for each in properties:
        named = tuple(start for start in known if start.id in each.papers)
        cone = cone_of([each], space.procedure)
        if space.others is None and looks_beside(cone, space.procedure):
            # Another case may take any step, and what is read of it may be another then.
            cone = frozenset(step.name for step in space.procedure.steps)
        core = slice_of([each], space.procedure)
        steps = cone if all_steps else core
        part = attrs.evolve(space, steps=steps, starts=named or space.starts)
        most = cases or each.cases or CASES
        report = check([each], part, cases=most, first=first, near=core)
        if not space.procedure.main and report.closed and report.checked[0].is_vacuous:
            # The main path is guessed, and nothing came about on it: look beside it.
            steps, part = cone, attrs.evolve(part, steps=cone)
            report = check([each], part, cases=most, first=first, near=core)
        yield attrs.evolve(report, beyond=cone - steps)


def _shortened(hole: Moment, asked: Property, search: Search) -> Moment:
    """Leave out of a way each step without which the same is broken."""
    leaving = len(hole.choices) - 1
    while leaving:
        leaving -= 1
        choices = (*hole.choices[:leaving], *hole.choices[leaving + 1 :])
        judge = Judge([Checked(asked)])
        walking = Search(search.space, watch=judge.watch, ways=search.ways)
        end = walking.walk(walking.opened(hole.start), choices)
        if end is not None:
            judge.look(end, search.space.procedure, search.ways)
        found = judge.checked[0].hole
        if found is not None and found.depth <= len(choices):
            hole = found
            leaving = min(leaving, len(hole.choices) - 1)
    return hole


class Judge:
    """Watches a search, or a single way.

    Attributes:
        checked: each property with what came out so far.
    """

    def __init__(self, checked: Sequence[Checked]) -> None:
        self.checked = checked
        events = (event for each in checked for event in each.asked.events)
        self._events = tuple(dict.fromkeys(events))
        self._asks = frozenset().union(*(each.asked.asks for each in checked))
        self.facts = frozenset().union(*(each.asked.facts for each in checked))
        self.watched = frozenset().union(*(each.asked.watched for each in checked))

    @property
    def events(self) -> frozenset[str]:
        """The steps that can break a property; none where one speaks of cases, not steps."""
        events = [each.asked.event for each in self.checked]
        found = [each.known for each in events if each is not None]
        return frozenset().union(*found) if len(found) == len(events) else frozenset()

    def watch(self, moment: Moment, way: Way) -> tuple[Any, ...]:
        """Judge a step that was taken; return what is to be remembered of the way."""
        assert way.case is not None  # noqa: S101  # only steps that were taken are watched
        seen = moment.seen or (None,) * len(self._events)
        past = {
            event: each
            for event, each in zip(self._events, seen, strict=True)
            if each is not None
        }
        occasion = Occasion(moment.case, way.choice, way.verdict, way.case, past)
        for each in self.checked:
            if self._breaks(each, occasion):
                each.holes += 1
                hole = Moment(
                    way.case,
                    way.choice.day,
                    moment.start,
                    moment,
                    way,
                    seen,
                    moment.depth + 1,
                    beside=way.choice.beside,
                )
                if each.hole is None or each.hole.length > hole.length:
                    each.hole = hole
        return tuple(
            each.remembered(occasion, before, self._asks)
            for each, before in zip(self._events, seen, strict=True)
        )

    @staticmethod
    def _breaks(checked: Checked, occasion: Occasion) -> bool:
        asked = checked.asked
        if asked.event is None:
            return False
        applies = asked.when is None or asked.when.holds(occasion)
        checked.applied |= applies
        if not asked.event.is_at(occasion):
            return False
        checked.met += 1
        if not occasion.choice.goes_by_the_rules:
            return False  # that it was against them stands in the log
        if not applies:
            return False
        if any(each.holds(occasion) for each in asked.unless):
            return False
        return asked.form == "never" or asked.event in occasion.past

    def look(
        self, moment: Moment, procedure: Procedure, ways: Ways | None = None
    ) -> None:
        """Judge a case that came about: is what must be open, open?

        With `ways` the engine is asked whether a step can be taken, else whether it starts.
        """
        if moment.way is None:
            return
        occasion = self._standing(moment)
        for each in self.checked:
            asked = each.asked
            if asked.form != "always_open":
                each.applied = (
                    each.applied or asked.when is None or asked.when.holds(occasion)
                )
                continue
            if asked.when is not None and not asked.when.holds(occasion):
                continue
            each.met += 1
            each.applied = True
            if any(cond.holds(occasion) for cond in asked.unless):
                continue
            days = {moment.day, _last_day(asked, occasion)} if ways else {moment.day}
            shut = next(
                (
                    found
                    for day in days
                    if (found := _shut(asked.target, moment, day, procedure, ways))
                ),
                None,
            )
            if shut is not None:
                each.holes += 1
                each.hole = each.hole or shut

    def _standing(self, moment: Moment) -> Occasion:
        way = moment.way
        assert way is not None  # noqa: S101  # asked of later moments alone
        past = {
            event: each
            for event, each in zip(self._events, moment.seen, strict=True)
            if each is not None
        }
        return Occasion(moment.case, way.choice, way.verdict, moment.case, past)

    def trapped(self, search: Search, ends: Ends) -> None:
        """Judge the whole: from where can an end not be reached?"""
        for each in self.checked:
            if each.asked.form == "always_possible":
                each.met, each.applied = search.visited, True
                states = Reader(search.space.procedure).states(each.asked.target)
                each.reached = ends.trapped(states, search)
                each.holes = len(each.reached.trapped)
                each.hole = next(iter(each.reached.trapped), None)


def _last_day(asked: Property, occasion: Occasion) -> date:
    """Return the last day on which a property is asked of a case that nobody touches."""
    day = occasion.day
    if asked.when is None or "day" not in asked.when.asks:
        return day
    for distance in range(1, _LONGEST + 1):
        later = day + timedelta(distance)
        choice = attrs.evolve(occasion.choice, day=later)
        if not asked.when.holds(attrs.evolve(occasion, choice=choice)):
            return later - timedelta(1)
    return day


def _shut(
    step: str, moment: Moment, day: date, procedure: Procedure, ways: Ways | None
) -> Moment | None:
    """Return the moment at which a step cannot be taken on a day; None where it can.

    It must be open whatever other cases there are by then: the moment that is returned has
    those beside which it is not.
    """
    about = [on for name, on in startable(procedure, moment.case) if name == step]
    if ways is None:
        return None if about else moment
    ways.stand_at(moment)
    way = _open(step, about, moment.case, day, ways)
    if way is None:
        return moment
    if ways.space.others is not None or procedure is not ways.space.procedure:
        return None
    still = Ways(ways.space, still=True)
    for look in procedure.plan(step).looks:
        for beside in ways.space.company.sought(
            ways.space, moment.start, look, way.verdict.question, moment.beside
        ):
            if max(each.day for each in beside) <= day:
                there = attrs.evolve(moment, beside=beside)
                still.stand_at(there)
                if _open(step, about, moment.case, day, still) is None:
                    return there
        if look in ways.space.company.cut:
            ways.gave_up.add(step)
    return None


def _open(
    step: str, about: Sequence[str], case: Case, day: date, ways: Ways
) -> Way | None:
    """Return how a step can be taken on a day, about whatever it may be."""
    return next(
        (
            way
            for on in about
            for way in ways.of(step, on, case, day)
            if way.case is not None and way.choice.day == day
        ),
        None,
    )
