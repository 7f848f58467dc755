"""Extending and changing an agenda (E-7, E-10)."""

from __future__ import annotations

from ratsflow.model import AgendaRoute, Ballot, MayorsVote, PaperType
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import meeting, stated_route
from ratsflow.states.common.predicates.agenda.asked import (
    carried,
    handed_in,
    procedural_ballot,
    simple_majority,
)


@predicate(
    "procedural_ballot",
    "law.agenda_extension.allowed",
    "law.agenda_extension.majority",
    "law.agenda_extension.mayor_votes",
    "law.mayor.votes_in",
)
def _extension_majority(question: Question) -> Answer:
    law = question.law
    if law["agenda_extension.allowed"] is not True:
        return unmet(
            "agenda_extension.allowed = False",
            "agenda_extension.allowed = True",
            "extension_majority.not_allowed",
        )
    kind = law["agenda_extension.majority"]
    if kind != "simple":
        return unknown(
            key="agenda_extension.majority",
            observed=kind,
            required="simple",
            code="extension_majority.kind",
        )
    ballot = procedural_ballot(question)
    yes, no = _without_mayor(question, ballot)
    return carried(yes, no, ballot)


def _without_mayor(question: Question, ballot: Ballot) -> tuple[int | None, int | None]:
    """Take the mayor's vote out of the count, where he sits but has none (§ 40 Abs. 2).

    It is asked for only where it could decide.
    """
    yes, no = ballot.yes, ballot.no
    if not _sits_without_vote(question):
        return yes, no
    if yes is None or no is None:
        if ballot.mayor in (MayorsVote.YES, MayorsVote.NO):
            raise MissingFactError("procedural_ballot.yes")
        return yes, no
    if ballot.mayor is None and yes - no == 1:
        raise MissingFactError("procedural_ballot.mayor")
    left = yes - (ballot.mayor is MayorsVote.YES), no - (ballot.mayor is MayorsVote.NO)
    if min(left) < 0:
        raise MissingFactError("procedural_ballot.mayor")
    return left


def _sits_without_vote(question: Question) -> bool:
    law, body = question.law, question.about.body.kind.value
    if body not in law["mayor.votes_in"]:
        return False
    return law["agenda_extension.mayor_votes"] is False


@predicate("urgency_reason")
def _urgency_reason_given(question: Question) -> Answer:
    reason = str(handed_in(question, "urgency_reason")).strip()
    return MET if reason else unmet("–", "urgency_reason")


@predicate("urgency_ground", "law.agenda_extension.reasons")
def _urgency_ground_named(question: Question) -> Answer:
    ground = handed_in(question, "urgency_ground")
    grounds = question.law["agenda_extension.reasons"]
    if ground in grounds:
        return MET
    return unmet(str(ground), " / ".join(grounds), grounds=list(grounds))


@predicate("route")
def _agenda_route_fits(question: Question) -> Answer:
    way = stated_route(question)
    if question.step == "add_urgently":
        fits = way is AgendaRoute.URGENT
        return MET if fits else unmet(_name(way), "urgent")
    if way is not AgendaRoute.URGENT:
        return MET
    if question.step == "record_invitation" and question.about.route is way:
        return MET
    return unmet("urgent", "add_urgently", "agenda_route_fits.no_vote")


def _name(way: AgendaRoute | None) -> str:
    return "–" if way is None else way.value


@predicate("meeting", "procedural_ballot")
def _agenda_change_majority(question: Question) -> Answer:
    if question.day < meeting(question).day:
        return MET  # before the meeting whoever sets the agenda may change it
    return simple_majority(question)


@predicate("meeting", "proposer_heard")
def _proposer_heard_before_removal(question: Question) -> Answer:
    if question.motion.paper_type is not PaperType.FACTION_MOTION:
        return MET
    if question.day < meeting(question).day:
        return MET
    heard = handed_in(question, "proposer_heard") is True
    return MET if heard else unmet("proposer_heard = False", "proposer_heard = True")
