"""Rules on publicity (F): public by default, excluded by category or by resolution."""

from __future__ import annotations

from ratsflow.law.local import Law
from ratsflow.model import Consultation, Motion
from ratsflow.procedure.case import Case, number_of
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, free_of
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.question import Question
from ratsflow.states.common.fields import is_public
from ratsflow.states.common.predicates.voting.amendments import called, same_item
from ratsflow.states.common.topics import classified


def neutral_title(item: Consultation, paper: Motion, law: Law) -> str:
    """Return what anybody may read of an item: number and neutral wording, or the title.

    The title of a public item; for any other ``N 4.2`` with the neutral wording that the
    municipality's law has by category, and the number alone where none fits. What is not
    stated is not public.
    """
    public = paper.public if item.public is None else item.public
    if public is True:
        return paper.title
    wordings = law.values.get("publicity.nonpublic_topics") or {}
    of = (
        wordings[topic] for topic in classified(paper, law) or () if topic in wordings
    )
    return " – ".join(filter(None, (item.agenda_number, next(of, ""))))


@predicate("with_paper", "item", "paper", "others", "reference")
def amends_in_public(question: Question) -> Answer:
    """An amendment to a paper that is not public would tell what is in it."""
    if not (number_of(question.inputs.get("with_paper")) or question.case.base):
        return MET
    if not is_public(question.about, question.motion):
        return MET
    papers = sorted(
        called(each)
        for each in question.look(Look.AMENDED)
        if not _is_public_here(each, question.about)
    )
    return free_of(papers, "public = False", papers=papers)


def _is_public_here(paper: Case, about: Consultation) -> bool:
    here = [each for each in paper.consultations if same_item(each, about)]
    if not here:
        return paper.is_public
    return all(is_public(each, paper.motion) for each in here)
