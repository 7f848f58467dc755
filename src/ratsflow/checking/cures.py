"""What to try instead of a refused step: what the rules in its way read, and what meets them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations, count, product
from typing import Any

import attrs

from ratsflow.checking.answers import kept, plainly
from ratsflow.checking.choices import Change, Choice
from ratsflow.checking.company import Beside
from ratsflow.checking.domains import ORDERED, Domains
from ratsflow.checking.neighbours import PAIRS, Neighbours
from ratsflow.checking.otherwise import (
    asked_by,
    is_met,
    reads_of,
    signature,
    with_input,
    with_inputs,
)
from ratsflow.checking.regions import Regions, nearest
from ratsflow.checking.space import Space
from ratsflow.checking.wanted import (
    Wanted,
    answering,
    earlier,
    landing,
    stated_before,
)
from ratsflow.engine import Verdict
from ratsflow.model import Actor, Meeting
from ratsflow.procedure.finding import MET, Answer, Result
from ratsflow.procedure.inputs import MEANINGS, Kind
from ratsflow.procedure.lookups import KEYED, NAMED_BY
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule


TOGETHER = 4
"""How many flags that a rule lacks at once are tried in all their combinations."""

_SOME = 24
"""How many values of each of two facts are tried together."""

_numbers = count()
"""Tell who keeps what apart: answers outlive those who tried by them."""


@attrs.frozen(eq=False)
class _Asked:
    """A rule that stands in the way, and what it was asked.

    Attributes:
        rule: the rule.
        check: what answers for it: the rule's own, or what picks the outcome.
        answer: what it answered.
        was: the same, as answers are compared.
        verdict: what the engine answered to the step.
        read: all that it reads.
        facts: what it reads and nobody has stated.
        domains: the inputs that it reads and nobody has stated, with their values.
        again: the days and numbers that it reads and the step states, with their values.
        others: who else may take the step.
        beside: the other cases that there are.
        memo: where to keep what is derived from its answers.
    """

    rule: Rule
    check: Any
    answer: Answer
    was: tuple[Any, str]
    verdict: Verdict
    read: list[str]
    facts: list[str]
    domains: Mapping[str, list[Any]]
    again: Mapping[str, list[Any]]
    others: list[Actor]
    beside: Beside
    memo: dict[Any, Any]

    @property
    def question(self) -> Question:
        return self.verdict.question

    def meets(self, inputs: Mapping[str, Any]) -> bool:
        """Tell whether it is met where these inputs are stated."""
        return is_met(self.check, with_inputs(self.question, inputs))


@attrs.define
class Cures:
    """Looks for what makes rules give way.

    Attributes:
        space: what may be tried.
        domains: lists what a step can take in.
        regions: tells which stretches of it differ.
        neighbours: varies the other cases.
        lacking: values of law that the municipality has not stated and rules ask for.
        sought: facts that rules ask for and nobody has stated: pairs of rule and fact.
    """

    space: Space
    domains: Domains
    regions: Regions
    neighbours: Neighbours
    lacking: set[str] = attrs.field(factory=set)
    sought: set[tuple[str, str]] = attrs.field(factory=set)
    _number: int = attrs.field(factory=_numbers.__next__, init=False, repr=False)
    _dated: dict[Any, list[Any]] = attrs.field(factory=dict, init=False, repr=False)

    def of(
        self,
        verdict: Verdict,
        choice: Choice,
        others: list[Actor],
        wanted: list[Wanted] | None = None,
        *,
        spared: str = "",
    ) -> list[Choice]:
        """Return what to try instead: changes that one of the blocking rules reads.

        Every blocking rule must give way, so the changes of one are enough; the one with
        the fewest is taken. Where one has none, the step is out of reach.

        Args:
            verdict: what the engine answered.
            choice: the step as it was tried.
            others: who else may take it.
            wanted: takes what earlier steps would have to state.
            spared: id of a rule that may go on standing in the way.
        """
        best: list[Choice] | None = None
        for rule, answer in verdict.rows:
            if answer is MET or answer.result is Result.MET or not verdict.blocks(rule):
                continue
            if rule.id == spared:
                continue
            found = self._of_rule(rule, answer, verdict, choice, others, wanted)
            if not found:
                return []
            if best is None or len(found) < len(best):
                best = found
        return best or []

    def _of_rule(
        self,
        rule: Rule,
        answer: Answer,
        verdict: Verdict,
        choice: Choice,
        others: list[Actor],
        wanted: list[Wanted] | None,
    ) -> list[Choice]:
        question = verdict.question
        if rule.id == "procedure.inputs":
            name = str(answer.data["missing"][0])
            few = name not in self.space.watched  # else a property can tell them apart
            return [
                choice.stating(name, value)
                for _, values in self.domains.unstated(verdict, (name,), few=few)
                for value in values
            ]
        if rule.id in ("procedure.state", "procedure.role", "procedure.law"):
            return []
        self.lacking.update(map(str, answer.data.get("keys", ())))
        check: Any = (
            verdict.step.decide if rule.id == "procedure.outcome" else rule.check
        )
        memo = self.space.answers.memo(rule, question)
        read, facts, absent = kept(memo, "reads", lambda: reads_of(check, question))
        domains = dict(self.domains.unstated(verdict, absent))
        again = dict(self.domains.again(verdict, read)) if question.inputs else {}
        if self.neighbours.move:  # they hang on more than the rule reads
            memo = {}

        def made() -> Any:
            was = kept(memo, "was", lambda: signature(check, question))
            asked = _Asked(
                rule,
                check,
                answer,
                was,
                verdict,
                read,
                facts,
                domains,
                again,
                others,
                choice.beside,
                memo,
            )
            # What is known by its id is kept as long as that.
            return self._changes(asked), _lacks(asked), choice.beside

        key = (
            self._number,
            verdict.step.name,
            question.day,
            tuple(each.id for each in others),
            tuple((n, id(v)) for n, v in (*domains.items(), *again.items())),
            self.regions.distances(question),
            tuple(map(id, choice.beside)),
        )
        changes, lacks, _ = kept(memo, key, made)
        if wanted is not None:
            wanted += lacks
        changes = [
            *changes,
            *(
                self.neighbours.changing(check, question, choice)
                or self._naming(check, verdict)
                or self.neighbours.two_at_once(check, question, choice)
            ),
        ]
        return [each.of(choice) for each in changes]

    def _naming(self, check: Any, verdict: Verdict) -> list[Change]:
        """Return the step with a paper that it names, where a rule looks for such."""
        looks = self.neighbours.looks(plainly(check), verdict.question)
        names = {name for look in looks for name in NAMED_BY[look]}
        return [
            Change({name: value})
            for name, values in self.domains.unstated(verdict, names)
            for value in [each for each in values if each][:1]
        ]

    def _changes(self, asked: _Asked) -> list[Change]:
        """Return what changes the answer of a rule at this step.

        It rests on what the rule reads alone, so it serves all questions alike in that.
        """
        domains = asked.domains
        self.sought |= {(asked.rule.id, name) for name in asked.facts}
        found, meets = self._stating(asked)
        together: list[Mapping[str, Any]] = []
        if not meets and len(domains) > 1:
            together = list(_together(asked))
            found = [
                Change({name: each[name] for name in domains if name in each})
                for each in together
            ] or found
        found += self._convened_later(asked)
        found += [Change(day=day) for day in dict.fromkeys(self._later(asked))]
        if "actor" in asked.read or "role" in asked.read:
            found += [Change(actor=other) for other in _differing(asked)]
        if not meets and not together:  # two facts together may
            found += [
                Change({name: value})
                for name, values in domains.items()
                if isinstance(values[0], bool)
                for value in values
            ]
            if asked.answer.result is Result.UNKNOWN:  # or a day that hangs on another
                dated = [e for e in domains.items() if isinstance(e[1][0], date)]
                found += [
                    Change({name: nearest(values, asked.question.day)})
                    for name, values in dated[:1]
                ]
        return found

    def _stating(self, asked: _Asked) -> tuple[list[Change], bool]:
        """Return one input more, or one stated otherwise; and whether the rule is met by one."""
        found, meets = list[Change](), False
        kinds = {each.name: each.kind for each in asked.verdict.step.takes}
        for name, values in asked.domains.items():
            ordered = kinds[name] in ORDERED
            # What is stated of a paper finds others among those that there are.
            there = asked.beside if name in KEYED else ()
            key: Any = (name, id(values), ordered, tuple(map(id, there)))
            telling, met = self._telling(asked, key, name, values, ordered=ordered)
            found += [Change({name: value}) for value in telling]
            meets |= met
        # Another rule may refuse what was found so far.
        for name, values in asked.again.items():
            key = ("again", name, id(values))
            telling, met = self._telling(asked, key, name, values, ordered=True)
            if met:
                found += [Change({name: value}) for value in telling]
                meets = True
        return found, meets

    def _telling(
        self, asked: _Asked, key: Any, name: str, values: list[Any], *, ordered: bool
    ) -> tuple[list[Any], bool]:
        """Return the values of an input that change the answer, and whether it is met by them."""
        question, check, beside = asked.question, plainly(asked.check), asked.beside

        def answer(value: Any) -> tuple[Any, str]:
            return signature(
                check, self.neighbours.stating(question, name, value, beside)
            )

        def made() -> Any:
            telling = self.regions.telling(
                answer, question, asked.was, name, values, ordered=ordered
            )
            return telling, values, beside

        return kept(asked.memo, key, made)[0]  # type: ignore[no-any-return]

    # ------------------------------------------------------------------------ later days

    def _later(self, asked: _Asked) -> Iterator[date]:
        """Yield the later days on which a rule may answer otherwise."""
        question, read = asked.question, asked.read
        yield from self._changing(asked.rule, asked.verdict)
        if any(each.partition(".")[0] == "others" for each in read):
            # Another case stands otherwise then.
            days = getattr(self.space.others, "days", ())
            yield from (each for each in days if each > question.day)
        if "day" in read:
            marked = self.regions.distances(question)
            later = self.regions.later
            yield from kept(
                asked.memo, marked, lambda: list(later(asked.check, question, marked))
            )

    def _changing(self, rule: Rule, verdict: Verdict) -> Iterator[date]:
        """Yield the later days on which another version of a rule applies, or none."""
        here = verdict.question.day
        known = kept(
            self._dated,
            (verdict.step.name, rule.id),
            lambda: [
                each.in_force
                for versions in self.space.procedure.guards(verdict.step)
                if any(each.id == rule.id for each in versions)
                for each in versions
            ],
        )
        for in_force in known:
            since, until = in_force.since, in_force.until
            if since is not None and since > here:
                yield since
            if until is not None and until >= here:
                yield until + timedelta(1)

    def _convened_later(self, asked: _Asked) -> Iterator[Change]:
        """Yield the attempt with invitations that go out on the first later day that will do.

        Of a body's calendar each meeting that will not do otherwise, though another one does.
        """
        question, subject = asked.question, asked.question.consultation
        known = subject is not None and subject.body.name in self.space.meetings
        for each in asked.verdict.step.takes:
            held = question.inputs.get(each.name)
            if each.name not in asked.read or each.kind is not Kind.MEETING:
                continue
            listed = asked.domains.get(each.name, ())
            planned = listed if known and held is None else (held,)
            for meeting in planned:
                if not isinstance(meeting, Meeting):
                    continue
                stating = {**question.inputs, each.name: meeting}
                if held is None and asked.meets(stating):
                    continue
                for later in self.space.convened_later(meeting, subject):
                    if asked.meets({**stating, each.name: later}):
                        yield Change({each.name: later})
                        break


def _together(asked: _Asked) -> Iterator[Mapping[str, Any]]:
    """Yield inputs under which a rule is met that lacks several flags at once."""
    lacking = [
        name
        for name in asked.answer.data.get("facts", ())
        if name in asked.domains and isinstance(asked.domains[name][0], bool)
    ]
    if not 1 < len(lacking) <= TOGETHER:
        yield from _in_pairs(plainly(asked.check), asked.question, asked.domains)
        return
    for values in product((True, False), repeat=len(lacking)):
        said = dict(zip(lacking, values, strict=True))
        inputs = {**asked.question.inputs, **said}
        if asked.meets(inputs):
            yield inputs


def _in_pairs(
    check: Any, question: Question, domains: Mapping[str, list[Any]]
) -> Iterator[Mapping[str, Any]]:
    """Yield inputs of which two together meet a rule: numbers, days, words, ballots."""
    for one, other in combinations(domains, 2):
        found = 0
        for first in _thinned(domains[one]):
            here = with_input(question, one, first)
            for second in _thinned(domains[other]):
                if is_met(check, with_input(here, other, second)):
                    yield {**question.inputs, one: first, other: second}
                    found += 1
                    break
            if found == PAIRS:
                break


def _thinned(values: list[Any]) -> list[Any]:
    """Return some values of a long list, both ends among them."""
    stride = -(-len(values) // _SOME)
    return [*values[::stride], *values[-1:]] if stride > 1 else values


def _differing(asked: _Asked) -> Iterator[Actor]:
    """Yield other persons whom a rule answers otherwise, one of each role."""
    question, by, known = asked.question, asked.verdict.step.by, set()
    for other in asked.others:
        role = next((each for each in by if each in other.roles), "")
        stands_in = not role
        if stands_in:
            role = next((each for each in by if each in other.deputises), "")
        there = asked_by(question, other, role, stands_in)
        here = signature(asked.check, there)
        if here != asked.was and (role, here) not in known:
            known.add((role, here))
            yield other


def _lacks(asked: _Asked) -> list[Wanted]:
    """Return what an earlier step would have to state for the rule to answer otherwise."""
    check, verdict, rule, was = asked.check, asked.verdict, asked.rule.id, asked.was
    before = stated_before(asked.read, verdict)
    lacks = [
        Wanted(name, rule, was, answering(check, verdict, name), asked.memo, before)
        for name in earlier(verdict, asked.facts, before)
    ]
    stated = {each.name for each in verdict.step.takes}
    return lacks + [
        Wanted(name, rule, was, landing(check, verdict, meaning.lands))
        for fact in asked.answer.data.get("facts", ())
        for name, meaning in MEANINGS.items()
        if meaning.lands == fact == f"consultation.{fact.rpartition('.')[2]}"
        and name not in stated
    ]
