"""Until when each step of a way can wait, and why an earlier meeting does not do.

The engine is asked day by day, so that no period is written twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import attrs

from ratsflow.checking.choices import Choice
from ratsflow.checking.search import Moment
from ratsflow.checking.ways import Ways
from ratsflow.engine import Verdict, take
from ratsflow.model import Consultation, Meeting
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Finding
from ratsflow.procedure.inputs import Kind


@attrs.frozen(eq=False)
class Last:
    """The last day on which a step can be taken for its way to keep its end.

    Attributes:
        day: the day.
        breaks: the step that is refused where this one is taken a day later: it or a later
            one. Empty where the last day is that of a later step, or of the goal.
        because: what refuses it.
    """

    day: date
    breaks: str = ""
    because: tuple[Finding, ...] = ()


def last_days(
    ways: Ways,
    case: Case,
    choices: Sequence[Choice],
    items: Sequence[Consultation | None],
    by: date,
) -> list[Last]:
    """Return the last day of each step, counted back from a goal, the engine asked day by day.

    Each item goes into the last meeting of its body from which the goal is still reached.

    Args:
        ways: asks the engine.
        case: where the way begins.
        choices: its steps, each on its earliest day.
        items: of each, the consultation that it is about, as it stands after it.
        by: the day of the goal.
    """
    in_meeting = [
        item is not None and item.meeting is not None and item.meeting.day == each.day
        for item, each in zip(items, choices, strict=True)
    ]
    later = _Later(ways, case, items, in_meeting, by)
    choices = later.of(choices)
    found: list[Last] = []
    for index in reversed(range(len(choices))):
        earliest = choices[index].day
        bound = min([earliest if in_meeting[index] else by, *(e.day for e in found)])
        last = Last(bound)
        if in_meeting[index]:  # a meeting may run past midnight; nobody plans for that
            last = attrs.evolve(later.refused.get(choices[index].on, last), day=bound)
        while last.day > earliest:
            days = [each.day for each in choices[:index]]
            days += [last.day, *(each.day for each in found)]
            refused = _refused(ways, case, choices, days)
            if refused is None:
                break
            sooner = last.day - timedelta(1)
            last = Last(sooner, refused.step.name, refused.blocking)
        found.insert(0, last if last.day >= earliest else Last(earliest))
    return found


@attrs.define(eq=False)
class _Later:
    """Takes items of a way into later meetings, as long as its goal is still reached.

    Attributes:
        ways: asks the engine.
        case: where the way begins.
        items: by step, the consultation that it is about, as it stands after it.
        in_meeting: by step, whether it is taken in its meeting.
        by: the day of the goal.
        refused: by id of an item, what keeps it out of the next meeting after its last.
    """

    ways: Ways
    case: Case
    items: Sequence[Consultation | None]
    in_meeting: Sequence[bool]
    by: date
    refused: dict[str, Last] = attrs.field(factory=dict)

    def of(self, choices: Sequence[Choice]) -> tuple[Choice, ...]:
        """Return the steps on their earliest days, with every item in its last meeting."""
        found, moved = tuple(choices), True
        while moved:  # where a later meeting of one leaves room for that of another
            moved = False
            for index in reversed(range(len(found))):
                again = self._later(found, index)
                if again is not None:
                    found, moved = again, True
        return found

    def _later(
        self, choices: tuple[Choice, ...], index: int
    ) -> tuple[Choice, ...] | None:
        """Return the way with the item of a step in the last meeting that does, if it is later."""
        item, name = self.items[index], self._taking(choices[index])
        held = None if item is None else item.meeting
        places = [i for i in self._held(choices, index) if self.in_meeting[i]]
        if item is None or not name or held is None or not places:
            return None
        planned = choices[places[0]].day
        self.refused.pop(item.id, None)
        for day in self._days(item, name in choices[index].inputs, planned):
            found = self._walked(choices, index, name, places, day)
            if not isinstance(found, Last):
                return found
            self.refused[item.id] = found
        return None

    def _taking(self, choice: Choice) -> str:
        """Return the input in which a step takes a meeting; empty where it takes none."""
        step = self.ways.space.procedure.step(choice.step)
        return next((e.name for e in step.takes if e.kind is Kind.MEETING), "")

    def _held(self, choices: Sequence[Choice], index: int) -> Iterator[int]:
        """Yield the later steps about an item until it is taken into a meeting anew."""
        for each in range(index + 1, len(choices)):
            if choices[each].on == choices[index].on:
                if self._taking(choices[each]):
                    return
                yield each

    def _days(self, item: Consultation, stated: bool, after: date) -> list[date]:
        """Return on which later days the body of an item meets, the last first.

        Of a body without a calendar: whenever it is convened, unless a meeting was planned.
        """
        known = self.ways.space.meetings.get(item.body.name)
        if known is not None:
            days = {each.day for each in known if after < each.day <= self.by}
            return sorted(days, reverse=True)
        further = (self.by - after).days if stated else 0
        return [self.by - timedelta(each) for each in range(further)]

    def _walked(
        self,
        choices: Sequence[Choice],
        index: int,
        name: str,
        places: Sequence[int],
        day: date,
    ) -> tuple[Choice, ...] | Last:
        """Walk with an item in another meeting, each step on its first day; else say what refuses."""
        case, found = self.case, list[Choice]()
        for number, choice in enumerate(choices):
            first = max([choice.day, *(each.day for each in found[-1:])])
            last = first if number < index else self.by
            if number in places:
                first = last = day
            elif self.in_meeting[number]:
                last = choice.day
            if number == index:
                subject = case.consultation(choice.on)
                held = self.ways.space.convened_again(Meeting(day), subject, first)
                choice = choice.stating(name, held)  # noqa: PLW2901
            if first > last or (found and first < found[-1].day):
                return Last(day)
            verdict = self._first(case, choice, first, last)
            if not verdict.allowed:
                return Last(day, verdict.step.name, verdict.blocking)
            on = verdict.question.day
            found.append(on_day(self.ways, case, choice, on))
            case = take(verdict).case
        return tuple(found)

    def _first(self, case: Case, choice: Choice, first: date, last: date) -> Verdict:
        """Return what the engine says on the first day on which a step passes, else on the last."""
        day = first
        while True:
            verdict = self.ways.asks(case, on_day(self.ways, case, choice, day))
            assert verdict is not None  # noqa: S101  # of such inputs nothing is ill-formed
            if verdict.allowed or day >= last:
                return verdict
            day += timedelta(1)


def _refused(
    ways: Ways, case: Case, choices: Sequence[Choice], days: Sequence[date]
) -> Verdict | None:
    """Take steps on other days; return what refuses the first that cannot be taken."""
    for choice, day in zip(choices, days, strict=True):
        verdict = ways.asks(case, on_day(ways, case, choice, day))
        if verdict is None or not verdict.allowed:
            # Of the same inputs on another day nothing is ill-formed: the engine answers.
            assert verdict is not None  # noqa: S101
            return verdict
        case = take(verdict).case
    return None


def on_day(ways: Ways, case: Case, choice: Choice, day: date) -> Choice:
    """Return a step as it is taken on another day: nobody is invited before it."""
    inputs = dict(choice.inputs)
    subject = next((e for e in case.consultations if e.id == choice.on), None)
    for name, held in choice.inputs.items():
        if isinstance(held, Meeting) and (held.invited_on or day) < day:
            inputs[name] = ways.space.convened_again(held, subject, day)
    return attrs.evolve(choice, day=day, inputs=inputs)


_EARLIER = 3
"""How many earlier meetings are told, the latest of them."""


def passed_over(
    ways: Ways, moments: Sequence[Moment], index: int
) -> Iterator[tuple[Meeting, tuple[Finding, ...]]]:
    """Yield the earlier meetings in the calendar of a body, with what refuses each.

    Args:
        ways: asks the engine.
        moments: those of the way, the beginning first.
        index: of the moment after the step that takes an item into a meeting.
    """
    way, before = moments[index].way, moments[index - 1]
    assert way is not None  # noqa: S101  # asked of steps alone
    choice, subject = way.choice, way.verdict.question.consultation
    taken = [(k, v) for k, v in choice.inputs.items() if isinstance(v, Meeting)]
    if not taken or subject is None:
        return
    ((name, held), *_) = taken
    known = ways.space.meetings.get(subject.body.name, ())
    days = sorted({e.day for e in known if choice.day <= e.day < held.day})
    for day in days[-_EARLIER:]:
        meeting = ways.space.convened_again(Meeting(day), subject, choice.day)
        sooner = choice.stating(name, meeting)
        later = [e.way.choice for e in moments[index + 1 :] if e.way is not None]
        because = _why_not(ways, before.case, sooner, later, subject, held, day)
        if because:
            yield meeting, because


def _why_not(
    ways: Ways,
    case: Case,
    placed: Choice,
    later: Sequence[Choice],
    subject: Consultation,
    held: Meeting,
    day: date,
) -> tuple[Finding, ...]:
    """Return what refuses an item in an earlier meeting: at its place, or when it is up."""
    for choice in (placed, *later):
        is_up = choice.on == subject.id and choice.day == held.day
        if choice is not placed and not is_up and choice.day > day:
            continue  # it belongs to another item, and would come too late
        verdict = ways.asks(case, attrs.evolve(choice, day=day) if is_up else choice)
        if verdict is None:
            return ()
        if not verdict.allowed:
            return verdict.blocking
        case = take(verdict).case
    return ()
