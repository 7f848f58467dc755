"""Combining items (*verbundene Beratung*): one debate, and a vote on each paper (E-10)."""

from __future__ import annotations

from collections.abc import Sequence

from ratsflow.model import Consultation
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.case import Case, number_of
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.predicates.voting.amendments import same_item
from ratsflow.states.common.states import ON_AN_AGENDA


@predicate("combined_with")
def combinable(question: Question) -> Answer:
    stated = question.inputs.get("combined_with")
    if stated is None:
        raise MissingFactError("combined_with")
    names = tuple(map(number_of, stated)) if isinstance(stated, (tuple, list)) else ()
    if not names or not all(names):
        return unmet("–", "combined_with", "combined_items_fit.none")
    found = question.look(Look.NAMED)
    missing = [name for name in names if not _bearing(found, name)]
    if missing:
        code = "combined_items_fit.unknown_paper"
        return unmet(", ".join(missing), "reference", code, papers=missing)
    apart = [
        name
        for name in names
        if not any(_stands_with(one, question.about) for one in _bearing(found, name))
    ]
    if not apart:
        return MET
    return unmet(", ".join(apart), _item(question), papers=apart)


def _bearing(cases: Sequence[Case], name: str) -> list[Case]:
    return [each for each in cases if is_one_of(name, (each.id, each.reference))]


def _stands_with(case: Case, about: Consultation) -> bool:
    """Tell whether a paper stands on the same agenda, in the same part of the meeting."""
    if about.meeting is None:
        raise MissingFactError("consultation.meeting")
    if about.public is None:
        raise MissingFactError("consultation.public")
    return any(
        each.state in ON_AN_AGENDA
        and each.meeting is not None
        and same_item(each, about)
        and each.public is about.public
        for each in case.consultations
    )


def _item(question: Question) -> str:
    about = question.about
    day = about.meeting.day.isoformat() if about.meeting else "–"
    return f"{about.body.name} {day}, public = {about.public}"
