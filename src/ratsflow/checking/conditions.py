"""Conditions on the case beside a step, judged from the log alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import attrs

from ratsflow.checking.events import Memory, Occasion
from ratsflow.model import Meeting
from ratsflow.procedure.lookups import Look


Holds = Callable[[Occasion], bool]

LATER = frozenset(("later",))
"""What a condition asks that a step of another day can break; nothing is remembered for it."""

_LOOSE, _AND, _TIGHT = 0, 1, 2


@attrs.frozen
class Condition:
    """A condition on the case at a step. Two of one text are one condition.

    They are joined by ``&``, ``|`` and ``~``, as sentences are by ``and``, ``or``, ``not``.

    Attributes:
        text: as it is written.
        holds: tells whether it holds.
        events: what must be remembered of the way to tell.
        steps: the steps that bring about what it speaks of.
        excuses: of these steps, those that are looked at where the condition is an
            excuse: once an event has been, nothing is looked for that it excuses.
        asks: what it asks of an event that has been (``day``, ``text``, ``item``), and whether
            a later day of the step matters (``later``).
        facts: names of the facts that it asks for.
        binds: how tightly its text holds together where it is joined.
    """

    text: str
    holds: Holds = attrs.field(eq=False)
    events: tuple[Memory, ...] = attrs.field(default=(), eq=False)
    steps: frozenset[str] = attrs.field(default=frozenset(), eq=False)
    excuses: frozenset[str] = attrs.field(
        default=attrs.Factory(lambda self: self.steps, takes_self=True), eq=False
    )
    asks: frozenset[str] = attrs.field(default=frozenset(), eq=False)
    facts: frozenset[str] = attrs.field(default=frozenset(), eq=False)
    binds: int = attrs.field(default=_TIGHT, eq=False)

    def __and__(self, other: Condition) -> Condition:
        """Hold where both do."""
        return self._joined(other, "and", _AND, all)

    def __or__(self, other: Condition) -> Condition:
        """Hold where one does."""
        return self._joined(other, "or", _LOOSE, any)

    def __invert__(self) -> Condition:
        """Hold where it does not."""
        return attrs.evolve(
            self,
            text=f"not {self._within(_TIGHT)}",
            holds=lambda at: not self.holds(at),
            excuses=self.steps,
            binds=_TIGHT,
        )

    def _within(self, binds: int) -> str:
        return self.text if self.binds >= binds else f"({self.text})"

    def _joined(
        self, other: Condition, word: str, binds: int, how: Callable[[Any], bool]
    ) -> Condition:
        # Joined from the left: on the right what binds alike needs brackets.
        text = f"{self._within(binds)} {word} {other._within(binds + 1)}"
        both = (self, other)
        return Condition(
            text,
            lambda at: how(each.holds(at) for each in both),
            self.events + other.events,
            self.steps | other.steps,
            self.excuses | other.excuses,
            self.asks | other.asks,
            self.facts | other.facts,
            binds,
        )


def is_signed(at: Occasion, office: str) -> bool:
    """Tell whether a signature stands under the text at a step."""
    return at.before.signed_by(office) is not None


def is_suspended(at: Occasion, kinds: frozenset[str]) -> bool:
    """Tell whether something of some kinds suspends; of any kind, where none is named."""
    active = at.before.active_suspensions
    return any(not kinds or each.kind.value in kinds for each in active)


def is_another(at: Occasion, look: Look, states: frozenset[str]) -> bool:
    """Tell whether a look finds another case, in one of some states if any are named."""
    found = (at.verdict.question.others or {}).get(look, ())
    return any(not states or each.state in states for each in found)


def is_on_agenda(at: Occasion) -> bool:
    """Tell whether the item came onto an announced agenda."""
    item = at.item
    return item is not None and item.route is not None and item.route != "unannounced"


def is_on_its_day(at: Occasion) -> bool:
    """Tell whether a step is taken in the meeting of its item, which may end after midnight."""
    item = at.item
    return (
        item is not None
        and item.meeting is not None
        and item.meeting.day <= at.day <= item.meeting.day + timedelta(1)
    )


def is_invited(at: Occasion) -> bool:
    """Tell whether the meeting of the item was convened before its day."""
    return _is_before_its_meeting(at, "invited_on")


def is_announced(at: Occasion) -> bool:
    """Tell whether the public was told of the meeting of the item before its day."""
    return _is_before_its_meeting(at, "published_on")


def _is_before_its_meeting(at: Occasion, field: str) -> bool:
    meeting = None if at.item is None else at.item.meeting
    day: date | None = getattr(meeting, field, None)
    return meeting is not None and day is not None and day < meeting.day


def is_before_dispatch(at: Occasion) -> bool:
    """Tell whether an agenda, or its supplement, had not gone out before the day of a step.

    Where nobody knows when it goes out, nothing has.
    """
    meeting = _planned(at)
    if meeting is None:
        return False
    sent = (meeting.dispatched_on or meeting.invited_on, meeting.supplemented_on)
    days = [each for each in sent if each is not None]
    return not days or at.day <= max(days)


def is_before_the_end(at: Occasion) -> bool:
    """Tell whether the meeting for which a step plans an item is not over."""
    meeting = _planned(at)
    return meeting is None or at.day <= meeting.day + timedelta(1)


def _planned(at: Occasion) -> Meeting | None:
    """Return the meeting of the item as it stands after a step."""
    if at.item is None:
        return None
    named = at.item.id
    return next(e.meeting for e in at.after.consultations if e.id == named)


def is_carried(at: Occasion) -> bool:
    """Tell whether more voted yes than no, or the chair said so where nobody counted."""
    ballot = at.ballot
    if ballot is None:
        return False
    if ballot.yes is None or ballot.no is None:
        return ballot.announced == "adopted"
    return ballot.yes > ballot.no


def excluded_stay_out(at: Occasion) -> bool:
    """Tell whether nobody voted who is excluded for bias, as far as the record shows.

    Somebody did where votes of biased persons are counted, where one of the excluded has a
    vote by name, and where more voted than there are members who may: those who are said to have no
    vote there are none of them.
    """
    item, ballot = at.item, at.ballot
    if ballot is None:
        return True
    excluded = {*ballot.excluded, *(item.excluded if item is not None else ())}
    if ballot.biased_yes or ballot.biased_no or ballot.biased_unknown:
        return False
    given = (ballot.yes, ballot.no, ballot.abstain, ballot.invalid)
    voted = sum(each or 0 for each in given)
    missing = excluded.difference(ballot.excluded_without_vote)
    too_many = ballot.members is not None and voted > ballot.members - len(missing)
    return not too_many and excluded.isdisjoint(dict(ballot.votes))
