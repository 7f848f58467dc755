"""Topics outside the vocabulary: they would switch rules off without a word (C-3)."""

from __future__ import annotations

from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.topics import matters, vocabulary_of


@predicate("paper")
def known(question: Question) -> Answer:
    """Tell whether every topic stands in the vocabulary; else name what is near."""
    names = vocabulary_of(question.law)
    strange = [each for each in matters(question) if each not in names]
    if not strange:
        return MET
    near = list(dict.fromkeys(name for word in strange for name in names.nearest(word)))
    return unmet(", ".join(strange), ", ".join(near), near=near)
