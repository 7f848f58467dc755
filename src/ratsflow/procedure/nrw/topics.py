"""What a motion is about, in the words that the rules know."""

from __future__ import annotations

from ratsflow.law.keys.topics import topics_of
from ratsflow.model import Motion
from ratsflow.procedure.question import MissingFactError, Question


def classified(motion: Motion) -> tuple[str, ...] | None:
    """Return the topics of a motion by their names; None while it is not classified."""
    return None if motion.topics is None else topics_of(motion.topics)


def topics(question: Question) -> tuple[str, ...]:
    """Return the topics of the motion; an empty tuple says "none of them".

    Raises:
        MissingFactError: nobody has classified it.
    """
    found = classified(question.motion)
    if found is None:
        raise MissingFactError("motion.topics")
    return found
