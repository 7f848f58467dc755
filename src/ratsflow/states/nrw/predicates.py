"""What rules of Nordrhein-Westfalen compute; norms and numbers stand in ``norms.toml``."""

from __future__ import annotations

from datetime import date

from ratsflow.law.periods import nth_day_after
from ratsflow.model import (
    Consultation,
    ConsultationRole,
    Organization,
    SignatureDecision,
)
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.predicates.aftermath.facts import not_after, stated_day
from ratsflow.states.common.predicates.competence.matter import (
    POWERS,
    districts,
    flag,
    holder,
    is_council,
    is_district,
    of_the_decider,
)
from ratsflow.states.common.predicates.preapproval import (
    DECLARATION,
    PARTICIPATING,
    participants,
)
from ratsflow.states.common.predicates.urgent import competent, is_a
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


OFFICER = "equal_opportunities_officer"
_OF_THE_BOARD = ("alderman", PARTICIPATING, "treasurer")
"""Offices whose holders sit in the board beside the mayor (*Verwaltungsvorstand*)."""


@field("signatures.officer_objects", "case")
def objects_for_equality(question: Question) -> bool:
    """Whether the officer's last word, under whatever text, is an objection."""
    last = {each.office: each.decision for each in question.case.signatures}
    object_ = SignatureDecision.OBJECT
    return object_ in (last.get(DECLARATION), last.get(OFFICER))


@field("signatures.board_objects", "case", "paper")
def board_objects(question: Question) -> bool:
    """Whether somebody of the board refuses, by the last word on the present text."""
    text = question.motion.text_hash
    last = {
        (each.office, each.actor_id): each.decision
        for each in question.case.signatures
        if each.text_hash == text and each.office in _OF_THE_BOARD
    }
    return SignatureDecision.OBJECT in last.values()


@predicate("lead_alderman", "participating_aldermen", "actor", "paper")
def dissent_on_own_matter(question: Question) -> Answer:
    """Ask whether the matter is of the department that the alderman heads."""
    who, lead = question.actor.id, question.get("lead_alderman")
    if is_one_of(who, (lead or "",)) or is_one_of(who, participants(question)):
        return MET
    if lead is None:
        raise MissingFactError("lead_alderman")
    return unmet(who, ", ".join((lead, *participants(question))))


_RATIFIED = ("ratified", "ratification_refused", "annulled")
_STATED = {
    "utmost_urgency": "district_council",
    "committee_unavailable": "committee",
    "council_unavailable": "council",
}
"""Which kind of body a decision stood in for, by what was stated then."""


@field("urgent.co_signers", "law.urgent.signatures")
def co_signers(question: Question) -> tuple[str, ...]:
    """The roles of which one gives the second signature of the step."""
    return tuple(question.law["urgent.signatures"][question.step])


@predicate("case", "item", *_STATED)
def ratified_by_the_body(question: Question) -> Answer:
    """Answer whether the body ratifies whose decision was replaced."""
    known = (kind for name, kind in _STATED.items() if question.get(name) is not None)
    kind = next(known, "")
    if not kind:
        raise MissingFactError("council_unavailable")
    body = question.about.body
    route = [each.name for each in competent(question, question.about.id)]
    if is_a(body, kind) and (not route or body.name in route):
        return MET
    code = "" if route else "ratified_by_the_body.another"
    return unmet(body.name, ", ".join(route), code, bodies=route)


@predicate("case", "item", "day", "missed_meeting", "next_meeting")
def in_next_meeting(question: Question) -> Answer:
    """Answer whether it is ratified in the next meeting, and none was missed."""
    missed = stated_day(question, "missed_meeting")
    if missed is not None:
        return unmet(question.day.isoformat(), missed.isoformat())
    done = _ratification_day(question)
    if done is None and question.consultation is not None:
        meeting = question.consultation.meeting
        done = meeting.day if meeting else None
    return not_after(done or question.day, _due(question))


def _due(question: Question) -> date:
    """Return the next meeting: the stated one, or an earlier one that the route shows."""
    known = [question.fact_day("next_meeting")]
    known += [
        day
        for each in question.case.consultations
        if each.role is ConsultationRole.RATIFICATION and each.state != "cancelled"
        for day in (*each.days, *((each.meeting.day,) if each.meeting else ()))
    ]
    return min(known)


def _ratification_day(question: Question) -> date | None:
    for each in question.case.consultations:
        if each.result in _RATIFIED and each.days:
            return each.days[-1]
    return None


@predicate("objections_from", "objections_until", "law.budget.objection_days")
def objection_days(question: Question) -> Answer:
    """Answer whether objections could be made for long enough, the first day counted."""
    first, last = (question.fact_day(f"objections_{end}") for end in ("from", "until"))
    days = question.law["budget.objection_days"]
    if last >= nth_day_after(first, days, count_event_day=True):
        return MET
    told = {"first": first.isoformat(), "last": last.isoformat()}
    return unmet(f"{first} – {last}", str(days), days=days, **told)
