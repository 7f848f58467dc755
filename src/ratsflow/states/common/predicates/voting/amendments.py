"""Amendments and the paper they change: which is voted on first, what they become (I-12)."""

from __future__ import annotations

from collections.abc import Iterable

from ratsflow.model import BodyKind, Consultation, Organization, PaperType
from ratsflow.model.alike import alike
from ratsflow.procedure.case import Case
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, free_of, unknown, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import READS, carried, recommend
from ratsflow.states.common.votes import VOTED, voted


_OVER = frozenset({"voted", "noted", "not_considered", "settled", "withdrawn"})
"""States in which a body is done with a paper; what is put off may still be amended."""

_NOT_UP = frozenset({"planned", "removed", "cancelled"})
"""States in which a body does not deal with a paper in this meeting."""

_PUT_OFF = ("postponed", "deferred", "referred")
"""States into which a body brings an item by a vote."""

_FILED = ("released", "in_consultation")
"""States in which an amendment is on its way to a vote, whoever has to place it."""


_BEFORE_NOTHING = frozenset({PaperType.SUPPLEMENT, PaperType.PROCEDURAL_MOTION})


def same_item(one: Consultation, other: Consultation) -> bool:
    """Tell whether two consultations are in one body and one meeting; in doubt they are."""
    if not same_body(one.body, other.body):
        return False
    if one.meeting is None or other.meeting is None:
        return True
    return one.meeting.day == other.meeting.day


def same_body(one: Organization, other: Organization) -> bool:
    """Tell whether two bodies are one: there is one council, others go by their names."""
    if BodyKind.COUNCIL in (one.kind, other.kind):
        return one.kind is other.kind
    return (alike(one.name), one.kind) == (alike(other.name), other.kind)


def _waits(question: Question, case: Case) -> bool:
    """Tell whether an amendment has still to be voted on in this body.

    For which meeting it is placed, or whether it is at all, plays no part: after its
    paper nobody votes on it any more. Only the body puts it off, in this very meeting.
    """
    about, over = question.about, question.groups["consultation.final"]
    if case.state not in _FILED:
        return False
    return not case.consultations or any(
        same_body(each.body, about.body)
        and each.state not in over
        and each.state != "removed"
        and (each.state not in _PUT_OFF or not same_item(each, about))
        for each in case.consultations
    )


def called(case: Case) -> str:
    """Name another case: by its number if it is public, else by its id alone."""
    return (case.reference if case.is_public else "") or case.id


@predicate("item", "others", *VOTED)
def amendments_voted(question: Question) -> Answer:
    """Tell whether every amendment was voted on before its paper."""
    if voted(question) is None:
        return MET
    waiting = _names(
        each
        for each in question.look(Look.AMENDING)
        # What was erased has lost its type: it is taken for an amendment.
        if each.motion.paper_type is not PaperType.SUPPLEMENT and _waits(question, each)
    )
    return free_of(waiting, "vote", papers=waiting)


@predicate("paper", "item", "others", "reference", "with_paper")
def amendment_in_time(question: Question) -> Answer:
    """Tell whether the paper is still up that the motion amends."""
    if question.motion.paper_type is not PaperType.AMENDMENT:
        return MET
    if not question.case.base:
        raise MissingFactError("with_paper")
    papers = question.look(Look.AMENDED)
    if not papers:
        code = "amendment_in_time.unknown_paper"
        return unknown("with_paper", observed=question.case.base, code=code)
    here = [
        (called(paper), each.state)
        for paper in papers
        for each in paper.consultations
        if same_item(each, question.about) and each.state not in _NOT_UP
    ]
    late = [name for name, state in here if state in _OVER]
    if here and not late:
        return MET
    names = list(dict.fromkeys(late or map(called, papers)))
    return unmet(", ".join(names), "settle_item", papers=names)


@predicate("reach", "paper", "item", "others")
def farther_first(question: Question) -> Answer:
    """Tell whether no amendment that reaches farther has still to be voted on."""
    if question.motion.paper_type is not PaperType.AMENDMENT:
        return MET
    rivals = _rivals(question)
    own = question.get("reach")
    if own is None:
        ranked = [called(each) for each, reach in rivals if reach is not None]
        return unknown("reach", observed=", ".join(ranked)) if ranked else MET
    farther = [each for each, reach in rivals if reach is not None and reach < own]
    settled = [each for each in farther if _adopted(each, question.about)]
    if settled:
        names, code = _names(settled), "most_far_reaching_first.settled"
        return unmet(", ".join(names), "settle_item", code, reach=own, papers=names)
    first = _names(each for each in farther if _waits(question, each))
    return free_of(first, f"reach < {own}", reach=own, papers=first)


def _rivals(question: Question) -> list[tuple[Case, int | None]]:
    """Return the other amendments of the item, each with how far it goes."""
    return [
        (each, each.facts.get("reach"))
        for each in question.look(Look.RIVALS)
        if each.motion.paper_type not in _BEFORE_NOTHING
        and any(same_item(one, question.about) for one in each.consultations)
    ]


def _adopted(case: Case, about: Consultation) -> bool:
    return any(
        each.state == "voted"
        and each.result.startswith("adopted")
        and same_item(each, about)
        for each in case.consultations
    )


def _names(cases: Iterable[Case]) -> list[str]:
    return sorted(map(called, cases))


_OF_ITS_OWN = frozenset(
    {PaperType.SUPPLEMENT, PaperType.PROCEDURAL_MOTION, PaperType.FACTION_MOTION}
)
"""Papers that are dealt with beside another and change nothing in its text."""

_CARRIED = ("adopted", "recommended", "partially_adopted")


@predicate("others", "item.meeting", *READS, *VOTED)
def incorporated(question: Question) -> Answer:
    """Tell whether the paper is put to the vote with the amendments that were adopted."""
    ballot = voted(question)
    if ballot is None or ballot.amended or question.inputs.get("resolution"):
        return MET
    if _is_lost(question):
        return MET
    adopted = _names(
        each
        for each in question.look(Look.AMENDING)
        if each.motion.paper_type not in _OF_ITS_OWN
        and any(
            one.result.startswith(_CARRIED) and same_item(one, question.about)
            for one in each.consultations
        )
    )
    return free_of(adopted, "resolution", papers=adopted)


def _is_lost(question: Question) -> bool:
    """Tell whether the paper is voted down; then nothing is left to be amended."""
    if question.step == "recommend":
        return recommend(question) == "not_recommended"
    return carried(question) is False
