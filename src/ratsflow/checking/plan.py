"""Plan: the earliest lawful way to a goal, who must do what by when, and why not sooner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import attrs

from ratsflow.canonical import plain
from ratsflow.checking.effort import effort
from ratsflow.checking.search import CASES, Moment, Search
from ratsflow.checking.slicing import leading_to, needed_for, short_of
from ratsflow.checking.space import Space, Start
from ratsflow.checking.ways import Choice, Way
from ratsflow.engine import Verdict, take
from ratsflow.errors import Both, InvalidInputError, UnknownNameError
from ratsflow.law.citation import Layer
from ratsflow.model import Ballot, Consultation, Meeting, Motion
from ratsflow.model.text import Lang
from ratsflow.office import Office
from ratsflow.office.lookups import Lookup
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Finding
from ratsflow.procedure.lookups import NO_OTHERS, Look
from ratsflow.procedure.step import MOTION


@attrs.frozen(eq=False)
class PlanRow:
    """One step of a plan.

    Attributes:
        choice: the step, who takes it, what it takes in, and its earliest day.
        latest: the last day on which it can be taken for the plan to keep its end; None
            where that was not asked.
        waits: what would refuse it on the day of the step before; empty where it need
            not wait.
        supplied: names of the inputs that somebody must state.
        beside: it is no step of the main path.
        conditions: of a step beside the main path, the rules that ask for what is stated.
        item: the consultation that it is about, as the step leaves it; None for none.
    """

    choice: Choice
    latest: date | None = None
    waits: tuple[Finding, ...] = ()
    supplied: tuple[str, ...] = ()
    beside: bool = False
    conditions: tuple[Finding, ...] = ()
    item: Consultation | None = None

    @property
    def is_of_the_meeting(self) -> bool:
        """It is planned for the day on which its item's meeting is held."""
        held = None if self.item is None else self.item.meeting
        return held is not None and held.day == self.choice.day


@attrs.frozen(eq=False)
class Plan:
    """The earliest lawful way to a goal.

    Attributes:
        steps: the steps in order.
        case: the case at the end.
        space: what was assumed.
        closed: no earlier way was left out; otherwise the bound was hit before.
        stuck: where no lawful way was found, what stands in the way of the next step as far
            as the steps lead, but for what that step would state itself; empty where the goal
            is reached, or where no step was refused.
        next: the step that it stands in the way of; empty where none was refused.
        refused: what the engine answered to that step.
        is_possible: the goal is reached.
        short_cut: an earlier way over steps beside the main path, where that was asked for
            and there is one.
        sought: every short cut was looked at, up to where it would be no earlier; otherwise
            the bound was hit before, or none was asked for.
    """

    steps: tuple[PlanRow, ...]
    case: Case
    space: Space
    closed: bool = True
    stuck: tuple[Finding, ...] = ()
    next: str = ""
    short_cut: Plan | None = None
    sought: bool = False
    refused: Verdict | None = None
    is_possible: bool = True

    document = "plan"

    @property
    def earliest(self) -> date:
        """The day on which the goal is reached."""
        return self.steps[-1].choice.day if self.steps else self.space.first_day

    def to_plain(self, lang: Lang = "en") -> dict[str, Any]:
        """Return it as plain values, for JSON; `ratsflow.schema` describes them."""
        short = self.short_cut
        return {
            "possible": self.is_possible,
            "earliest": self.earliest.isoformat() if self.is_possible else None,
            "stuck": [
                {**_because(each, lang), "step": self.next, "remedy": each.remedy(lang)}
                for each in self.stuck
            ],
            "closed": self.closed,
            "short_cut_sought": self.sought,
            "short_cut": short
            and {
                "earliest": short.earliest.isoformat(),
                "steps": [_step_to_plain(each, lang) for each in short.steps],
            },
            "steps": [_step_to_plain(each, lang) for each in self.steps],
        }


def _step_to_plain(each: PlanRow, lang: Lang) -> dict[str, Any]:
    return {
        "step": each.choice.step,
        "on": each.choice.on or None,
        "role": each.choice.actor.roles[0],
        "day": each.choice.day.isoformat(),
        "latest": each.latest and each.latest.isoformat(),
        "supply": list(each.supplied),
        "waits_for": [_because(finding, lang) for finding in each.waits],
        "beside_main_path": each.beside,
        "conditions": [
            {**_because(finding, lang), "text": finding.rule.title(lang)}
            for finding in each.conditions
        ],
    }


def _because(finding: Finding, lang: Lang) -> dict[str, str]:
    return {
        "rule": finding.rule.id,
        "text": finding.text(lang),
        "norm": finding.citation.norm,
    }


def space_of(desk: Office, case: Case, today: date) -> Space:
    """Return what a plan for a running case looks at.

    Args:
        desk: the office that keeps it: its law, and the other cases as they stand.
        case: the case, planned by the version of the procedure that it is pinned to.
        today: the day from which on is planned.
    """
    return Space(
        desk.procedure_of(case),
        desk.law,
        starts=(),
        first_day=today,
        others=Lookup(desk.store).others(tuple(Look), case, {}) or NO_OTHERS,
    )


def plan(
    case: Case,
    space: Space,
    until: str,
    *,
    by: date | None = None,
    meetings: Mapping[str, Sequence[Meeting]] | None = None,
    votes: Mapping[str, Ballot] | None = None,
    cases: int = CASES,
    short_cuts: int = 0,
) -> Plan:
    """Find the earliest lawful way from a case to a state, and its latest days.

    Args:
        case: where it stands now.
        space: procedure, law and people; `Space.first_day` is today.
        until: a state of the motion.
        by: the day by which it is to be reached; then the latest day of each step is told.
        meetings: by name of a body, its coming meetings. A body that is not named meets
            whenever it is convened.
        votes: by id of a consultation, how it is supposed to end.
        cases: how many different cases are looked at, at most.
        short_cuts: how many are looked at, at most, for an earlier way over urgent and other
            steps beside the main path; none is sought if left out.

    Returns:
        The plan; where no lawful way was found, by that day if one was named, how far one
        leads and what stands in the way then.

    Raises:
        UnknownNameError: there is no such state.
        InvalidInputError: the day lies in the past.
    """
    states = [each.name for each in space.procedure.states_of(MOTION)]
    if until not in states:
        raise UnknownNameError(Both("state", "Stand"), until, states)
    if by is not None and by < space.first_day:
        raise InvalidInputError(
            Both(f"{by} is in the past.", f"{by} liegt in der Vergangenheit."), "by"
        )
    steps = space.steps or leading_to(until, space.procedure)
    space = attrs.evolve(space, meetings=meetings or {}, votes=votes or {}, steps=steps)
    made = _made(case, space, until, by, cases)
    if not short_cuts:
        return made
    return _with_short_cut(made, case, until, by, short_cuts)


def _made(case: Case, space: Space, until: str, by: date | None, cases: int) -> Plan:
    main = frozenset(space.procedure.main_path)
    dead = _DeadEnd(main | needed_for(until, space.procedure))
    search = Search(space, cases, refused=dead.note)
    found = _nearest(search, case, until, by)
    if found is None:
        way = dead.moment.moments if dead.moment else ()
        told = [_planned(search, each) for each in way if each.way is not None]
        end = dead.moment.case if dead.moment else case
        return Plan(
            tuple(told),
            end,
            space,
            _is_closed(search),
            dead.findings,
            dead.step,
            refused=dead.verdict,
            is_possible=False,
        )
    told = [_planned(search, each) for each in found.moments if each.way is not None]
    if by is not None:
        told = list(_with_latest(search, case, found.choices, told, by))
    return Plan(tuple(told), found.case, space, _is_closed(search))


def _is_closed(search: Search) -> bool:
    return search.visited < search.cases and not search.ways.gave_up


def _with_short_cut(
    made: Plan, case: Case, until: str, by: date | None, cases: int
) -> Plan:
    """Add an earlier way over steps beside the main path, if there is one."""
    space = made.space
    beside = short_of(until, space.procedure)
    before = made.earliest - timedelta(1) if made.is_possible else by
    if not beside or (before is not None and before < space.first_day):
        return attrs.evolve(made, sought=True)
    there = attrs.evolve(space, steps=space.steps | beside)
    search = Search(there, cases)
    found = _nearest(search, case, until, before)
    if found is None:
        return attrs.evolve(made, sought=_is_closed(search))
    told = [_planned(search, each) for each in found.moments if each.way is not None]
    if by is not None:
        told = list(_with_latest(search, case, found.choices, told, by))
    short = Plan(tuple(told), found.case, there, _is_closed(search))
    return attrs.evolve(made, short_cut=short, sought=True)


@attrs.define
class _DeadEnd:
    """Remembers how far a way leads, and the fewest rules that stand in the way there.

    A step that is not meant for the paper is no dead end of its way.
    """

    steps: frozenset[str]
    moment: Moment | None = None
    verdict: Verdict | None = None
    _far: tuple[int, int] = (-1, 0)

    def note(self, moment: Moment, way: Way) -> None:
        """Note an attempt that was refused."""
        verdict = way.verdict
        if way.choice.step not in self.steps or not verdict.starts_here:
            return
        far = (moment.depth, -len(verdict.blocking))
        if far > self._far and not verdict.is_unfit:
            self._far, self.moment, self.verdict = far, moment, verdict

    @property
    def step(self) -> str:
        """The step that is not possible there; empty where none was refused."""
        return "" if self.verdict is None else self.verdict.step.name

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What stands in its way, but for what it would state itself."""
        if self.verdict is None:
            return ()
        open_ = {
            rule
            for each in self.verdict.missing
            if each.kind != "input"
            for rule in each.rules
        }
        blocking = self.verdict.blocking
        return tuple(each for each in blocking if each.rule.id in open_) or blocking


def _nearest(search: Search, case: Case, until: str, by: date | None) -> Moment | None:
    """Return the moment at which a state is reached first, by day and then by steps.

    Steps of the main path are tried before others of the same day, and what keeps the order
    before what does not.
    """
    main = frozenset(search.space.procedure.main_path)
    search.begin = (Moment(case, search.space.first_day, Start("now")),)
    search.order = lambda one: (
        one.day,
        sum(effort(e, main) for e in one.moments),
        sum(len(each.inputs) for each in one.choices),
    )
    for moment in search:
        if by is not None and moment.day > by:
            return None
        if moment.case.state == until:
            return moment
    return None


def _planned(search: Search, moment: Moment) -> PlanRow:
    way, before = moment.way, moment.before
    assert way is not None  # noqa: S101  # asked of steps alone
    assert before is not None  # noqa: S101  # likewise
    waits: tuple[Finding, ...] = ()
    if way.choice.day > before.day:
        sooner = attrs.evolve(way.choice, day=way.choice.day - timedelta(1))
        verdict = search.ways.asks(before.case, sooner)
        waits = () if verdict is None else verdict.blocking
    supplied = tuple(way.choice.inputs)
    beside = way.choice.step not in search.space.procedure.main_path
    asking = _asking(way.verdict, supplied) if beside else ()
    about = way.verdict.question.consultation
    item = None if about is None else moment.case.consultation(about.id)
    return PlanRow(way.choice, None, waits, supplied, beside, asking, item)


def _asking(verdict: Verdict, supplied: Sequence[str]) -> tuple[Finding, ...]:
    """Return the rules that are met, rest on a paragraph and read what is stated."""
    return tuple(
        Finding(rule, answer, law=verdict.question.law)
        for rule, answer in verdict.rows
        if rule.reads.intersection(supplied) and rule.layer is not Layer.HOUSE
    )


def _with_latest(
    search: Search,
    case: Case,
    choices: tuple[Choice, ...],
    steps: list[PlanRow],
    by: date,
) -> Iterator[PlanRow]:
    """Find the last day of each step, the engine asked day by day from the end on."""
    latest: dict[int, date] = {}
    for index in reversed(range(len(choices))):
        earliest = choices[index].day
        # A meeting may run past midnight; nobody plans for that.
        last = earliest if steps[index].is_of_the_meeting else by
        bound = min([last, *latest.values()])
        here = bound
        while here > earliest:
            days = [
                *(each.day for each in choices[:index]),
                here,
                *(latest[later] for later in range(index + 1, len(choices))),
            ]
            if _walks(search, case, choices, days):
                break
            here -= timedelta(1)
        latest[index] = max(here, earliest)
    for index, each in enumerate(steps):
        yield attrs.evolve(each, latest=latest[index])


def _walks(
    search: Search, case: Case, choices: Sequence[Choice], days: Sequence[date]
) -> bool:
    for choice, day in zip(choices, days, strict=True):
        verdict = search.ways.asks(case, attrs.evolve(choice, day=day))
        if verdict is None or not verdict.allowed:
            return False
        case = take(verdict).case
    return True


def suppose(
    case: Case,
    *,
    facts: Mapping[str, Any] | None = None,
    motion: Motion | None = None,
) -> Case:
    """Return a case as if some facts were stated or its text were another; nothing is written.

    Args:
        case: the case as it stands.
        facts: facts by name.
        motion: another text.
    """
    stated = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in plain(dict(facts or {}), "facts").items()
    }
    return attrs.evolve(
        case,
        facts={**case.facts, **stated},
        motion=case.motion if motion is None else motion,
    )


def calendars(planned: Plan, title: str, lang: Lang = "en") -> dict[str, bytes]:
    """Return the plan as iCalendar (RFC 5545), by role, a whole-day entry for each step.

    Args:
        planned: the plan.
        title: what people call the paper.
        lang: language.

    Raises:
        ModuleNotFoundError: icalendar is not installed (``ratsflow[calendar]``).
    """
    from icalendar import Calendar, Event  # noqa: PLC0415  # an extra

    procedure = planned.space.procedure
    found: dict[str, Any] = {}
    for number, each in enumerate(planned.steps, 1):
        role = procedure.step(each.choice.step).by[0]
        role = next((r for r in each.choice.actor.roles), role)
        if role not in found:
            found[role] = Calendar()
            found[role].add("prodid", "-//ratsflow//plan//")
            found[role].add("version", "2.0")
        event = Event()
        day = each.latest or each.choice.day
        step = procedure.step(each.choice.step).title(lang)
        event.add("uid", f"{planned.case.id}-{number}@ratsflow")
        event.add("dtstamp", planned.space.moment(planned.space.first_day))
        event.add("dtstart", day)
        event.add("summary", f"{title}: {step}")
        found[role].add_component(event)
    return {role: each.to_ical() for role, each in found.items()}
