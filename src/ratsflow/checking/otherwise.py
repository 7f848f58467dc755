"""What a check answers to a question in which something is otherwise.

Whatever is derived so is asked of the engine again before it counts.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from ratsflow.checking.space import Space
from ratsflow.model.quick import evolving
from ratsflow.procedure import reading
from ratsflow.procedure.finding import Answer, Result
from ratsflow.procedure.question import Question


with_inputs = evolving(Question, "inputs")
with_case = evolving(Question, "case")
with_others = evolving(Question, "others")
with_item = evolving(Question, "consultation")
asked_by = evolving(Question, "actor", "role", "as_deputy")
_on_day = evolving(Question, "day", "at", "law", "others")


def as_stated(value: Any) -> Any:
    """Return a value as the engine hands it to a rule: days as texts."""
    return value.isoformat() if isinstance(value, date) else value


def with_input(question: Question, name: str, value: Any) -> Question:
    """Return a question with one more input, as the engine hands it on."""
    return with_inputs(question, {**question.inputs, name: as_stated(value)})


def with_fact(question: Question, name: str, value: Any) -> Question:
    """Return a question as if an earlier step had stated a fact."""
    facts = {**question.case.facts, name: as_stated(value)}
    return with_case(question, attrs.evolve(question.case, facts=facts))


def on_day(question: Question, day: date, space: Space) -> Question:
    """Return a question as it is on another day."""
    others = question.others
    if callable(space.others):
        case, inputs = question.case, question.inputs
        others = space.others_of(question.step, case, inputs, day)
    return _on_day(question, day, space.moment(day), space.law.at(day), others)


def signature(check: Any, question: Any) -> tuple[Any, str]:
    """Return the result and code of an answer; what fails is no pass."""
    try:
        answer = check(question)
    except Exception as error:  # noqa: BLE001  # what the engine makes of it is asked later
        return type(error).__name__, str(error)
    if isinstance(answer, Answer):
        return answer.result, answer.code
    return (Result.MET if answer is True else Result.UNMET), ""


def is_met(check: Any, question: Question) -> bool:
    """Tell whether a check lets a step pass; what fails does not."""
    return signature(check, question)[0] is Result.MET


def outcome_of(decide: Any, question: Question) -> Any:
    """Return the outcome that would be picked, or that it cannot be told."""
    try:
        picked = decide(question)
    except Exception as error:  # noqa: BLE001  # what the engine makes of it is asked later
        return type(error).__name__
    return picked if isinstance(picked, str) else Answer


def reads_of(check: Any, question: Question) -> tuple[list[str], list[str], list[str]]:
    """Return what a check looks at that a search can change, in the order it asks.

    Returns:
        All that it reads, the facts that nobody has stated, and what the step could take in.
    """
    read = list(reading.reads_of(check, question))
    if any(each.startswith("paper") for each in read):
        read.append("motion")
    absent = [each for each in read if each not in question.inputs]
    facts = [
        each
        for each in absent
        if each not in question.case.facts and each not in reading.NO_FACTS
    ]
    return read, facts, absent
