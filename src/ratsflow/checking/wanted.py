"""What an earlier step of the way would have to state for a later one to pass, or to end otherwise."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import attrs

from ratsflow.checking.answers import plainly
from ratsflow.checking.otherwise import outcome_of, signature, with_fact, with_item
from ratsflow.engine import Verdict
from ratsflow.procedure.finding import Answer, Result


@attrs.frozen(eq=False)
class Wanted:
    """What an earlier step of the way would have to state for a later one to pass.

    Attributes:
        name: the fact.
        rule: the rule that asks for it.
        was: what the rule answers now.
        answer: tells what it would answer to a value of it.
        memo: where to keep what is derived from that.
        stated: names of what was stated, and may be stated otherwise.
    """

    name: str
    rule: str
    was: Any
    answer: Callable[[Any], Any]
    memo: dict[Any, Any] = attrs.field(factory=dict)
    stated: frozenset[str] = frozenset()


Answering = Callable[[Any], Any]
"""Tells what would be answered to a value of a fact."""


def earlier(
    verdict: Verdict, facts: Collection[str], before: Collection[str] = ()
) -> list[str]:
    """Return what an earlier step can state of what a check reads.

    Args:
        verdict: what the engine answered to the step.
        facts: what is read and nobody has stated.
        before: what is read and was stated before.
    """
    takes = {each.name for each in verdict.step.takes}
    names = (*facts, *sorted(before))
    return [each for each in names if each not in takes and "." not in each]


def stated_before(read: Collection[str], verdict: Verdict) -> frozenset[str]:
    """Return the facts read that an earlier step stated, flags apart.

    Of a flag the other value was tried when it was stated; a number, a day or a word was
    chosen for the rules of that step, and this one may ask for another.
    """
    known = verdict.question.case.facts
    return frozenset(
        name
        for name in read
        if name in known
        and name not in verdict.question.inputs
        and not isinstance(known[name], bool)
    )


def answering(check: Any, verdict: Verdict, name: str) -> Answering:
    """Tell what a rule would answer to each value of a fact."""
    question, check = verdict.question, plainly(check)
    return lambda value: signature(check, with_fact(question, name, value))


def leading(decide: Any, verdict: Verdict, name: str) -> Answering:
    """Tell, as if that were what is wanted, which values of a fact lead elsewhere."""
    question, was = verdict.question, verdict.outcome

    def answer(value: Any) -> Any:
        outcome = outcome_of(decide, with_fact(question, name, value))
        return (Result.UNMET if outcome in (was, Answer) else Result.MET), str(outcome)

    return answer


def breaking(check: Any, verdict: Verdict, name: str) -> Answering:
    """Tell, as if that were what is wanted, which values of a fact change an answer."""
    was, answer = signature(check, verdict.question), answering(check, verdict, name)
    return lambda value: (
        Result.UNMET if answer(value) == was else Result.MET,
        str(value),
    )


def landing(check: Any, verdict: Verdict, lands: str) -> Answering:
    """Tell what a rule would answer if an earlier step had changed the consultation."""
    question, check = verdict.question, plainly(check)
    part = lands.rpartition(".")[2]

    def answer(value: Any) -> Any:
        item = question.consultation
        if item is None:
            return repr(value)
        changed = attrs.evolve(item, **{part: value})
        return signature(check, with_item(question, changed))

    return answer
