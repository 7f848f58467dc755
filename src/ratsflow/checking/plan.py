"""Plan: the earliest lawful way to a goal, who must do what by when, and why not sooner."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import attrs

from ratsflow.checking.choices import Choice, Way
from ratsflow.checking.effort import effort
from ratsflow.checking.latest import last_days, passed_over
from ratsflow.checking.search import CASES, Moment, Search
from ratsflow.checking.slicing import leading_to, needed_for, short_of
from ratsflow.checking.space import Space
from ratsflow.checking.starts import Start
from ratsflow.checking.ways import Ways
from ratsflow.engine import Verdict
from ratsflow.errors import Both, InvalidInputError, UnknownNameError
from ratsflow.law.citation import Layer
from ratsflow.law.periods import local_day
from ratsflow.model import Ballot, Consultation, Meeting
from ratsflow.model.text import Lang
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Finding
from ratsflow.procedure.lookups import NO_OTHERS
from ratsflow.procedure.step import MOTION


@attrs.frozen(eq=False)
class PlanRow:
    """One step of a plan.

    Attributes:
        choice: the step, who takes it, what it takes in, and its earliest day.
        role: the role in which it is taken.
        as_deputy: by somebody who stands in for who holds it.
        latest: the last day on which it can be taken for the plan to keep its end; None
            where that was not asked.
        waits: what would refuse it a day sooner, or while the other cases were not as far as
            on this day; empty where it need not wait.
        supplied: names of the inputs that somebody must state.
        beside: it is no step of the main path.
        conditions: of a step beside the main path, or where something is so that is not
            usual, the rules that ask for what is stated.
        item: the consultation that it is about, as the step leaves it; None for none.
        case: the case as the step leaves it.
        too_late: what refuses a step on the day after the latest; empty where the last day
            follows from that of a later step, or from the goal.
        breaks: the step that it refuses then: this one or a later one.
        passed_over: of a step that takes an item into a meeting, earlier meetings of the
            body that are in its calendar, each with what refuses it.
    """

    choice: Choice
    role: str
    as_deputy: bool = False
    latest: date | None = None
    waits: tuple[Finding, ...] = ()
    supplied: tuple[str, ...] = ()
    beside: bool = False
    conditions: tuple[Finding, ...] = ()
    item: Consultation | None = None
    case: Case | None = None
    too_late: tuple[Finding, ...] = ()
    breaks: str = ""
    passed_over: tuple[tuple[Meeting, tuple[Finding, ...]], ...] = ()

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
        since: since when the case waits for the first step; None where it is not known.
        along: the plans of other cases that wait for this one or it for them, which were
            supposed to go on too; not where they have nothing left to do.
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
    since: date | None = None
    along: tuple[Plan, ...] = ()

    document = "plan"

    @property
    def earliest(self) -> date:
        """The day on which the goal is reached."""
        return self.steps[-1].choice.day if self.steps else self.space.first_day

    @property
    def is_alone(self) -> bool:
        """It was made as if there were no other cases; none were read."""
        return not callable(self.space.others) and not any(
            (self.space.others or NO_OTHERS).values()
        )

    @property
    def slack(self) -> int | None:
        """How many days the first step can wait; None where no goal was named."""
        latest = self.steps[0].latest if self.steps else None
        return None if latest is None else (latest - self.space.first_day).days

    def to_plain(self, lang: Lang = "en") -> dict[str, Any]:
        """Return it as plain values, for JSON; `ratsflow.schema` describes them."""
        short = self.short_cut
        return {
            "possible": self.is_possible,
            "earliest": self.earliest.isoformat() if self.is_possible else None,
            "stuck": [
                {
                    **_because(each, lang),
                    "step": self.next,
                    "remedy": each.remedy(lang),
                    "by": list(each.rule.cured_by),
                }
                for each in self.stuck
            ],
            "closed": self.closed,
            "short_cut_sought": self.sought,
            "short_cut": short
            and {
                "earliest": short.earliest.isoformat(),
                "steps": [_step_to_plain(each, lang) for each in short.steps],
            },
            "waiting_since": self.since and self.since.isoformat(),
            "slack_days": self.slack,
            "steps": [_step_to_plain(each, lang) for each in self.steps],
            "along": [
                {
                    "case": each.case.id,
                    "possible": each.is_possible,
                    "steps": [_step_to_plain(step, lang) for step in each.steps],
                }
                for each in self.along
            ],
        }


def _step_to_plain(each: PlanRow, lang: Lang) -> dict[str, Any]:
    return {
        "step": each.choice.step,
        "on": each.choice.on or None,
        "role": each.role,
        "as_deputy": each.as_deputy,
        "day": each.choice.day.isoformat(),
        "latest": each.latest and each.latest.isoformat(),
        "later_breaks": each.breaks or None,
        "not_later": [_because(finding, lang) for finding in each.too_late],
        "supply": list(each.supplied),
        "waits_for": [_because(finding, lang) for finding in each.waits],
        "passed_over": [
            {
                "meeting": held.day.isoformat(),
                "because": [_because(finding, lang) for finding in why],
            }
            for held, why in each.passed_over
        ],
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
        space: procedure, law and people; `Space.first_day` is today. Where it names no other
            cases there are none: nobody's help is supposed (`Plan.is_alone`).
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
    space = attrs.evolve(
        space,
        meetings=space.meetings if meetings is None else meetings,
        votes=space.votes if votes is None else votes,
        steps=steps,
        others=NO_OTHERS if space.others is None else space.others,
    )

    def reached(one: Case) -> bool:
        return one.state == until

    # What depends on circumstances is a plan only where nothing else is.
    usual = attrs.evolve(space, only_usual=True)
    made = sought(case, usual, until, reached, by, cases)
    if not made.is_possible:
        made = sought(case, space, until, reached, by, cases)
    if not short_cuts:
        return made
    return with_short_cut(made, case, until, by, short_cuts)


Goal = Callable[[Case], bool]
"""Tells whether a case is where it is to come."""


def sought(
    case: Case, space: Space, until: str, goal: Goal, by: date | None, cases: int
) -> Plan:
    """Return the plan of the nearest way to a goal, or how far one leads.

    Args:
        case: where it stands now.
        space: procedure, law and people, and the steps that may be taken.
        until: the state of the motion that the goal lies in or before.
        goal: tells whether it is reached.
        by: the day by which it is to be reached; None for any.
        cases: how many different cases are looked at, at most.
    """
    main = frozenset(space.procedure.main_path)
    dead = _DeadEnd(main | needed_for(until, space.procedure))
    search = Search(space, cases, refused=dead.note)
    ended: list[Moment] = []
    found = _nearest(search, case, goal, by, ended)
    if found is not None:
        return _planned_to(found, search, case, by)
    if ended:
        made = _planned_to(ended[0], search, case, None)
        return attrs.evolve(made, is_possible=False)
    far = dead.moment or search.begin[0]
    return attrs.evolve(
        _planned_to(far, search, case, None),
        stuck=dead.findings,
        next=dead.step,
        refused=dead.verdict,
        is_possible=False,
    )


def _planned_to(moment: Moment, search: Search, case: Case, by: date | None) -> Plan:
    moments = moment.moments
    steps = [_planned(search, moments, index) for index in range(1, len(moments))]
    if by is not None:
        items = [each.item for each in steps]
        last = last_days(search.ways, case, moment.choices, items, by)
        steps = [
            attrs.evolve(
                step, latest=each.day, breaks=each.breaks, too_late=each.because
            )
            for step, each in zip(steps, last, strict=True)
        ]
    since = None if case.since is None else local_day(case.since)
    return Plan(
        tuple(steps), moment.case, search.space, _is_closed(search), since=since
    )


def _is_closed(search: Search) -> bool:
    return search.visited < search.cases and not search.ways.gave_up


def with_short_cut(
    made: Plan, case: Case, until: str, by: date | None, cases: int
) -> Plan:
    """Return a plan with an earlier way over steps beside the main path, if there is one.

    Args:
        made: the plan.
        case: where it began.
        until: the state to be reached.
        by: the day by which.
        cases: how many different cases are looked at, at most.
    """
    space = made.space
    beside = short_of(until, space.procedure)
    circumstances = space.only_usual
    before = made.earliest - timedelta(1) if made.is_possible else by
    if not (beside or circumstances) or (
        before is not None and before < space.first_day
    ):
        return attrs.evolve(made, sought=True)
    there = attrs.evolve(space, steps=space.steps | beside, only_usual=False)
    search = Search(there, cases)
    found = _nearest(search, case, lambda one: one.state == until, before)
    if found is None:
        return attrs.evolve(made, sought=_is_closed(search))
    short = _planned_to(found, search, case, by)
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


def _nearest(
    search: Search,
    case: Case,
    goal: Goal,
    by: date | None,
    ended: list[Moment] | None = None,
) -> Moment | None:
    """Return the moment at which a goal is reached first, by day and then by steps.

    Takes down the moments at which all votes that are supposed were held, into `ended`.

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
        if goal(moment.case):
            return moment
        if ended is not None and _have_ended(search.space.votes, moment):
            ended.append(moment)
    return None


def _have_ended(votes: Mapping[str, Ballot], moment: Moment) -> bool:
    held = {each.id for each in moment.case.consultations if each.ballots}
    return (
        bool(votes)
        and votes.keys() <= held
        and moment.way is not None
        and (moment.way.choice.on in votes)
    )


def _planned(search: Search, moments: Sequence[Moment], index: int) -> PlanRow:
    before, moment = moments[index - 1 : index + 1]
    way = moment.way
    assert way is not None  # noqa: S101  # only the first has none
    ways, choice, verdict = search.ways, way.choice, None
    if choice.day > before.day:
        sooner = attrs.evolve(choice, day=choice.day - timedelta(1))
        verdict = ways.asks(before.case, sooner)
    elif callable(ways.space.others) and way.verdict.question.others:
        others = ways.space.others.a_day_later()
        verdict = Ways(attrs.evolve(ways.space, others=others)).asks(
            before.case, choice
        )
    waits = () if verdict is None else verdict.blocking
    supplied = tuple(way.choice.inputs)
    beside = way.choice.step not in search.space.procedure.main_path
    usual, step = search.space.procedure.usual().inputs, way.choice.step
    unusual = [
        name
        for name, value in way.choice.inputs.items()
        if value is True and usual.get(f"{step}.{name}", usual.get(name)) is not True
    ]
    question = way.verdict.question
    about = question.consultation
    return PlanRow(
        way.choice,
        question.role,
        question.as_deputy,
        waits=waits,
        supplied=supplied,
        beside=beside,
        conditions=_asking(way.verdict, supplied if beside else unusual),
        item=None if about is None else moment.case.consultation(about.id),
        case=moment.case,
        passed_over=tuple(passed_over(search.ways, moments, index)),
    )


def _asking(verdict: Verdict, supplied: Sequence[str]) -> tuple[Finding, ...]:
    """Return the rules that are met, rest on a paragraph and read what is stated."""
    return tuple(
        Finding(rule, answer, law=verdict.question.law)
        for rule, answer in verdict.rows
        if rule.reads.intersection(supplied) and rule.layer is not Layer.HOUSE
    )
