"""District councils: what they decide (C-6), when they are heard (C-7), disputes (C-8)."""

from __future__ import annotations

from ratsflow.model import Consultation, ConsultationRole, Organization
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.predicates.competence.matter import (
    districts,
    flag,
    holder,
    is_council,
    is_district,
    of_the_decider,
)
from ratsflow.states.common.topics import is_reserved, matters, topics


def is_of(body: Organization, district: str) -> bool:
    """Tell whether a body is the district council of a district, by its exact name."""
    return is_district(body) and body.name in (
        district,
        f"Bezirksvertretung {district}",
    )


def _district_decides(question: Question) -> Answer:
    if not is_council(question.about.body):
        return MET
    delegable = [each for each in matters(question) if not is_reserved(question, each)]
    powers = [holder(question, each) for each in delegable]
    theirs = [each.topic for each in powers if each is not None and each.is_district]
    if not theirs:
        return MET
    told = ", ".join(theirs)
    code = "district_decides.council"
    return unmet(told, "Bezirksvertretung", code, matters=theirs)


def _own_district(question: Question) -> Answer:
    body = question.about.body
    if not is_district(body):
        return MET
    touched = districts(question)
    if len(touched) == 1 and is_of(body, touched[0]):
        return MET
    return unmet(
        f"{body.name}; {', '.join(touched) or '–'}",
        body.name,
        "" if touched else "own_district.none",
        body=body.name,
        touched=list(touched),
    )


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


@predicate(
    "district_important",
    "law.district_hearing.opportunity_suffices",
    "law.district_hearing.reading",
    "law.district_hearing.topics",
    "law.municipality.county_free",
)
def _district_heard(question: Question) -> Answer:
    body = question.about.body
    if is_district(body) or not _is_to_be_heard(question):
        return MET
    if question.law["district_hearing.reading"] == "council_only" and not is_council(
        body
    ):
        return MET
    missing: list[str] = []
    offered: list[str] = []
    for district in districts(question):
        asked = _last_asked(question, district)
        if any(_has_spoken(each, question) for each in asked):
            continue
        had_chance = any(_had_opportunity(each, question) for each in asked)
        (offered if had_chance else missing).append(district)
    if missing:
        return unmet(
            ", ".join(missing), "voted / noted", "hearing_missing", missing=missing
        )
    if not offered or question.law["district_hearing.opportunity_suffices"] is True:
        return MET
    return unmet(", ".join(offered), "voted / noted", "hearing_open", missing=offered)


def _is_to_be_heard(question: Question) -> bool:
    """Tell whether the matter is important to a district that it touches."""
    if not districts(question):
        return False
    if set(topics(question)).intersection(question.law["district_hearing.topics"]):
        return True
    return flag(question, "district_important")


def _last_asked(question: Question, district: str) -> list[Consultation]:
    """Return the last time a district was asked; one planned anew leaves the earlier out."""
    route = question.case.consultations
    return [each for each in route if _asks(each, district)][-1:]


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


@predicate("competence_awarded_to", "competence_claimants", "drawn_by", "recalled")
def _competence_dispute_settled(question: Question) -> Answer:
    claimants = question.get("competence_claimants")
    if claimants is None:  # nobody raised a dispute: that would stand in the log
        return MET
    body = question.about.body
    recalled = question.get("recalled") is True
    if is_council(body) and recalled and question.get("drawn_by") == body.name:
        return MET
    awarded = question.get("competence_awarded_to")
    if awarded == body.name:
        return MET
    return unmet(
        f"{body.name}; {' / '.join(claimants)}",
        awarded or "Hauptausschuss",
        "competence_dispute_settled.awarded" if awarded else "",
        body=body.name,
        awarded=awarded or "",
    )


@predicate("dispute_decided_by")
def _dispute_decided_by_main_committee(question: Question) -> Answer:
    by = question.fact("dispute_decided_by")
    return MET if by == "main_committee" else unmet(by, "main_committee")


district_decides_check = predicate(
    "law.competence.powers",
    "law.limits.named",
    "law.competence.amounts",
    "law.competence.cost_amounts",
    "law.district.matters",
    "law.municipality.county_free",
    "law.topics.reserved",
    "law.topics.reserved_further",
    name="district_decides",
)(of_the_decider(_district_decides))
own_district_check = predicate("law.municipality.county_free", name="own_district")(
    of_the_decider(_own_district)
)
