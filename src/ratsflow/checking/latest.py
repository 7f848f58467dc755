"""Until when each step of a way can wait, and why an earlier meeting does not do.

The engine is asked day by day, so that no period is written twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import attrs

from ratsflow.checking.search import Moment
from ratsflow.checking.ways import Choice, Ways
from ratsflow.engine import Verdict, take
from ratsflow.model import Consultation, Meeting
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Finding


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
    in_meeting: Sequence[bool],
    by: date,
) -> list[Last]:
    """Return the last day of each step, the engine asked day by day from the end on.

    Args:
        ways: asks the engine.
        case: where the way begins.
        choices: its steps, each on its earliest day.
        in_meeting: of each, whether it is taken in its meeting. A meeting may run past
            midnight; nobody plans for that.
        by: the day of the goal.
    """
    found: list[Last] = []
    for index in reversed(range(len(choices))):
        earliest = choices[index].day
        bound = min([earliest if in_meeting[index] else by, *(e.day for e in found)])
        last = Last(bound)
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
