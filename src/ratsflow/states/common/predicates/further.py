"""Further rules (N): digital meetings, votes by a fixed mode, removals (*Abwahl*)."""

from __future__ import annotations

from ratsflow.law.periods import add_months
from ratsflow.model import Ballot
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import fixed_modes
from ratsflow.states.common.fields import decided
from ratsflow.states.common.predicates.aftermath.facts import (
    day_of,
    not_after,
    period,
    stated_day,
)


@predicate("paper.topics", "ballot", "law.vote_mode.by_topic", "law.topics.own")
def vote_mode(question: Question) -> Answer:
    """Answer whether the vote was taken in the mode that a statute fixes."""
    needed = fixed_modes(question)
    if not needed:
        return MET
    ballot = question.inputs.get("ballot")
    if not isinstance(ballot, Ballot):
        raise MissingFactError("ballot")
    found, wanted = ballot.mode.value, sorted(needed)
    if wanted == [found]:
        return MET
    return unmet(found, ", ".join(wanted), mode=found, needed=wanted)


@predicate(
    "case.consultations day successor_elected_on law.{months} law.state.holidays",
)
def successor(question: Question, months: str) -> Answer:
    """Answer whether the successor is elected within some months of the removal."""
    removed = day_of(decided(question))
    last = period(question.law, add_months(removed, question.law[months])).lenient
    elected = stated_day(question, "successor_elected_on")
    if elected is None or elected >= removed:
        return not_after(elected or question.day, last)
    code, days = (
        "successor_elected.too_early",
        (elected.isoformat(), removed.isoformat()),
    )
    return unmet(days[0], f"{removed} – {last}", code, elected=days[0], removed=days[1])
