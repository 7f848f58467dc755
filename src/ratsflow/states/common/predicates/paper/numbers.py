"""The number of a paper among the others of the municipality (A-2)."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date

from ratsflow.model import PaperType
from ratsflow.model.alike import alike, is_one_of
from ratsflow.procedure.case import Case, number_of
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.states import MOTION_STATES


ENDED = frozenset(each.name for each in MOTION_STATES if each.final)
"""States in which nothing more is due on a paper."""

_OF_ANOTHER = (PaperType.AMENDMENT, PaperType.PROCEDURAL_MOTION)


@predicate("reference", "law.paper.reference_scope", "law.paper.term_starts")
def unique(question: Question) -> Answer:
    case = question.case
    number = number_of(question.inputs.get("reference")) or case.reference
    if not number:
        return MET
    bearing = [
        each
        for each in question.look(Look.NAMESAKES)
        if alike(each.reference) == alike(number)
    ]
    if not bearing:
        return MET
    own = question.motion.day or question.day
    scope = question.law["paper.reference_scope"]
    same = [each.id for each in bearing if _counts_together(question, scope, own, each)]
    if not same:
        return MET
    told = f"{number}: {', '.join(sorted(same))}"
    return unmet(told, "reference", number=number, papers=sorted(same))


def _counts_together(question: Question, scope: str, own: date, other: Case) -> bool:
    """Tell whether the counter did not start anew between two papers."""
    if scope == "always":
        return True
    theirs = other.motion.day
    if theirs is None:
        raise MissingFactError("others.motion.day")
    if scope == "year":
        return theirs.year == own.year
    starts = sorted(map(date.fromisoformat, question.law["paper.term_starts"]))
    return bisect_right(starts, theirs) == bisect_right(starts, own)


@predicate("with_paper")
def paper_found(question: Question) -> Answer:
    if question.case.motion.paper_type not in _OF_ANOTHER:
        return MET
    base = number_of(question.inputs.get("with_paper")) or question.case.base
    if not base:
        return MET  # no item of its own either: rule item_of_its_own asks for its paper
    for each in question.look(Look.AMENDED):
        if alike(each.reference) == alike(base) or not each.reference:
            return MET
    return unmet(base, "reference")


@predicate("reference")
def amendments_follow(question: Question) -> Answer:
    """Answer whether what amends the paper still finds it under its new number."""
    case = question.case
    before, after = case.reference, _number_after(question)
    if not before or alike(before) == alike(after):
        return MET
    left = [
        each.id
        for each in question.look(Look.AMENDING)
        if each.state not in ENDED and not is_one_of(each.base, (after, case.id))
    ]
    if not left:
        return MET
    told = f"{before}: {', '.join(sorted(left))}"
    return unmet(told, before, number=before, papers=sorted(left))


def _number_after(question: Question) -> str:
    given = question.inputs.get("reference") or question.case.facts.get("reference")
    return number_of(given) or number_of(question.motion.reference)
