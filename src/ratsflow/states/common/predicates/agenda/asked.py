"""What the rules on convening and agenda ask: meeting, route, procedural votes."""

from __future__ import annotations

from ratsflow.law.counting import Outcome, decide
from ratsflow.model import Ballot
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.question import MissingFactError, Question


def handed_in(question: Question, name: str) -> object:
    """Return what this very step takes in; an earlier meeting's word does not count.

    Raises:
        MissingFactError: it is not stated.
    """
    value = question.inputs.get(name)
    if value is None:
        raise MissingFactError(name)
    return value


def procedural_ballot(question: Question) -> Ballot:
    """Return the procedural vote that the step takes in.

    Raises:
        MissingFactError: there is none.
    """
    ballot = handed_in(question, "procedural_ballot")
    if not isinstance(ballot, Ballot):
        raise MissingFactError("procedural_ballot")
    return ballot


def carried(yes: int | None, no: int | None, ballot: Ballot, code: str = "") -> Answer:
    """Answer whether a simple majority was for it; a tie rejects."""
    announced = None if ballot.announced is None else Outcome(ballot.announced.value)
    outcome = decide(yes, no, announced=announced)
    if outcome is Outcome.ADOPTED:
        return MET
    found = str(ballot.announced) if yes is None else f"{yes}:{no}"
    if outcome is Outcome.UNKNOWN:
        lacking = [f"procedural_ballot.{name}" for name in ("yes", "no", "announced")]
        return unknown(*lacking, observed=found, code=code)
    return unmet(found, "> 50 %", code)


@predicate("procedural_ballot")
def simple_majority(question: Question, code: str = "") -> Answer:
    """Answer whether the procedural vote was carried by simple majority."""
    ballot = procedural_ballot(question)
    return carried(ballot.yes, ballot.no, ballot, code)
