"""Who is biased on a paper is biased on what amends it (G-4)."""

from __future__ import annotations

from ratsflow.model import PaperType
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.question import Question
from ratsflow.states.common.predicates.voting.amendments import same_item
from ratsflow.states.common.votes import excluded_from, voted


_ON_ANOTHER = frozenset({PaperType.AMENDMENT, PaperType.PROCEDURAL_MOTION})


@predicate("ballot")
def _excluded_here_too(question: Question) -> Answer:
    """Count who is excluded from the paper and not from this; names stay where they are."""
    ballot, case = voted(question), question.case
    if ballot is None or case.motion.paper_type not in _ON_ANOTHER or not case.base:
        return MET
    from_paper = {
        name
        for paper in question.look(Look.AMENDED)
        for each in paper.consultations
        if same_item(each, question.about)
        for name in each.excluded
    }
    here = excluded_from(question, ballot)
    missing = [name for name in from_paper if not is_one_of(name, here)]
    return unmet(str(len(missing)), "0") if missing else MET
