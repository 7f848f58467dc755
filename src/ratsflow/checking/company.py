"""The other cases of a search: which there can be beside a case, and how they came about.

A rule may look at other cases (`Look`). Whether there are any, and where they stand, is one
more thing that nobody has stated: it is asked for when a rule stands in the way that looks at
them, or a property speaks of them. The others run through the same procedure, so a search
of the same engine tells where one can stand; its rules see the case that is looked at, as it
stands meanwhile. So each other case has a way of its own, which an office can walk.
"""

from __future__ import annotations

import re

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from ratsflow.model import PaperType
from ratsflow.model.alike import alike
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Result
from ratsflow.procedure.lookups import NO_OTHERS, By, Key, Look, Others, keys_of
from ratsflow.procedure.question import Question
from ratsflow.procedure.reading import read_of


if TYPE_CHECKING:
    from ratsflow.checking.choices import Choice
    from ratsflow.checking.space import Space
    from ratsflow.checking.starts import Start


CASES = 100
"""How many cases an other one is sought among, at most."""

CLASSES = 40
"""How many of those that rules tell apart are tried, at most."""

FEWER = 12
"""How many, where not all are known."""

PREFIX = "others:"
"""Before a look in `Space.watched`: what a property asks of other cases."""


@attrs.frozen(eq=False)
class Another:
    """Another case, and how it came to where it stands.

    Attributes:
        start: how it begins.
        case: as it stands.
        day: the day of its last step.
        choices: its steps.
    """

    start: Start
    case: Case
    day: date
    choices: tuple[Choice, ...] = ()

    def since(self, before: Another | None) -> tuple[Choice, ...]:
        """Return the steps that it took since it stood otherwise, or since its beginning."""
        return self.choices[0 if before is None else len(before.choices) :]

    @cached_property
    def content(self) -> Any:
        """What tells it from others, for whatever a rule may read of it or of what follows."""
        case = self.case
        return (
            case.id,
            self.day,
            case.state,
            case.motion.text_hash,
            case.consultations,
            frozenset((s.office, s.text_hash, s.decision) for s in case.signatures),
            frozenset((s.kind, s.state, s.against) for s in case.suspensions),
            tuple(sorted((name, repr(value)) for name, value in case.facts.items())),
        )


Beside = tuple[Another, ...]
"""The other cases that there are at a step."""


def is_meant(key: Key, case: Case) -> bool:
    """Tell whether a case is found by a key, as a store finds it."""
    if key.by is By.CASE:
        return case.id == key.value
    borne = case.reference if key.by is By.REFERENCE else case.base
    return bool(borne) and alike(borne) == alike(key.value)


def seen_by(
    looks: Iterable[Look], case: Case, inputs: Mapping[str, Any], cases: Iterable[Case]
) -> Others:
    """Return which of some cases each look finds, as a store would; never the case itself."""
    there = [each for each in cases if each.id != case.id]
    return {
        look: tuple(
            each
            for each in there
            if any(is_meant(key, each) for key in keys_of(look, case, inputs))
        )
        for look in looks
    }


@attrs.define(eq=False)
class _Seen:
    """What the rules of an other case see: the case that is looked at, where it stands.

    It is never handed to a rule of the case itself.

    Attributes:
        cases: the cases that there are beside it.
        keys: by what rules looked for them.
    """

    cases: Sequence[Case]
    keys: set[Key] = attrs.field(factory=set)
    days: Collection[date] = ()
    stands_still: ClassVar[bool] = True
    _kept: dict[Any, Others] = attrs.field(factory=dict)

    def a_day_later(self) -> _Seen:
        """Return the same: they stand still."""
        return self

    def __call__(
        self,
        looks: tuple[Look, ...],
        case: Case,
        inputs: Mapping[str, Any],
        day: date,  # noqa: ARG002  # nobody moves
    ) -> Others:
        seen = seen_by(looks, case, inputs, self.cases)
        self.keys.update(key for look in looks for key in keys_of(look, case, inputs))
        key = tuple((look, tuple(map(id, found))) for look, found in seen.items())
        return self._kept.setdefault(key, seen)


@attrs.frozen(eq=False)
class Sought:
    """The other cases that there can be.

    Attributes:
        found: each as it can stand.
        whole: there are no others, of that kind.
        keys: by what their rules looked for the case, and those beside it.
        stand: what was found by that; empty where nothing was.
        is_part: they are some of those of another.
    """

    found: tuple[Another, ...] = ()
    whole: bool = True
    keys: frozenset[Key] = frozenset()
    stand: tuple[Any, ...] = ()
    is_part: bool = False

    def meets(self, cases: Iterable[Case]) -> bool:
        """Tell whether their rules would find some case."""
        return any(is_meant(key, each) for each in cases for key in self.keys)


class Company:
    """Finds the other cases that there can be; one for all spaces made from one.

    Attributes:
        reads: by name of its field, what rules were seen to read of other cases.
        looked: the looks of which other cases were sought.
        cut: the looks of which not all that there can be were tried.
    """

    def __init__(self) -> None:
        self.reads: frozenset[str] = frozenset()
        self.looked: set[Look] = set()
        self.cut: set[Look] = set()
        self._sought: dict[Any, list[Sought]] = {}
        self._kept: dict[Any, Others] = {}
        self._kin: dict[int, tuple[Another, tuple[Another, ...]]] = {}
        self._asked: dict[Any, Sought] = {}

    # ---------------------------------------------------------------- what a step sees

    def others(
        self,
        looks: Collection[Look],
        case: Case,
        inputs: Mapping[str, Any],
        beside: Beside,
    ) -> Others:
        """Return what looks find among the other cases; the same object for the same cases."""
        if not beside or not looks:
            return NO_OTHERS
        cases = [each.case for each in beside]
        seen = seen_by(looks, case, inputs, cases)
        if not any(seen.values()):
            return NO_OTHERS
        key = tuple((look, tuple(map(id, found))) for look, found in seen.items())
        return self._kept.setdefault(key, {**NO_OTHERS, **seen})

    # --------------------------------------------------------------- what there can be

    def sought(
        self,
        space: Space,
        start: Start,
        look: Look,
        question: Question,
        beside: Beside,
        check: Callable[[Question], Any] | None = None,
        *,
        further: bool = False,
    ) -> Iterator[Beside]:
        """Yield the other cases that there can be instead of those that there are.

        One of those that there are has moved on, or a further one has come that the look
        finds. Of those that no rule tells apart the one with the shortest way is taken.

        Args:
            space: the space of the search.
            start: how the case itself begins.
            look: how the rule looks.
            question: what it was asked.
            beside: the other cases that there are.
            check: the rule; None where a property asks.
            further: those that there are stand still.
        """
        self.looked.add(look)
        case, inputs = question.case, question.inputs
        for index, one in enumerate(() if further else beside):
            rest = (*beside[:index], *beside[index + 1 :])
            for after in self._told_apart(space, look, question, (one,), rest, check):
                if after.content != one.content:
                    yield (*beside[:index], after, *beside[index + 1 :])
        if beside and look in self.cut:
            return  # among so many a second is not sought
        if len(beside) < space.most_others:
            begin = self._beginning(
                space, start, keys_of(look, case, inputs), len(beside)
            )
            for new in self._told_apart(space, look, question, begin, beside, check):
                yield (*beside, new)

    def _told_apart(
        self,
        space: Space,
        look: Look,
        question: Question,
        begin: Beside,
        rest: Beside,
        check: Callable[[Question], Any] | None,
    ) -> Iterator[Another]:
        """Yield one of each class of cases that come about from some, as rules tell them."""
        if not begin:
            return
        rules = [each for each in space.procedure.rules if each.looks_at]
        checks = [each.check for each in rules] + ([check] if check else [])
        looks = tuple(Look)
        while True:
            sought = self._from(space, begin, (question.case, *(e.case for e in rest)))
            if not self._reads_more(checks, question, sought):
                break
        if not sought.whole:
            self.cut.add(look)
        told: dict[Any, Another] = {}
        for each in sought.found:
            said = None
            if check is not None:
                there = (each.case, *(one.case for one in rest))
                seen = seen_by(looks, question.case, question.inputs, there)
                said = _answer(check, attrs.evolve(question, others=seen))
            told.setdefault((said, self._as_told(each.case)), each)
        # Those first beside which it is met, and one in each state before a second.
        states: Counter[str] = Counter()
        order = []
        for (said, _), each in told.items():
            states[each.case.state] += 1
            order.append((not _meets(said), states[each.case.state], each))
        order.sort(key=lambda one: one[:2])
        most = CLASSES if sought.whole else FEWER
        if len(order) > most:
            self.cut.add(look)
        yield from (each for _, _, each in order[:most])

    def _reads_more(
        self,
        checks: Sequence[Callable[[Question], Any]],
        question: Question,
        sought: Sought,
    ) -> bool:
        """Note what rules read of other cases; tell whether more is to be varied for it."""
        known = id(sought), question.step
        if known in self._asked or sought.is_part:
            return False
        self._asked[known] = sought
        seen = set(self.reads)
        shapes: set[Any] = set()
        for each in sought.found:
            if (shape := self._as_told(each.case)) in shapes:
                continue
            shapes.add(shape)
            for check in checks:
                seen |= read_of(check, question, each.case)
        more = frozenset(seen) - self.reads
        self.reads |= more
        if more & _VARIED or any(each.startswith("facts.") for each in more):
            self._sought.clear()
            return True
        return False

    def _as_told(self, case: Case) -> Any:
        """Return where a case stands, and the fields and facts of it that rules read."""
        read = _VARIED & self.reads
        facts = (
            name.partition(".")[2] for name in self.reads if name.startswith("facts.")
        )
        return (
            case.state,
            *(getattr(case.motion, e.partition(".")[2]) for e in sorted(read)),
            tuple(
                (each.id, each.state, each.result, each.meeting, each.public)
                for each in case.consultations
            ),
            frozenset((each.kind, each.state) for each in case.suspensions),
            tuple((name, repr(case.facts.get(name))) for name in sorted(facts)),
        )

    # -------------------------------------------------------------------- how they came

    def _beginning(
        self, space: Space, start: Start, keys: Sequence[Key], number: int
    ) -> Beside:
        """Return the cases as they are opened that some keys find; of a number its first."""
        found = []
        for key in keys[:1]:
            # Of a paper without a number the id is the number.
            id_ = key.value if key.by is By.CASE else f"other-{number + 1}"
            for begun in self._papers(start, key):
                opened = space.opened(begun, id_)
                if is_meant(key, opened):
                    found.append(Another(begun, opened, space.first_day))
        return tuple(found)

    def _papers(self, start: Start, key: Key) -> Iterator[Start]:
        """Yield papers that a key may find: of the type of the paper itself, then of others."""
        is_base = key.by is By.BASE
        own = start.motion.paper_type
        plain = [own if own is not PaperType.AMENDMENT else PaperType.DECISION_PAPER]
        known = (
            list(PaperType) if is_base or "motion.paper_type" in self.reads else plain
        )
        public = (None, True, False) if "motion.public" in self.reads else ()
        for kind in dict.fromkeys((*plain, *known)):
            for told in dict.fromkeys((start.motion.public, *public)):
                motion = attrs.evolve(
                    start.motion,
                    paper_type=kind,
                    public=told,
                    reference="" if is_base else key.value,
                    related=(key.value,) if is_base else (),
                )
                yield attrs.evolve(start, motion=motion, id="")

    def _from(self, space: Space, begin: Beside, there: tuple[Case, ...]) -> Sought:
        """Return what comes about from some cases while those that are there stand still."""
        if len(begin) == 1 and (kin := self._kin.get(id(begin[0]))):
            one, among_ = kin
            steps = len(one.choices)
            led = [e for e in among_ if e.choices[:steps] == one.choices]
            return Sought(tuple(led), whole=False, is_part=True)
        token = space.answers.token
        key = (
            tuple(each.content for each in begin),
            token(space.procedure),
            token(space.law),
            bool(space.steps),
            space.first_day,
            space.joined,
            space.deputies,
            space.away,
        )
        stand = tuple(
            Another(begin[0].start, e, space.first_day).content for e in there
        )
        for known in self._sought.setdefault(key, []):
            # What no rule of it looks for makes no difference to it.
            if known.stand == stand or not (known.stand or known.meets(there)):
                return known
        found = _searched(space, begin, there, self.reads)
        if found.meets(there):
            found = attrs.evolve(found, stand=stand)
        elif not found.whole:
            # To look on from each of so many takes too long: what they led to is known.
            self._kin.update({id(e): (e, found.found) for e in found.found})
        self._sought[key].append(found)
        return found


_VARIED = frozenset(("motion.paper_type", "motion.public"))
"""What of a paper is another from its beginning on, where a rule reads it of another case."""


def among(space: Space, cases: Sequence[Case]) -> Space:
    """Return a space as it is for a case beside some others, which stand still."""
    return attrs.evolve(
        space,
        others=_Seen(cases),
        overrides=False,
        records=False,
        votes={},
        said={},
    )


def _searched(
    space: Space, begin: Beside, there: Sequence[Case], reads: Collection[str]
) -> Sought:
    from ratsflow.checking.search import Moment, Search, in_turn  # noqa: PLC0415  # it asks here
    from ratsflow.checking.slicing import everywhere  # noqa: PLC0415  # likewise

    of = among(space, there)
    facts = {name.partition(".")[2] for name in reads if name.startswith("facts.")}
    seen = of.others
    assert isinstance(seen, _Seen)  # noqa: S101  # by which it was made
    # One search serves every slice.
    steps = frozenset(everywhere(space.procedure)) if space.steps else space.steps
    samples = {**space.samples, **_own_number(space, begin[0].case)}
    search = Search(
        attrs.evolve(of, steps=steps, watched=frozenset(facts), samples=samples),
        CASES,
        order=in_turn(),
        begin=tuple(Moment(e.case, e.day, e.start, before=None) for e in begin),
        keeps=frozenset(facts | {f"case.{name}" for name in reads}),
    )
    before = {id(e.case): e.choices for e in begin}
    found = tuple(
        Another(
            each.start,
            each.case,
            each.day,
            (*before[id(each.moments[0].case)], *each.choices),
        )
        for each in search
    )
    return Sought(found, search.closed, frozenset(seen.keys))


_NUMBER = "reference"


def _own_number(space: Space, case: Case) -> Mapping[str, Sequence[str]]:
    """Return the number that another case is given: not the one that is usual, but the next."""
    for step in space.procedure.steps:
        for taken in step.takes:
            if taken.name == _NUMBER and _NUMBER not in space.samples:
                usual = space.values(taken, case, None, space.first_day, step=step.name)
                plain = str(next(iter(usual), ""))
                return {_NUMBER: [_DIGITS.sub(_next, plain, count=1)]}
    return {}


_DIGITS = re.compile(r"\d+")


def _next(digits: re.Match[str]) -> str:
    return str(int(digits[0]) + 1).zfill(len(digits[0]))


def _meets(said: Any) -> bool:
    """Tell whether an answer lets a step pass."""
    return said is True or (isinstance(said, tuple) and said[0] is Result.MET)


def _answer(check: Callable[[Question], Any], question: Question) -> Any:
    try:
        answer = check(question)
    except Exception as error:  # noqa: BLE001  # what the engine makes of it is its own
        return type(error).__name__
    return answer if isinstance(answer, bool) else (answer.result, answer.code)
