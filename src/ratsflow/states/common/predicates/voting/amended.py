"""What becomes of an amendment that was adopted: it lives on in its paper (I-12, J-9)."""

from __future__ import annotations

from ratsflow.model import PaperType
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.question import Question
from ratsflow.states.common.decide import READS, carried, recommend
from ratsflow.states.common.predicates.voting.amendments import called, same_item
from ratsflow.states.common.votes import voted


_OF_ITS_OWN = frozenset(
    {PaperType.SUPPLEMENT, PaperType.PROCEDURAL_MOTION, PaperType.FACTION_MOTION}
)
"""Papers that are dealt with beside another and change nothing in its text."""

_CARRIED = ("adopted", "recommended", "partially_adopted")


@predicate(*READS, "others")
def incorporated(question: Question) -> Answer:
    """Tell whether the paper is put to the vote with the amendments that were adopted."""
    ballot = voted(question)
    if ballot is None or ballot.amended or question.inputs.get("resolution"):
        return MET
    if _is_lost(question):
        return MET
    adopted = [
        called(each)
        for each in question.look(Look.AMENDING)
        if each.motion.paper_type not in _OF_ITS_OWN
        and any(
            one.result.startswith(_CARRIED) and same_item(one, question.about)
            for one in each.consultations
        )
    ]
    if not adopted:
        return MET
    return unmet(", ".join(sorted(adopted)), "resolution", papers=sorted(adopted))


def _is_lost(question: Question) -> bool:
    """Tell whether the paper is voted down; then nothing is left to be amended."""
    if question.step == "recommend":
        return recommend(question) == "not_recommended"
    return carried(question) is False
