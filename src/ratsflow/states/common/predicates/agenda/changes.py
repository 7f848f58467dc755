"""Extending an agenda in the meeting (E-7)."""

from __future__ import annotations

from ratsflow.law.counting import Outcome, decide
from ratsflow.model import Ballot, MayorsVote
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import ballot_of


@predicate(
    "procedural_ballot",
    "item",
    "law.agenda_extension.majority",
    "law.agenda_extension.mayor_votes",
    "law.mayor.votes_in",
)
def extension_carried(question: Question) -> Answer:
    """Answer whether more voted Yes than No, those left out who have no vote on it."""
    kind = question.law["agenda_extension.majority"]
    if kind != "simple":
        return unknown(
            key="agenda_extension.majority",
            observed=kind,
            required="simple",
            code="extension_majority.kind",
        )
    ballot = ballot_of(question, "procedural_ballot")
    yes, no = _without_mayor(question, ballot)
    announced = None if ballot.announced is None else Outcome(ballot.announced.value)
    outcome = decide(yes, no, announced=announced)
    if outcome is Outcome.ADOPTED:
        return MET
    found = str(ballot.announced) if yes is None else f"{yes}:{no}"
    if outcome is Outcome.UNKNOWN:
        lacking = [f"procedural_ballot.{name}" for name in ("yes", "no", "announced")]
        return unknown(*lacking, observed=found)
    return unmet(found, "> 50 %")


def _without_mayor(question: Question, ballot: Ballot) -> tuple[int | None, int | None]:
    """Take the mayor's vote out of the count, where he sits but has none.

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
