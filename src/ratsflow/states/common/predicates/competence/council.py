"""Who decides (C-1 to C-5), who comes before (C-9), what residents ask for (C-10, C-11)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ratsflow.law.counting import at_least
from ratsflow.law.local import Law
from ratsflow.law.periods import add_months, nth_day_after
from ratsflow.law.powers import ONGOING, Power
from ratsflow.model import BodyKind, Consultation, ConsultationRole, Organization
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, free_of, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import COUNTED, ballot_of, simply_carried
from ratsflow.states.common.predicates.competence.matter import (
    POWERS,
    belongs_to,
    holder,
    is_council,
    is_district,
    named,
    of_the_decider,
)
from ratsflow.states.common.predicates.paper.money import (
    MATERIAL,
    is_material,
    overspends,
)
from ratsflow.states.common.topics import lineage, matters, reserved_by, topics
from ratsflow.states.common.votes import in_its_meeting, is_one


_DRAWN = ("recalled", "reserved")


def recalled_by_council(question: Question) -> bool:
    """Tell whether the council has taken the matter back and not given it away again."""
    facts = question.case.facts
    by_council = facts.get("drawn_by") in council_names(question)
    return facts.get("recalled") is True and by_council


def council_names(question: Question) -> tuple[str, ...]:
    """Return the names of the council: it reserves a matter for any body of its own."""
    route = question.case.consultations
    return tuple(each.body.name for each in route if is_council(each.body))


@field("decision.may_be_reserved_by", "item.body", "case.consultations")
def may_be_reserved_by(question: Question) -> tuple[str, ...]:
    """The names of the body at hand and of the council, which can reserve the matter."""
    return tuple(dict.fromkeys((question.about.body.name, *council_names(question))))


@field("decision.drawn_here", "drawn_by", "item.body")
def is_drawn_here(question: Question) -> bool:
    """Whether the body at hand is the one that has drawn the decision."""
    return bool(question.get("drawn_by") == question.about.body.name)


@field("decision.recalled", "recalled", "case.consultations", "drawn_by")
def is_recalled(question: Question) -> bool:
    """Whether the matter is taken back now, or was by the council."""
    return question.inputs.get("recalled") is True or recalled_by_council(question)


@field("decision.drawn", "recalled", "reserved")
def draws(question: Question) -> bool:
    """Whether the body draws anything, or gives up what was drawn.

    To say of what nobody has drawn that it is not drawn takes no vote.
    """
    stated = [question.inputs.get(name) for name in _DRAWN]
    if stated == [None, None]:
        raise MissingFactError("recalled")
    drawn = [question.case.facts.get(name) for name in _DRAWN]
    return True in (*stated, *drawn)


@predicate("{ballot}", *COUNTED)
def more_yes_than_no(question: Question, ballot: str) -> Answer:
    """Tell whether a ballot has more Yes than No; the mayor's counts where he has one."""
    found = ballot_of(question, ballot)
    if simply_carried(question, found):
        return MET
    return unmet(f"{found.yes}:{found.no}", "> 50 %")


@predicate("procedural_ballot", "item", "day")
def of_its_meeting(question: Question) -> Answer:
    """Tell whether the vote is of the meeting, and of no more than the body's members."""
    body = question.about.body
    ballot = ballot_of(question, "procedural_ballot")
    held = in_its_meeting(question, ballot)
    if held is not MET or body.members is None:
        return held
    if ballot.members not in (None, body.members):
        told, members = ballot.members, body.members
        return unmet(f"{told}", f"{members}", stated=told, members=members)
    if ballot.cast <= body.members:
        return MET
    numbers = {"cast": ballot.cast, "members": body.members}
    code = "drawn_in_its_meeting.too_many"
    return unmet(f"{ballot.cast}", f"≤ {body.members}", code, **numbers)


_POWERLESS = (BodyKind.ADVISORY, BodyKind.ADMINISTRATION)
_AFTER_THAT = ("in_execution", "executed", "reported", "closed")
"""States in which a decision is being carried out, or was."""


@predicate(
    "item paper.cost_statement paper.topics case.consultations law.{norm}",
    "law.overspend.material_threshold law.overspend.topics law.topics.own",
    "law.topics.reserved law.topics.reserved_further resolution step",
)
@of_the_decider
def not_reserved(question: Question, norm: str) -> Answer:
    """Tell whether a value of law reserves nothing here to the council.

    One that names ``material_overspend`` reserves spending that its amount makes material.
    """
    body = question.about.body
    if is_council(body):
        return MET
    places = {each: reserved_by(question, each, norm) for each in matters(question)}
    found = {topic: place for topic, place in places.items() if place}
    material = MATERIAL in (question.law.values.get(norm) or ())
    if not found and material and overspends(question) and is_material(question):
        found = {MATERIAL: reserved_by(question, MATERIAL, norm)}
    if not found:
        return MET
    paragraphs = sorted(set(found.values()))
    return unmet(body.name, "Rat", topics=list(found), paragraphs=paragraphs)


@predicate(*POWERS)
@of_the_decider
def body_competent(question: Question) -> Answer:
    """Tell whether the body holds the power over everything that the paper is about."""
    body = question.about.body
    if is_council(body):
        return MET
    if body.kind in _POWERLESS:
        return unmet(body.name, "Rat", "body_competent.powerless", holders=["council"])
    of = _not_ongoing(question)
    if not of:  # in no list: it is the council's, or the mayor's if it is ongoing
        no_topic = unmet(body.name, "Rat", "body_competent.no_topic")
        return MET if ONGOING in topics(question) else no_topic
    holders = {topic: holder(question, topic) for topic in of}
    others = {
        topic: named(power)
        for topic, power in holders.items()
        if not belongs_to(power, body)
    }
    if not others:
        return MET
    told = ", ".join(f"{topic}: {name}" for topic, name in others.items())
    names = list(dict.fromkeys(others.values()))
    return unmet(body.name, told, matters=list(others), holders=names)


def _not_ongoing(question: Question) -> list[str]:
    """Return the topics of the motion that are no ongoing administration."""
    of = matters(question)
    return [each for each in of if ONGOING not in lineage(question, each)]


def given_away(question: Question) -> list[Power]:
    """Return the powers over the matters of the paper that local law or the act gave away.

    Those of district councils are none where they have theirs from the law.
    """
    powers = [holder(question, each) for each in _not_ongoing(question)]
    by_law = by_law_of_districts(question)
    return [p for p in powers if p is not None and not (p.is_district and by_law)]


def by_law_of_districts(question: Question) -> bool:
    """Tell whether the law itself, and no bye-law, gives matters to district councils."""
    return bool(question.law["district.matters"])


def bodies_of(powers: list[Power]) -> list[str]:
    """Return the names of the bodies that hold powers, each once."""
    return list(dict.fromkeys(each.body for each in powers))


@predicate(
    "recalled drawn_by case.state law.recall.implied law.recall.reading", *POWERS
)
@of_the_decider
def matter_recalled(question: Question) -> Answer:
    """Tell whether the council decides what it has given away only after a recall."""
    body = question.about.body
    if not is_council(body):
        if not recalled_by_council(question):
            return MET
        if is_district(body) and by_law_of_districts(question):
            return MET
        return unmet(body.name, "Rat", "matter_recalled.recalled")
    powers = given_away(question)
    if not powers:
        return MET
    bodies = bodies_of(powers)
    if any(each.statutory for each in powers):
        code = "matter_recalled.statutory"
        return free_of(bodies, "by local law", code, holders=bodies)
    itself = not is_one(question, "urgent_steps") and question.get("recalled") is None
    if not itself or question.law["recall.implied"] is not True:
        if question.fact("recalled") is not True:
            return free_of(bodies, "recalled = True", holders=bodies)
        if (by := str(question.fact("drawn_by"))) != body.name:
            return unmet(by, body.name, "drawn_by.another", bodies=[body.name])
    return _before_their_decision(question)


def _before_their_decision(question: Question) -> Answer:
    decided = question.case.deciding
    if decided is None or is_council(decided.body):
        return MET
    reading = question.law["recall.reading"]
    if reading == "before_execution" and question.case.state not in _AFTER_THAT:
        return MET
    day = f"{decided.days[-1]}" if decided.days else ""
    name, code = decided.body.name, "matter_recalled.late"
    return unmet(f"{name} {day}".strip(), f"recalled < {day}", code, body=name)


@predicate("recalled", *POWERS)
@of_the_decider
def recalled_expressly(question: Question) -> Answer:
    """Tell whether the council has said that it takes back what it now just decides."""
    if not is_council(question.about.body) or question.get("recalled") is True:
        return MET
    bodies = bodies_of(given_away(question))
    return free_of(bodies, "recalled = True", holders=bodies)


_CONSULTED = (ConsultationRole.PRELIMINARY, ConsultationRole.DECISION)


def _has_consulted(each: Consultation, states: tuple[str, ...]) -> bool:
    return each.role in _CONSULTED and each.state in states


@field("case.consulted_kinds", "case.consultations")
def consulted_kinds(question: Question) -> tuple[str, ...]:
    """The kinds of the bodies that have voted on the paper or noted it; may be none."""
    return tuple(
        each.body.kind.value
        for each in question.case.consultations
        if _has_consulted(each, ("voted", "noted"))
    )


@predicate(
    "case.consultations paper.topics law.competence.pre_consultation law.topics.own"
)
def pre_consultation_done(question: Question) -> Answer:
    """Tell whether every committee has consulted that local law demands for the topics."""
    if not (of := topics(question)):
        return MET
    table = question.law["competence.pre_consultation"]
    wanted = dict.fromkeys(body for topic in of for body in table.get(topic, ()))
    states = ("voted", "noted", "not_considered")
    route = question.case.consultations
    bodies = [each.body for each in route if _has_consulted(each, states)]
    done = {name for each in bodies for name in (each.name, each.kind.value)}
    missing = [body for body in wanted if not is_one_of(body, done)]
    return free_of(missing, ", ".join(wanted), missing=missing)


def competent(question: Question, but: str = "") -> tuple[Organization, ...]:
    """Return the bodies that decide or ratify by the route, one consultation left out.

    Where the main committee decides for the council, its own meeting is no part of that.
    """
    instead = _main_committee_decides(question)
    return tuple(
        each.body
        for each in question.case.consultations
        if each.is_authoritative
        and each.state != "cancelled"
        and each.id != but
        and not (instead and each.body.kind is BodyKind.MAIN_COMMITTEE)
    )


def _main_committee_decides(question: Question) -> bool:
    if is_one(question, "urgent_steps") and is_one(question, "votes"):
        return True
    if any(question.get(name) is not None for name in question.groups["signed"]):
        return False
    return question.case.facts.get("council_unavailable") is not None


def is_a(body: Organization, kind: str) -> bool:
    """Tell whether a body is of a kind, or some ``committee`` of the council."""
    return body.is_committee if kind == "committee" else body.kind.value == kind


@predicate("case.consultations", "council_unavailable", "@signed", "step")
def replaces(question: Question, of: str) -> Answer:
    """Answer whether by the route all that decide are bodies of a kind."""
    bodies = competent(question)
    if not bodies:
        raise MissingFactError("consultations")
    others = [body.name for body in bodies if not is_a(body, of)]
    return free_of(others)


def signatures_needed(law: Law) -> int:
    """Return the signatures that a residents' motion needs.

    The law says it by kind of town, or in rows by inhabitants.
    """
    inhabitants, asked = law["municipality.inhabitants"], law["resident_motion.share"]
    if not isinstance(asked, Mapping):
        row = next(
            each for each in asked if inhabitants <= each.get("up_to", inhabitants)
        )
        share = at_least(inhabitants, row["per_mille"], 1000)
        return max(min(share, int(row["at_most"])), int(row.get("at_least", 0)))
    county_free = law["municipality.county_free"] is True
    row = asked["county_free" if county_free else "other"]
    return min(at_least(inhabitants, row["percent"], 100), int(row["at_most"]))


@field(
    "resident_motion.signatures",
    "law.municipality.inhabitants law.municipality.county_free",
    "law.resident_motion.share",
)
def signatures(question: Question) -> int:
    """The signatures that a residents' motion needs in a municipality of this size."""
    return signatures_needed(question.law)


@field("case.last_day", "case.consultations")
def case_last_day(question: Question) -> date | None:
    """The last day on which a body dealt with the paper; empty if none did."""
    days = [day for each in question.case.consultations for day in each.days]
    return max(days, default=None)


@predicate(
    "{fact} law.{norm} received_on day law.petition.resident_months?",
    "law.resident_motion.bar_months",
)
def months_over(question: Question, fact: str, norm: str, *, bars: bool) -> Answer:
    """Tell whether the months of a norm are over since the day of a fact.

    Where they bar, their last day is still barred, and what was received before it is
    barred too, however late it is registered.
    """
    months, since = question.law[norm], question.fact_day(fact)
    free, filed = add_months(since, months), question.day
    if bars:
        free = nth_day_after(free, 1)
        if question.get("received_on") is not None:
            filed = min(filed, question.fact_day("received_on"))
    if filed >= free:
        return MET
    return unmet(since, f"≥ {free}", months=months, since=since, free=free)
