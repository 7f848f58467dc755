"""Mutation: each rule is taken off a step; a case in which it alone stood in the way notices.

That case and attempt are the *witness* of the placement: without the rule the step passes.
So one search for witnesses stands for the tests of as many mutants as there are placements.
"""

from __future__ import annotations

import math
import time

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import product
from typing import Any

import attrs

from ratsflow.checking.attempts import Attempt
from ratsflow.checking.changes import variants_of
from ratsflow.checking.choices import Choice, Way
from ratsflow.checking.constructed import Constructor
from ratsflow.checking.effort import effort
from ratsflow.checking.otherwise import reads_of
from ratsflow.checking.properties import Checked, Judge, Property
from ratsflow.checking.proved import implied
from ratsflow.checking.search import CASES, Moment, Search
from ratsflow.checking.slicing import slice_of, steps_to
from ratsflow.checking.space import Space
from ratsflow.checking.starts import Start
from ratsflow.checking.variants import without
from ratsflow.engine import Verdict
from ratsflow.errors import RatsflowError
from ratsflow.law.citation import Consequence
from ratsflow.model import Actor, PaperType
from ratsflow.procedure.finding import MET, Result
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule


Placement = tuple[str, str]
"""A step, and the id of a rule that stands on it."""


class Fate(StrEnum):
    """What is known of a placement."""

    WITNESSED = "witnessed"
    """a case that comes about was found in which the rule alone stands in the way"""
    CONSTRUCTED = "constructed"
    """such a case was built from one that is known; whether it comes about was not looked at"""
    REDUNDANT = "redundant"
    """all was looked at, or it is proved, that it never stands there alone"""
    UNREACHED = "unreached"
    """none was found before the bound"""


@attrs.frozen(eq=False)
class Witness:
    """A case that can come about, and an attempt that one rule alone refuses there.

    Attributes:
        moment: where the case stands, and how it came there.
        choice: the step as it is tried.
        verdict: what the engine answers.
    """

    moment: Moment
    choice: Choice
    verdict: Verdict

    @property
    def tried(self) -> Moment:
        """The way with the attempt at its end."""
        here = self.moment
        last = Way(self.choice, self.verdict)
        return Moment(here.case, self.choice.day, here.start, here, last)


@attrs.frozen(eq=False)
class Mutant:
    """A procedure that lacks a rule on a step.

    Attributes:
        step: the step.
        rule: id of the rule.
        fate: what is known of it.
        witness: the first case that notices; None where there is none.
        attempts: how often the rule was seen unmet or unknown on the step.
        beside: the fewest other rules that stood in the way whenever it did; empty where it
            was never seen so, or alone.
        is_taken: the step was seen to pass at all.
        built: a case made to measure in which the rule alone stands in the way, and what
            the engine answers there; None where there is none, or a witness.
        shadowed_by: the rules that stood in the way whenever it did.
        tried: how many changes were tried for it to be broken.
        is_asked: the rule is asked on the step under the law; without its norm it is not.
        is_implied: it is proved, for all values, that another rule of the step stands in the
            way whenever it does.
    """

    step: str
    rule: str
    fate: Fate
    witness: Witness | None = None
    attempts: int = 0
    beside: frozenset[str] = frozenset()
    is_taken: bool = True
    built: tuple[Attempt, Verdict] | None = None
    shadowed_by: frozenset[str] = frozenset()
    tried: int = 0
    is_asked: bool = True
    is_implied: bool = False

    @property
    def why(self) -> str:
        """Why it survives, as a code; empty where a witness or a built case notices it.

        ``rule.implied``: proved to stand behind others; ``step.never``: the step was never seen to pass; ``rule.not_asked``: its norm is not
        in the law; ``rule.never_unmet``; ``rule.shadowed``: never alone, and certain rules
        stand in the way whenever it does; ``rule.never_alone``: never alone, beside rules that
        change; ``rule.not_tried``: time was up before.
        """
        if self.witness is not None or self.built is not None:
            return ""
        if not self.is_asked:
            return "rule.not_asked"
        if self.is_implied:
            return "rule.implied"
        if self.attempts:
            return "rule.shadowed" if self.shadowed_by else "rule.never_alone"
        if not self.is_taken:
            return "step.never"
        if self.fate is Fate.UNREACHED and not self.tried:
            return "rule.not_tried"
        return "rule.never_unmet"

    @property
    def is_explained(self) -> bool:
        """It is noticed by a case, or it is known why there is none."""
        told = ("", "rule.not_asked", "rule.shadowed", "rule.never_unmet")
        return self.fate is not Fate.UNREACHED or self.why in told


@attrs.frozen
class Mutants:
    """The placements of a procedure, each with its witness where one was found.

    Attributes:
        found: by step and rule.
        space: what was looked at.
        closed: all of it was looked at.
        cases: how many different cases were looked at.
        asked: how often the engine was asked.
        in_time: nothing was left out because time was up.
    """

    found: dict[Placement, Mutant]
    space: Space
    closed: bool
    cases: int
    asked: int
    in_time: bool = True

    @property
    def explained(self) -> int:
        """Of how many placements it is known what notices them, or why nothing does."""
        return sum(each.is_explained for each in self.found.values())

    def of(self, fate: Fate) -> tuple[Mutant, ...]:
        """Return the mutants of which so much is known."""
        return tuple(each for each in self.found.values() if each.fate is fate)


def placements(procedure: Procedure, steps: Iterable[str] = ()) -> Iterator[Placement]:
    """Yield every rule that can stand in the way, with the step that it stands on."""
    blocking = {
        each.id for each in procedure.rules if each.consequence is not Consequence.ORDER
    }
    chosen = frozenset(steps)
    for step in procedure.steps:
        if not chosen or step.name in chosen:
            for rule in dict.fromkeys(step.guards):
                if rule in blocking:
                    yield step.name, rule


def mutants(
    space: Space,
    *,
    cases: int = CASES,
    budget: float | None = None,
    begun: Iterable[Verdict] = (),
) -> Mutants:
    """Look for the witness of every placement of a rule.

    One search keeps the first attempt in which each rule alone stood in the way. For what is
    left, attempts that pass are changed one thing at a time: what the rule reads, in the
    attempt, in an earlier step, in the paper. What is left then is built, if time is given
    for it: at a case as it is known, not walked to, what the rule reads is changed until it is
    broken, and what breaks beside it is mended.

    Args:
        space: what is looked at.
        cases: how many different cases are looked at, at most.
        budget: for how many seconds it is looked for, at most: two fifths for searching, the
            rest for building. Without it nothing is built, and only `cases` bounds it.
        begun: attempts to begin to build from, beside those of the search, for example of
            worked examples.
    """
    wanted = list(placements(space.procedure, space.steps))
    begin = time.monotonic()
    hunt = _Hunt(space, frozenset(wanted), cases)
    if budget is not None:
        hunt.until = begin + budget * _SEARCHED
    hunt.search()
    hunt.reach()
    hunt.between()
    hunt.vary()
    closed = hunt.searched.closed and hunt.in_time
    unproved = hunt.unproved() if closed else frozenset(wanted)
    proved = frozenset(wanted) - unproved if closed else frozenset()
    maker = Constructor(space, frozenset(wanted) - hunt.alone.keys() - proved)
    for kept in hunt.seeds.values():
        for _, way in kept:
            maker.begin(way.verdict)
    for verdict in begun:
        maker.begin(verdict)
    if budget is not None:
        maker.build(begin + budget)
    found = {
        each: _found_of(each, hunt, maker, is_redundant=each in proved)
        for each in wanted
    }
    asked = hunt.asked + hunt.ways.asked + maker.asked
    in_time = hunt.in_time and maker.in_time
    return Mutants(found, space, closed, hunt.searched.visited, asked, in_time)


def _found_of(
    key: Placement, hunt: _Hunt, maker: Constructor, *, is_redundant: bool
) -> Mutant:
    witness, built = hunt.alone.get(key), maker.alone.get(key)
    fate, is_implied = Fate.UNREACHED, False
    if witness is not None:
        fate = Fate.WITNESSED
    elif is_redundant:
        fate = Fate.REDUNDANT
    elif built is not None:
        fate = Fate.CONSTRUCTED
    elif is_implied := _is_implied(key, hunt.space):
        fate = Fate.REDUNDANT
    beside = [e[key] for e in (hunt.beside, maker.beside) if key in e]
    always = [e[key] for e in (hunt.always, maker.always) if key in e]
    alone = witness is not None or built is not None
    rows = [verdict.rows for _, verdict in maker.passing[key[0]]]
    return Mutant(
        *key,
        fate,
        witness,
        hunt.broken[key] + maker.broken[key],
        frozenset() if alone else min(beside, key=len, default=frozenset()),
        key[0] in hunt.seeds or bool(rows),
        built if witness is None else None,
        frozenset() if alone or not always else _shadows(always),
        maker.tried[key],
        not rows or any(rule.id == key[1] for each in rows for rule, _ in each),
        is_implied,
    )


def _is_implied(key: Placement, space: Space) -> bool:
    """Tell whether it is proved that other rules stand in the way whenever this one does."""
    step = space.procedure.step(key[0])
    versions = next(
        each
        for each in space.procedure.guards(step)
        if any(rule.id == key[1] for rule in each)
    )
    return len(versions) == 1 and implied(step, versions[0], space.procedure, space.law)


def _shadows(always: list[frozenset[str]]) -> frozenset[str]:
    """Return the rules among what stood in the way each time; what the engine asks is none."""
    return frozenset(
        each
        for each in frozenset.intersection(*always)
        if not each.startswith("procedure.")
    )


_SEARCHED = 0.4
"""Which part of the time is for searching."""


def notices(mutant: Mutant, space: Space) -> bool:
    """Tell whether the step passes at its witness, or at the built case, once the rule is gone.

    The engine is asked, of a procedure that lacks the rule.
    """
    lacking = without(space.procedure, mutant.rule, mutant.step)
    if mutant.witness is not None:
        witness = mutant.witness
        here = Attempt.of(witness.verdict)
        here = attrs.evolve(here, choice=witness.choice, law=space.law)
    elif mutant.built is not None:
        here, _ = mutant.built
    else:
        return False
    case = attrs.evolve(here.case, fingerprint=lacking.fingerprint)
    asking = Constructor(attrs.evolve(space, procedure=lacking), frozenset())
    verdict = asking.asks(attrs.evolve(here, case=case))
    return verdict is not None and verdict.allowed


def kills(
    properties: Iterable[Property], found: Mutants, *, cases: int = 15
) -> dict[Placement, tuple[str, ...]]:
    """Tell which properties notice which rule that is taken off a step.

    Each mutant is looked at from its witness on: the step that passes now, and what can
    follow. Who is noticed by none is a survivor: either no property speaks of what the rule
    is for, or what breaks it lies beyond the bound.

    Args:
        properties: what must hold; of one that says what must always be possible nothing is
            asked, for that is a matter of all cases. The steps are those of the space that was
            looked at, else those that can matter to the properties.
        found: the mutants.
        cases: how many different cases are looked at behind each witness, at most.

    Returns:
        By placement with a witness, the ids of the properties that break.
    """
    asked = [each for each in properties if each.form != "always_possible"]
    space = found.space
    return {
        key: _killers(each, asked, space, cases)
        for key, each in found.found.items()
        if each.witness is not None
    }


def _killers(
    mutant: Mutant, asked: Sequence[Property], space: Space, cases: int
) -> tuple[str, ...]:
    witness = mutant.witness
    assert witness is not None  # noqa: S101  # asked of those that have one
    lacking = without(space.procedure, mutant.rule, mutant.step)
    steps = space.steps or slice_of(asked, space.procedure)
    judge = Judge([Checked(each) for each in asked])
    there = attrs.evolve(space, procedure=lacking, steps=steps)
    # Deep before broad: what breaks is carried out, some steps behind the witness.
    search = Search(there, cases, judge.watch, order=lambda each: -each.depth)
    moment = search.walk(
        search.opened(witness.moment.start),
        (*witness.moment.choices, witness.choice),
    )
    before = {each.asked.id for each in judge.checked if each.hole is not None}
    if moment is not None:
        search.begin = (moment,)
        for each in search:
            judge.look(each, lacking)
    return tuple(
        each.asked.id
        for each in judge.checked
        if each.hole is not None
        and (each.asked.id not in before or each.hole.depth > witness.moment.depth)
    )


_SEEDS = 3
"""How many cases at which a step passes are kept, to be varied."""

_LATER = (1, 2, 3, 5, 7, 8, 10, 14, 21, 31, 61, 92, 184, 366, 400)
"""After how many days an attempt is tried again."""

_EARLIER = (-1, -31)
"""Before how many days an attempt says that it was made."""

_REACH = 120
"""How many cases are looked at, at most, for a step that was never taken."""

_VALUES, _COMBINED, _CURES = 200, 400, 12
"""Values of one thing that are tried, combinations of what a rule reads, and attempts at
clearing away what else stands in the way."""


@attrs.frozen
class _Varied:
    """An attempt at a case that differs in one thing from one that passed.

    Attributes:
        question: what a rule would be asked.
        made: takes the way there; None where it cannot be taken.
    """

    question: Question
    made: Callable[[], tuple[Moment | None, Choice]]


class _Hunt:
    """Looks for attempts that one rule alone refuses."""

    def __init__(self, space: Space, wanted: frozenset[Placement], cases: int) -> None:
        self.space, self.wanted = space, wanted
        self.alone: dict[Placement, Witness] = {}
        self.beside: dict[Placement, frozenset[str]] = {}
        self.broken: Counter[Placement] = Counter()
        self.seeds: dict[str, list[tuple[Moment, Way]]] = defaultdict(list)
        self.moments: list[Moment] = []
        self.always: dict[Placement, frozenset[str]] = {}
        self.asked = 0
        self.until, self.in_time = math.inf, True
        self._walked: dict[Any, Moment | None] = {}
        self._taken: Counter[str] = Counter()
        self.searched = Search(
            space, cases, self._passed, self._refused, order=self._rarest
        )
        self.ways = self.searched.ways
        self._rules = {each.id: each for each in space.procedure.rules}

    def search(self) -> None:
        """Look at what can come about, the steps that were taken least first."""
        for moment in self.searched:
            self.moments.append(moment)
            if self._is_over():
                return

    def _is_over(self) -> bool:
        if time.monotonic() > self.until:
            self.in_time = False
        return not self.in_time

    def _rarest(self, moment: Moment) -> Any:
        name = moment.way.choice.step if moment.way else ""
        self._taken[name] += 1
        return self._taken[name], moment.depth

    def _passed(self, moment: Moment, way: Way) -> Any:
        kept = self.seeds[way.choice.step]
        known = {_kind_of(*each) for each in kept}
        if len(kept) < _SEEDS and _kind_of(moment, way) not in known:
            kept.append((moment, way))
        return moment.seen

    def _refused(self, moment: Moment, way: Way) -> None:
        self._note(moment, way.choice, way.verdict)

    def _note(self, moment: Moment, choice: Choice, verdict: Verdict) -> None:
        blocking = frozenset(each.rule.id for each in verdict.blocking)
        for rule in blocking:
            key = choice.step, rule
            if key not in self.wanted:
                continue
            self.broken[key] += 1
            others = blocking - {rule}
            self.always[key] = self.always.get(key, others) & others
            if len(blocking) == 1:
                self.alone.setdefault(key, Witness(moment, choice, verdict))
            elif key not in self.beside or len(self.beside[key]) >= len(blocking):
                self.beside[key] = others

    def _missing(self, step: str) -> list[Rule]:
        return [
            self._rules[rule]
            for name, rule in sorted(self.wanted)
            if name == step and (name, rule) not in self.alone
        ]

    def reach(self) -> None:
        """Look for a way to each step that was never taken, with other kinds of papers too."""
        procedure = self.space.procedure
        main = frozenset(procedure.main_path)
        for name in sorted({step for step, _ in self.wanted} - self.seeds.keys()):
            if self._is_over():
                return
            steps = steps_to((name,), procedure)
            if self.space.steps:
                steps &= self.space.steps
            for starts in (self.space.starts, self._kinds):
                there = attrs.evolve(self.space, steps=steps, starts=starts)
                search = Search(
                    there,
                    _REACH,
                    self._passed,
                    self._refused,
                    order=lambda m: (m.day, sum(effort(e, main) for e in m.moments)),
                )
                for _ in search:
                    if name in self.seeds or self._is_over():
                        break
                self.asked += search.ways.asked
                if name in self.seeds:
                    break

    @cached_property
    def _kinds(self) -> tuple[Start, ...]:
        """The first paper as one of every other kind."""
        return tuple(
            attrs.evolve(start, motion=attrs.evolve(start.motion, paper_type=kind))
            for start in self.space.starts[:1]
            for kind in PaperType
            if kind is not start.motion.paper_type
        )

    def between(self) -> None:
        """Try each attempt that passes again after one step more."""
        for step, kept in list(self.seeds.items()):
            for moment, way in kept if self._missing(step) else ():
                if self._is_over():
                    return
                for after in list(self.searched.following(moment)):
                    choice = _dated(way.choice, after)
                    verdict = self.ways.asks(after.case, choice)
                    if verdict is not None and verdict.starts_here:
                        self._note(after, choice, verdict)

    def vary(self) -> None:
        """Change attempts that pass, for each rule that has no witness yet what it reads."""
        for step, kept in list(self.seeds.items()):
            for moment, way in kept:
                for rule in self._missing(step):
                    if self._is_over():
                        return
                    self._vary(moment, way, rule)

    def _vary(self, moment: Moment, way: Way, rule: Rule) -> None:
        key = way.choice.step, rule.id
        for varied in self._varied(moment, way, rule):
            if key in self.alone:
                return
            if _is_met(rule, varied.question):
                continue
            there, choice = varied.made()
            if there is not None:
                here = choice if there is moment else _dated(choice, there)
                self._clear(there, here, rule)

    def _clear(self, moment: Moment, choice: Choice, rule: Rule) -> bool:
        """Try an attempt, and clear away what stands in the way beside a rule.

        Returns:
            Whether nothing was left untried.
        """
        others = self._others(choice)
        waiting, tried = [choice], 0
        while waiting:
            here = waiting.pop(0)
            verdict = self.ways.asks(moment.case, here)
            if verdict is None:
                continue
            self._note(moment, here, verdict)
            tried += 1
            blocking = {each.rule.id for each in verdict.blocking}
            if (choice.step, rule.id) in self.alone:
                return True
            if tried > _CURES:
                return False
            if rule.id in blocking:
                waiting += self.ways.cures.of(verdict, here, others, spared=rule.id)
        return True

    def _others(self, choice: Choice) -> list[Actor]:
        step = self.space.procedure.step(choice.step)
        found = [who for role in step.by for who in self.space.actors(role)]
        return [each for each in dict.fromkeys(found) if each != choice.actor]

    def _varied(self, moment: Moment, way: Way, rule: Rule) -> Iterator[_Varied]:
        question, choice = way.verdict.question, way.choice
        read, _, _ = reads_of(rule.check, question)
        yield from self._attempts(moment, way, read)
        for name in read:
            if name not in question.inputs and "." not in name:
                yield from self._facts(moment, way, name)
        if any(each.startswith(("paper", "motion")) for each in read):
            yield from self._papers(moment, way, read)
        if any(each.startswith(("item", "meeting", "case.cons")) for each in read):
            yield from self._routes(moment, way)
        if "day" in read:
            for distance in (*_LATER, *_EARLIER):
                later = attrs.evolve(choice, day=choice.day + timedelta(distance))
                asked = attrs.evolve(
                    question,
                    at=self.space.moment(later.day),
                    day=later.day,
                    law=self.space.law.at(later.day),
                )
                yield _Varied(asked, lambda it=later: (moment, it))  # type: ignore[misc]
        yield from self._besides(moment, way, rule)
        for other in self._others(choice):
            roles = [e for e in way.verdict.step.by if e in other.roles]
            asked = attrs.evolve(question, actor=other, role=roles[0])
            by = attrs.evolve(choice, actor=other)
            yield _Varied(asked, lambda it=by: (moment, it))  # type: ignore[misc]

    def _besides(self, moment: Moment, way: Way, rule: Rule) -> Iterator[_Varied]:
        """Yield the attempt beside other cases than there were."""
        self.ways.stand_at(moment)
        neighbours, question = self.ways.neighbours, way.verdict.question
        for each in neighbours.looked_at(rule.check, question, way.choice):
            asked = neighbours.among(question, each)
            there = each.of(way.choice)
            yield _Varied(asked, lambda it=there: (moment, it))  # type: ignore[misc]

    def _attempts(
        self, moment: Moment, way: Way, read: Sequence[str]
    ) -> Iterator[_Varied]:
        """Yield the attempt without one of its inputs, or with another value of one."""
        choice = way.choice
        for each in way.verdict.step.takes:
            is_part = any(name.partition(".")[0] in _PARTS for name in read)
            if each.name not in read and not (
                is_part and each.kind in ("meeting", "motion", "consultations")
            ):
                continue
            for value in self._values(each, way):
                inputs = dict(choice.inputs)
                inputs.pop(each.name, None)
                if value is not _NOTHING:
                    inputs[each.name] = value
                other = attrs.evolve(choice, inputs=inputs)
                # The engine lands inputs in more places than one: it is asked at once.
                verdict = self.ways.asks(moment.case, other)
                if verdict is not None:
                    self._note(moment, other, verdict)
                    yield _Varied(verdict.question, lambda it=other: (moment, it))  # type: ignore[misc]

    def _values(self, parameter: Any, way: Way) -> list[Any]:
        question = way.verdict.question
        given = way.choice.inputs.get(parameter.name, _NOTHING)
        listed = self.space.values(
            parameter,
            question.case,
            question.consultation,
            question.day,
            few=True,
            step=way.choice.step,
        )
        other = [] if given is _NOTHING else list(variants_of(given))
        found = [each for each in (*other, *listed) if each != given]
        return [*([] if given is _NOTHING else [_NOTHING]), *found][:_VALUES]

    def _facts(self, moment: Moment, way: Way, name: str) -> Iterator[_Varied]:
        """Yield the same attempt after an earlier step that stated a fact otherwise."""
        moments, question = moment.moments, way.verdict.question
        for index, each in enumerate(moments):
            takes = each.way.verdict.step.takes if each.way is not None else ()
            parameter = next((p for p in takes if p.name == name), None)
            if parameter is None or each.way is None:
                continue
            was = each.way.choice
            for value in self._values(parameter, each.way):
                inputs = {k: v for k, v in was.inputs.items() if k != name}
                facts = {k: v for k, v in question.case.facts.items() if k != name}
                if value is not _NOTHING:
                    inputs[name] = value
                    facts[name] = (
                        value.isoformat() if isinstance(value, date) else value
                    )
                asked = attrs.evolve(
                    question, case=attrs.evolve(question.case, facts=facts)
                )
                stated = attrs.evolve(was, inputs=inputs)
                before = moments[index - 1]
                rest = moment.choices[index:]
                yield _Varied(asked, self._walking(before, (stated, *rest), way.choice))

    def _papers(
        self, moment: Moment, way: Way, read: Sequence[str]
    ) -> Iterator[_Varied]:
        question, start = way.verdict.question, moment.start
        topics = tuple(self.space.procedure.topics()) if "paper.topics" in read else ()
        others = (attrs.evolve(start.motion, topics=(each,)) for each in topics)
        for motion in (*variants_of(start.motion), *others):
            case = attrs.evolve(question.case, motion=motion)
            asked = attrs.evolve(question, case=case)
            yield _Varied(
                asked, self._from(attrs.evolve(start, motion=motion), moment, way)
            )

    def _routes(self, moment: Moment, way: Way) -> Iterator[_Varied]:
        question, start = way.verdict.question, moment.start
        for index, item in enumerate(start.route):
            for other in variants_of(item, 2):
                route = (*start.route[:index], other, *start.route[index + 1 :])
                subject = question.consultation
                if subject is not None and subject.id == item.id:
                    changed = {
                        each.name: getattr(other, each.name)
                        for each in attrs.fields(type(item))
                        if each.init
                        and getattr(other, each.name) != getattr(item, each.name)
                    }
                    subject = attrs.evolve(subject, **changed)
                asked = attrs.evolve(question, consultation=subject)
                yield _Varied(
                    asked, self._from(attrs.evolve(start, route=route), moment, way)
                )

    def _from(
        self, start: Start, moment: Moment, way: Way
    ) -> Callable[[], tuple[Moment | None, Choice]]:
        def made() -> tuple[Moment | None, Choice]:
            key = id(moment), start
            if key not in self._walked:
                try:
                    begun = self.searched.opened(start)
                except RatsflowError:  # no such paper can be handed in
                    self._walked[key] = None
                else:
                    self._walked[key] = self._led(begun, moment.choices)
            return self._walked[key], way.choice

        return made

    def _led(self, moment: Moment, choices: tuple[Choice, ...]) -> Moment | None:
        """Take the same steps with another paper, each as it passes there."""
        for choice in choices:
            after = self.searched.walk(moment, (_dated(choice, moment),))
            if after is None:
                case, day = moment.case, moment.day
                ways = self.ways.of(choice.step, choice.on, case, day)
                way = next((each for each in ways if each.case is not None), None)
                if way is None:
                    return None
                after = self.searched.arrived(moment, way)
            moment = after
        return moment

    def _walking(
        self, before: Moment, choices: tuple[Choice, ...], last: Choice
    ) -> Callable[[], tuple[Moment | None, Choice]]:
        return lambda: (self.searched.walk(before, choices), last)

    def unproved(self) -> frozenset[Placement]:
        """Return the placements without a witness that may have one nevertheless.

        At every case every combination of what a rule reads of the attempt is tried, and
        what else stands in the way cleared away; of earlier steps each fact is restated.
        """
        left = self.wanted - self.alone.keys()
        found = set()
        for key in left:
            rule = self._rules[key[1]]
            if not all(self._is_exhausted(each, key, rule) for each in self.moments):
                found.add(key)
        return frozenset(found - self.alone.keys())

    def _is_exhausted(self, moment: Moment, key: Placement, rule: Rule) -> bool:
        step = self.space.procedure.step(key[0])
        before = self.ways.gave_up.copy()
        exhausted = True
        for way in list(self.ways.at_step(key[0], moment.case, moment.day)):
            self._note(moment, way.choice, way.verdict)
            question = way.verdict.question
            read, _, _ = reads_of(rule.check, question)
            domains = [
                [(each.name, value) for value in (_NOTHING, *self._domain(each, way))]
                for each in step.takes
                if each.name in read
            ]
            count = 1
            for each in domains:
                count *= len(each)
            if count > _COMBINED:
                return False
            for combined in product(*domains):
                inputs = dict(way.choice.inputs)
                for name, value in combined:
                    inputs.pop(name, None)
                    if value is not _NOTHING:
                        inputs[name] = value
                here = attrs.evolve(way.choice, inputs=inputs)
                exhausted &= self._clear(moment, here, rule)
            for name in read:
                for varied in self._facts(moment, way, name):
                    there, choice = varied.made()
                    if there is not None:
                        here = _dated(choice, there)
                        exhausted &= self._clear(there, here, rule)
            if key in self.alone:
                return True
        return exhausted and self.ways.gave_up == before

    def _domain(self, parameter: Any, way: Way) -> list[Any]:
        question = way.verdict.question
        return self.space.values(
            parameter,
            question.case,
            question.consultation,
            question.day,
            step=way.choice.step,
        )


_PARTS = ("paper", "motion", "item", "meeting", "case")


def _kind_of(moment: Moment, way: Way) -> tuple[Any, ...]:
    return moment.case.state, str(moment.start.name), way.verdict.outcome


class _Nothing:
    """Stands for an input that is not stated."""


_NOTHING = _Nothing()


def _dated(choice: Choice, moment: Moment) -> Choice:
    """Return a step on the day of the step before, if it was taken earlier."""
    if moment.way is None or choice.day >= moment.day:
        return choice
    return attrs.evolve(choice, day=moment.day)


def _is_met(rule: Rule, question: Question) -> bool:
    try:
        answer = rule.check(question)
    except Exception:  # noqa: BLE001  # what the engine makes of it is asked then
        return False
    return (
        answer is True
        or answer is MET
        or (not isinstance(answer, bool) and answer.result is Result.MET)
    )
