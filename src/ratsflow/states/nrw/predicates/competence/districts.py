"""District councils: what they decide (C-6), and when they are heard (C-7)."""

from __future__ import annotations

from ratsflow.model import Consultation, ConsultationRole, Organization
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.predicates.competence.matter import (
    POWERS,
    districts,
    flag,
    holder,
    is_council,
    is_district,
    of_the_decider,
)
from ratsflow.states.common.topics import is_reserved, matters, topics


_HEARD_AS = (
    ConsultationRole.HEARING,
    ConsultationRole.PRELIMINARY,
    ConsultationRole.DECISION,
)
_WAS_UP = (
    "postponed",
    "deferred",
    "first_reading",
    "referred",
    "not_considered",
    "inquorate_deferred",
    "second_call_on_agenda",
)


def is_of(body: Organization, district: str) -> bool:
    """Tell whether a body is the district council of a district, by its exact name."""
    names = (district, f"Bezirksvertretung {district}")
    return is_district(body) and body.name in names


@predicate(*POWERS)
@of_the_decider
def district_decides(question: Question) -> Answer:
    """Tell whether the council leaves to a district council what is that one's."""
    if not is_council(question.about.body):
        return MET
    delegable = [each for each in matters(question) if not is_reserved(question, each)]
    powers = [holder(question, each) for each in delegable]
    theirs = [each.topic for each in powers if each is not None and each.is_district]
    if not theirs:
        return MET
    code = "district_decides.council"
    return unmet(", ".join(theirs), "Bezirksvertretung", code, matters=theirs)


@predicate("item", "paper", "case", "law.municipality.county_free")
@of_the_decider
def own_district(question: Question) -> Answer:
    """Tell whether a district council decides on its own district alone."""
    body = question.about.body
    if not is_district(body):
        return MET
    touched = districts(question)
    if len(touched) == 1 and is_of(body, touched[0]):
        return MET
    found, code = ", ".join(touched) or "–", "" if touched else "own_district.none"
    told = {"body": body.name, "touched": list(touched)}
    return unmet(f"{body.name}; {found}", body.name, code, **told)


@predicate(
    "item",
    "paper",
    "case",
    "day",
    "district_important",
    "text_changed_on",
    "hearing_deadline",
    "law.district_hearing.opportunity_suffices",
    "law.district_hearing.reading",
    "law.district_hearing.topics",
    "law.municipality.county_free",
)
def district_heard(question: Question) -> Answer:
    """Tell whether every district council was heard to whose district it is important."""
    body, law = question.about.body, question.law
    if is_district(body) or not _is_to_be_heard(question):
        return MET
    if law["district_hearing.reading"] == "council_only" and not is_council(body):
        return MET
    missing: list[str] = []
    offered: list[str] = []
    for district in districts(question):
        # the last time it was asked; one planned anew leaves the earlier out
        route = question.case.consultations
        asked = [each for each in route if _asks(each, district)][-1:]
        if not any(_has_spoken(each, question) for each in asked):
            had_chance = any(_had_opportunity(each, question) for each in asked)
            (offered if had_chance else missing).append(district)
    code, silent = "hearing_missing", missing
    if not missing:
        if not offered or law["district_hearing.opportunity_suffices"] is True:
            return MET
        code, silent = "hearing_open", offered
    return unmet(", ".join(silent), "voted / noted", code, missing=silent)


def _is_to_be_heard(question: Question) -> bool:
    """Tell whether the matter is important to a district that it touches."""
    if not districts(question):
        return False
    if set(topics(question)).intersection(question.law["district_hearing.topics"]):
        return True
    return flag(question, "district_important")


def _asks(each: Consultation, district: str) -> bool:
    return is_of(each.body, district) and each.role in _HEARD_AS


def _has_spoken(each: Consultation, question: Question) -> bool:
    """Tell whether a district council has given its opinion by now, even a negative one.

    An opinion on a text that was changed since is none on this one.
    """
    if each.state not in ("voted", "noted"):
        return False
    by_now = not each.days or each.days[-1] <= question.day
    return by_now and _on_this_text(each, question)


def _on_this_text(each: Consultation, question: Question) -> bool:
    if question.get("text_changed_on") is None:
        return True
    return bool(each.days) and each.days[-1] >= question.fact_day("text_changed_on")


def _had_opportunity(each: Consultation, question: Question) -> bool:
    """Tell whether the item was up there, or the period to answer is over."""
    was_up = any(day <= question.day for day in each.days) or each.state in _WAS_UP
    if was_up and _on_this_text(each, question):
        return True
    if each.state == "cancelled" or question.get("hearing_deadline") is None:
        return False
    return question.day > question.fact_day("hearing_deadline")
