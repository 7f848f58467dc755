"""Mutation: each rule is taken off a step; a case in which it alone stood in the way notices.

That case and attempt are the *witness* of the placement: without the rule the step passes.
So one search for witnesses stands for the tests of as many mutants as there are placements.
"""

from __future__ import annotations

import time

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

import attrs

from ratsflow.checking.attempts import Attempt
from ratsflow.checking.constructed import Constructor
from ratsflow.checking.judging import Checked, Judge
from ratsflow.checking.properties import Property
from ratsflow.checking.proved import implied
from ratsflow.checking.search import CASES, Search
from ratsflow.checking.slicing import slice_of
from ratsflow.checking.space import Space
from ratsflow.checking.variants import without
from ratsflow.checking.witnesses import Hunt, Placement, Witness
from ratsflow.engine import Verdict
from ratsflow.law.citation import Consequence
from ratsflow.procedure.procedure import Procedure


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
    hunt = Hunt(space, frozenset(wanted), cases)
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
    key: Placement, hunt: Hunt, maker: Constructor, *, is_redundant: bool
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
