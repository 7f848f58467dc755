"""What of an entry is sealed, so that it can be erased later.

Personal inputs are, always, and the names of who acts in a role of private persons. Of a
motion that does not say that it is public, everything is that can hold words: its text, but
also resolutions, reasons, remarks and overrides, which repeat it. Numbers, flags and values
from a closed list stay in the open. Of a public one the attachments are that are not public.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from ratsflow.log import Override
from ratsflow.log.erasable import ATTACHMENTS, BY, FINDINGS, OVERRIDE
from ratsflow.model import Actor, Motion
from ratsflow.model.motion import has_closed_parts
from ratsflow.procedure.inputs import CHOICES
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
    names: Collection[str] = step.personal.intersection(inputs)
    if not says_public(question):
        names = {*names, *wordy(inputs)}
    elif "motion" not in names and ("motion" in inputs or "signature" in inputs):
        names = {*names, *parts_too(inputs, question.motion)}
    return tuple(sorted(names)) if names else ()


def parts_too(inputs: Mapping[str, Any], motion: Motion) -> Iterator[str]:
    """Yield under which names parts of a public text are sealed that are not public.

    The digest in a signature goes with them: it would tell who guesses them.

    Args:
        inputs: what an entry takes in.
        motion: the text after it.
    """
    if has_closed_parts(inputs.get("motion")):
        yield ATTACHMENTS
    if "signature" in inputs and has_closed_parts(motion):
        yield "signature"


def name_too(procedure: Procedure, actor: Actor, role: str) -> tuple[str, ...]:
    """Return the name under which the names of who acts are sealed, if they are.

    Args:
        procedure: the procedure; it says which roles private persons hold.
        actor: who acts.
        role: the role used; empty for an opening, and where none was fitting. Then any
            private role that the actor has is enough.
    """
    if not (actor.name or actor.on_behalf_of):
        return ()
    acting = (role,) if role else (*actor.roles, *actor.deputises)
    return (BY,) if any(each in procedure.private for each in acting) else ()


def words_too(
    procedure: Procedure,
    question: Question,
    findings: Sequence[Mapping[str, Any]],
    override: Override | None,
    *,
    looked: bool = False,
) -> tuple[str, ...]:
    """Return the names under which what findings quote and an override says are sealed.

    A finding may quote whatever was stated earlier, so they are sealed wherever something
    else can have been, or where a rule quotes other cases. An override is prose about the motion, and is sealed as its text is.
    """
    if not findings and override is None:
        return ()
    secret = not says_public(question)
    quotes = secret or looked or holds_personal(procedure) or _has_closed(question)
    names = (FINDINGS,) if findings and quotes else ()
    return (*names, OVERRIDE) if override is not None and secret else names


def _has_closed(question: Question) -> bool:
    return has_closed_parts(question.case.motion) or has_closed_parts(question.motion)


def holds_personal(procedure: Procedure) -> bool:
    """Tell whether an entry of a procedure can hold something personal."""
    return bool(procedure.private or personal_inputs(procedure))


def personal_inputs(procedure: Procedure) -> frozenset[str]:
    """Return the names of the inputs that a procedure declares as personal."""
    return frozenset(
        each.name for step in procedure.steps for each in step.takes if each.personal
    )


def says_public(question: Question) -> bool:
    """Tell whether the motion says that it is public, before the step and after it."""
    return question.case.motion.public is True and question.motion.public is True
