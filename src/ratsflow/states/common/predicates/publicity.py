"""Rules on publicity (F): public by default, excluded by category or by resolution."""

from __future__ import annotations

from ratsflow.law.local import Law
from ratsflow.model import Consultation, Motion
from ratsflow.procedure.case import Case, number_of
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.question import Question
from ratsflow.states.common.fields import is_public
from ratsflow.states.common.predicates.agenda.asked import handed_in, simple_majority
from ratsflow.states.common.predicates.voting.amendments import called, same_item
from ratsflow.states.common.topics import classified, topics


def neutral_title(item: Consultation, paper: Motion, law: Law) -> str:
    """Return what anybody may read of an item: number and neutral wording, or the title.

    Args:
        item: the item.
        paper: the paper.
        law: the municipality's law, with the wordings by category.

    Returns:
        The title of a public item; for any other ``N 4.2`` with the neutral wording,
        and the number alone where no category fits. What is not stated is not public.

    References:
        § 30, § 48 Abs. 1, 2 GO NRW; rules E-6 and F-4.
    """
    public = paper.public if item.public is None else item.public
    if public is True:
        return paper.title
    wordings = law.values.get("publicity.nonpublic_topics") or {}
    of = (
        wordings[topic] for topic in classified(paper, law) or () if topic in wordings
    )
    return " – ".join(filter(None, (item.agenda_number, next(of, ""))))


def _categories(question: Question) -> tuple[str, ...]:
    """Return the topics of the motion that the rules of procedure exclude."""
    of = topics(question)
    if not of:
        return ()
    excluded = question.law["publicity.nonpublic_topics"]
    return tuple(topic for topic in of if topic in excluded)


def _must_be_public(question: Question) -> set[str]:
    """Return the topics of the motion that no category can exclude."""
    must: set[str] = set(topics(question))
    return must.intersection(question.law["publicity.must_be_public"])


@predicate(
    "procedural_ballot",
    "law.publicity.nonpublic_topics",
    "law.publicity.must_be_public",
)
def _publicity_correct(question: Question) -> Answer:
    if is_public(question.about, question.motion):
        return MET
    must = _must_be_public(question)
    if must:
        told = ", ".join(sorted(must))
        code = "publicity_correct.must"
        return unmet(told, "public = True", code, matters=sorted(must))
    if _categories(question):
        return MET
    return simple_majority(question, "publicity_correct.no_resolution")


@predicate("law.publicity.nonpublic_topics")
def _confidential_matter_kept(question: Question) -> Answer:
    if not is_public(question.about, question.motion):
        return MET
    found = _categories(question)
    if not found:
        return MET
    return unmet(", ".join(found), "public = False", matters=list(found))


@predicate("law.publicity.must_be_public")
def _exclusion_possible(question: Question) -> Answer:
    must = _must_be_public(question)
    if not must:
        return MET
    return unmet(", ".join(sorted(must)), "public = True", matters=sorted(must))


@predicate("public")
def _excluded_from_here(question: Question) -> Answer:
    """The step says so itself, so that the item is private from here on."""
    return MET if handed_in(question, "public") is False else unmet("public = True")


@predicate("moved_by")
def _exclusion_moved(question: Question) -> Answer:
    by = handed_in(question, "moved_by")
    return MET if by in ("member", "mayor") else unmet(str(by), "member / mayor")


@predicate("reasons_given_in_public")
def _exclusion_reasons_private(question: Question) -> Answer:
    if handed_in(question, "reasons_given_in_public") is False:
        return MET
    return unmet("reasons_given_in_public = True", "reasons_given_in_public = False")


@predicate("public_told")
def _exclusion_told(question: Question) -> Answer:
    return (
        MET
        if handed_in(question, "public_told") is True
        else unmet("public_told = False", "public_told = True")
    )


@predicate("announcement_waived", "result_announced_on")
def _nonpublic_result_announced(question: Question) -> Answer:
    decided = question.case.deciding
    if decided is None or is_public(decided, question.motion):
        return MET
    if question.get("announcement_waived") is True:
        return MET
    told = question.fact_day("result_announced_on")
    if told <= question.day:
        return MET
    return unmet(str(told), f"≤ {question.day}", told=told.isoformat())


@predicate("with_paper")
def _amends_in_public(question: Question) -> Answer:
    """An amendment to a paper that is not public would tell what is in it."""
    if not (number_of(question.inputs.get("with_paper")) or question.case.base):
        return MET
    if not is_public(question.about, question.motion):
        return MET
    private = [
        called(each)
        for each in question.look(Look.AMENDED)
        if not _is_public_here(each, question.about)
    ]
    if not private:
        return MET
    papers = sorted(private)
    return unmet(", ".join(papers), "public = False", papers=papers)


def _is_public_here(paper: Case, about: Consultation) -> bool:
    here = [each for each in paper.consultations if same_item(each, about)]
    if not here:
        return paper.is_public
    return all(is_public(each, paper.motion) for each in here)
