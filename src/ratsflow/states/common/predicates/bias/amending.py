"""Who is biased on a paper is biased on what amends it (G-4)."""

from __future__ import annotations

from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.question import Question
from ratsflow.states.common.fields import OF_ANOTHER_ITEM
from ratsflow.states.common.predicates.voting.amendments import same_item
from ratsflow.states.common.votes import excluded_from, not_among, voted


@predicate("ballot", "case", "item", "others")
def excluded_here_too(question: Question) -> Answer:
    """Count who is excluded from the paper and not from this; names stay where they are."""
    ballot, case = voted(question), question.case
    if ballot is None or not case.base or case.motion.paper_type not in OF_ANOTHER_ITEM:
        return MET
    from_paper = {
        name
        for paper in question.look(Look.AMENDED)
        for each in paper.consultations
        if same_item(each, question.about)
        for name in each.excluded
    }
    missing = not_among(tuple(from_paper), excluded_from(question, ballot))
    return unmet(str(len(missing)), "0") if missing else MET
