"""What of an entry is sealed, so that it can be erased later.

Personal inputs are, always. Of a motion that does not say that it is public, everything is
that can hold words: its text, but also resolutions, reasons and remarks, which repeat it.
Numbers, flags and values from a closed list stay in the open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ratsflow.engine.inputs import CHOICES
from ratsflow.log.erasable import FINDINGS
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.question import Question
from ratsflow.procedure.step import Step


def wordy(inputs: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the inputs that can hold words, sorted."""
    return tuple(
        sorted(
            name
            for name, value in inputs.items()
            if not isinstance(value, int | None) and name not in CHOICES
        )
    )


def to_seal(
    step: Step, question: Question, inputs: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return the names of the inputs that an entry seals, sorted.

    Args:
        step: the step.
        question: what was asked; it tells whether the motion is public.
        inputs: the inputs, those that the step brings about included.
    """
    if not inputs:
        return ()
    personal = {
        each.name for each in step.takes if each.personal and each.name in inputs
    }
    if not says_public(question):
        personal.update(wordy(inputs))
    return tuple(sorted(personal))


def quotes_too(
    procedure: Procedure, question: Question, findings: Sequence[Mapping[str, Any]]
) -> tuple[str, ...]:
    """Return the name under which the values that findings quote are sealed, if they are.

    A finding may quote whatever was stated earlier, so they are sealed wherever something
    else can have been.
    """
    if not findings:
        return ()
    if says_public(question) and not personal_inputs(procedure):
        return ()
    return (FINDINGS,)


def personal_inputs(procedure: Procedure) -> frozenset[str]:
    """Return the names of the inputs that a procedure declares as personal."""
    return frozenset(
        each.name for step in procedure.steps for each in step.takes if each.personal
    )


def says_public(question: Question) -> bool:
    """Tell whether the motion says that it is public, before the step and after it."""
    return question.case.motion.public is True and question.motion.public is True
