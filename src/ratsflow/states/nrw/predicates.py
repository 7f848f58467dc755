"""What rules of Nordrhein-Westfalen compute; norms and numbers stand in ``norms.toml``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from ratsflow.law.local import AbsentNormError
from ratsflow.law.periods import Deadline, add_months, interval_kept, nth_day_after
from ratsflow.model import (
    Ballot,
    BallotMode,
    BodyKind,
    Consultation,
    ConsultationRole,
    MeetingForm,
    Organization,
    SignatureDecision,
    SuspensionKind,
)
from ratsflow.model.alike import as_person, is_one_of
from ratsflow.model.text import Wording
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, free_of, unknown, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Until
from ratsflow.states.common.decide import (
    COUNTED,
    ELECTIONS,
    READS,
    carried,
    simple_majority,
    vote,
)
from ratsflow.states.common.fields import decided, meeting, stated
from ratsflow.states.common.predicates.aftermath.facts import (
    attacked,
    attacked_by,
    day_of,
    decisions,
    is_urgently_decided,
    not_after,
    period,
    stated_day,
    suspension_of,
)
from ratsflow.states.common.predicates.competence.council import competent, is_a
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
from ratsflow.states.common.predicates.voting.amendments import same_body
from ratsflow.states.common.topics import is_about, is_reserved, matters, topics
from ratsflow.states.common.votes import is_one


_IN_MAIN_COMMITTEE = "decide_urgently_in_main_committee"
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
    code = "district_decides.council"
    return free_of(theirs, "Bezirksvertretung", code, matters=theirs)


@predicate(
    "item paper.districts case.consultations law.municipality.county_free resolution",
    "step",
)
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
    "item paper.districts paper.topics case.consultations day district_important",
    "text_changed_on hearing_deadline law.district_hearing.opportunity_suffices",
    "law.district_hearing.reading law.district_hearing.topics",
    "law.municipality.county_free law.topics.own",
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
    important = is_about(question, "district_hearing.topics")
    return important or flag(question, "district_important")


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


@field("signatures.officer_objects", "case.signatures")
def objects_for_equality(question: Question) -> bool:
    """Whether the officer's last word, under whatever text, is an objection."""
    last = {each.office: each.decision for each in question.case.signatures}
    object_ = SignatureDecision.OBJECT
    return object_ in (last.get(DECLARATION), last.get(OFFICER))


@field("signatures.board_objects", "case.signatures", "paper.text_hash")
def board_objects(question: Question) -> bool:
    """Whether somebody of the board refuses, by the last word on the present text."""
    text = question.motion.text_hash
    last = {
        (each.office, each.actor_id): each.decision
        for each in question.case.signatures
        if each.text_hash == text and each.office in _OF_THE_BOARD
    }
    return SignatureDecision.OBJECT in last.values()


@predicate("lead_alderman participating_aldermen actor paper.participating_departments")
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


@field("delegation.ratified", "case.consultations day law.urgent.delegation_ratified?")
def delegation_ratified(question: Question) -> bool | None:
    """Whether what is decided by delegation is ratified, by the law of that day.

    Empty where that law knows no delegation. A decision without a day on record is judged
    by the law of the day of the step.
    """
    route = question.case.consultations
    days = [day for e in route if e.result == "urgent_decided" for day in e.days[-1:]]
    try:
        found = question.law.at(max(days, default=question.day))
        ratified: bool = found["urgent.delegation_ratified"]
    except AbsentNormError:
        return None
    return ratified


@field("urgent.co_signers", "law.urgent.signatures", "step")
def co_signers(question: Question) -> tuple[str, ...]:
    """The roles of which one gives the second signature of the step."""
    return tuple(question.law["urgent.signatures"][question.step])


@predicate("case.consultations", "item", "step", "main_committee_unavailable", *_STATED)
def ratified_by_the_body(question: Question) -> Answer:
    """Answer whether the body ratifies whose decision was replaced."""
    known = (kind for name, kind in _STATED.items() if question.get(name) is not None)
    kind = next(known, "")
    if not kind:
        raise MissingFactError("council_unavailable")
    body = question.about.body
    route = [each.name for each in competent(question, question.about.id)]
    if is_a(body, kind) and (not route or is_one_of(body.name, route)):
        return MET
    code = "" if route else "ratified_by_the_body.another"
    return unmet(body.name, ", ".join(route), code, bodies=route)


@predicate(
    "case.consultations", "item", "day", "missed_meeting", "next_meeting", "meeting"
)
def in_next_meeting(question: Question) -> Answer:
    """Answer whether it is ratified in the next meeting, and none was missed."""
    missed = stated_day(question, "missed_meeting")
    if missed is not None:
        return unmet(question.day, missed)
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
    return unmet(f"{first} – {last}", str(days), days=days, first=first, last=last)


@predicate("actor", "co_signed_by")
def two_signatures(question: Question) -> Answer:
    """Answer whether a second person signed: names count as they sound."""
    second = stated(question.inputs.get("co_signed_by"), "co_signed_by")
    actor = question.actor
    first = {_plain(name) for name in (actor.id, actor.name, actor.on_behalf_of)}
    if not _plain(second) or _plain(second) in first:
        return unmet(second.strip() or "–")
    return MET


def _plain(name: str) -> str:
    """Return a name as it sounds: without case, blanks, dots and other signs."""
    return "".join(each for each in as_person(name) if each.isalnum())


@predicate("paper", "law.majority.by_topic", "law.election.by_law", "law.topics.own")
def urgent_majority_known(question: Question) -> Answer:
    """Nobody has said whether two persons can stand in for two thirds of the council."""
    law = question.law
    special = [
        each
        for each in topics(question)
        if each in law["majority.by_topic"] or each in law[ELECTIONS]
    ]
    if not special:
        return MET
    code = "urgent_majority_known.special"
    return unknown("majority", observed=", ".join(special), code=code, topics=special)


@field("vote.rejects", *READS)
def rejects(question: Question) -> bool:
    """Whether the vote rejects the paper; two signatures decide, and nobody votes."""
    if is_one(question, "urgent_steps") and not is_one(question, "votes"):
        return False
    if question.step in ("vote", "repeat_vote"):
        return vote(question) == "rejected"
    return carried(question) is False


@field("case.council_told", "case.consultations")
def council_told(question: Question) -> bool:
    """Whether the council has noted the paper, or voted on it."""
    return any(
        each.body.kind is BodyKind.COUNCIL and each.state in ("noted", "voted")
        for each in question.case.consultations
    )


@field("council.members", "case.consultations", "consultations")
def council_members(question: Question) -> int:
    """How many voting members the council on the route has by law, with the mayor.

    Not known where nobody has stated it, or two items say two numbers.
    """
    added: tuple[Consultation, ...] = question.inputs.get("consultations") or ()
    sizes = {
        each.body.members
        for each in (*question.case.consultations, *added)
        if each.body.kind is BodyKind.COUNCIL and each.body.members is not None
    }
    return stated(sizes.pop() if len(sizes) == 1 else None, "body.members")


@field("council.elected", "case.consultations", "consultations", "law.mayor.member")
def council_elected(question: Question) -> int:
    """How many of them are elected members: not the mayor, where the mayor is one."""
    return council_members(question) - int(question.law["mayor.member"] is True)


@field("vote.secret", "ballot", "secret")
def vote_secret(question: Question) -> bool:
    """Whether the vote is taken by secret ballot."""
    ballot = question.inputs.get("ballot")
    if isinstance(ballot, Ballot) and ballot.mode is BallotMode.SECRET:
        return True
    return question.inputs.get("secret") is True


@field("decision.by_committee", "case.consultations")
def decision_by_committee(question: Question) -> bool:
    """Whether some committee of the council decided."""
    decided(question)
    return any(each.body.is_committee for each in decisions(question))


@field("vote.for_the_council", "item", "step")
def vote_for_the_council(question: Question) -> bool:
    """Whether the council decides, or the main committee in its place."""
    return is_council(question.about.body) or question.step == _IN_MAIN_COMMITTEE


@field("suspension.voted_on", "suspension item case.consultations case.suspensions")
def suspension_voted_on(question: Question) -> bool:
    """Whether a body has voted on the objection."""
    about = suspension_of(question).id
    route = question.case.consultations
    return any(each.about == about and each.state == "voted" for each in route)


@field("case.objected_legally_on", "case.suspensions")
def case_objected_legally_on(question: Question) -> date | None:
    """The day of the legal objection that is pending; empty while there is none."""
    standing = question.case.suspended_by(SuspensionKind.LEGAL_OBJECTION)
    return None if standing is None else standing.lodged_on


@predicate("ballot", "annul", *COUNTED)
def ratify(question: Question) -> str | Answer:
    """Decide the ratification of an urgent decision: refusal is not yet annulment.

    A simple majority approves (transition M42).
    """
    passed = simple_majority(question)
    if isinstance(passed, Answer):
        return passed
    if passed:
        return "ratified"
    annul = stated(question.inputs.get("annul"), "annul")
    return "annulled" if annul is True else "ratification_refused"


@predicate("case.consultations", "case.state")
def appeal(question: Question) -> str | Answer:
    """Tell what an appeal leaves standing until the council decides: all, or a part.

    What a committee has reopened is appealed against while it is reconsidered.
    """
    if question.case.state == "in_consultation":
        return "reopened"
    decided = question.case.deciding
    partly = decided is not None and decided.result == "partially_adopted"
    return "partially_adopted" if partly else "adopted"


def _regularly_hybrid(question: Question) -> bool:
    """Tell whether main bye-law and committee let it meet in hybrid form."""
    held, body = meeting(question), question.about.body
    law = question.law.at(held.day)
    if held.form is not MeetingForm.HYBRID or not body.is_committee:
        return False
    if body.kind.value in law["digital_session.never_hybrid"]:
        return False
    if law["digital_session.hybrid_committees"] is not True:
        return False
    resolved = question.get("hybrid_resolved")
    if resolved is None and question.get("exceptional_case_declared_on") is None:
        raise MissingFactError("hybrid_resolved")
    return resolved is True


@predicate(
    "item exceptional_case_declared_on hybrid_resolved law.digital_session.allowed",
    "law.digital_session.max_months law.digital_session.never_hybrid",
    "law.digital_session.hybrid_committees meeting",
)
def session_allowed(question: Question) -> Answer:
    """Answer whether the body meets in person, or may do otherwise on that day."""
    held = meeting(question)
    if held.form is MeetingForm.IN_PERSON:
        return MET
    law = question.law.at(held.day)
    if law["digital_session.allowed"] is not True:
        return unmet(held.day, code="digital_session_allowed.no_law")
    if _regularly_hybrid(question):
        return MET
    declared = question.fact_day("exceptional_case_declared_on")
    last = add_months(declared, law["digital_session.max_months"])
    if declared <= held.day <= last:
        return MET
    return unmet(held.day, f"{declared} – {last}", declared=declared, last=last)


def _removals(question: Question, *asked: str) -> Iterator[tuple[date, int]]:
    """Yield for removals that are asked about the day of the motion, and the interval."""
    for topic in asked:
        if topic in topics(question):
            days = question.law[f"{topic}.interval_days"]
            yield question.fact_day("motion_received_on"), days


@predicate(
    "paper day motion_received_on law.{topic}.interval_days",
    "law.removal.interval_reading law.topics.own",
)
def removal_interval(question: Question, topic: str) -> Answer:
    """Answer whether the days between motion and vote are kept."""
    for received, days in _removals(question, topic):
        whole = int(question.law["removal.interval_reading"] == "day_after")
        if interval_kept(received, question.day, days + whole):
            continue
        told: dict[str, Any] = {"received": received, "day": question.day, "days": days}
        between = (question.day - received).days - 1
        return unmet(f"{received} – {question.day}", f"{days}", between=between, **told)
    return MET


@predicate(
    "paper day motion_received_on law.mayor_removal.interval_days",
    "law.alderman_removal.interval_days law.topics.own",
)
def not_on_the_last_day(question: Question, of: list[str]) -> Answer:
    """Whether days lie "between" on the last of them is doubtful."""
    for received, days in _removals(question, *of):
        if (question.day - received).days == days:
            free = nth_day_after(question.day, 1)
            return unmet(question.day, f"≥ {free}", free=free)
    return MET


@predicate("suspension", "item", "case.consultations", "case.suspensions")
def answered_by_its_body(question: Question) -> Answer:
    """The district council answers what is against its decision, else the council."""
    body = question.about.body
    first = attacked_by(question, suspension_of(question)).body
    if first.kind is BodyKind.DISTRICT_COUNCIL:
        same = same_body(body, first)
        return MET if same else unmet(body.name, first.name, body=first.name)
    if body.kind is BodyKind.COUNCIL:
        return MET
    return unmet(body.name, "Rat", "answered_by_its_body.council")


# ------------------------------------------------ appeals against committees and standstill


_APPEALS = (
    "paper step law.state.holidays law.topics.own law.committee_appeal.days",
    "law.committee_appeal.award_days law.committee_appeal.award_topics",
    "law.committee_appeal.count_event_day",
)
_NOTHING_TO_CARRY_OUT = frozenset({"rejected", "not_confirmed", "not_elected"})


def _days(question: Question) -> int:
    """Return the period; one of its own for awards counts only where there is one."""
    law = question.law
    own = law.values.get("committee_appeal.award_days")
    if own is not None and is_about(question, "committee_appeal.award_topics"):
        return int(own)
    return int(law["committee_appeal.days"])


def _end_of(question: Question, decision: Consultation) -> Deadline:
    counted = question.law["committee_appeal.count_event_day"] is True
    return period(
        question.law, nth_day_after(day_of(decision), _days(question), counted)
    )


@predicate("case.consultations", "case.state", "case.suspensions", "day", *_APPEALS)
def period_over(question: Question) -> Answer:
    """Ask it of every committee decision: none is carried out before its period is over.

    It does not matter by which step the case came here, nor whether it was reopened,
    supplemented or decided urgently since.
    """
    waiting = [each for each in decisions(question) if _has_standstill(question, each)]
    if not waiting:
        if not is_urgently_decided(question):
            decided(question)  # nothing may be carried out that nobody has decided
        return MET
    day, free = question.day, max(_end_of(question, e).free_from for e in waiting)
    return MET if day >= free else unmet(day, free, not_before=free)


def _has_standstill(question: Question, decision: Consultation) -> bool:
    """Tell whether it is a committee's, carries something, and the council did not answer."""
    if not decision.body.is_committee or decision.result in _NOTHING_TO_CARRY_OUT:
        return False
    return not any(
        each.body.kind is BodyKind.COUNCIL and _answers(question, each, decision)
        for each in decisions(question)
    )


def _answers(question: Question, by: Consultation, decision: Consultation) -> bool:
    """Tell whether a decision answers an objection to another, or its renewal."""
    if not by.about:
        return False
    if decision.about == by.about:
        return True
    made = question.case.suspension(by.about)
    return attacked_by(question, made).id == decision.id


@predicate("case.consultations", "against", "day", *_APPEALS)
def appeal_in_time(question: Question, strict: bool) -> Answer:
    """Answer whether the appeal comes before the end of its period, read one way."""
    ends = _end_of(question, attacked(question))
    return not_after(question.day, ends.strict if strict else ends.lenient)


@predicate("case.consultations", "against", *_APPEALS)
def until(question: Question) -> Until:
    """Return the last day of the period for an appeal, without any extension."""
    return Until(_end_of(question, attacked(question)).strict, _LODGE)


_LODGE = Wording("Einspruch einlegen", "lodge an appeal")
