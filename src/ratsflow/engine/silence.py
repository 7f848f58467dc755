"""What the source of a recorded history does not tell, which is no breach.

A case that is told from a source says so from its opening on: `TOLD_BY` names the source, and
`UNTOLD` what it never tells. A record of minutes or of a council's information system holds
days, bodies and results; of reasons, costs, invitations and those present it says nothing. A
rule that needs these is not broken by that: nobody can tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ratsflow.engine.verdict import Row
from ratsflow.procedure.finding import Answer, Result, untold
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule


TOLD_BY = "told_by"
"""The fact of a case that names the source from which its history is told."""

UNTOLD = "untold"
"""The fact that lists what the source never tells: names of `reading`, or ``step.input``."""


def as_told(question: Question, rows: Sequence[Row]) -> Sequence[Row]:
    """Return the answers of rules as they are where the source does not tell all.

    An answer that waits for facts becomes one of its own: the source does not tell. So does a
    breach that rests on what the source says it never tells. What waits for the values of the
    law alone is no matter of the source.

    Args:
        question: the question; its case says what its source does not tell.
        rows: the rules with their answers.
    """
    silent = frozenset(question.case.facts.get(UNTOLD) or ())
    return [
        row if row[1].result is Result.MET else (row[0], _told(question, *row, silent))
        for row in rows
    ]


def _told(
    question: Question, rule: Rule, answer: Answer, silent: frozenset[str]
) -> Answer:
    if answer.result is Result.UNKNOWN:
        facts = [str(each) for each in answer.data.get("facts", ())]
        return untold(rule.id, facts) if facts else answer
    if answer.result is Result.UNMET and silent:
        facts = sorted(_silent_on(question, rule, silent))
        return untold(rule.id, facts) if facts else answer
    return answer


def _silent_on(question: Question, rule: Rule, silent: frozenset[str]) -> Iterable[str]:
    step, stated = question.step, question.inputs
    for name in rule.reads:
        if name in stated:
            continue
        if name in silent:
            yield name
        elif f"{step}.{name}" in silent:
            yield f"{step}.{name}"
