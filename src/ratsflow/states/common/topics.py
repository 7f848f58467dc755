"""What a motion is about, in the words that the rules know."""

from __future__ import annotations

from ratsflow.law.local import Law
from ratsflow.law.topic_tables import topics_of_state
from ratsflow.law.topics import Topics, joined
from ratsflow.model import Motion
from ratsflow.procedure.declared import field
from ratsflow.procedure.question import MissingFactError, Question


RESERVED = ("topics.reserved", "topics.reserved_further")
"""The values of law that reserve topics to the council: read in the statute, and not."""


def vocabulary_of(law: Law) -> Topics:
    """Return the topics of the state and of the municipality.

    Where the law names no state there is no vocabulary, and no topic is in it.
    """
    return law.made(_vocabulary)


def _vocabulary(law: Law) -> Topics:
    names, own = topics_of_state(law.state), law.own_topics
    return joined(names, own) if own else names


def stated(motion: Motion, law: Law) -> tuple[str, ...] | None:
    """Return the topics of a motion by their names; None while it is not classified."""
    return None if motion.topics is None else vocabulary_of(law).named(motion.topics)


def classified(motion: Motion, law: Law) -> tuple[str, ...] | None:
    """Return the topics of a motion with all that they are under; None if none are stated.

    A fee bye-law is a bye-law: what holds of the one holds of the other.
    """
    if motion.topics is None:
        return None
    return vocabulary_of(law).covered(tuple(motion.topics))


@field("paper.topics", "paper.topics", "law.topics.own")
def topics(question: Question) -> tuple[str, ...]:
    """What the paper is about, with all that its topics are under; empty for none."""
    return _known(classified(question.motion, question.law))


def is_about(question: Question, key: str) -> bool:
    """Tell whether the paper is about a topic that a value of law lists; not if about none."""
    of = topics(question)
    return bool(of) and not set(of).isdisjoint(question.law[key])


def matters(question: Question) -> tuple[str, ...]:
    """Return the topics that the paper itself states: each has a holder of its own."""
    return _known(stated(question.motion, question.law))


def _known(found: tuple[str, ...] | None) -> tuple[str, ...]:
    if found is None:
        raise MissingFactError("motion.topics")
    return found


def lineage(question: Question, topic: str) -> tuple[str, ...]:
    """Return a topic and what it is under, the nearest first."""
    return vocabulary_of(question.law).lineage(topic)


def reserved_by(question: Question, topic: str, key: str) -> str:
    """Return the paragraph by which a value of law reserves a topic; empty for none."""
    table = question.law[key]
    found = (table[each] for each in lineage(question, topic) if each in table)
    return next(found, "")


def is_reserved(question: Question, topic: str) -> bool:
    """Tell whether nobody but the council can decide a topic."""
    return any(reserved_by(question, topic, key) for key in RESERVED)
